"""Recipes: what they are, what they take at several scales, what they cost."""

from collections import defaultdict
from decimal import Decimal
from typing import Any
from uuid import UUID

from baketracker.costs import Cost
from baketracker.db.tenancy import TenantSession
from baketracker.planning.reading import Kitchen, kitchen_of
from baketracker.recipes import service
from baketracker.recipes.costs import RecipeCost, costs_of
from baketracker.recipes.ingredients import Batches, Need, collect, merge
from baketracker.recipes.schemas import RecipeView, YieldView
from baketracker.recipes.stocked import actual_fifo_cost
from tests.parity.compare import Refused
from tests.parity.served.names import Names

SCALES = ("0.5", "1.0", "2.0", "3.75", "10.0")
Answers = dict[str, Any]


def answers(db: TenantSession, names: Names) -> Answers:
    """By slug."""
    costs = costs_of(db, list(names.recipes))
    views = {key: service.get(db, key) for key in names.recipes}
    kitchen = kitchen_of(db, list(names.recipes))
    return {
        slug: _recipe(views[key], views, names)
        | {
            "aggregated_ingredients": {it: _taken(key, it, kitchen, names) for it in SCALES},
            "estimated_cost": _said(costs[key].with_components),
            "actual_fifo_cost": _said(actual_fifo_cost(db, key)),
            "cost_with_components": _parts(views[key], costs, names),
        }
        for key, slug in names.recipes.items()
    }


def ambiguous(stage: Answers) -> list[str]:
    """Recipes that give several things which differ, out of a stage's answers."""
    return sorted(slug for slug, it in stage["recipes"].items() if len(it["finished_units"]) > 1)


def _recipe(view: RecipeView, views: dict[UUID, RecipeView], names: Names) -> Answers:
    base = views[view.base.id] if view.base else view
    return {
        "name": view.name,
        "is_archived": view.is_archived,
        "base_recipe": names.recipes[view.base.id] if view.base else None,
        "variant_name": view.variant_name,
        "finished_units": [
            _unit(it, names) | {"yield_mode": it.yield_mode, "yield_type": it.yield_type}
            for it in view.yields
        ],
        "base_yield_structure": [_unit(it, names) for it in base.yields],
    }


def _unit(view: YieldView, names: Names) -> Answers:
    return {
        "slug": names.units[view.id],
        "display_name": view.name,
        "items_per_batch": view.items_per_batch,
        "item_unit": view.item_unit,
    }


def _taken(key: UUID, scale: str, kitchen: Kitchen, names: Names) -> list[Answers]:
    """A row for each unit an ingredient is written in, nested recipes included."""
    uses = collect([Batches(key, Decimal(scale))], kitchen.recipes)
    needs = merge(uses, kitchen.ingredients)
    return [row for need in needs for row in _written(need, kitchen, names)]


def _written(need: Need, kitchen: Kitchen, names: Names) -> list[Answers]:
    told: defaultdict[str, list[Answers]] = defaultdict(list)
    for source in need.sources:
        recipe = kitchen.rows[source.use.chain[-1].recipe]
        told[source.use.line.unit].append(
            {"recipe_name": recipe.name, "quantity": source.use.quantity}
        )
    key: Any = need.ingredient.id
    return [
        {
            "ingredient": names.ingredients[key],
            "ingredient_name": need.ingredient.name,
            "total_quantity": total,
            "unit": unit,
            "sources": told[unit],
        }
        for unit, total in need.by_unit().items()
    ]


def _said(cost: Cost) -> Decimal | Refused:
    return Refused(cost.unknown[0].sentence) if cost.total is None else cost.total


def _parts(view: RecipeView, costs: dict[UUID, RecipeCost], names: Names) -> Answers:
    cost = costs[view.id]
    inside = [
        {
            "component_recipe": names.recipes[part.recipe.id],
            "component_recipe_name": part.recipe.name,
            "quantity": part.batches,
            "unit_cost": costs[part.recipe.id].with_components.total,
            "total_cost": told.cost.total,
        }
        for part, told in zip(view.components, cost.components, strict=True)
    ]
    return {
        "recipe": names.recipes[view.id],
        "recipe_name": view.name,
        "direct_ingredient_cost": cost.direct.total,
        "component_costs": inside,
        "total_component_cost": _sum([told.cost for told in cost.components]),
        "total_cost": cost.with_components.total,
        "cost_per_unit": _per_unit(cost, view),
    }


def _sum(costs: list[Cost]) -> Decimal | None:
    return sum(costs, Cost()).total


def _per_unit(cost: RecipeCost, view: RecipeView) -> Decimal | None:
    """Of the first thing it gives; of the batch where it gives nothing."""
    first = next(iter(view.yields), None)
    each = cost.per_finished_unit[first.id] if first else cost.with_components
    return each.total
