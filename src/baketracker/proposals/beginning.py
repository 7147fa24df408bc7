"""How a reading begins: what somebody typed, said or photographed is kept, and its reading is
queued, in one transaction. What cannot be read is refused here, before anything is paid for."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from baketracker.assistant import available
from baketracker.assistant.provider import Provider
from baketracker.db.many import among
from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.db.types import new_id
from baketracker.errors import N_, Conflict, InvalidInput
from baketracker.fields import harmless
from baketracker.files import service as files
from baketracker.files.service import Laid
from baketracker.media.sounds import Sound
from baketracker.tasks import service as tasks

from .drafts import READING
from .models import Proposal, ProposalFile
from .proposing import refuse_too_many
from .settling import AlreadySettled, discard, held

LONGEST = 2000
EMPTY = N_("Write or say what you bought, what is left, or what you bake for.")
NO_PICTURE = N_("Choose a picture first.")


class SeenBefore(Conflict):
    """The very same picture was sent before; `proposal_id` is what became of it."""

    code = "seen_before"

    def __init__(self, proposal_id: UUID) -> None:
        super().__init__(N_("You sent this picture before. Look at what became of it first."))
        self.proposal_id = proposal_id


@verb("propose")
def begin_sentence(db: TenantSession, said: str, op_id: UUID | None = None) -> UUID:
    """Read a typed sentence. Raises InvalidInput for an empty one, TooManyOpen."""
    words = harmless(said)[:LONGEST]
    if not words:
        raise InvalidInput(EMPTY, {"said": EMPTY})
    return _begun(db, Proposal(id=op_id or new_id(), source="typed", said=words))


@verb("propose")
def begin_recording(
    db: TenantSession, provider: Provider | None, recording: Laid, op_id: UUID | None = None
) -> UUID:
    """Read a recording that was laid into the file store. Raises NoModel, TooManyOpen."""
    available.need(db, provider, "sound")
    assert isinstance(recording.made, Sound)  # who calls decoded it as one
    told = {"recorded": recording.made.media_type}
    row = Proposal(id=op_id or new_id(), source="voice", reading=told)
    return _begun(db, row, [recording])


@verb("propose")
def begin_pictures(
    db: TenantSession,
    provider: Provider | None,
    pictures: Sequence[Laid],
    source: str,
    said: str = "",
    op_id: UUID | None = None,
    *,
    confirmed: bool = False,
) -> UUID:
    """Read the pages of a receipt, or a photo of the pantry with what is said to it; they were laid
    into the file store.

    Raises NoModel, InvalidInput, SeenBefore unless it is `confirmed`, TooManyOpen."""
    available.need(db, provider, "picture")
    if not pictures:
        raise InvalidInput(NO_PICTURE, {"photo": NO_PICTURE})
    if not confirmed and (before := _sent_before(db, pictures)):
        raise SeenBefore(before)
    words = harmless(said)[:LONGEST]
    return _begun(db, Proposal(id=op_id or new_id(), source=source, said=words), pictures)


@verb("write")
def begin_again(db: TenantSession, proposal_id: UUID, said: str, op_id: UUID | None) -> UUID:
    """Read other words instead of those that led nowhere: a new proposal in place of the one that
    failed. Raises NotFound, InvalidInput, TooManyOpen."""
    made = begin_sentence(db, said, op_id)
    discard(db, proposal_id)
    return made


@verb("write")
def begin_once_more(db: TenantSession, proposal_id: UUID) -> None:
    """Read the same recording, picture or sentence again, once it has failed. Raises NotFound,
    AlreadySettled."""
    row = held(db, proposal_id)
    if row.state in ("confirmed", "discarded"):
        raise AlreadySettled
    if row.state == "failed":
        row.state, row.note, row.tries = "reading", "", 0
        db.flush()
        tasks.begin_again(db, READING, row.id)


def _begun(db: TenantSession, row: Proposal, laid: Sequence[Laid] = ()) -> UUID:
    if db.find(Proposal, row.id) is not None:
        return row.id
    refuse_too_many(db)
    db.add(row)
    db.flush()
    db.add_all(
        ProposalFile(proposal_id=row.id, file_id=files.keep_laid(db, one).id, page=page)
        for page, one in enumerate(laid)
    )
    db.flush()
    tasks.begin(db, READING, row_id=row.id)
    return row.id


def _sent_before(db: TenantSession, pictures: Sequence[Laid]) -> UUID | None:
    """The newest proposal of any of these very pictures that nobody discarded."""
    for picture in pictures:
        same = files.same_as(db, picture.sha256)
        of_it = select(Proposal.id).where(
            Proposal.state != "discarded",
            Proposal.id.in_(
                select(ProposalFile.proposal_id).where(
                    among(ProposalFile.file_id, [one.id for one in same])
                )
            ),
        )
        if found := db.scalar(of_it.order_by(Proposal.created_at.desc()).limit(1)):
            return found
    return None
