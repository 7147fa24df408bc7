"""What confirming writes: each kind of draft through the verbs a baker's own forms use."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select

from baketracker.assistant.preferences import get as preferences_of
from baketracker.buying import service as buying
from baketracker.buying.given import NewLine, NewProductSeen, NewReceipt
from baketracker.db.rows import live
from baketracker.db.tenancy import TenantSession
from baketracker.errors import N_, InvalidInput, NotFound, RuleBroken, Text
from baketracker.events import selecting
from baketracker.events import service as events
from baketracker.events.models import Event
from baketracker.events.schemas import GoodQuantity, NewEvent
from baketracker.finished_goods.models import FinishedGood
from baketracker.pantry.adjusting import adjust
from baketracker.pantry.counting import count_all
from baketracker.pantry.given import Adjustment, Count
from baketracker.plan_life import amending
from baketracker.plan_life.schemas import AmendGood, Dropping
from baketracker.production import service as production
from baketracker.production.given import NewRun
from baketracker.purchases.models import ReceiptPage
from baketracker.suppliers import service as suppliers
from baketracker.suppliers.schemas import NewSupplier

from .drafts import Draft, EventDraft, PlanDraft, PurchaseDraft, PurchaseLine, RunDraft, StockDraft
from .known import supplier_called
from .models import Proposal, ProposalFile

FINEST = Decimal("0.0001")
# So many things are named in the list of what was done.
NAMED = 3
NOTHING = N_("Nothing is ready to be saved yet. Say of one line what it is, then save.")
TWICE = N_("This may be here already. Say first whether to keep both, or to replace the old one.")
NO_DAY = N_("Say on which day it is.")
# As much as a name and the notes of an event hold.
MOST_NAMED, MOST_NOTES = 200, 2000
SOURCES: dict[str, Any] = {
    "typed": "typed", "voice": "voice", "receipt": "photo", "pantry": "photo", "token": "program",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Written:
    """What was written: the draft as it stands then, where to look at it, and whether something of
    it still waits."""

    draft: Draft
    href: str
    waits: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """The sentence of the operation."""

    message: Text
    numbers: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Writer:
    """How one kind is told of, and written."""

    tell: Callable[[TenantSession, Any], Told]
    write: Callable[[TenantSession, Proposal, Any], Written]


def saving(draft: Draft) -> Sequence[Any]:
    """The lines that confirming saves. Raises RuleBroken when there are none."""
    lines = [line for line in getattr(draft, "lines", ()) if line.is_saving]
    if not lines:
        raise RuleBroken(NOTHING)
    return lines


def _tell_purchase(_db: TenantSession, draft: PurchaseDraft) -> Told:
    names = [line.name or line.text for line in saving(draft)]
    things = ", ".join([*names[:NAMED], *(["…"] if len(names) > NAMED else [])])
    if draft.store:
        words = N_("Saved %(things)s from %(store)s")
        return Told(words, {"things": things, "store": draft.store})
    return Told(N_("Saved %(things)s"), {"things": things})


def _write_purchase(db: TenantSession, row: Proposal, draft: PurchaseDraft) -> Written:
    lines = saving(draft)
    _settle_doubles(db, draft)
    supplier_id = draft.supplier_id or _store(db, draft.store)
    share = tax_share(draft, included=preferences_of(db).includes_tax)
    rest = [one for one in draft.lines if one.state == "check"]
    is_whole = not rest and not any(one.state == "saved" for one in draft.lines)
    made = buying.record(
        db,
        NewReceipt(
            supplier_id=supplier_id,
            bought_on=draft.bought_on,
            number=draft.number,
            total_paid=_paid(draft) if is_whole else None,
            lines=[_line(one, share) for one in lines],
            # What seems odd was asked where it was shown.
            confirmed=True,
        ),
        source=SOURCES[row.source],
    )
    _attach(db, row, made.id)
    saved = {one.key for one in lines}
    kept = [
        one.model_copy(update={"state": "saved", "receipt_id": made.id})
        if one.key in saved
        else one
        for one in draft.lines
    ]
    after = draft.model_copy(update={"lines": kept, "supplier_id": supplier_id})
    return Written(after, f"/purchases/{made.id}", waits=bool(rest))


def _paid(draft: PurchaseDraft) -> Decimal | None:
    """What the paper says was paid; below nothing is something that was brought back."""
    total = draft.sums.total
    return None if total is None or total < 0 else total


def _settle_doubles(db: TenantSession, draft: PurchaseDraft) -> None:
    """What is here already goes where this replaces it. Raises RuleBroken while nobody has said
    what becomes of both."""
    for double in draft.doubles:
        if double.line is None and not double.answer:
            raise RuleBroken(TWICE)
        if double.answer == "replace" and double.receipt_id is not None:
            # Gone already: somebody took it away, or the lines that were saved before did.
            with suppress(NotFound):
                there = buying.get_receipt(db, double.receipt_id)
                buying.void_receipt(db, there.id, there.version)


def tax_share(draft: PurchaseDraft, *, included: bool) -> Decimal:
    """By how much each price grows where tax counts as a part of it: the tax of the receipt, spread
    over its goods by what they cost; else 0."""
    goods = sum((line.cost or Decimal(0) for line in draft.lines), Decimal(0))
    return draft.sums.tax / goods if included and draft.sums.tax and goods > 0 else Decimal(0)


def _line(line: PurchaseLine, share: Decimal) -> NewLine:
    about: dict[str, Any] = {}
    if line.product_id is not None:
        about["product_id"] = line.product_id
    elif line.material_product_id is not None:
        about["material_product_id"] = line.material_product_id
    elif line.new is not None and line.new.ingredient_id and line.new.quantity and line.new.unit:
        about["new_product"] = NewProductSeen(
            seen=line.new.name[:MOST_NAMED].strip(),
            ingredient_id=line.new.ingredient_id,
            quantity=line.new.quantity,
            unit=line.new.unit,
        )
    price = line.price
    if price is not None and share:
        price = (price * (1 + share)).quantize(FINEST)
    return NewLine(packages=line.packages, package_price=price, **about)


def _store(db: TenantSession, name: str) -> UUID | None:
    """A store nobody shopped at before is written down with its first purchase; it may have been
    since the purchase was read."""
    if not name.strip():
        return None
    return supplier_called(db, name) or suppliers.create(db, NewSupplier(name=name)).id


def _attach(db: TenantSession, row: Proposal, receipt_id: UUID) -> None:
    """The pictures of the paper stay with the receipt."""
    if row.source != "receipt":
        return
    pages = select(ProposalFile).where(ProposalFile.proposal_id == row.id)
    for page in db.scalars(pages.order_by(ProposalFile.page)):
        db.add(ReceiptPage(receipt_id=receipt_id, file_id=page.file_id, page=page.page))
    db.flush()


def _tell_stock(_db: TenantSession, draft: StockDraft) -> Told:
    return Told(N_("Counted %(count)s things as seen or said"), {"count": len(saving(draft))})


def _write_stock(db: TenantSession, _row: Proposal, draft: StockDraft) -> Written:
    lines = saving(draft)
    counts = [
        Count(lot_id=one.lot_id, quantity=one.quantity, unit=one.unit, estimated=True)
        for one in lines
        if not one.is_use
    ]
    if counts:
        count_all(db, counts, confirmed=True)
    for one in lines:
        if one.is_use:
            used = Adjustment(amount_used=one.quantity, unit=one.unit, reason="ad_hoc_usage")
            adjust(db, one.lot_id, used)
    saved = {one.key for one in lines}
    kept = [
        one.model_copy(update={"state": "saved"}) if one.key in saved else one
        for one in draft.lines
    ]
    waits = any(one.state == "check" for one in kept)
    return Written(draft.model_copy(update={"lines": kept}), "/pantry", waits=waits)


def _tell_event(_db: TenantSession, draft: EventDraft) -> Told:
    return Told(N_("Planned %(name)s"), {"name": draft.name})


def _write_event(db: TenantSession, _row: Proposal, draft: EventDraft) -> Written:
    if draft.event_date is None:
        raise InvalidInput(NO_DAY, {"event_date": NO_DAY})
    missing = [one.said for one in draft.dishes if one.recipe_id is None]
    made = events.create(
        db,
        NewEvent(
            name=draft.name,
            event_date=draft.event_date,
            expected_guests=draft.guests,
            # Wanted, and no recipe is called so: it must not be lost.
            notes="\n".join(missing)[:MOST_NOTES],
        ),
    )
    if recipes := [one.recipe_id for one in draft.dishes if one.recipe_id]:
        selecting.set_recipes(db, made.id, recipes)
    return Written(draft.model_copy(update={"event_id": made.id}), f"/events/{made.id}")


def _tell_plan(db: TenantSession, draft: PlanDraft) -> Told:
    good = live(db, FinishedGood, draft.finished_good_id, "finished good")
    event = live(db, Event, draft.event_id, "event")
    words = N_("%(event)s: %(count)s of %(good)s")
    return Told(words, {"event": event.name, "count": draft.quantity, "good": good.name})


def _write_plan(db: TenantSession, _row: Proposal, draft: PlanDraft) -> Written:
    """While a plan is a draft its list changes; once baking began that is an amendment."""
    event, good = draft.event_id, draft.finished_good_id
    is_baking = live(db, Event, event, "event").plan_state == "in_production"
    if draft.quantity == 0:
        if is_baking:
            amending.drop_good(db, event, good, Dropping(reason=draft.reason))
        else:
            selecting.remove_good(db, event, good)
    elif is_baking:
        amended = AmendGood(quantity=draft.quantity, reason=draft.reason)
        amending.amend_good(db, event, good, amended)
    else:
        wanted = GoodQuantity(quantity=draft.quantity, add_recipes=True)
        selecting.set_good(db, event, good, wanted)
    return Written(draft, f"/events/{event}")


def _tell_run(_db: TenantSession, draft: RunDraft) -> Told:
    return Told(N_("Baked %(count)s batches, as said"), {"count": draft.batches})


def _write_run(db: TenantSession, _row: Proposal, draft: RunDraft) -> Written:
    made = production.record(
        db,
        NewRun(
            finished_unit_id=draft.finished_unit_id,
            event_id=draft.event_id,
            batches=draft.batches,
            good=draft.good,
            confirmed=True,
        ),
    )
    return Written(draft, f"/production/{made.id}")


WRITERS: dict[str, Writer] = {
    "purchase": Writer(_tell_purchase, _write_purchase),
    "stock": Writer(_tell_stock, _write_stock),
    "event": Writer(_tell_event, _write_event),
    "plan": Writer(_tell_plan, _write_plan),
    "run": Writer(_tell_run, _write_run),
}
