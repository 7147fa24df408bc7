"""Pieces that are there already answer a plan: from the shelf, or from what was baked for another
event."""

from uuid import UUID

from baketracker.db.journal import doing
from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.errors import N_, NotFound, RuleBroken
from baketracker.events import service as events
from baketracker.events.models import BatchDecision, Event
from baketracker.plans.models import PlanAmendment
from baketracker.recipes.models import FinishedUnit

from .amending import baking
from .schemas import Done
from .targets import baked_unit, decisions_of, follow


@verb("write")
def take_units(
    db: TenantSession,
    event_id: UUID,
    unit_id: UUID,
    units: int,
    source_id: UUID | None,
    reason: str,
    op_id: UUID | None = None,
) -> Done:
    """So many finished units come from the shelf, or from what was baked for the event
    `source_id`: fewer are to be baked here, and as many more there.

    Raises NotFound, NotInThisState for either event, and RuleBroken for more than are needed."""
    # Both are locked in one order, whoever gives and takes.
    for key in sorted({event_id, *([source_id] if source_id else [])}):
        baking(db, key)
    events_of = {key: baking(db, key) for key in (event_id, source_id) if key}
    taker = events_of[event_id]
    row = {one.finished_unit_id: one for one in decisions_of(db, event_id)}.get(unit_id)
    if row is None:
        raise NotFound("batch decision")
    needed = row.quantity_needed
    if needed is None or not 0 < units <= needed:
        raise RuleBroken(
            N_("%(units)s %(name)s are not needed."), units=units, name=row.finished_unit.name
        )
    message = N_("Took %(units)s %(name)s for %(event)s")
    told = {"units": units, "name": row.finished_unit.name, "event": taker.name}
    with doing(db, "plan_life.take_units", message, op_id, **told) as operation_id:
        _need(db, taker, row, needed - units, reason)
        if source_id is not None:
            _give(db, events_of[source_id], baked_unit(row), units, reason)
    return Done(event=events.get(db, event_id), operation_id=operation_id)


def _give(db: TenantSession, event: Event, unit: FinishedUnit, units: int, reason: str) -> None:
    """An event lends what was baked for it: it needs as many more."""
    lending = next(
        (row for row in decisions_of(db, event.id) if baked_unit(row).id == unit.id), None
    )
    if lending is None or lending.quantity_needed is None:
        raise NotFound("batch decision")
    _need(db, event, lending, lending.quantity_needed + units, reason)


def _need(db: TenantSession, event: Event, row: BatchDecision, needed: int, reason: str) -> None:
    """Another number of pieces is to be baked: written down, and the targets follow."""
    unit = baked_unit(row)
    # What lies on the shelf is what is baked, whichever demand it answers.
    content = {"what": unit.name, "finished_unit_id": str(unit.id)}
    before, row.quantity_needed = row.quantity_needed, needed
    db.add(
        PlanAmendment(
            event_id=event.id,
            kind="take_units",
            reason=reason,
            content=content | {"before": before, "after": needed},
        )
    )
    db.flush()
    follow(db, event.id)
