"""Whether a receipt is here already: photographed twice, or said before it was photographed."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from baketracker.db.many import among
from baketracker.db.tenancy import TenantSession
from baketracker.db.types import now
from baketracker.files import service as files
from baketracker.files.models import StoredFile
from baketracker.purchases.models import Purchase, Receipt
from baketracker.understanding.duplicates import (
    SeenLine,
    SeenPurchase,
    Way,
    same_line,
    same_purchase,
)

from .drafts import Double, PurchaseDraft
from .models import Proposal, ProposalFile

ALIKE_FOR = timedelta(days=30)
# How what is stored came in; what a program proposed or a trip ended with was typed.
WAYS: dict[str, Way] = {"voice": "said", "photo": "photo"}


def doubles_of(
    db: TenantSession, draft: PurchaseDraft, own_id: UUID | None, way: Way
) -> list[Double]:
    """What this may be a second time: a picture like another one, a receipt of the same store, day
    and total, a line that came in another way on the same day. Five statements."""
    receipts = _receipts(db, draft)
    sums = list(_same_sums(draft, receipts))
    # What became of a picture like this one is asked about once, as the receipt it is now.
    told = {str(one.receipt_id) for one in sums}
    return [*_alike(db, own_id, told), *sums, *_same_lines(db, draft, receipts, way)]


def _receipts(db: TenantSession, draft: PurchaseDraft) -> Sequence[Receipt]:
    found = select(Receipt).where(
        Receipt.bought_on == draft.bought_on, Receipt.deleted_at.is_(None)
    )
    return db.scalars(found.options(joinedload(Receipt.supplier)).order_by(Receipt.id)).all()


def _alike(db: TenantSession, own_id: UUID | None, told: set[str]) -> Iterator[Double]:
    """Other proposals with a picture that is nearly this one's, but those of receipts in `told`."""
    if own_id is None:
        return
    mine = select(StoredFile).join(
        ProposalFile,
        (ProposalFile.tenant_id == StoredFile.tenant_id) & (ProposalFile.file_id == StoredFile.id),
    )
    own = db.scalars(mine.where(ProposalFile.proposal_id == own_id)).all()
    near = {
        one.id
        for row in own
        if row.likeness is not None
        for one in files.like(db, row.likeness, now() - ALIKE_FOR)
    } - {row.id for row in own}
    if not near:
        return
    holding = select(ProposalFile.proposal_id).where(among(ProposalFile.file_id, near))
    found = select(Proposal.id, Proposal.payload).where(
        Proposal.id.in_(holding), Proposal.id != own_id, Proposal.state != "discarded"
    )
    for key, payload in db.execute(found.order_by(Proposal.id)):
        if not told & {one.get("receipt_id") for one in payload.get("lines", ())}:
            yield Double(how="alike", proposal_id=key)


def _same_sums(draft: PurchaseDraft, receipts: Sequence[Receipt]) -> Iterator[Double]:
    this = SeenPurchase(draft.store, draft.bought_on, draft.sums.total)
    for row in receipts:
        store = row.supplier.name if row.supplier else ""
        if same_purchase(this, SeenPurchase(store, row.bought_on, row.total_paid)):
            yield Double(how="same_sums", receipt_id=row.id)


def _same_lines(
    db: TenantSession, draft: PurchaseDraft, receipts: Sequence[Receipt], way: Way
) -> Iterator[Double]:
    """Lines that were told on the same day in another way: said, and now on the photo."""
    sources = {row.id: row.source for row in receipts}
    found = select(Purchase).where(
        among(Purchase.receipt_id, sources), Purchase.deleted_at.is_(None)
    )
    for row in db.scalars(found.order_by(Purchase.id)) if sources else ():
        assert row.receipt_id is not None  # asked for in the statement
        paid = None if row.package_price is None else row.package_price * row.packages
        there = SeenLine(
            str(row.product_id), row.purchased_on, paid, WAYS.get(sources[row.receipt_id], "typed")
        )
        for line in draft.lines:
            here = SeenLine(str(line.product_id), draft.bought_on, line.cost, way)
            if line.product_id is not None and same_line(here, there):
                yield Double(how="said", receipt_id=row.receipt_id, line=line.key)
