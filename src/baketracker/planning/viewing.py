"""The whole plan as every door shows it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from baketracker.costs import Cost, together
from baketracker.issues import Issue
from baketracker.recipes.schemas import RecipeRef

from .figures import Showing, unit_plan, wish_view
from .gathering import Gathered
from .need_figures import ingredient_plans
from .need_schemas import IngredientPlan
from .plan_terms import Plan
from .remarks import MuchWaste, NothingWanted, RecipesMissing, ShortBatches, StaleBatches
from .schemas import AssemblyView, CostView, LockView, NettingView, PlanView, WishView
from .supply_figures import Wrapping
from .unit_schemas import UnitPlan


def view_of(plan: Plan, gathered: Gathered, today: date) -> PlanView:
    """The figures of `plan` beside the rows it was made of."""
    event, choices, counting = gathered.event, gathered.choices, plan.inputs.counting
    packed = Wrapping(gathered.supplies, gathered.holders, counting.ingredients)
    costs = {key: packed.cost_of_good(key) for key in choices.contents.goods}
    showing = Showing(plan, choices, gathered.kitchen, gathered.parts, costs)
    units = [unit_plan(unit, showing) for unit in plan.units]
    goods = [wish_view(wish, showing) for wish in plan.wishes]
    ingredients = ingredient_plans(plan, gathered.kitchen, gathered.holders)
    wrapping = packed.wrapping_plans(plan.packaging)
    materials = packed.material_plans(plan.materials, plan.assembled)
    lacking = sum(row.short > 0 for row in wrapping) + sum(row.short > 0 for row in materials)
    at_hand = not lacking and all(row.short <= 0 for row in ingredients)
    blockers = list(_blockers(plan, goods))
    minutes = [unit.minutes for unit in units]
    return PlanView(
        event=event,
        is_remaining=gathered.begun is not None,
        level=gathered.level.value,
        netting=NettingView(
            goods=counting.goods, units=counting.units, ingredients=counting.ingredients
        ),
        goods=goods,
        recipes=[RecipeRef.of(row) for row in choices.recipes],
        units=units,
        ingredients=ingredients,
        wrapping=wrapping,
        materials=materials,
        assembly=_assembly(plan),
        cost=_cost(
            plan.food, packed.packaging_cost(plan.packaging), packed.material_cost(plan.assembled)
        ),
        allergens=sorted({name for unit in units for name in unit.allergens}),
        lock=LockView(may_lock=event.plan_state == "draft" and not blockers, blockers=blockers),
        waste_warnings=_waste(plan, gathered.waste_percent),
        issues=_issues(goods, units, ingredients),
        batches=sum(unit.batches for unit in plan.units),
        from_shelf=_from_shelf(plan),
        minutes=None if None in minutes else sum(each for each in minutes if each is not None),
        to_buy=len({row.ingredient.id for row in ingredients if row.short > 0}),
        to_buy_supplies=lacking,
        feasible=plan.is_enough and at_hand if plan.wishes else None,
        over=event.event_date < today or event.plan_state == "completed",
    )


def _from_shelf(plan: Plan) -> dict[Any, int]:
    taken: Counter[Any] = Counter()
    for wish in plan.wishes:
        taken.update(wish.netted.from_shelf if wish.netted else {})
    return taken


def _assembly(plan: Plan) -> AssemblyView:
    asked = [unit for unit in plan.units if unit.sources]
    return AssemblyView(
        feasible=plan.is_enough,
        decided=sum(unit.decision is not None for unit in asked),
        units=len(asked),
    )


def _cost(food: Cost, packaging: Cost, materials: Cost) -> CostView:
    whole = together((food, packaging, materials))
    return CostView(
        food=food.total,
        packaging=packaging.total,
        materials=materials.total,
        total=whole.total,
        known=whole.known,
        unknown=list(whole.unknown),
    )


def _waste(plan: Plan, percent: int) -> list[Issue]:
    """The units of which the chosen batches leave over more than `percent` of what they make."""
    return [
        Issue.of(MuchWaste(unit.unit.name, unit.extra, unit.makes or 0))
        for unit in plan.units
        if unit.waste_percent > percent
    ]


def _issues(
    goods: Iterable[WishView], units: Iterable[UnitPlan], ingredients: Iterable[IngredientPlan]
) -> list[Issue]:
    """Everything to settle, each sentence once."""
    found = [
        *(wish.issue for wish in goods if wish.issue),
        *(unit.issue for unit in units if unit.issue),
        *(issue for row in ingredients for issue in row.issues),
    ]
    return list({issue.sentence: issue for issue in found}.values())


def _blockers(plan: Plan, goods: Sequence[WishView]) -> Iterable[Issue]:
    """What must be settled before the plan may be locked."""
    if not goods:
        yield Issue.of(NothingWanted())
    for wish in goods:
        if wish.issue:
            yield wish.issue
        if wish.missing_recipes:
            names = ", ".join(recipe.name for recipe in wish.missing_recipes)
            yield Issue.of(RecipesMissing(wish.good.name, names))
    for unit in plan.units:
        if unit.issue:
            yield Issue.of(unit.issue)
        elif unit.is_stale and unit.decision is not None:
            then = unit.decision.needed_then or 0
            yield Issue.of(StaleBatches(unit.unit.name, then, unit.to_make))
        elif unit.is_unconfirmed:
            yield Issue.of(ShortBatches(unit.unit.name, unit.to_make - (unit.makes or 0)))
