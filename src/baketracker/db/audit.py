"""The audit log: who changed what, when, through which credential; written with the change."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Index, inspect
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import InstanceState, Mapped, Session, mapped_column

from .base import Base, TenantOwned, Versioned
from .scope import Scope
from .types import Moment

BOOKKEEPING = frozenset(
    {"tenant_id", "id", "created_at", "created_by", "updated_at", "updated_by", "version"}
)


class AuditEntry(TenantOwned, Base):
    """One change of one row. `changes` maps a column to [before, after].

    Columns marked `info={"secret": True}` are named but never quoted."""

    __tablename__ = "audit_log"
    __table_args__ = (
        Index("ix_audit_log_entity", "tenant_id", "entity", "entity_id"),
        Index("ix_audit_log_operation_id", "tenant_id", "operation_id"),
    )
    append_only: ClassVar[bool] = True
    # A log of what happened to the log itself, or to machinery, would tell a baker nothing.
    audited: ClassVar[bool] = False

    action: Mapped[str]
    entity: Mapped[str]
    entity_id: Mapped[UUID | None]
    actor_kind: Mapped[str] = mapped_column(default="")
    credential_id: Mapped[UUID | None]
    request_id: Mapped[str] = mapped_column(default="")
    # The operation it was part of: what is taken back as a whole (db.journal).
    operation_id: Mapped[UUID | None]
    changes: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)


def entries_for(
    session: Session, scope: Scope, moment: Moment, operation_id: UUID | None
) -> Iterator[AuditEntry]:
    """Entries for everything this flush inserts, changes or deletes; stamps pending ones too."""

    def signed(entry: AuditEntry) -> AuditEntry:
        entry.operation_id = operation_id
        return _sign(entry, scope, moment)

    for row in list(session.new):
        if isinstance(row, AuditEntry):
            signed(row)
        elif isinstance(row, TenantOwned) and _audited(row):
            yield signed(_entry("insert", row, _changes(row)))
    for row in list(session.dirty):
        if _audited(row) and session.is_modified(row):
            yield signed(_entry("update", row, _changes(row)))
    for row in list(session.deleted):
        if _audited(row):
            yield signed(_entry("delete", row, _values(row)))


def births_in(session: Session) -> Iterator[AuditEntry]:
    """Entries for the bakeries that this flush inserted. Each refers to its bakery, so it can only
    follow in the next flush, which signs it."""
    for row in session.new:
        if _audited(row) and not isinstance(row, TenantOwned):
            yield _entry("insert", row, _changes(row))


def _audited(row: object) -> bool:
    return isinstance(row, TenantOwned | Versioned) and getattr(row, "audited", True)


def _entry(action: str, row: Any, changes: dict[str, Any]) -> AuditEntry:
    return AuditEntry(action=action, entity=row.__tablename__, entity_id=row.id, changes=changes)


def _sign(entry: AuditEntry, scope: Scope, moment: Moment) -> AuditEntry:
    entry.tenant_id = scope.tenant_id
    entry.created_at, entry.created_by = moment, scope.account_id
    entry.actor_kind, entry.credential_id = scope.kind, scope.credential_id
    entry.request_id = scope.request_id
    return entry


def _changes(row: Any) -> dict[str, Any]:
    state: InstanceState[Any] = inspect(row)
    changes: dict[str, Any] = {}
    for attribute in state.mapper.column_attrs:
        history = state.attrs[attribute.key].history
        if attribute.key in BOOKKEEPING or not history.has_changes():
            continue
        pair = [_plain(next(iter(side), None)) for side in (history.deleted, history.added)]
        secret = attribute.columns[0].info.get("secret")
        changes[attribute.key] = ["…", "…"] if secret else pair
    return changes


def _values(row: Any) -> dict[str, Any]:
    state: InstanceState[Any] = inspect(row)
    return {
        attribute.key: [_plain(state.dict.get(attribute.key)), None]
        for attribute in state.mapper.column_attrs
        if attribute.key not in BOOKKEEPING and not attribute.columns[0].info.get("secret")
    }


def _plain(value: object) -> object:
    if isinstance(value, Decimal | UUID | datetime | date):
        return str(value)
    if isinstance(value, bytes):
        return f"{len(value)} bytes"
    return value
