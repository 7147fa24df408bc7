"""What an import changes of rows the bakery has: many rows in one statement and one audit entry."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Numeric, Uuid, column, func, literal, update
from sqlalchemy.dialects.postgresql import ARRAY

from baketracker.db.audit import AuditEntry
from baketracker.db.base import TenantOwned
from baketracker.db.tenancy import TenantSession
from baketracker.db.types import now


def fill(
    db: TenantSession, entity: type[TenantOwned], name: str, missing: Mapping[UUID, Any]
) -> int:
    """Put `missing` (row → value) into the column `name` where it is empty. Returns how many
    rows were filled."""
    told: Any = entity
    pairs = _pairs(missing, getattr(told, name).type)
    filled = update(told).where(getattr(told, name).is_(None)).values({name: pairs.c.given})
    return _change(db, told, name, pairs, filled, "fill_rows")


def add_to(
    db: TenantSession, entity: type[TenantOwned], name: str, more: Mapping[UUID, Decimal]
) -> int:
    """Add `more` (row → amount) to the column `name`. Returns how many rows were changed."""
    told: Any = entity
    pairs = _pairs(more, Numeric(20, 10))
    added = update(told).values({name: getattr(told, name) + pairs.c.given})
    return _change(db, told, name, pairs, added, "add_to_rows")


def _pairs(given: Mapping[UUID, Any], kind: Any) -> Any:
    arrays = func.unnest(_array(given, Uuid()), _array(given.values(), kind))
    return arrays.table_valued(column("row_id", Uuid), column("given", kind)).render_derived()


def _change(
    db: TenantSession, entity: Any, name: str, pairs: Any, statement: Any, action: str
) -> int:
    kept = {"version": entity.version + 1, "updated_at": now(), "updated_by": db.scope.account_id}
    changed = db.execute(
        statement.where(entity.id == pairs.c.row_id)
        .values(kept)
        .execution_options(synchronize_session=False)
    )
    # What was read before is another row now.
    db.expire_all()
    changes = {"column": name, "count": changed.rowcount}  # type: ignore[attr-defined]
    table = entity.__tablename__
    db.add(AuditEntry(action=action, entity=table, entity_id=None, changes=changes))
    return int(changes["count"])


def _array(values: Any, kind: Any) -> Any:
    return literal(list(values), ARRAY(kind))
