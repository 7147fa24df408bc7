"""Operations: what a person did at once, so that it can be told and taken back as a whole.

Everything a session writes while it is `doing` something carries the operation in its audit
entries; with what stood there before and after, they are all that undoing needs (`activity`)."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from baketracker.errors import Text

from .base import Base, Editable
from .tenancy import TenantSession
from .types import Moment, new_id

UNDO_LIFE = timedelta(days=30)


class Operation(Editable, Base):
    """Something done: `kind` is the verb (`buying.record`), `message` a gettext msgid that
    `numbers` fill."""

    __tablename__ = "operations"
    __table_args__ = (
        Index("ix_operations_created_at", "tenant_id", text("created_at DESC"), text("id DESC")),
    )
    # It is itself the record of what was done.
    audited: ClassVar[bool] = False

    kind: Mapped[str]
    message: Mapped[str]
    numbers: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    undone_at: Mapped[Moment | None]
    undone_by: Mapped[UUID | None]


@contextmanager
def doing(
    db: TenantSession, kind: str, message: str, op_id: UUID | None = None, **numbers: object
) -> Iterator[UUID]:
    """All that is written inside belongs to one operation, whose id (the client's, where it chose
    one) is answered. Inside another operation it is part of that one.

    `message` is marked with `N_`; a marked text among `numbers` is translated when it is shown."""
    if db.operation_id is not None:
        yield db.operation_id
        return
    # What was changed before is not part of it.
    db.flush()
    operation = Operation(id=op_id or new_id(), kind=kind, message=message, numbers=_plain(numbers))
    db.add(operation)
    db.flush()
    db.operation_id = operation.id
    try:
        yield operation.id
        db.flush()
    finally:
        db.operation_id = None


def _plain(numbers: dict[str, object]) -> dict[str, Any]:
    """As JSON keeps it: amounts as text; `{"text": …}` for what is translated."""
    return {name: _one(value) for name, value in numbers.items()}


def _one(value: object) -> Any:
    if isinstance(value, Text):
        return {"text": str(value)}
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return str(value)
