"""Ingredients over JSON."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Request, Response

from baketracker.db.paging import Page
from baketracker.faces.api import ApiDb, ApiRouter, IfMatch, OpId, Paging, reply, reply_list
from baketracker.fields import SearchText

from . import service
from .schemas import IngredientChange, IngredientView, NewIngredient

router = ApiRouter(prefix="/api/ingredients", tags=["ingredients"])


@router.get("", response_model=Page[IngredientView])
def search(
    request: Request,
    db: ApiDb,
    paging: Paging,
    text: Annotated[SearchText, Query(alias="search")] = "",
    category: SearchText = "",
) -> Response:
    """Ingredients and groups, A to Z."""
    return reply_list(request, service.search(db, text, category, paging.cursor, paging.limit))


@router.post("", status_code=201, response_model=IngredientView)
def create(request: Request, db: ApiDb, new: NewIngredient, op_id: OpId) -> Response:
    """A new one; a UUID as Idempotency-Key becomes its id."""
    view = service.create(db, new, op_id)
    return reply(request, view, status=201, version=view.version)


@router.get("/{ingredient_id}", response_model=IngredientView)
def show(request: Request, db: ApiDb, ingredient_id: UUID) -> Response:
    view = service.get(db, ingredient_id)
    return reply(request, view, version=view.version)


@router.patch("/{ingredient_id}", response_model=IngredientView)
def update(
    request: Request, db: ApiDb, ingredient_id: UUID, change: IngredientChange, version: IfMatch
) -> Response:
    """Change the given fields."""
    view = service.update(db, ingredient_id, change, version)
    return reply(request, view, version=view.version)


@router.delete("/{ingredient_id}", status_code=204)
def archive(db: ApiDb, ingredient_id: UUID, version: IfMatch) -> Response:
    """Take it out of every list."""
    service.archive(db, ingredient_id, version)
    return Response(status_code=204)
