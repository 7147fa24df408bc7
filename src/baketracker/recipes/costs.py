"""What recipes cost: at the last prices, an estimate of today, and at what was paid on average."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import select

from baketracker.costs import Cost, together
from baketracker.db.many import among
from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.ingredients.models import Ingredient
from baketracker.ingredients.schemas import IngredientRef
from baketracker.ingredients.service import density_of_row
from baketracker.products import service as products
from baketracker.products.schemas import ProductView
from baketracker.purchases import service as purchases

from .contents import Contents, contents_of, yield_of
from .costing import Batch, Priced, Usual, per_item, with_components
from .models import FinishedUnit
from .schemas import RecipeRef


class LineCost(BaseModel):
    """What one line of a recipe costs in one batch."""

    ingredient: IngredientRef
    cost: Cost


class ComponentCost(BaseModel):
    """What the batches of another recipe inside one batch of this one cost."""

    recipe: RecipeRef
    cost: Cost


class RecipeCost(BaseModel):
    """One batch at prices of one kind: its own lines (`direct`), and `with_components` also what is
    inside the recipes it contains; `lines` and `components` are what these are the sums of, in the
    baker's order. `per_finished_unit`: one of each thing it yields."""

    direct: Cost
    with_components: Cost
    per_finished_unit: dict[UUID, Cost]
    lines: list[LineCost]
    components: list[ComponentCost]


class RecipeCosts(BaseModel):
    """One batch twice: at the last prices, so what it would cost today, and at what was paid on
    average for all that was ever bought. What is unknown in one is unknown in the other."""

    at_last_prices: RecipeCost
    at_average_prices: RecipeCost


PerUnit = Mapping[UUID, Decimal]
"""What one package unit of each product costs; a product of unknown price is absent."""

Units = Mapping[UUID, list[FinishedUnit]]
"""What each recipe yields."""


@verb("read")
def costs_of(db: TenantSession, recipe_ids: Collection[UUID]) -> dict[UUID, RecipeCost]:
    """What these recipes cost at the last prices, archived or not, each the whole of one batch;
    one that is not in this bakery is absent. Seven statements, however many recipes and however
    deep."""
    known = known_of(db, recipe_ids)
    return _costs(known, _units(db, recipe_ids), last_prices(db, known))


@verb("read")
def both_costs_of(db: TenantSession, recipe_ids: Collection[UUID]) -> dict[UUID, RecipeCosts]:
    """As `costs_of`, and the same at the average of what was paid. Eight statements."""
    known = known_of(db, recipe_ids)
    return both_costs(db, known, last_prices(db, known))


@dataclass(frozen=True, slots=True)
class Known:
    """What a cost is made of, before the prices: the recipes with all inside them, and the usual
    product of every ingredient that has one."""

    asked: Collection[UUID]
    contents: Contents
    usual: Mapping[UUID, ProductView]

    @property
    def products(self) -> list[UUID]:
        return [product.id for product in self.usual.values()]


def known_of(db: TenantSession, recipe_ids: Collection[UUID]) -> Known:
    """Five statements."""
    contents = contents_of(db, recipe_ids)
    return Known(recipe_ids, contents, products.usual(db, list(contents.ingredients)))


def both_costs(db: TenantSession, known: Known, last: PerUnit) -> dict[UUID, RecipeCosts]:
    """At these last prices, and at the average of what was paid. Two statements."""
    units = _units(db, known.asked)
    now = _costs(known, units, last)
    average = _costs(known, units, purchases.averages(db, known.products))
    return {
        key: RecipeCosts(at_last_prices=now[key], at_average_prices=average[key]) for key in now
    }


def last_prices(db: TenantSession, known: Known) -> PerUnit:
    """By the purchase last made of each. One statement."""
    prices = purchases.prices(db, known.products)
    return {key: found.last.per_unit for key, found in prices.items() if found.last}


def _costs(known: Known, units: Units, per_unit: PerUnit) -> dict[UUID, RecipeCost]:
    contents, lines = known.contents, _lines(known, per_unit)
    costs: dict[Any, Cost] = with_components(_batches(contents, lines))
    return {
        key: RecipeCost(
            direct=together(line.cost for line in lines[key]),
            with_components=costs[key],
            per_finished_unit={row.id: _per_item(costs[key], row) for row in units[key]},
            lines=lines[key],
            components=_components(contents, key, costs),
        )
        for key in known.asked
        if key in contents.recipes
    }


def _lines(known: Known, per_unit: PerUnit) -> dict[UUID, list[LineCost]]:
    lines, rows = known.contents.lines, known.contents.ingredients
    priced = priced_of(known, per_unit)
    return {
        key: [
            LineCost(
                ingredient=IngredientRef(id=row.ingredient_id, name=rows[row.ingredient_id].name),
                cost=priced[row.ingredient_id].cost_of(row.quantity, row.unit),
            )
            for row in lines[key]
        ]
        for key in known.contents.recipes
    }


def priced_of(known: Known, per_unit: PerUnit) -> dict[UUID, Priced]:
    """Every ingredient as it is usually bought."""
    rows = known.contents.ingredients
    return {key: _priced(row, known.usual.get(key), per_unit) for key, row in rows.items()}


def _priced(row: Ingredient, usual: ProductView | None, per_unit: PerUnit) -> Priced:
    if usual is None:
        return Priced(row.name, density_of_row(row), None)
    bought = Usual(usual.label, usual.package_unit, per_unit.get(usual.id))
    return Priced(row.name, density_of_row(row), bought)


def _batches(contents: Contents, lines: dict[UUID, list[LineCost]]) -> dict[Any, Batch]:
    return {
        key: Batch(
            row.name,
            together(line.cost for line in lines[key]),
            tuple((one.component_recipe_id, one.quantity) for one in contents.components[key]),
        )
        for key, row in contents.recipes.items()
    }


def _components(contents: Contents, recipe_id: UUID, costs: dict[Any, Cost]) -> list[ComponentCost]:
    return [
        ComponentCost(
            recipe=RecipeRef.of(contents.recipes[row.component_recipe_id]),
            cost=costs[row.component_recipe_id].times(row.quantity),
        )
        for row in contents.components[recipe_id]
    ]


def _units(db: TenantSession, recipe_ids: Collection[UUID]) -> Units:
    own = select(FinishedUnit).where(among(FinishedUnit.recipe_id, recipe_ids))
    grouped: defaultdict[UUID, list[FinishedUnit]] = defaultdict(list)
    for row in db.scalars(own.order_by(FinishedUnit.sort_order, FinishedUnit.id)):
        grouped[row.recipe_id].append(row)
    return grouped


def _per_item(batch: Cost, row: FinishedUnit) -> Cost:
    return per_item(batch, yield_of(row), row.name)
