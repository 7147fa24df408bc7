"""Recipes for assistants."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from baketracker.db.paging import Page
from baketracker.db.tenancy import TenantSession
from baketracker.faces.mcp import TenantDb, feature_tools

from . import service
from .schemas import RecipeRow, RecipeView

tools = feature_tools("recipes")


@tools.tool(annotations={"readOnlyHint": True})
def list_recipes(
    search: Annotated[str, Field(max_length=200, description="Words of the name")] = "",
    ready: Annotated[bool | None, Field(description="Only (not) ready for production")] = None,
    cursor: Annotated[str | None, Field(max_length=1000, description="`next` of a page")] = None,
    db: TenantSession = TenantDb(),
) -> Page[RecipeRow]:
    """List the bakery's recipes A to Z with what a batch of each yields, 50 at a time."""
    return service.search(db, search, cursor=cursor, ready=ready)


@tools.tool(annotations={"readOnlyHint": True})
def get_recipe(
    recipe_id: Annotated[UUID, Field(description="`id` from list_recipes")],
    db: TenantSession = TenantDb(),
) -> RecipeView:
    """Read one recipe: what one batch takes (ingredients and other recipes) and yields, its steps,
    its allergens with those of the recipes inside it, its variants and where it is used."""
    return service.get(db, recipe_id)
