"""A recipe on one page of paper, for as many batches as are wanted."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Request, Response

from baketracker.accounts import service as accounts
from baketracker.faces.web import PageDb, PageRouter, page
from baketracker.recipes import service as recipes
from baketracker.recipes.scaling_page import wanted

from . import service

router = PageRouter(prefix="/recipes")
Typed = Annotated[str, Query(max_length=40)]


@router.get("/{recipe_id}/card")
def card(
    request: Request,
    db: PageDb,
    recipe_id: UUID,
    scale: Typed = "",
    make: Typed = "",
    unit: Typed = "",
) -> Response:
    """Scaled as the recipe's own page is."""
    item = recipes.get(db, recipe_id)
    asked = wanted(item, scale, make, unit)
    return page(
        request,
        "make/card.html",
        item=item,
        asked=asked,
        cooking=service.cook_recipe(db, recipe_id, asked.factor),
        fahrenheit=accounts.get_bakery(db).units == "us",
        here="recipes",
        mode="catalog",
    )
