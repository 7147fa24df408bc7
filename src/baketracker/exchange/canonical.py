"""A bakery's rows as they count, in one form: two bakeries with the same dump say the same.

What is put away and the records of how things came about (logs, keys, tasks) are left out, so are
columns that only keep the books; a ledger is told net of what took it back or costed it anew, and
of other rows that stay for ever those that were written by what was taken back do not count."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, inspect, select

from baketracker.db.audit import BOOKKEEPING, AuditEntry
from baketracker.db.base import Base, TenantOwned
from baketracker.db.idempotency import IdempotencyKey
from baketracker.db.journal import Operation
from baketracker.db.references import entity_of, references_to
from baketracker.db.tenancy import TenantSession
from baketracker.stock.ledger import DepletionLike, netted
from baketracker.tasks.models import Task, Upload

RECORDS: tuple[type[Any], ...] = (AuditEntry, IdempotencyKey, Operation, Task, Upload)
LEFT_OUT = BOOKKEEPING - {"id"}
# The columns by which a row that stays names the one it takes back.
TURNS = ("corrects_id", "reverses_id")

Dump = dict[str, list[dict[str, Any]]]


def canonical(db: TenantSession) -> Dump:
    """Table → its rows by id, each column → value. One statement a table, two a ledger."""
    entities: list[type[Any]] = [mapper.class_ for mapper in Base.registry.mappers]
    kept: list[Any] = [
        one for one in entities if issubclass(one, TenantOwned) and one not in RECORDS
    ]
    return {
        entity.__tablename__: _rows(db, entity)
        for entity in sorted(kept, key=lambda one: one.__tablename__)
    }


def _rows(db: TenantSession, entity: Any) -> list[dict[str, Any]]:
    found = select(entity).where(*_standing(entity)).order_by(entity.id)
    rows = db.scalars(found.execution_options(populate_existing=True)).all()
    if issubclass(entity, DepletionLike):
        costs = _unit_costs(db, entity_of(entity.part_of))
        return [
            _told(net.entry) | {"quantity": net.quantity, "cost": net.told(costs[net.entry.lot_id])}
            for net in netted(rows).values()
            if net.quantity
        ]
    if getattr(entity, "append_only", False):
        return [_told(row) for row in _counting(db, entity, rows)]
    return [_told(row) for row in rows]


def _counting(db: TenantSession, entity: Any, rows: Iterable[Any]) -> Iterator[Any]:
    """Rows that stay for ever, without those of an operation that was taken back and those that
    took them back."""
    undone = (
        select(AuditEntry.entity_id)
        .join(
            Operation,
            (Operation.tenant_id == AuditEntry.tenant_id)
            & (Operation.id == AuditEntry.operation_id),
        )
        .where(AuditEntry.entity == entity.__tablename__, Operation.undone_at.is_not(None))
    )
    void = set(db.scalars(undone)) - {None}
    turns = [one.key for one in inspect(entity).columns if one.key in TURNS]
    for row in rows:
        if void.isdisjoint({row.id, *(getattr(row, key) for key in turns)}):
            yield row


def _unit_costs(db: TenantSession, lot: Any) -> dict[UUID, Decimal | None]:
    """What a unit of each lot costs: where nobody knows, nobody knows what left it cost."""
    return {row.id: row.unit_cost for row in db.execute(select(lot.id, lot.unit_cost))}


def _standing(entity: Any) -> Iterator[ColumnElement[bool]]:
    """Rows that are not put away, nor lines of something that is."""
    if hasattr(entity, "deleted_at"):
        yield entity.deleted_at.is_(None)
    whole: Any = entity_of(entity.part_of) if hasattr(entity, "part_of") else None
    if hasattr(whole, "deleted_at"):
        for owner, line in references_to(entity.part_of):
            if owner is entity:
                # A line may have outlived what it was of.
                standing = select(whole.id).where(whole.deleted_at.is_(None))
                yield line.in_(standing) | line.is_(None)


def _told(row: Any) -> dict[str, Any]:
    columns = inspect(type(row)).column_attrs
    return {one.key: getattr(row, one.key) for one in columns if one.key not in LEFT_OUT}
