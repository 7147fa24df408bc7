"""What the baker decides about a plan: batches for each finished unit, and that it is settled.

The shortfall is always computed here, from the demand of the whole event."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field
from sqlalchemy import select

from baketracker.db.rows import live, lock_rows
from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.errors import N_, NotFound, RuleBroken
from baketracker.events import service as events
from baketracker.events.models import BatchDecision, Event
from baketracker.events.schemas import EventView
from baketracker.events.states import Action, refuse_unless
from baketracker.fields import In
from baketracker.issues import Issue
from baketracker.recipes.contents import yield_of
from baketracker.recipes.models import FinishedUnit

from .schemas import PlanView
from .service import plan_for
from .unit_schemas import UnitPlan


class BatchesIn(In):
    """So many batches, perhaps of another size of the recipe (`made_as_id`); `confirm_shortfall`:
    too few are meant. `bake_on` None leaves the day to the schedule; not given, it stays."""

    batches: Annotated[int, Field(ge=1, le=100_000)]
    made_as_id: UUID | None = None
    confirm_shortfall: bool = False
    bake_on: date | None = None


class TooFew(RuleBroken):
    """The batches leave the event short, and nobody has said that this is meant."""

    code = "too_few"

    def __init__(self, unit: str, makes: int, needed: int) -> None:
        super().__init__(
            N_("That makes %(makes)s of %(needed)s %(unit)s: %(short)s too few. Confirm it if you "
               "mean it."),
            unit=unit, makes=makes, needed=needed, short=needed - makes,
        )  # fmt: skip


class NotComplete(RuleBroken):
    """The plan cannot be settled yet; `blockers` says why."""

    code = "not_complete"

    def __init__(self, blockers: list[Issue]) -> None:
        super().__init__(
            N_("The plan is not complete yet. %(reasons)s"),
            reasons=" ".join(issue.sentence for issue in blockers),
        )
        self.blockers = blockers


@verb("write")
def decide(db: TenantSession, event_id: UUID, unit_id: UUID, wanted: BatchesIn) -> None:
    """Bake so many batches for one finished unit of the event.

    Raises NotFound (also for a unit the plan does not know), NotInThisState, RuleBroken for a size
    that does not answer the demand, YieldMissing, and TooFew unless that is confirmed."""
    event = _held(db, event_id)
    refuse_unless(Action.DECIDE, event.plan_state, event.name)
    unit = _planned(db, event_id, unit_id)
    made_as = None if wanted.made_as_id == unit_id else wanted.made_as_id
    makes = yield_of(_size(db, unit, made_as)).items(wanted.batches)
    short = makes < unit.to_make
    if short and not wanted.confirm_shortfall:
        raise TooFew(unit.name, makes, unit.to_make)
    row = _decision(db, event_id, unit_id)
    if row is None:
        row = BatchDecision(event_id=event_id, finished_unit_id=unit_id)
        db.add(row)
    row.batches, row.made_as_id = wanted.batches, made_as
    row.quantity_needed, row.shortfall_confirmed = unit.to_make, short
    if "bake_on" in wanted.model_fields_set:
        row.bake_on = wanted.bake_on
    db.flush()


@verb("write")
def remove_decision(db: TenantSession, event_id: UUID, unit_id: UUID) -> None:
    """Leave the batches of a finished unit to the plan again. Raises NotFound, NotInThisState."""
    event = _held(db, event_id)
    refuse_unless(Action.DECIDE, event.plan_state, event.name)
    row = _decision(db, event_id, unit_id)
    if row is None:
        raise NotFound("batch decision")
    db.delete(row)
    db.flush()


@verb("write")
def lock(db: TenantSession, event_id: UUID) -> EventView:
    """Settle the plan: what nobody decided on is baked as the plan suggests, and written down so.

    Raises NotFound, NotInThisState, and NotComplete with what is missing."""
    event = live(db, Event, event_id, events.KIND)
    refuse_unless(Action.LOCK, event.plan_state, event.name)
    plan = plan_for(db, event_id)
    if plan.lock.blockers:
        raise NotComplete(plan.lock.blockers)
    _write_down(db, plan)
    return events.move(db, event_id, Action.LOCK)


def write_down(db: TenantSession, event_id: UUID) -> None:
    """What nobody decided on is baked as the plan suggests: an imported plan may lack decisions.
    Raises NotFound, NotComplete."""
    plan = plan_for(db, event_id)
    if plan.lock.blockers:
        raise NotComplete(plan.lock.blockers)
    _write_down(db, plan)


def _write_down(db: TenantSession, plan: PlanView) -> None:
    db.add_all(
        BatchDecision(
            event_id=plan.event.id,
            finished_unit_id=unit.id,
            batches=unit.suggested.batches,
            quantity_needed=unit.to_make,
        )
        for unit in plan.units
        if unit.decided is None and unit.suggested is not None
    )
    db.flush()


def _held(db: TenantSession, event_id: UUID) -> Event:
    """The event, locked: who begins to bake meanwhile waits. Raises NotFound."""
    lock_rows(db, Event, [event_id])
    return live(db, Event, event_id, events.KIND)


def _planned(db: TenantSession, event_id: UUID, unit_id: UUID) -> UnitPlan:
    found = (unit for unit in plan_for(db, event_id).units if unit.id == unit_id)
    unit = next(found, None)
    if unit is None:
        raise NotFound("finished unit")
    return unit


def _size(db: TenantSession, unit: UnitPlan, made_as: UUID | None) -> FinishedUnit:
    """What is baked: the unit itself, or one of the other sizes that answer its demand."""
    if made_as is not None and made_as not in {
        option.made_as.id for option in unit.options if option.made_as
    }:
        raise RuleBroken(N_("That size does not answer the demand of %(unit)s."), unit=unit.name)
    row = db.find(FinishedUnit, made_as or unit.id)
    assert row is not None  # the plan was made of it
    return row


def _decision(db: TenantSession, event_id: UUID, unit_id: UUID) -> BatchDecision | None:
    return db.scalars(
        select(BatchDecision).where(
            BatchDecision.event_id == event_id, BatchDecision.finished_unit_id == unit_id
        )
    ).one_or_none()
