"""Ingredients over JSON."""

from uuid import UUID

from fastapi import Request, Response

from baketracker.db.paging import Page
from baketracker.faces.api import ApiDb, ApiRouter, OpId, Paging, Words, reply, reply_list
from baketracker.faces.catalogue_api import add_doors
from baketracker.fields import SearchText

from . import service
from .merging import Merge, Merged, MergePreview
from .schemas import IngredientChange, IngredientDetail, IngredientView, NewIngredient

router = ApiRouter(prefix="/api/ingredients", tags=["ingredients"])


@router.get("", response_model=Page[IngredientView])
def search(
    request: Request, db: ApiDb, paging: Paging, text: Words = "", category: SearchText = ""
) -> Response:
    """Ingredients and groups, A to Z."""
    return reply_list(request, service.search(db, text, category, paging.cursor, paging.limit))


add_doors(router, service, new=NewIngredient, change=IngredientChange, view=IngredientDetail)


@router.get("/{item_id}/merge", response_model=MergePreview)
def preview_merge(request: Request, db: ApiDb, item_id: UUID, into: UUID) -> Response:
    """What merging it into another would do."""
    return reply(request, service.preview_merge(db, item_id, into))


@router.post("/{item_id}/merge", response_model=Merged)
def merge(request: Request, db: ApiDb, item_id: UUID, given: Merge, op_id: OpId) -> Response:
    """Everything of it belongs to another from then on, and it is put away."""
    merged = service.merge(db, item_id, given.into_id, op_id, confirmed=given.confirmed)
    return reply(request, merged)
