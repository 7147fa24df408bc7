"""Places that only one row can have: a finished good is on a list once, a SKU is one product's.

What was put away may find its place taken when it comes back."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Column, ColumnElement, Index, Table, UniqueConstraint, inspect, select

from baketracker.db.audit import AuditEntry
from baketracker.db.references import entity_of
from baketracker.db.tenancy import TenantSession

from .entries import by_others, held

Place = tuple[set[str], list[ColumnElement[bool]]]


def taking_places_of(
    db: TenantSession, entries: Iterable[AuditEntry], known: Collection[UUID]
) -> set[UUID]:
    """Other, later operations that put something where the rows would be that these entries put
    away."""
    taking = set[UUID]()
    for entry in entries:
        entity = entity_of(entry.entity)
        if entry.entity_id is None:
            continue
        row = _as_it_was(db, entity, entry, entry.entity_id)
        for names, place in _places(entity, row) if row else ():
            others = db.scalars(select(entity.id).where(*place, entity.id != entry.entity_id))
            since = AuditEntry.id > entry.id
            taking |= {
                one.operation_id
                for one in by_others(db, entry.entity, others.all(), known, since)
                if one.operation_id and (one.action == "insert" or names & one.changes.keys())
            }
    return taking


def _as_it_was(
    db: TenantSession, entity: Any, entry: AuditEntry, row_id: UUID
) -> Mapping[str, Any] | None:
    """The values of a row that the entry put away; None when it put nothing away."""
    columns = inspect(entity).columns
    before = {name: held(columns[name], pair[0]) for name, pair in entry.changes.items()}
    if entry.action == "delete":
        return before
    archived = entry.changes.get("deleted_at", (None, None))
    if entry.action != "update" or archived[0] is not None or archived[1] is None:
        return None
    row = db.find(entity, row_id)
    return None if row is None else {c.key: getattr(row, c.key) for c in columns} | before


def _places(entity: Any, row: Mapping[str, Any]) -> Iterator[Place]:
    """For each unique key: the columns that say who has the place, and what holds of another row
    that has this row's."""
    table: Table = entity.__table__
    for constraint in table.constraints:
        if isinstance(constraint, UniqueConstraint):
            yield from _same(constraint.columns, row)
    for index in table.indexes:
        if isinstance(index, Index) and index.unique:
            only = index.dialect_options["postgresql"]["where"]
            # The predicates say which columns hold nothing: the row must be of the same kind.
            kind = [
                column.is_(None) if row.get(column.key) is None else column.is_not(None)
                for column in table.columns
                if only is not None and column.key in str(only).split()
            ]
            for names, same in _same(index.columns, row):
                yield names, [*same, *kind, *([only] if only is not None else [])]


def _same(columns: Iterable[Column[Any]], row: Mapping[str, Any]) -> Iterator[Place]:
    own = [column for column in columns if column.key != "tenant_id"]
    if all(row.get(column.key) is not None for column in own) and own[0].key != "id":
        names = {"deleted_at", *(column.key for column in own)}
        yield names, [column == row[column.key] for column in own]
