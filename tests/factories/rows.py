"""One valid row of any table, made from what the table says about itself.

A new table joins the generated tests by existing: columns, references and the plain forms of its
checks are read. What cannot be read stands in SPECIAL, by table."""

import re
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import JSON, CheckConstraint, Column, Table, inspect

from baketracker.app_tables import metadata
from baketracker.db.base import Base, TenantOwned, is_tenant_owned
from baketracker.db.tenancy import TenantSession
from baketracker.db.types import new_id, now

STAMPED = {
    "tenant_id", "id", "created_at", "created_by", "updated_at", "updated_by", "version",
}  # fmt: skip
ONE_OF = re.compile(r"(\w+) in \('([^']+)'")
EXACTLY_ONE = re.compile(r"num_nonnulls\(([^)]*)\) = 1")
PLAIN: dict[type, Any] = {int: 1, Decimal: Decimal(1), bool: False, dict: {}, list: []}
SPECIAL: dict[str, dict[str, Any]] = {
    "finished_adjustments": {"previous_count": 0},
    "recipe_snapshots": {"content": {"name": "marzipan", "lines": [], "needs": []}},
}
NAMESPACE = UUID("5a7b3c1e-0000-7000-8000-000000000000")


def tenant_tables() -> list[Table]:
    """All tables of bakeries but the bakeries' own, those first that others refer to."""
    owned = [t for t in metadata.sorted_tables if is_tenant_owned(t)]
    return [table for table in owned if table.name != "tenants"]


def model_of(table: Table) -> type[TenantOwned]:
    return next(m.class_ for m in Base.registry.mappers if m.local_table is table)


def references(table: Table) -> dict[str, str]:
    """Column → the table it refers to, inside the bakery."""
    return {c.name: c.info["references"] for c in table.columns if c.info.get("references")}


class RowMaker:
    """Makes rows in the bakery of `db`. Two makers with the same `seed` make the same ids, names
    and slugs, which different bakeries may hold. A maker `beside` another refers to what that one
    made: its rows stand under the same parents."""

    def __init__(self, db: TenantSession, seed: str = "", beside: "RowMaker | None" = None) -> None:
        self.db, self.seed = db, seed
        self.made: dict[str, list[UUID]] = (
            {k: [*ids] for k, ids in beside.made.items()} if beside else {}
        )

    def everything(self) -> dict[str, UUID]:
        """At least one row in each table; returns the first id of each."""
        for table in tenant_tables():
            if table.name not in self.made:
                self.row(table.name)
        return {name: ids[0] for name, ids in self.made.items()}

    def row(self, name: str, /, **wanted: Any) -> UUID:
        """A new row of `name`; `wanted` columns take these values. Flushed, not committed."""
        table = metadata.tables[f"app.{name}"]
        count = len(self.made.get(name, []))
        label = f"{self.seed}{name}-{count}" if self.seed else f"{name}-{new_id().hex[-10:]}"
        values = {"id": uuid5(NAMESPACE, label) if self.seed else new_id()}
        values |= self._references(table, wanted) | self._values(table, label)
        values |= SPECIAL.get(name, {}) | wanted
        self.db.add(model_of(table)(**values))
        self.db.flush()
        self.made.setdefault(name, []).append(values["id"])
        return values["id"]

    def _references(self, table: Table, wanted: dict[str, Any]) -> dict[str, UUID]:
        """One row for each reference that must be there: never the same one twice, because many
        tables refuse to join a thing with itself."""
        used: dict[str, int] = {}
        found: dict[str, UUID] = {}
        needed = {c.name for c in table.columns if not c.nullable} | _one_of_several(table, wanted)
        for column, target in references(table).items():
            if column in needed and column not in wanted:
                found[column] = self._nth(target, used.get(target, 0))
                used[target] = used.get(target, 0) + 1
        return found

    def _nth(self, target: str, position: int) -> UUID:
        while len(self.made.get(target, [])) <= position:
            self.row(target)
        return self.made[target][position]

    def _values(self, table: Table, label: str) -> dict[str, Any]:
        choices = _choices(table)
        return {
            column.name: choices.get(column.name, _plain(column, label))
            for column in table.columns
            if not (
                column.name in STAMPED
                or column.nullable
                or column.default is not None
                or column.info.get("references")
            )
        }


def _checks(table: Table) -> list[str]:
    return [str(c.sqltext) for c in table.constraints if isinstance(c, CheckConstraint)]


def _choices(table: Table) -> dict[str, str]:
    """Column → the first of the words its check allows."""
    return dict(pair for check in _checks(table) for pair in ONE_OF.findall(check))


def _one_of_several(table: Table, wanted: dict[str, Any]) -> set[str]:
    """Where exactly one of several columns stands: the first, unless one is wanted."""
    groups = [names.split(", ") for check in _checks(table) for names in EXACTLY_ONE.findall(check)]
    return {group[0] for group in groups if not wanted.keys() & set(group)}


def _plain(column: Column[Any], label: str) -> Any:
    if isinstance(column.type, JSON):
        return {}
    kind = column.type.python_type
    if kind is str:
        return f"{column.name} {label}"
    if kind is UUID:
        return uuid5(NAMESPACE, label)
    if kind is bytes:
        return label.encode()
    if kind is date:
        return date(2026, 12, 24)
    return PLAIN[kind] if kind in PLAIN else now()


def text_columns(table: Table) -> list[str]:
    """The columns of `table` that hold words a person typed, required ones."""
    model = inspect(model_of(table))
    return [c.name for c in model.columns if c.type.python_type is str and not c.nullable]
