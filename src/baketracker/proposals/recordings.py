"""Recordings that outlived what was said: one that was read is gone at once, the others after as
long as what became of them can be taken back."""

from datetime import datetime, timedelta

from sqlalchemy import select

from baketracker.assistant.preferences import get as preferences_of
from baketracker.db.tenancy import TenantSession
from baketracker.files.models import StoredFile

from .models import Proposal, ProposalFile

KEPT_FOR = timedelta(days=30)


def put_away_recordings(db: TenantSession, moment: datetime) -> None:
    """Put away the recordings that could not be read, or were discarded, 30 days ago; none of a
    bakery that keeps them. Two statements."""
    if preferences_of(db).keeps_sound:
        return
    over = select(Proposal.id).where(
        Proposal.source == "voice",
        Proposal.state != "reading",
        Proposal.updated_at < moment - KEPT_FOR,
    )
    of_them = select(ProposalFile.file_id).where(ProposalFile.proposal_id.in_(over))
    kept = select(StoredFile).where(StoredFile.id.in_(of_them), StoredFile.deleted_at.is_(None))
    for row in db.scalars(kept):
        row.deleted_at = moment
    db.flush()
