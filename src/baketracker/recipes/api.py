"""Recipes over JSON."""

from decimal import Decimal
from typing import Annotated
from uuid import UUID

from fastapi import Query, Request, Response
from pydantic import Field

from baketracker.db.paging import Page
from baketracker.faces.api import ApiDb, ApiRouter, IfMatch, OpId, Paging, Words, reply, reply_list
from baketracker.faces.catalogue_api import add_doors
from baketracker.fields import QuantityIn, SearchText

from . import categories, history, photos, service
from .costs import RecipeCosts, both_costs_of
from .given import CategoryIn, NewRecipe, NewVariant, RecipeChange
from .history import VersionView
from .scaling import LARGEST
from .schemas import CategoryView, RecipeRow, RecipeView
from .stocked import BatchStock, can_produce

category_router = ApiRouter(prefix="/api/recipe-categories", tags=["recipes"])
router = ApiRouter(prefix="/api/recipes", tags=["recipes"])


@category_router.get("", response_model=Page[CategoryView])
def list_categories(request: Request, db: ApiDb) -> Response:
    """The categories in the order of the bakery, all on one page."""
    return reply_list(request, Page(items=categories.list_categories(db)))


@category_router.post("", status_code=201, response_model=CategoryView)
def create_category(request: Request, db: ApiDb, given: CategoryIn, op_id: OpId) -> Response:
    made = categories.create_category(db, given, op_id)
    return reply(request, made, status=201, version=made.version)


@category_router.put("/{category_id}", response_model=CategoryView)
def change_category(
    request: Request, db: ApiDb, category_id: UUID, given: CategoryIn, version: IfMatch
) -> Response:
    """Rename it or move it; its recipes stay in it."""
    made = categories.change_category(db, category_id, given, version)
    return reply(request, made, version=made.version)


@category_router.delete("/{category_id}", status_code=204)
def retire_category(db: ApiDb, category_id: UUID, version: IfMatch) -> Response:
    """Offer it no more; its recipes keep it."""
    categories.retire_category(db, category_id, version)
    return Response(status_code=204)


@router.get("", response_model=Page[RecipeRow])
def search(
    request: Request,
    db: ApiDb,
    paging: Paging,
    text: Words = "",
    category: SearchText = "",
    archived: bool = False,
    ready: bool | None = None,
) -> Response:
    """Recipes, A to Z; the archived ones when asked for. `ready`: (not) ready for production."""
    found = service.search(db, text, category, archived, paging.cursor, paging.limit, ready=ready)
    return reply_list(request, found)


@router.get(
    "/photos/{photo_id}",
    response_class=Response,
    responses={
        200: {"content": {"image/jpeg": {"schema": {"type": "string", "format": "binary"}}}}
    },
)
def show_photo(db: ApiDb, photo_id: UUID) -> Response:
    """The picture itself."""
    kind, content = photos.photo(db, photo_id)
    return Response(content, media_type=kind)


add_doors(router, service, new=NewRecipe, change=RecipeChange, view=RecipeView)


@router.get("/{recipe_id}/cost", response_model=RecipeCosts)
def cost(request: Request, db: ApiDb, recipe_id: UUID) -> Response:
    """What one batch costs at the last prices and at what was paid on average, with the recipes
    inside it, and what nobody knows."""
    service.get(db, recipe_id)
    return reply(request, both_costs_of(db, [recipe_id])[recipe_id])


@router.get("/{recipe_id}/stock", response_model=BatchStock)
def stock(
    request: Request,
    db: ApiDb,
    recipe_id: UUID,
    batches: Annotated[QuantityIn, Field(gt=0, le=LARGEST), Query()] = Decimal(1),
) -> Response:
    """What so many batches take from which lots, nested recipes included, what is short, and what
    all of it costs; nothing is written."""
    return reply(request, can_produce(db, recipe_id, batches))


@router.post("/{recipe_id}/variants", status_code=201, response_model=RecipeView)
def create_variant(
    request: Request, db: ApiDb, recipe_id: UUID, given: NewVariant, op_id: OpId
) -> Response:
    """A variant with the lines, components, steps and yields of this recipe."""
    made = service.create_variant(db, recipe_id, given, op_id)
    return reply(request, made, status=201, version=made.version)


@router.post("/{recipe_id}/restoration", response_model=RecipeView)
def restore(request: Request, db: ApiDb, recipe_id: UUID) -> Response:
    """Bring an archived one back."""
    made = service.restore(db, recipe_id)
    return reply(request, made, version=made.version)


@router.get("/{recipe_id}/versions", response_model=Page[VersionView])
def list_versions(request: Request, db: ApiDb, recipe_id: UUID) -> Response:
    """What each save left and changed, newest first; the last hundred."""
    return reply_list(request, Page(items=history.versions(db, recipe_id)))


@router.post("/{recipe_id}/versions/{number}/restoration", response_model=RecipeView)
def restore_version(
    request: Request, db: ApiDb, recipe_id: UUID, number: int, version: IfMatch
) -> Response:
    """Save the recipe once more as it was then."""
    made = history.restore_version(db, recipe_id, number, version)
    return reply(request, made, version=made.version)
