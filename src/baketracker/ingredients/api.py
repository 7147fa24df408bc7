"""Ingredients over JSON."""

from fastapi import Request, Response

from baketracker.db.paging import Page
from baketracker.faces.api import ApiDb, ApiRouter, Paging, Words, reply_list
from baketracker.faces.catalogue_api import add_doors
from baketracker.fields import SearchText

from . import service
from .schemas import IngredientChange, IngredientView, NewIngredient

router = ApiRouter(prefix="/api/ingredients", tags=["ingredients"])


@router.get("", response_model=Page[IngredientView])
def search(
    request: Request, db: ApiDb, paging: Paging, text: Words = "", category: SearchText = ""
) -> Response:
    """Ingredients and groups, A to Z."""
    return reply_list(request, service.search(db, text, category, paging.cursor, paging.limit))


add_doors(router, service, new=NewIngredient, change=IngredientChange, view=IngredientView)
