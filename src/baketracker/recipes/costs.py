"""What recipes cost at the last prices: an estimate of today, not what past batches cost."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import select

from baketracker.costs import Cost, together
from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.ingredients.models import Ingredient
from baketracker.ingredients.schemas import IngredientRef
from baketracker.ingredients.service import density_of_row
from baketracker.products import service as products
from baketracker.products.schemas import ProductView
from baketracker.purchases import service as purchases
from baketracker.purchases.schemas import ProductPrices

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
    """One batch at the last prices: its own lines (`direct`), and `with_components` also what is
    inside the recipes it contains; `lines` and `components` are what these are the sums of, in the
    baker's order. `per_finished_unit`: one of each thing it yields."""

    direct: Cost
    with_components: Cost
    per_finished_unit: dict[UUID, Cost]
    lines: list[LineCost]
    components: list[ComponentCost]


@verb("read")
def costs_of(db: TenantSession, recipe_ids: Collection[UUID]) -> dict[UUID, RecipeCost]:
    """What these recipes cost, archived or not, each the whole of one batch; one that is not in
    this bakery is absent. Seven statements, however many recipes and however deep."""
    contents = contents_of(db, recipe_ids)
    lines = _lines(db, contents)
    costs: dict[Any, Cost] = with_components(_batches(contents, lines))
    units = _units(db, recipe_ids)
    return {
        key: RecipeCost(
            direct=together(line.cost for line in lines[key]),
            with_components=costs[key],
            per_finished_unit={row.id: _per_item(costs[key], row) for row in units[key]},
            lines=lines[key],
            components=_components(contents, key, costs),
        )
        for key in recipe_ids
        if key in contents.recipes
    }


def priced_of(db: TenantSession, ingredients: Iterable[Ingredient]) -> dict[UUID, Priced]:
    """These ingredients as costing knows them: two statements."""
    rows = {row.id: row for row in ingredients}
    usual = products.usual(db, list(rows))
    prices = purchases.prices(db, [product.id for product in usual.values()])
    return {key: _priced(row, usual.get(key), prices) for key, row in rows.items()}


def _priced(
    row: Ingredient, usual: ProductView | None, prices: dict[UUID, ProductPrices]
) -> Priced:
    if usual is None:
        return Priced(row.name, density_of_row(row), None)
    last = prices[usual.id].last
    bought = Usual(usual.label, usual.package_unit, last.per_unit if last else None)
    return Priced(row.name, density_of_row(row), bought)


def _lines(db: TenantSession, contents: Contents) -> dict[UUID, list[LineCost]]:
    used = {row.ingredient_id: row.ingredient for own in contents.lines.values() for row in own}
    priced = priced_of(db, used.values())
    return {
        key: [
            LineCost(
                ingredient=IngredientRef(id=row.ingredient_id, name=row.ingredient.name),
                cost=priced[row.ingredient_id].cost_of(row.quantity, row.unit),
            )
            for row in contents.lines[key]
        ]
        for key in contents.recipes
    }


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


def _units(db: TenantSession, recipe_ids: Collection[UUID]) -> dict[UUID, list[FinishedUnit]]:
    own = select(FinishedUnit).where(FinishedUnit.recipe_id.in_(recipe_ids))
    grouped: defaultdict[UUID, list[FinishedUnit]] = defaultdict(list)
    for row in db.scalars(own.order_by(FinishedUnit.sort_order, FinishedUnit.id)):
        grouped[row.recipe_id].append(row)
    return grouped


def _per_item(batch: Cost, row: FinishedUnit) -> Cost:
    return per_item(batch, yield_of(row), row.name)
