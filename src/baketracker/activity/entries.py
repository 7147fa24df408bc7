"""Reading the audit log: what operations wrote, and values as it keeps them, plain, in JSON."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Column, ColumnElement, select

from baketracker.db.audit import AuditEntry
from baketracker.db.many import among
from baketracker.db.tenancy import TenantSession


def entries_of(db: TenantSession, operation_ids: Collection[UUID]) -> Sequence[AuditEntry]:
    """What operations wrote, the last first."""
    found = select(AuditEntry).where(among(AuditEntry.operation_id, operation_ids))
    return db.scalars(found.order_by(AuditEntry.id.desc())).all()


def by_others(
    db: TenantSession,
    table: str,
    row_ids: Collection[UUID],
    known: Collection[UUID],
    *which: ColumnElement[bool],
) -> Sequence[AuditEntry]:
    """What other operations than the known ones wrote of these rows."""
    found = select(AuditEntry).where(
        AuditEntry.entity == table,
        among(AuditEntry.entity_id, row_ids),
        AuditEntry.operation_id.is_not(None),
        ~among(AuditEntry.operation_id, known),
        *which,
    )
    return db.scalars(found).all()


def held(column: Column[Any], plain: Any) -> Any:
    """A value as the audit log keeps it, as the column holds it."""
    kind = column.type.python_type
    if plain is None or not isinstance(plain, str) or kind is str:
        return plain
    if kind in (Decimal, UUID):
        return kind(plain)
    if kind in (date, datetime):
        return kind.fromisoformat(plain)
    return plain
