"""What corrections teach: a store's text means this product, or nothing for baking. Each can be
seen, and taken away; two that contradict each other are trusted no more."""

from datetime import timedelta
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import func, select

from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.db.types import now
from baketracker.errors import NotFound
from baketracker.measures.folding import fold
from baketracker.understanding.matching import normalised

from .drafts import Draft, PurchaseDraft, PurchaseLine
from .models import Alias, Correction, Proposal
from .viewing import product_names

KIND = "alias"


def learn(db: TenantSession, row: Proposal, draft: Draft) -> None:
    """Keep what the baker chose of the lines that are saved or were skipped by hand."""
    if not isinstance(draft, PurchaseDraft):
        return
    store = fold(draft.store).strip()
    for line in draft.lines:
        if line.by.get("product") != "person" or line.state not in ("ready", "skip"):
            continue
        if line.state == "skip" and line.reason == "double":
            continue
        words = normalised(line.text)
        if words and (line.product_id is not None or line.state == "skip"):
            _remember(db, store, words, line)


def note_correction(
    db: TenantSession, row: Proposal, store: str, seen: str, field: str, was: str, became: str
) -> None:
    """Somebody changed what was suggested: what the weekly list and the tests of tomorrow read."""
    told = row.reading
    db.add(
        Correction(
            proposal_id=row.id,
            store=fold(store).strip(),
            seen=seen,
            field=field,
            was=was[:300],
            became=became[:300],
            model=str(told.get("model", "")),
            prompt_version=str(told.get("prompt_version", "")),
        )
    )


def _remember(db: TenantSession, store: str, words: str, line: PurchaseLine) -> None:
    found = select(Alias).where(Alias.store == store, Alias.words == words)
    row = db.scalars(found.with_for_update()).one_or_none()
    product_id = line.product_id if line.state != "skip" else None
    if row is None:
        db.add(
            Alias(
                store=store,
                words=words,
                seen=line.text,
                product_id=product_id,
                is_skipped=line.state == "skip",
            )
        )
    elif (row.product_id, row.is_skipped) == (product_id, line.state == "skip"):
        row.weight, row.is_off = row.weight + 1, False
    else:
        # Said otherwise before: what it means is asked again, until it was said twice alike.
        row.is_off = True
        row.product_id, row.is_skipped, row.weight = product_id, line.state == "skip", 1
    db.flush()


class Learnt(BaseModel):
    """What a store's text means. `product` is what it is called now; None for nothing to bake with,
    and for one that is gone. `is_off`: it was said both ways, so it is asked again."""

    id: UUID
    store: str
    seen: str
    product_id: UUID | None
    product: str | None
    is_skipped: bool
    is_off: bool
    weight: int


class Miss(BaseModel):
    """A text whose line was corrected so many times."""

    store: str
    seen: str
    times: int


@verb("read")
def learnt(db: TenantSession, product_id: UUID | None = None) -> list[Learnt]:
    """What was learnt, of one product or of all, by store and text. Two statements."""
    found = select(Alias).order_by(Alias.store, Alias.words)
    if product_id is not None:
        found = found.where(Alias.product_id == product_id)
    rows = db.scalars(found).all()
    names = product_names(db, {row.product_id for row in rows if row.product_id})
    own = [name for name in Learnt.model_fields if name != "product"]
    return [
        Learnt(
            **{name: getattr(row, name) for name in own},
            product=names.get(row.product_id) if row.product_id else None,
        )
        for row in rows
    ]


@verb("read")
def misses(db: TenantSession, days: int = 7, most: int = 20) -> list[Miss]:
    """The texts whose product was corrected most in the last days. One statement."""
    times = func.count(Correction.id)
    found = (
        select(Correction.store, Correction.seen, times)
        .where(Correction.created_at >= now() - timedelta(days), Correction.field == "product_id")
        .group_by(Correction.store, Correction.seen)
        .order_by(times.desc(), Correction.seen)
        .limit(most)
    )
    return [Miss(store=row[0], seen=row[1], times=row[2]) for row in db.execute(found)]


@verb("write")
def forget(db: TenantSession, alias_id: UUID) -> None:
    """It is asked again what that text means. Raises NotFound."""
    row = db.find(Alias, alias_id)
    if row is None:
        raise NotFound(KIND)
    db.delete(row)
    db.flush()
