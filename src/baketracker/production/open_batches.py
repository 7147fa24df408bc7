"""Batches somebody has begun: where they stand, their timers, and how they end. Nothing leaves the
pantry before they are written down as a run."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from baketracker.db.journal import doing
from baketracker.db.rows import live, lock_rows
from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.db.types import new_id, now
from baketracker.errors import N_, NotFound, RuleBroken
from baketracker.events.schemas import EventRef
from baketracker.recipes.batches import YieldMissing
from baketracker.recipes.models import FinishedUnit, Recipe
from baketracker.recipes.schemas import RecipeRef

from .during import event_of
from .expecting import expected_from, planned_as
from .given import MOST_UNITS, NewRun
from .models import OpenBatch
from .open_schemas import (
    MOST_TIMERS,
    AtStep,
    Finished,
    NewBatch,
    NewTimer,
    OpenBatchView,
    StoppedTimer,
    TimerView,
)
from .reading import made_unit
from .recording import BAKED, BAKED_FOR, record
from .schemas import RunView

KIND = "begun batch"
BEGAN = N_("Began %(batches)s × %(name)s")
TOO_MUCH = N_("That is more than %(most)s pieces. Begin fewer batches at once.")
GAVE_UP = N_("Gave up %(batches)s × %(name)s")
SHOWN = (
    joinedload(OpenBatch.event),
    joinedload(OpenBatch.finished_unit).joinedload(FinishedUnit.recipe),
)


class TooManyTimers(RuleBroken):
    """Nobody hears so many apart."""

    code = "too_many_timers"

    def __init__(self) -> None:
        super().__init__(N_("%(most)s timers run already. Stop one first."), most=MOST_TIMERS)


@verb("read")
def open_batches(db: TenantSession, event_id: UUID | None = None) -> list[OpenBatchView]:
    """The batches that are being baked, for this event only where one is told, the first begun
    first."""
    found = select(OpenBatch).where(OpenBatch.deleted_at.is_(None))
    if event_id is not None:
        found = found.where(OpenBatch.event_id == event_id)
    rows = db.scalars(found.options(*SHOWN).order_by(OpenBatch.started_at, OpenBatch.id))
    return [_of(db, row) for row in rows]


@verb("read")
def get(db: TenantSession, batch_id: UUID) -> OpenBatchView:
    """Batches that are still being baked. Raises NotFound."""
    return _view(db, live(db, OpenBatch, batch_id, KIND).id)


@verb("write")
def begin(db: TenantSession, new: NewBatch, op_id: UUID | None = None) -> OpenBatchView:
    """Begin to bake. Its id is `op_id` when the client chose one.

    Raises NotFound; NotStarted while the event's plan is settled only; YieldMissing; RuleBroken for
    more than anybody bakes."""
    unit = live(db, FinishedUnit, new.finished_unit_id, "finished unit")
    live(db, Recipe, unit.recipe_id, "recipe")
    event_of(db, new.event_id)
    expected = expected_from(unit, planned_as(db, new.event_id, unit), new.batches, new.scale)
    if expected > MOST_UNITS:
        raise RuleBroken(TOO_MUCH, most=MOST_UNITS)
    told = {"batches": new.batches, "name": unit.name}
    with doing(db, "production.begin", BEGAN, op_id, **told) as operation_id:
        row = OpenBatch(id=op_id or new_id(), timers=[], started_at=now(), **new.model_dump())
        db.add(row)
        db.flush()
    return _view(db, row.id).model_copy(update={"operation_id": operation_id})


@verb("write")
def turn_to(db: TenantSession, batch_id: UUID, at: AtStep) -> OpenBatchView:
    """Somebody stands at another step. Raises NotFound."""
    row = _locked(db, batch_id)
    row.step = at.step
    db.flush()
    return _view(db, row.id)


@verb("write")
def start_timer(db: TenantSession, batch_id: UUID, new: NewTimer) -> OpenBatchView:
    """A timer runs from now on, in the place of one of the same name. Raises NotFound,
    TooManyTimers."""
    row = _locked(db, batch_id)
    others = [one for one in row.timers if one["name"] != new.name]
    if len(others) >= MOST_TIMERS:
        raise TooManyTimers
    ends_at = now() + timedelta(minutes=new.minutes)
    row.timers = [*others, {"name": new.name, "ends_at": ends_at.isoformat()}]
    db.flush()
    return _view(db, row.id)


@verb("write")
def stop_timer(db: TenantSession, batch_id: UUID, stopped: StoppedTimer) -> OpenBatchView:
    """It rang, or is not needed any more; one that does not run is stopped already. Raises
    NotFound."""
    row = _locked(db, batch_id)
    row.timers = [one for one in row.timers if one["name"] != stopped.name]
    db.flush()
    return _view(db, row.id)


@verb("write")
def finish(db: TenantSession, batch_id: UUID, told: Finished, op_id: UUID | None = None) -> RunView:
    """Write the batches down as a run, which ends them: both in one operation, so that taking the
    run back puts them back into the oven. Raises NotFound and what `record` raises."""
    row = live(db, OpenBatch, batch_id, KIND)
    unit = live(db, FinishedUnit, row.finished_unit_id, "finished unit")
    event = event_of(db, row.event_id)
    run = NewRun(
        finished_unit_id=row.finished_unit_id, batches=row.batches, scale=row.scale,
        event_id=row.event_id, **told.model_dump(),
    )  # fmt: skip
    words = {"good": told.good, "name": unit.name} | ({"event": event.name} if event else {})
    with doing(db, "production.record", BAKED_FOR if event else BAKED, op_id, **words):
        made = record(db, run, op_id)
        # After everything that `record` locks. Who finished them meanwhile wins.
        row = _locked(db, batch_id)
        row.production_run_id, row.deleted_at = made.id, now()
        db.flush()
    return made


@verb("write")
def give_up(db: TenantSession, batch_id: UUID, op_id: UUID | None = None) -> OpenBatchView:
    """They come to nothing, and nothing was taken for them. Raises NotFound."""
    row = _locked(db, batch_id)
    view = _view(db, row.id)
    told = {"batches": row.batches, "name": view.finished_unit.name}
    with doing(db, "production.give_up", GAVE_UP, op_id, **told) as operation_id:
        row.deleted_at = now()
        db.flush()
    return view.model_copy(update={"operation_id": operation_id})


def _locked(db: TenantSession, batch_id: UUID) -> OpenBatch:
    """The batches as they are now, locked. Raises NotFound when they have ended."""
    rows: Sequence[OpenBatch] = lock_rows(db, OpenBatch, [batch_id])
    if not rows or rows[0].deleted_at is not None:
        raise NotFound(KIND)
    return rows[0]


def _view(db: TenantSession, batch_id: UUID) -> OpenBatchView:
    found = select(OpenBatch).where(OpenBatch.id == batch_id).options(*SHOWN)
    return _of(db, db.scalars(found.execution_options(populate_existing=True)).one())


def _of(db: TenantSession, row: OpenBatch) -> OpenBatchView:
    unit = row.finished_unit
    try:
        planned = planned_as(db, row.event_id, unit)
        expected = expected_from(unit, planned, row.batches, row.scale)
    except YieldMissing:
        expected = None
    return OpenBatchView(
        id=row.id,
        event=EventRef.of(row.event) if row.event else None,
        recipe=RecipeRef.of(unit.recipe),
        finished_unit=made_unit(unit),
        batches=row.batches,
        scale=row.scale,
        expected=expected,
        step=row.step,
        timers=sorted(
            (TimerView.model_validate(one) for one in row.timers), key=lambda one: one.ends_at
        ),
        started_at=row.started_at,
    )
