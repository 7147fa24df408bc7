"""The rows that days are made of: what every event's baker has chosen, what goes inside what, how
long the oven takes. A constant number of statements."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from math import ceil
from uuid import UUID

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import joinedload

from baketracker.db.many import among
from baketracker.db.tenancy import TenantSession
from baketracker.events.models import BatchDecision, Event
from baketracker.recipes.contents import inside_of
from baketracker.recipes.models import FinishedUnit, Recipe, RecipeComponent, RecipeStep

from .schedule import Wanted, spread, work_of
from .schedule_terms import Bake, Horizon, Load

# A job among all events: the event, then the finished unit or the inner recipe.
JobKey = tuple[UUID, UUID]


@dataclass(frozen=True)
class Kept:
    """Batches of an event whose day the baker chose."""

    event_id: UUID
    event: str
    event_date: date
    unit_id: UUID
    name: str
    recipe_id: UUID
    batches: int
    bake_on: date

    @property
    def key(self) -> JobKey:
        return self.event_id, self.unit_id


@dataclass(frozen=True)
class Ovens:
    """Recipes with all that is inside them: names, oven minutes of a batch (absent: no step says),
    and batches of each component for one batch."""

    names: dict[UUID, str]
    minutes: dict[UUID, int]
    components: defaultdict[UUID, list[tuple[UUID, Decimal]]]


@dataclass(frozen=True)
class Agenda:
    """The chosen days of all events as they come to lie, with what goes inside them. `minutes` is
    that of one batch of each job, `inside` the inner recipes' names by key."""

    kept: tuple[Kept, ...]
    bakes: tuple[Bake, ...]
    minutes: dict[JobKey, int]
    inside: dict[JobKey, str] = field(default_factory=dict)

    def of(self, key: JobKey) -> tuple[Bake, ...]:
        return tuple(bake for bake in self.bakes if bake.key == key)

    def load_of_others(self, event_id: UUID) -> dict[date, Load]:
        others = (bake for bake in self.bakes if bake.key[0] != event_id)
        return work_of(others, self.minutes)


def kept_since(db: TenantSession, since: date, event_id: UUID | None = None) -> tuple[Kept, ...]:
    """The decisions of living events with a day from `since` on, those of `event_id` whenever, the
    earliest day first. One statement."""
    chosen = (
        select(BatchDecision, Event)
        .join(
            Event,
            and_(Event.tenant_id == BatchDecision.tenant_id, Event.id == BatchDecision.event_id),
        )
        .where(
            BatchDecision.bake_on.is_not(None),
            or_(BatchDecision.bake_on >= since, BatchDecision.event_id == event_id),
            Event.deleted_at.is_(None),
            Event.is_template.is_(False),
        )
        .options(joinedload(BatchDecision.finished_unit, innerjoin=True))
        .order_by(BatchDecision.bake_on, Event.event_date, BatchDecision.id)
    )
    return tuple(
        Kept(
            event_id=event.id,
            event=event.name,
            event_date=event.event_date,
            unit_id=row.finished_unit_id,
            name=row.finished_unit.name,
            recipe_id=row.finished_unit.recipe_id,
            batches=row.batches,
            bake_on=row.bake_on,
        )
        for row, event in db.execute(chosen)
        if row.bake_on is not None
    )


def ovens_of(db: TenantSession, recipe_ids: Collection[UUID]) -> Ovens:
    """What the recipes and those inside them ask of the oven: three statements."""
    inside = inside_of(recipe_ids)
    named = select(Recipe.id, Recipe.name).join(
        inside, and_(Recipe.tenant_id == inside.c.tenant_id, Recipe.id == inside.c.id)
    )
    components: defaultdict[UUID, list[tuple[UUID, Decimal]]] = defaultdict(list)
    nested = (
        select(RecipeComponent)
        .join(
            inside,
            and_(
                RecipeComponent.tenant_id == inside.c.tenant_id,
                RecipeComponent.recipe_id == inside.c.id,
            ),
        )
        .order_by(RecipeComponent.sort_order, RecipeComponent.id)
    )
    for row in db.scalars(nested):
        components[row.recipe_id].append((row.component_recipe_id, row.quantity))
    names = {row.id: row.name for row in db.execute(named)}
    in_oven = (
        select(RecipeStep.recipe_id, func.sum(RecipeStep.minutes))
        .where(
            among(RecipeStep.recipe_id, names),
            RecipeStep.oven_celsius.is_not(None),
            RecipeStep.minutes.is_not(None),
        )
        .group_by(RecipeStep.recipe_id)
    )
    minutes = {recipe_id: int(total or 0) for recipe_id, total in db.execute(in_oven)}
    return Ovens(names, minutes, components)


def agenda_of(kept: tuple[Kept, ...], ovens: Ovens, horizon: Horizon) -> Agenda:
    """Where the chosen days' batches come to lie: finished units first, then what goes inside
    them, by the first day on which it is used."""
    units = [
        Wanted(row.key, row.bake_on, row.batches, ovens.minutes.get(row.recipe_id, 0))
        for row in kept
    ]
    minutes: dict[JobKey, int] = {
        row.key: job.minutes for row, job in zip(kept, units, strict=True)
    }
    bakes = spread(units, horizon)
    first: dict[JobKey, date] = {}
    for bake in bakes:
        first.setdefault(bake.key, bake.day)
    inner: list[Wanted] = []
    names: dict[JobKey, str] = {}
    for event_id in dict.fromkeys(row.event_id for row in kept):
        own = [row for row in kept if row.event_id == event_id]
        for recipe_id, (batches, by) in _inside(own, first, ovens).items():
            key = (event_id, recipe_id)
            names[key], minutes[key] = ovens.names[recipe_id], ovens.minutes.get(recipe_id, 0)
            inner.append(Wanted(key, by, batches, minutes[key]))
    full = replace(horizon, taken=work_of(bakes, minutes))
    return Agenda(kept, (*bakes, *spread(inner, full)), minutes, names)


def _inside(
    kept: Iterable[Kept], first: Mapping[JobKey, date], ovens: Ovens
) -> dict[UUID, tuple[int, date]]:
    """Batches of every recipe inside the kept ones of an event, and the first day it is used."""
    exact: defaultdict[UUID, Decimal] = defaultdict(Decimal)
    by: dict[UUID, date] = {}
    for row in kept:
        found = inner_batches({row.recipe_id: Decimal(row.batches)}, ovens)
        for recipe_id, batches in found.items():
            exact[recipe_id] += batches
            by[recipe_id] = min(by.get(recipe_id, date.max), first[row.key])
    return {recipe_id: (ceil(batches), by[recipe_id]) for recipe_id, batches in exact.items()}


def inner_batches(roots: Mapping[UUID, Decimal], ovens: Ovens) -> dict[UUID, Decimal]:
    """Batches of every recipe inside these, however deep; not rounded. A recipe that holds itself
    is taken once."""
    found: defaultdict[UUID, Decimal] = defaultdict(Decimal)

    def walk(recipe_id: UUID, batches: Decimal, path: frozenset[UUID]) -> None:
        for component, quantity in ovens.components[recipe_id]:
            if component not in path:
                found[component] += batches * quantity
                walk(component, batches * quantity, path | {component})

    for recipe_id, batches in roots.items():
        walk(recipe_id, batches, frozenset({recipe_id}))
    return dict(found)


def shelf_lives(db: TenantSession, unit_ids: Collection[UUID]) -> dict[UUID, int | None]:
    """How many days each finished unit keeps. One statement."""
    rows = db.execute(
        select(FinishedUnit.id, FinishedUnit.shelf_life_days).where(
            among(FinishedUnit.id, unit_ids)
        )
    )
    return {row.id: row.shelf_life_days for row in rows}
