"""The verbs of what was done: to list it and to take it back."""

from uuid import UUID

from sqlalchemy import select

from baketracker.db.journal import Operation
from baketracker.db.paging import PAGE, Page, slice_of
from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.errors import NotFound

from .schemas import OperationView
from .undoing import dependants, undo

__all__ = ["dependants", "get", "recent", "undo"]


@verb("read")
def recent(db: TenantSession, cursor: str | None = None, limit: int = PAGE) -> Page[OperationView]:
    """What was done, the newest first, taken back or not. Raises LostPlace."""
    done = select(Operation)
    rows = slice_of(db, done, Operation, Operation.created_at, cursor, limit, newest_first=True)
    return rows.page(OperationView.of)


@verb("read")
def get(db: TenantSession, operation_id: UUID) -> OperationView:
    """One operation. Raises NotFound."""
    row = db.find(Operation, operation_id)
    if row is None:
        raise NotFound("operation")
    return OperationView.of(row)
