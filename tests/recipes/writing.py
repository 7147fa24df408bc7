"""Recipes for tests, written through the service as people would."""

from typing import Any
from uuid import UUID

from baketracker.ingredients import service as ingredients
from baketracker.ingredients.schemas import NewIngredient
from baketracker.recipes import service
from baketracker.recipes.given import NewRecipe, RecipeChange
from baketracker.recipes.schemas import RecipeView
from tests.factories.bakeries import BakeryOnDatabase

COOKIES: dict[str, Any] = {
    "name": "Cookies", "yield_mode": "discrete_count", "yield_type": "EA",
    "items_per_batch": 24, "item_unit": "cookie",
}  # fmt: skip
SLICE: dict[str, Any] = {
    "name": "Slice", "yield_mode": "batch_portion", "yield_type": "SERVING",
    "batch_percentage": "12.5",
}  # fmt: skip


def larder(bakery: BakeryOnDatabase, *names: str, **fields: Any) -> dict[str, UUID]:
    """Ingredients by name."""
    with bakery.session() as db:
        return {
            name: ingredients.create(db, NewIngredient(name=name, **fields)).id for name in names
        }


def write(bakery: BakeryOnDatabase, name: str = "Sugar Cookie", **fields: Any) -> RecipeView:
    with bakery.session() as db:
        return service.create(db, NewRecipe(name=name, **{"category": "Cookies"} | fields))


def change(bakery: BakeryOnDatabase, view: RecipeView, **fields: Any) -> RecipeView:
    with bakery.session() as db:
        return service.update(db, view.id, RecipeChange(**fields), view.version)


def read(bakery: BakeryOnDatabase, recipe_id: UUID) -> RecipeView:
    with bakery.session() as db:
        return service.get(db, recipe_id)


def nested(*names: str) -> list[dict[str, str]]:
    """Components by name, one batch of each."""
    return [{"recipe": name, "batches": "1"} for name in names]
