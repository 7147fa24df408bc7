"""What becomes of a proposal: a person confirms it, once, or discards it; both can be undone."""

from uuid import UUID

from pydantic import BaseModel, ValidationError
from sqlalchemy import select

from baketracker.db.journal import doing
from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.db.types import now
from baketracker.errors import N_, Conflict, Forbidden, NotFound, RuleBroken

from .drafts import Draft, draft_of, fingerprint, kept
from .learning import learn
from .models import Proposal
from .writing import WRITERS, Writer, Written

KIND = "proposal"
ODD = N_("Something of it cannot be saved as it stands. Look at its names, amounts and days.")
ONLY_PEOPLE = N_("Only a person who is signed in can confirm a proposal.")


class AlreadySettled(Conflict):
    """Somebody confirmed or discarded it before."""

    code = "already_settled"

    def __init__(self) -> None:
        super().__init__(N_("That was saved or discarded already."))


class NotReady(Conflict):
    """It is still being read, or could not be."""

    code = "not_ready"

    def __init__(self) -> None:
        super().__init__(N_("That is not read yet, so there is nothing to save."))


class ChangedSince(Conflict):
    """What would be written is not what was shown."""

    code = "changed_since_shown"

    def __init__(self) -> None:
        super().__init__(N_("It was changed meanwhile. Look at it again, then save."))


class Settled(BaseModel):
    """What was done: it is taken back by its operation; `href` is where to look at it, `waits`
    whether lines of it are still to be looked at, `saved` how many were."""

    operation_id: UUID
    href: str
    waits: bool
    saved: int


@verb("write")
def confirm(db: TenantSession, proposal_id: UUID, seen: str, op_id: UUID | None = None) -> Settled:
    """Write what is ready of a proposal, in one operation. `seen` is the fingerprint of what the
    person was shown; lines that need a look stay.

    Raises NotFound, Forbidden for anybody but a person, AlreadySettled, NotReady, ChangedSince,
    RuleBroken when nothing is ready, and what the verbs of its kind raise."""
    if db.scope.kind != "person":
        raise Forbidden(ONLY_PEOPLE)
    row = held(db, proposal_id)
    if row.state in ("confirmed", "discarded"):
        raise AlreadySettled
    if row.state != "ready":
        raise NotReady
    if fingerprint(row.payload) != seen:
        raise ChangedSince
    draft, writer = draft_of(row.kind, row.payload), WRITERS[row.kind]
    told = writer.tell(db, draft)
    saved = sum(line.is_saving for line in getattr(draft, "lines", ())) or 1
    numbers = told.numbers | {"source": row.source}
    with doing(db, "proposals.confirm", told.message, op_id, **numbers) as operation_id:
        written = _written(writer, db, row, draft)
        learn(db, row, draft)
        row.payload = kept(written.draft)
        if not written.waits:
            row.state, row.settled_at, row.settled_by = "confirmed", now(), db.scope.account_id
    return Settled(operation_id=operation_id, href=written.href, waits=written.waits, saved=saved)


def _written(writer: Writer, db: TenantSession, row: Proposal, draft: Draft) -> Written:
    """Nobody typed it, so a value may be one that no form would take. Raises RuleBroken then."""
    try:
        return writer.write(db, row, draft)
    except ValidationError as error:
        raise RuleBroken(ODD) from error


@verb("write")
def discard(db: TenantSession, proposal_id: UUID, op_id: UUID | None = None) -> UUID:
    """Nothing more of it is written; answers the operation that is taken back. Raises NotFound,
    AlreadySettled."""
    row = held(db, proposal_id)
    if row.state in ("confirmed", "discarded"):
        raise AlreadySettled
    with doing(db, "proposals.discard", N_("Discarded a proposal"), op_id) as operation_id:
        row.state, row.settled_at, row.settled_by = "discarded", now(), db.scope.account_id
    return operation_id


def held(db: TenantSession, proposal_id: UUID) -> Proposal:
    """The proposal as it is now, locked: two who confirm do so one after the other. Raises
    NotFound."""
    found = select(Proposal).where(Proposal.id == proposal_id).with_for_update()
    row = db.scalars(found.execution_options(populate_existing=True)).one_or_none()
    if row is None:
        raise NotFound(KIND)
    return row
