"""What a plan takes of what lay there ready when baking began, as its snapshot keeps it."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, select

from baketracker.db.many import among
from baketracker.db.tenancy import TenantSession
from baketracker.events.models import Event

from .models import PlanAmendment, PlanSnapshot

SHELF = "shelf"
BAKING = and_(Event.plan_state == "in_production", Event.deleted_at.is_(None))
"""The events that are being baked."""


@dataclass(frozen=True, slots=True)
class Taken:
    """Pieces of finished units (below 0: given to another event), and of finished goods that go
    into others; of goods of the list the list itself tells."""

    units: Counter[UUID] = field(default_factory=Counter)
    goods: Counter[UUID] = field(default_factory=Counter)
    at: datetime | None = None


def shelf_content(units: Mapping[UUID, int], goods: Mapping[UUID, int]) -> dict[str, Any]:
    """As a snapshot keeps it."""
    return {SHELF: {"units": _rows(units), "goods": _rows(goods)}}


def began_with(db: TenantSession, event_ids: Collection[UUID] | None = None) -> dict[UUID, Taken]:
    """By event, these or all that are being baked: what it took when its baking began the last
    time. One statement."""
    found = (
        select(PlanSnapshot.event_id, PlanSnapshot.taken_at, PlanSnapshot.content[SHELF])
        .join(Event, and_(Event.tenant_id == PlanSnapshot.tenant_id,
                          Event.id == PlanSnapshot.event_id))
        .where(_which(event_ids), PlanSnapshot.kind == "start")
    )  # fmt: skip
    rows = db.execute(found.order_by(PlanSnapshot.taken_at, PlanSnapshot.id))
    return {event: _read(content or {}, at) for event, at, content in rows}


def taken_of_shelf(
    db: TenantSession, event_ids: Collection[UUID] | None = None
) -> dict[UUID, Taken]:
    """The same, with the finished units that it took or gave since. Two statements."""
    found = began_with(db, event_ids)
    moved = (
        select(PlanAmendment)
        .join(Event, and_(Event.tenant_id == PlanAmendment.tenant_id,
                          Event.id == PlanAmendment.event_id))
        .where(_which(event_ids), PlanAmendment.kind == "take_units")
    )  # fmt: skip
    for row in db.scalars(moved):
        taken = found.setdefault(row.event_id, Taken())
        if taken.at is None or row.happened_at >= taken.at:
            unit = UUID(row.content["finished_unit_id"])
            taken.units[unit] += (row.content["before"] or 0) - (row.content["after"] or 0)
    return found


def _which(event_ids: Collection[UUID] | None) -> ColumnElement[bool]:
    return BAKING if event_ids is None else among(Event.id, event_ids)


def _rows(counts: Mapping[UUID, int]) -> list[dict[str, Any]]:
    return [{"id": str(key), "count": count} for key, count in counts.items() if count]


def _read(content: Mapping[str, Any], at: datetime) -> Taken:
    units, goods = (
        Counter({UUID(row["id"]): int(row["count"]) for row in content.get(kind, ())})
        for kind in ("units", "goods")
    )
    return Taken(units, goods, at)
