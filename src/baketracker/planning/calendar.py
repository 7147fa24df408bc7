"""The verbs of days: when an event's batches are baked, keeping those days, the bakery's month."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select

from baketracker.db.many import among
from baketracker.db.rows import live
from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.errors import N_, NotFound, RuleBroken
from baketracker.events import service as events
from baketracker.events.kitchen import get_kitchen
from baketracker.events.models import BatchDecision, Event
from baketracker.events.schemas import KitchenView
from baketracker.events.states import Action, refuse_unless

from .calendar_figures import is_idle, schedule_view
from .calendar_jobs import made_as_of, planned
from .calendar_reading import Agenda, Kept, agenda_of, kept_since, ovens_of, shelf_lives
from .calendar_schemas import (
    CalendarBake,
    CalendarDay,
    CalendarEvent,
    CalendarView,
    ChosenDay,
    ChosenDays,
    ScheduleView,
)
from .schedule import propose, work_of
from .schedule_terms import DAY, Horizon, Load
from .schemas import PlanView
from .service import plan_for
from .unit_schemas import UnitPlan

WEEK = timedelta(days=7)


@verb("read")
def schedule_for(db: TenantSession, event_id: UUID) -> ScheduleView:
    """When the event's batches are baked: the days the baker chose, proposals for the others.
    Nothing is stored. Raises NotFound."""
    return schedule_of(db, plan_for(db, event_id))


def schedule_of(db: TenantSession, plan: PlanView) -> ScheduleView:
    """The schedule of a plan that was read already, in a constant number of statements."""
    event, today = plan.event, db.scope.today()
    kitchen = get_kitchen(db)
    horizon = _horizon(kitchen, today, event.event_date)
    units = [unit for unit in plan.units if unit.chosen and unit.batches_left > 0]
    kept = kept_since(db, today, event.id)
    recipes = {unit.recipe.id for unit in units} | {row.recipe_id for row in kept}
    ovens = ovens_of(db, recipes)
    agenda = agenda_of(kept, ovens, horizon)
    keeping = shelf_lives(db, {made_as_of(unit) for unit in units})
    jobs = planned(event.id, units, keeping, ovens, agenda)
    others = agenda.load_of_others(event.id)
    horizon = _horizon(kitchen, today, event.event_date, others)
    if is_idle(plan):
        jobs = [job for job in jobs if job.kept]
    return schedule_view(plan, units, jobs, ovens, horizon, propose(jobs, horizon))


@verb("write")
def keep_dates(db: TenantSession, event_id: UUID, chosen: ChosenDays) -> ScheduleView:
    """Write down the days on which batches are baked: those named, or all that the schedule
    proposes. A finished unit whose batches nobody decided gets the suggested ones with its day.

    Raises NotFound (also for a unit without batches), NotInThisState, and RuleBroken for a day
    that has passed or comes after the event, and where the schedule found no day."""
    event = live(db, Event, event_id, events.KIND)
    refuse_unless(Action.DECIDE, event.plan_state, event.name)
    plan = plan_for(db, event_id)
    units = {unit.id: unit for unit in plan.units if unit.chosen and unit.chosen.batches > 0}
    days = _proposed(schedule_of(db, plan)) if chosen.days is None else chosen.days
    rows = {row.finished_unit_id: row for row in _decisions(db, event_id)}
    for day in days:
        unit = units.get(day.unit_id)
        if unit is None:
            raise NotFound("finished unit")
        _refuse_wrong_day(day, db.scope.today(), event)
        row = rows.get(unit.id)
        if row is None and day.bake_on:
            row = _suggested(event_id, unit)
            db.add(row)
        if row is not None:
            row.bake_on = day.bake_on
    db.flush()
    return schedule_of(db, plan_for(db, event_id))


@verb("read")
def calendar(db: TenantSession, month: date | None = None) -> CalendarView:
    """The month around a day (None: this one): events and the days chosen for batches, of all
    events together. A constant number of statements."""
    today = db.scope.today()
    first = (month or today).replace(day=1)
    following = (first + timedelta(days=31)).replace(day=1)
    start = first - timedelta(days=first.weekday())
    end = following + timedelta(days=(7 - following.weekday()) % 7) - DAY
    return CalendarView(
        month=first,
        previous=(first - DAY).replace(day=1),
        next=following,
        today=today,
        days=days_between(db, start, end, in_month=first),
    )


def days_between(
    db: TenantSession, start: date, end: date, in_month: date | None = None
) -> list[CalendarDay]:
    """Every day from `start` to `end` with its events and the batches chosen for it."""
    today, kitchen = db.scope.today(), get_kitchen(db)
    kept = kept_since(db, min(start, today))
    ovens = ovens_of(db, {row.recipe_id for row in kept})
    horizon = _horizon(kitchen, today, end)
    agenda = agenda_of(kept, ovens, horizon)
    baked = _baked(agenda)
    held: defaultdict[date, list[CalendarEvent]] = defaultdict(list)
    for event in _events(db, start, end, today):
        held[event.event_date].append(event)
    work = work_of(agenda.bakes, agenda.minutes)
    days = (start + DAY * number for number in range((end - start).days + 1))
    return [
        CalendarDay(
            day=day,
            in_month=in_month is None or (day.year, day.month) == (in_month.year, in_month.month),
            is_off=not horizon.works(day),
            events=held[day],
            bakes=baked[day],
            batches=work.get(day, Load()).batches,
            minutes=work.get(day, Load()).minutes,
            batches_limit=kitchen.batches_per_day,
            minutes_limit=kitchen.oven_minutes_per_day,
        )
        for day in days
    ]


def _horizon(
    kitchen: KitchenView, today: date, event: date, taken: dict[date, Load] | None = None
) -> Horizon:
    return Horizon(
        today=today,
        event=event,
        batches_per_day=kitchen.batches_per_day,
        minutes_per_day=kitchen.oven_minutes_per_day,
        days_off=frozenset(kitchen.days_off),
        taken=taken or {},
    )


def _proposed(schedule: ScheduleView) -> list[ChosenDay]:
    """The last day of every finished unit, as proposed."""
    if schedule.over or schedule.feasible is None:
        raise RuleBroken(N_("There is nothing to bake for this event."))
    if any(job.undated for job in schedule.jobs):
        raise RuleBroken(N_("Some batches have no day yet. Change what is in the way first."))
    return [
        ChosenDay(unit_id=job.id, bake_on=job.bakes[-1].day)
        for job in schedule.jobs
        if not job.inside
    ]


def _refuse_wrong_day(chosen: ChosenDay, today: date, event: Event) -> None:
    if chosen.bake_on is None:
        return
    if chosen.bake_on > event.event_date:
        raise RuleBroken(N_("That day is after the event. Choose one before it."))
    if chosen.bake_on < today:
        raise RuleBroken(N_("That day has passed. Choose one from today on."))


def _suggested(event_id: UUID, unit: UnitPlan) -> BatchDecision:
    """The batches the plan suggests, as a decision."""
    made_as = made_as_of(unit)
    assert unit.chosen is not None  # units without batches were left out
    return BatchDecision(
        event_id=event_id,
        finished_unit_id=unit.id,
        batches=unit.chosen.batches,
        made_as_id=None if made_as == unit.id else made_as,
        quantity_needed=unit.to_make,
    )


def _decisions(db: TenantSession, event_id: UUID) -> Iterable[BatchDecision]:
    return db.scalars(select(BatchDecision).where(BatchDecision.event_id == event_id)).all()


def _baked(agenda: Agenda) -> defaultdict[date, list[CalendarBake]]:
    named: dict[tuple[UUID, UUID], Kept] = {row.key: row for row in agenda.kept}
    event_of = {row.event_id: row.event for row in agenda.kept}
    baked: defaultdict[date, list[CalendarBake]] = defaultdict(list)
    for bake in agenda.bakes:
        key = bake.key
        name = agenda.inside[key] if key in agenda.inside else named[key].name
        baked[bake.day].append(
            CalendarBake(
                event_id=key[0],
                event=event_of[key[0]],
                name=name,
                inside=key in agenda.inside,
                batches=bake.batches,
            )
        )
    return baked


def _events(db: TenantSession, start: date, end: date, today: date) -> list[CalendarEvent]:
    """The events of these days; two statements."""
    rows = db.scalars(
        select(Event)
        .where(
            Event.event_date >= start,
            Event.event_date <= end,
            Event.deleted_at.is_(None),
            Event.is_template.is_(False),
        )
        .order_by(Event.event_date, Event.id)
    ).all()
    dated = _dated(db, [row.id for row in rows])
    return [
        CalendarEvent(
            id=row.id,
            name=row.name,
            event_date=row.event_date,
            plan_state=row.plan_state,
            is_open=row.event_date >= today
            and row.plan_state != "completed"
            and not all(dated.get(row.id, [False])),
        )
        for row in rows
    ]


def _dated(db: TenantSession, event_ids: Collection[UUID]) -> dict[UUID, list[bool]]:
    """Of each event's batch decisions, whether they have a day."""
    found: defaultdict[UUID, list[bool]] = defaultdict(list)
    rows = db.execute(
        select(BatchDecision.event_id, BatchDecision.bake_on).where(
            among(BatchDecision.event_id, event_ids)
        )
    )
    for event_id, bake_on in rows:
        found[event_id].append(bake_on is not None)
    return found
