"""What changed the number of something finished, when and why."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select

from baketracker.db.audit import AuditEntry
from baketracker.db.journal import UNDO_LIFE, Operation
from baketracker.db.many import among
from baketracker.db.paging import PAGE, Page, slice_of
from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.db.types import now
from baketracker.errors import NotFound

from .kinds import KINDS, KindName
from .models import FinishedAdjustment
from .schemas import FinishedMove


@verb("read")
def history(
    db: TenantSession,
    kind: KindName,
    item_id: UUID,
    cursor: str | None = None,
    limit: int = PAGE,
) -> Page[FinishedMove]:
    """What came and went, the newest first; what was taken back stands once and says so. Five
    statements, six with a cursor. Raises NotFound, LostPlace."""
    of, entry = KINDS[kind], FinishedAdjustment
    if db.find(of.entity, item_id) is None:
        raise NotFound(of.called)
    found = select(entry).where(of.column == item_id, entry.corrects_id.is_(None))
    rows = slice_of(db, found, entry, entry.happened_at, cursor, limit, newest_first=True)
    ids = [row.id for row in rows.rows]
    back = set(db.scalars(select(entry.corrects_id).where(among(entry.corrects_id, ids))))
    operations = _operations(db, ids)
    return rows.page(
        lambda row: FinishedMove(
            id=row.id,
            happened_at=row.happened_at,
            change=row.quantity_change,
            before=row.previous_count,
            after=row.new_count,
            reason=row.reason,
            notes=row.notes,
            by=row.created_by,
            is_taken_back=row.id in back,
            operation_id=operations.get(row.id),
        )
    )


def _operations(db: TenantSession, ids: Collection[UUID]) -> dict[UUID, UUID]:
    """The operation that wrote each of these entries, while it can be taken back."""
    written = (
        select(AuditEntry.entity_id, AuditEntry.operation_id)
        .join(
            Operation,
            (Operation.tenant_id == AuditEntry.tenant_id)
            & (Operation.id == AuditEntry.operation_id),
        )
        .where(
            AuditEntry.entity == FinishedAdjustment.__tablename__,
            among(AuditEntry.entity_id, ids),
            Operation.undone_at.is_(None),
            Operation.created_at > now() - UNDO_LIFE,
        )
    )
    return {key: done for key, done in db.execute(written) if key is not None and done is not None}
