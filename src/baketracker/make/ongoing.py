"""Where something is being baked: the events, and batches for none."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select

from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.events.models import Event
from baketracker.events.schemas import EventRef
from baketracker.events.states import PlanState
from baketracker.production import open_batches
from baketracker.production.open_schemas import OpenBatchView


@dataclass(frozen=True, slots=True)
class Place:
    """What there is to choose from: events that are `baking`, those that are `settled` and could
    begin, and batches `alone`, for no event."""

    baking: Sequence[EventRef]
    settled: Sequence[EventRef]
    alone: Sequence[OpenBatchView]


@verb("read")
def places(db: TenantSession) -> Place:
    """The events in the order of their days. Three statements."""
    batches = open_batches.open_batches(db)
    return Place(
        baking=_events(db, PlanState.IN_PRODUCTION),
        settled=_events(db, PlanState.LOCKED, Event.event_date >= db.scope.today()),
        alone=[one for one in batches if one.event is None],
    )


@verb("read")
def is_baking(db: TenantSession) -> bool:
    """Whether any event is being baked. One statement."""
    return db.scalar(_standing(PlanState.IN_PRODUCTION).limit(1)) is not None


def _events(db: TenantSession, state: PlanState, *more: Any) -> list[EventRef]:
    found = _standing(state).where(*more).order_by(Event.event_date, Event.id)
    return [EventRef.of(row) for row in db.scalars(found)]


def _standing(state: PlanState) -> Select[Any]:
    """The events whose plan stands there."""
    return select(Event).where(
        Event.plan_state == state, Event.is_template.is_(False), Event.deleted_at.is_(None)
    )
