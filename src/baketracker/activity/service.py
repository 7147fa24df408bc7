"""The verbs of what was done: to list it and to take it back."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select

from baketracker.db.audit import AuditEntry
from baketracker.db.journal import Operation
from baketracker.db.many import among
from baketracker.db.paging import PAGE, Page, slice_of
from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.errors import NotFound

from .schemas import OperationView
from .undoing import dependants, undo

__all__ = ["behind", "dependants", "get", "recent", "undo"]


@verb("read")
def recent(db: TenantSession, cursor: str | None = None, limit: int = PAGE) -> Page[OperationView]:
    """What was done, the newest first, taken back or not. Raises LostPlace."""
    done = select(Operation)
    rows = slice_of(db, done, Operation, Operation.created_at, cursor, limit, newest_first=True)
    return rows.page(OperationView.of)


@verb("read")
def behind(
    db: TenantSession, table: str, row_ids: Collection[UUID], *kinds: str
) -> dict[UUID, UUID]:
    """The last operation of these kinds that wrote into each row and was not taken back: row →
    operation, rows without one are absent. One statement."""
    wrote = (AuditEntry.tenant_id == Operation.tenant_id) & (
        AuditEntry.operation_id == Operation.id
    )
    found = (
        select(AuditEntry.entity_id, Operation.id)
        .join(Operation, wrote)
        .where(
            AuditEntry.entity == table,
            among(AuditEntry.entity_id, row_ids),
            Operation.kind.in_(kinds),
            Operation.undone_at.is_(None),
        )
    )
    rows = db.execute(found.order_by(Operation.created_at))
    return {row_id: operation_id for row_id, operation_id in rows if row_id is not None}


@verb("read")
def get(db: TenantSession, operation_id: UUID) -> OperationView:
    """One operation. Raises NotFound."""
    row = db.find(Operation, operation_id)
    if row is None:
        raise NotFound("operation")
    return OperationView.of(row)
