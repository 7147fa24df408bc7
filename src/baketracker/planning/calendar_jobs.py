"""From an event's plan to the jobs of the schedule."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from math import ceil
from uuid import UUID

from .calendar_reading import Agenda, Ovens, inner_batches
from .schedule_terms import Bake, Job
from .unit_schemas import UnitPlan


def made_as_of(unit: UnitPlan) -> UUID:
    """The size that is baked for the unit: itself, unless another was chosen or is suggested."""
    if unit.decided:
        return unit.decided.made_as.id if unit.decided.made_as else unit.id
    best = next((option for option in unit.options if option.is_suggested), None)
    return best.made_as.id if best and best.made_as else unit.id


def planned(
    event_id: UUID, units: Sequence[UnitPlan], keeping: Mapping[UUID, int | None], ovens: Ovens,
    agenda: Agenda,
) -> list[Job]:  # fmt: skip
    """A job for each finished unit with batches, by its id, and one for each recipe inside them,
    by the recipe's; those last."""
    kept = {row.unit_id for row in agenda.kept if row.event_id == event_id}
    jobs = [
        Job(
            key=unit.id,
            batches=_batches(unit),
            minutes=ovens.minutes.get(unit.recipe.id, 0),
            keeps=keeping.get(made_as_of(unit)),
            kept=_own(agenda, event_id, unit.id) if unit.id in kept else (),
        )
        for unit in units
    ]
    return [*jobs, *_inner(event_id, units, kept, ovens, agenda)]


def _inner(
    event_id: UUID, units: Sequence[UnitPlan], kept: set[UUID], ovens: Ovens, agenda: Agenda
) -> Iterable[Job]:
    """What goes inside has its days once all it goes into have theirs."""
    exact: dict[UUID, Decimal] = {}
    into: dict[UUID, list[UnitPlan]] = {}
    for unit in units:
        found = inner_batches({unit.recipe.id: Decimal(_batches(unit))}, ovens)
        for recipe_id, batches in found.items():
            exact[recipe_id] = exact.get(recipe_id, Decimal()) + batches
            into.setdefault(recipe_id, []).append(unit)
    for recipe_id, batches in exact.items():
        whole = all(unit.id in kept for unit in into[recipe_id])
        yield Job(
            key=recipe_id,
            batches=ceil(batches),
            minutes=ovens.minutes.get(recipe_id, 0),
            used_in=tuple(_holders(recipe_id, into, ovens)),
            kept=_own(agenda, event_id, recipe_id) if whole else (),
        )


def _holders(
    recipe_id: UUID, into: Mapping[UUID, Sequence[UnitPlan]], ovens: Ovens
) -> Iterable[UUID]:
    """The units baked from a recipe that holds this one, and the inner recipes that do."""
    holding = {
        holder
        for holder, own in ovens.components.items()
        if any(component == recipe_id for component, _ in own)
    }
    yield from (unit.id for unit in into[recipe_id] if unit.recipe.id in holding)
    yield from (other for other in into if other in holding)


def _own(agenda: Agenda, event_id: UUID, row_id: UUID) -> tuple[Bake, ...]:
    return tuple(Bake(row_id, bake.day, bake.batches) for bake in agenda.of((event_id, row_id)))


def _batches(unit: UnitPlan) -> int:
    return unit.batches_left
