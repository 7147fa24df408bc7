"""The verbs of planning: an event taken apart down to what to buy."""

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from typing import Any
from uuid import UUID

from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.errors import RuleBroken
from baketracker.events import service as events
from baketracker.finished_goods.contents import unit_of
from baketracker.finished_goods.exploding import Requirement
from baketracker.finished_goods.schemas import GoodRef
from baketracker.finished_goods.service import parts_of
from baketracker.recipes.schemas import RecipeRef

from .batches import choose_batches
from .demand import pool, requirements
from .figures import ingredient_plan, unasked_plan, unit_plan
from .gaps import gaps
from .ingredients import Batches, collect, merge
from .reading import Choices, choices_of, kitchen_of, yield_of
from .schemas import IngredientPlan, Issue, PlanView, RequirementRow, UnitPlan, WishView
from .wrapping import Parts, wrapping

Troubles = dict[Any, RuleBroken]


@verb("read")
def plan_for(db: TenantSession, event_id: UUID) -> PlanView:
    """The plan of an event, computed from what is stored now, in a constant number of statements.

    Nothing that the goods need is left out: a finished unit whose recipe was not chosen shows its
    demand and says so. Raises NotFound."""
    event = events.get(db, event_id)
    choices = choices_of(db, event_id)
    rows, troubles = _taken_apart(choices)
    units = _units(rows, choices)
    ingredients = _ingredients(db, units)
    inside: list[Any] = list(choices.contents.goods)
    parts = parts_of(db, inside)
    whole = [wish for wish in choices.wishes if wish.good not in troubles]
    return PlanView(
        event=event,
        goods=_goods(choices, parts, troubles),
        recipes=[RecipeRef.of(row) for row in choices.recipes],
        units=units,
        ingredients=ingredients,
        wrapping=wrapping(whole, choices.contents.goods, parts),
        issues=_issues(troubles, units, ingredients),
        batches=sum(unit.chosen.batches for unit in units if unit.chosen),
        to_buy=len({row.ingredient.id for row in ingredients if row.missing > 0}),
        feasible=_feasible(troubles, units, ingredients) if choices.wishes else None,
        over=event.event_date < db.scope.today() or event.plan_state == "completed",
    )


@verb("read")
def requirement_rows(db: TenantSession, event_id: UUID) -> list[RequirementRow]:
    """What the event wants as the desktop lists it: one row per path, in packing order, without
    the recipes that were not chosen (all of them when none was).

    Raises NotFound, and RuleBroken where a finished good cannot be taken apart."""
    events.get(db, event_id)
    choices = choices_of(db, event_id)
    chosen = {row.id for row in choices.recipes}
    found = (
        (choices.units[row.finished_unit], row.quantity)
        for row in requirements(choices.wishes, choices.contents.goods)
    )
    return [
        RequirementRow(finished_unit=unit.slug, recipe=unit.recipe.slug, quantity=quantity)
        for unit, quantity in found
        if not chosen or unit.recipe_id in chosen
    ]


def _taken_apart(choices: Choices) -> tuple[list[Requirement], Troubles]:
    """Requirements of all wishes; one that cannot be taken apart does not hide the others."""
    rows: list[Requirement] = []
    troubles: Troubles = {}
    for wish in choices.wishes:
        try:
            rows += requirements([wish], choices.contents.goods)
        except RuleBroken as trouble:
            troubles[wish.good] = trouble
    return rows, troubles


def _units(rows: Iterable[Requirement], choices: Choices) -> list[UnitPlan]:
    known: dict[Any, Any] = {key: unit_of(row) for key, row in choices.units.items()}
    yields: dict[Any, Any] = {key: yield_of(row) for key, row in choices.units.items()}
    demands = pool(rows, known)
    asked = {demand.unit.id for demand in demands}
    unasked = [choices.units[key] for key in choices.decided if key not in asked]
    return [
        *(unit_plan(choice, choices) for choice in choose_batches(demands, yields)),
        *(unasked_plan(row, choices) for row in sorted(unasked, key=lambda row: row.name)),
    ]


def _ingredients(db: TenantSession, units: Iterable[UnitPlan]) -> list[IngredientPlan]:
    """What the chosen batches need: the short ones first, the just short next, then by name."""
    batches: Counter[Any] = Counter()
    for unit in units:
        if unit.chosen:
            batches[unit.recipe.id] += unit.chosen.batches
    kitchen = kitchen_of(db, list(batches))
    runs = [Batches(recipe_id, Decimal(count)) for recipe_id, count in batches.items()]
    needs = merge(collect(runs, kitchen.recipes), kitchen.ingredients)
    rows = [ingredient_plan(gap, kitchen) for gap in gaps(needs, kitchen.lots)]
    return sorted(rows, key=lambda row: (row.missing <= 0, row.just_short))


def _goods(choices: Choices, parts: Parts, troubles: Troubles) -> list[WishView]:
    return [
        WishView(
            good=GoodRef.of(choices.goods[wish.good]),
            quantity=wish.quantity,
            parts=list(parts[wish.good]),
            issue=Issue.of(troubles[wish.good]) if wish.good in troubles else None,
        )
        for wish in choices.wishes
    ]


def _issues(
    troubles: Troubles, units: Iterable[UnitPlan], ingredients: Iterable[IngredientPlan]
) -> list[Issue]:
    """Everything to settle, each sentence once."""
    found = [
        *(Issue.of(trouble) for trouble in troubles.values()),
        *(unit.issue for unit in units if unit.issue),
        *(issue for row in ingredients for issue in row.issues),
    ]
    return list({issue.sentence: issue for issue in found}.values())


def _feasible(
    troubles: Troubles, units: Iterable[UnitPlan], ingredients: Iterable[IngredientPlan]
) -> bool:
    """Every finished unit has batches enough, and every ingredient lies in the pantry."""
    baked = all(unit.issue is None and not unit.short for unit in units)
    return not troubles and baked and all(row.missing <= 0 for row in ingredients)
