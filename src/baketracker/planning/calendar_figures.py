"""From the schedule's result to what the doors show."""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from baketracker.recipes.schemas import RecipeRef

from .calendar_reading import Ovens
from .calendar_schemas import BakeView, DueView, JobView, LoadView, ScheduleView
from .calendar_words import binding_in_words, notes_in_words, repair_in_words
from .need_schemas import IngredientPlan
from .schedule import latest_extra, work_of
from .schedule_terms import DAY, NO_LIMIT, Horizon, Job, Load, Schedule
from .schemas import PlanView
from .unit_schemas import UnitPlan

# A timeline of more days than this is not read any more; the last ones are the ones that matter.
DAYS = 42


def schedule_view(
    plan: PlanView, units: Sequence[UnitPlan], jobs: Sequence[Job], ovens: Ovens,
    horizon: Horizon, found: Schedule,
) -> ScheduleView:  # fmt: skip
    """Everything a door shows of an event's days."""
    named = {unit.id: unit for unit in units}
    rows = {job.key: _job(job, named, ovens, found) for job in jobs}
    idle = is_idle(plan)
    views = sorted(rows.values(), key=lambda row: (row.inside, row.first or date.max))
    return ScheduleView(
        event_id=plan.event.id,
        event_date=plan.event.event_date,
        today=horizon.today,
        jobs=views,
        days=_loads(jobs, horizon, found),
        feasible=found.feasible if jobs and not idle else None,
        is_proven=found.is_proven,
        binding=binding_in_words(found.binding, rows) if found.binding and not idle else None,
        repairs=[repair_in_words(repair, horizon, rows) for repair in found.repairs]
        if not idle
        else [],
        notes=notes_in_words(views, horizon) if not idle else [],
        due=[] if idle else list(_due(plan, views, jobs, horizon)),
        is_kept=bool(views) and all(row.bake_on for row in views if not row.inside),
        over=idle,
    )


def is_idle(plan: PlanView) -> bool:
    """Nothing is baked for an event that is over, or for a template."""
    return plan.over or plan.event.is_template


def _job(job: Job, units: dict[UUID, UnitPlan], ovens: Ovens, found: Schedule) -> JobView:
    key = job.key
    assert isinstance(key, UUID)
    unit = units.get(key)
    recipe = unit.recipe if unit else RecipeRef(id=key, name=ovens.names[key])
    bakes = [
        BakeView(day=bake.day, batches=bake.batches, kept=bool(job.kept))
        for bake in found.bakes
        if bake.key == key
    ]
    return JobView(
        id=key,
        name=unit.name if unit else recipe.name,
        recipe=recipe,
        inside=unit is None,
        batches=job.batches,
        shelf_life_days=job.keeps,
        oven_minutes=ovens.minutes.get(recipe.id),
        bake_on=unit.decided.bake_on if unit and unit.decided else None,
        bakes=bakes,
        undated=found.left.get(key, 0),
    )


def _loads(jobs: Sequence[Job], horizon: Horizon, found: Schedule) -> list[LoadView]:
    """Every day from the first that matters to the event."""
    own = work_of(found.bakes, {job.key: job.minutes for job in jobs})
    starts = [*own, *([found.binding.first] if found.binding else [])]
    if not starts:
        return []
    first = max(min(starts), horizon.event - DAY * DAYS)
    days = (first + DAY * number for number in range((horizon.event - first).days + 1))
    return [_load(day, own.get(day, Load()), horizon) for day in days]


def _load(day: date, own: Load, horizon: Horizon) -> LoadView:
    others, limit = horizon.taken.get(day, Load()), horizon.limit(day)
    return LoadView(
        day=day,
        is_off=not horizon.works(day),
        batches=own.batches,
        minutes=own.minutes,
        other_batches=others.batches,
        other_minutes=others.minutes,
        batches_limit=limit.batches if limit.batches < NO_LIMIT else None,
        minutes_limit=limit.minutes if limit.minutes < NO_LIMIT else None,
    )


def _due(
    plan: PlanView, views: Sequence[JobView], jobs: Sequence[Job], horizon: Horizon
) -> Iterable[DueView]:
    """The last safe moment for everything that lacks, the most pressing first."""
    rows = [*_to_buy(plan, views, horizon), *_to_bake(plan, jobs, horizon)]
    return sorted(rows, key=lambda row: (row.by or date.min, row.name))


def _to_buy(plan: PlanView, views: Sequence[JobView], horizon: Horizon) -> Iterable[DueView]:
    """Ingredients before the first batch that takes them, wrapping and materials before the
    event."""
    for row in plan.short:
        needed = _first_use(row, views)
        yield DueView(
            kind="ingredient", id=row.ingredient.id, name=row.ingredient.name,
            by=_day_before(needed, horizon), needed_on=needed,
        )  # fmt: skip
    event = horizon.event
    packing = _day_before(event, horizon)
    for wrap in (wrap for wrap in plan.wrapping if wrap.missing > 0):
        yield DueView(
            kind="packaging", id=wrap.product_id, name=wrap.product, by=packing, needed_on=event
        )
    for stuff in (stuff for stuff in plan.materials if stuff.missing > 0):
        yield DueView(
            kind="material", id=stuff.material.id, name=stuff.material.name, by=packing,
            needed_on=event,
        )  # fmt: skip


def _to_bake(plan: PlanView, jobs: Sequence[Job], horizon: Horizon) -> Iterable[DueView]:
    """Finished units of which too few are planned: the last day for one batch more."""
    baked = {job.key for job in jobs}
    for unit in plan.underplanned:
        last = latest_extra(jobs, horizon, unit.id) if unit.id in baked else None
        yield DueView(kind="batch", id=unit.id, name=unit.name, by=last, needed_on=horizon.event)


def _first_use(row: IngredientPlan, views: Sequence[JobView]) -> date | None:
    """The first day on which a batch takes the ingredient, whichever recipe it goes through."""
    recipes = {step.recipe.id for use in row.uses for step in use.chain}
    return min(
        (view.first for view in views if view.first and view.recipe.id in recipes), default=None
    )


def _day_before(day: date | None, horizon: Horizon) -> date | None:
    return None if day is None else max(horizon.today, day - DAY)
