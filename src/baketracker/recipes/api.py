"""Recipes over JSON."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Request, Response

from baketracker.db.paging import Page
from baketracker.faces.api import ApiDb, ApiRouter, Paging, reply, reply_list

from . import service
from .schemas import RecipeRow, RecipeView

router = ApiRouter(prefix="/api/recipes", tags=["recipes"])


@router.get("", response_model=Page[RecipeRow])
def search(
    request: Request,
    db: ApiDb,
    paging: Paging,
    text: Annotated[str, Query(alias="search", max_length=200)] = "",
    category: Annotated[str, Query(max_length=200)] = "",
    archived: bool = False,
) -> Response:
    """Recipes, A to Z; the archived ones when asked for."""
    found = service.search(db, text, category, archived, paging.cursor, paging.limit)
    return reply_list(request, found)


@router.get("/{recipe_id}", response_model=RecipeView)
def show(request: Request, db: ApiDb, recipe_id: UUID) -> Response:
    """One recipe: lines, components, yields and variants."""
    return reply(request, service.get(db, recipe_id))
