"""The proposals there are, and how many wait for somebody."""

from uuid import UUID

from sqlalchemy import func, select

from baketracker.db.paging import PAGE, Page, slice_of
from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.errors import NotFound
from baketracker.products.models import Product

from .asking import Left
from .drafts import PurchaseDraft, PurchaseLine, StockDraft
from .models import Proposal, ProposalFile
from .shelf import LotSeen, lots_named
from .viewing import ProposalView, view_of, views

KIND = "proposal"
WAITING = ("reading", "ready", "failed")


@verb("read")
def get(db: TenantSession, proposal_id: UUID) -> ProposalView:
    """One proposal, whatever became of it. Raises NotFound."""
    row = db.find(Proposal, proposal_id)
    if row is None:
        raise NotFound(KIND)
    return view_of(db, row)


@verb("read")
def waiting(db: TenantSession, cursor: str | None = None, limit: int = PAGE) -> Page[ProposalView]:
    """What nobody has settled yet, the newest first. Raises LostPlace."""
    found = select(Proposal).where(Proposal.state.in_(WAITING))
    rows = slice_of(db, found, Proposal, Proposal.created_at, cursor, limit, newest_first=True)
    shown = {one.id: one for one in views(db, rows.rows)}
    return rows.page(lambda row: shown[row.id])


@verb("read")
def count_waiting(db: TenantSession) -> int:
    """How many wait. One statement."""
    return db.scalar(select(func.count(Proposal.id)).where(Proposal.state.in_(WAITING))) or 0


@verb("read")
def count_to_review(db: TenantSession) -> int:
    """How much waits for somebody's look: proposals, and products written down in passing. One
    statement, for it stands on every page."""
    said = select(func.count(Proposal.id)).where(Proposal.state.in_(WAITING))
    passing = select(func.count(Product.id)).where(
        Product.deleted_at.is_(None), Product.is_provisional.is_(True)
    )
    return sum(db.execute(select(said.scalar_subquery(), passing.scalar_subquery())).one())


@verb("read")
def following(db: TenantSession, proposal_id: UUID) -> list[ProposalView]:
    """The others that were said in the same breath and still wait."""
    row = db.find(Proposal, proposal_id)
    if row is None:
        raise NotFound(KIND)
    first = row.first_id or row.id
    found = select(Proposal).where(
        (Proposal.first_id == first) | (Proposal.id == first),
        Proposal.id != proposal_id,
        Proposal.state.in_(WAITING),
    )
    return views(db, db.scalars(found.order_by(Proposal.id)).all())


def line_of(item: ProposalView, key: int) -> PurchaseLine:
    """A line of a purchase that may still be changed. Raises NotFound."""
    draft = item.draft
    line = draft.line(key) if isinstance(draft, PurchaseDraft) else None
    if line is None or line.state == "saved" or item.state != "ready":
        raise NotFound("line")
    return line


@verb("read")
def lots_in(db: TenantSession, draft: StockDraft) -> dict[UUID, LotSeen]:
    """The lots a draft names or may mean, as they are now."""
    ids = {key for line in draft.lines for key in (line.lot_id, *line.choices) if key}
    return lots_named(db, ids)


@verb("read")
def answers_of(db: TenantSession, proposal_id: UUID) -> list[Left]:
    """What was answered when somebody asked instead. Raises NotFound."""
    row = db.find(Proposal, proposal_id)
    if row is None:
        raise NotFound(KIND)
    return [Left.model_validate(one) for one in row.reading.get("answers", [])]


@verb("read")
def files_of(db: TenantSession, proposal_id: UUID) -> list[UUID]:
    """Its recording, or the pages of its picture, in their order."""
    pages = select(ProposalFile.file_id).where(ProposalFile.proposal_id == proposal_id)
    return list(db.scalars(pages.order_by(ProposalFile.page)))
