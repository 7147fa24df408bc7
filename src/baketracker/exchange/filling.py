"""References that an earlier import could not bring, filled in where they are empty."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Uuid, column, func, literal, update
from sqlalchemy.dialects.postgresql import ARRAY

from baketracker.db.audit import AuditEntry
from baketracker.db.base import TenantOwned
from baketracker.db.tenancy import TenantSession
from baketracker.db.types import now


def fill(
    db: TenantSession, entity: type[TenantOwned], name: str, missing: Mapping[UUID, UUID]
) -> int:
    """Put `missing` (row → reference) into the column `name` where it is empty: one statement and
    one audit entry. Returns how many rows were filled."""
    told: Any = entity
    arrays = func.unnest(_array(missing), _array(missing.values()))
    pairs = arrays.table_valued(column("row_id", Uuid), column("target", Uuid)).render_derived()
    filled = db.execute(
        update(told)
        .where(told.id == pairs.c.row_id, getattr(told, name).is_(None))
        .values({name: pairs.c.target, "version": told.version + 1, "updated_at": now(),
                 "updated_by": db.scope.account_id})
        .execution_options(synchronize_session=False)
    )  # fmt: skip
    changes = {"column": name, "count": filled.rowcount}  # type: ignore[attr-defined]
    db.add(
        AuditEntry(action="fill_rows", entity=told.__tablename__, entity_id=None, changes=changes)
    )
    return int(changes["count"])


def _array(ids: Any) -> Any:
    return literal(list(ids), ARRAY(Uuid))
