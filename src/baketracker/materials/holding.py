"""What a material unit is used in, found through what the tables say of themselves: goods stand
downstream."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import inspect, select

from baketracker.db.many import among
from baketracker.db.references import entity_of, references_to
from baketracker.db.tenancy import TenantSession

from .models import MaterialUnit


def used_in(db: TenantSession, unit_ids: Collection[UUID]) -> dict[UUID, list[str]]:
    """The names of what takes these units, A to Z: of each row that refers to one, the thing it is
    a line of. What is archived does not count, nor does a record of what was. Units nothing takes
    are absent. One statement for each table that refers to units."""
    found: defaultdict[UUID, set[str]] = defaultdict(set)
    for entity, attribute in references_to(MaterialUnit.__tablename__):
        if getattr(entity, "append_only", False):
            continue
        owner, own = _owner(entity)
        lines = select(attribute, owner.name).where(among(attribute, unit_ids))
        joined = lines.join(owner, (owner.tenant_id == entity.tenant_id) & (owner.id == own))
        for key, name in db.execute(joined.where(owner.deleted_at.is_(None))):
            found[key].add(name)
    return {key: sorted(names) for key, names in found.items()}


def _owner(entity: Any) -> tuple[Any, Any]:
    """What rows of this table are lines of: the first thing they must refer to."""
    mapper = inspect(entity)
    for column in mapper.columns:
        if column.info.get("references") and not column.nullable:
            attribute = mapper.get_property_by_column(column).class_attribute
            return entity_of(column.info["references"]), attribute
    raise LookupError(f"{entity} refers to material units and to nothing it is a line of")
