"""The other four levels of the materials over JSON."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Request, Response

from baketracker.db.paging import Page
from baketracker.faces.api import ApiDb, ApiRouter, Paging, Words, reply, reply_list
from baketracker.faces.catalogue_api import add_doors

from . import categories, products, subcategories, units
from .given import (
    MaterialCategoryChange,
    MaterialProductChange,
    MaterialSubcategoryChange,
    MaterialUnitChange,
    NewMaterialCategory,
    NewMaterialProduct,
    NewMaterialSubcategory,
    NewMaterialUnit,
)
from .schemas import (
    MaterialCategoryView,
    MaterialProductView,
    MaterialSubcategoryView,
    MaterialUnitDetail,
    UnitPreview,
)

TAGS = ["materials"]
category_router = ApiRouter(prefix="/api/material-categories", tags=TAGS)
subcategory_router = ApiRouter(prefix="/api/material-subcategories", tags=TAGS)
product_router = ApiRouter(prefix="/api/material-products", tags=TAGS)
unit_router = ApiRouter(prefix="/api/material-units", tags=TAGS)


@category_router.get("", response_model=Page[MaterialCategoryView])
def search_categories(request: Request, db: ApiDb, paging: Paging, text: Words = "") -> Response:
    """Categories of materials, A to Z."""
    found = categories.search_categories(db, text, paging.cursor, paging.limit)
    return reply_list(request, found)


@subcategory_router.get("", response_model=Page[MaterialSubcategoryView])
def search_subcategories(
    request: Request, db: ApiDb, paging: Paging, text: Words = "", category: UUID | None = None
) -> Response:
    """Subcategories, A to Z."""
    found = subcategories.search_subcategories(db, text, category, paging.cursor, paging.limit)
    return reply_list(request, found)


@product_router.get("", response_model=Page[MaterialProductView])
def search_products(
    request: Request, db: ApiDb, paging: Paging, text: Words = "", material: UUID | None = None
) -> Response:
    """Packages of materials, A to Z, with what is left of each."""
    found = products.search_products(db, text, material, paging.cursor, paging.limit)
    return reply_list(request, found)


@unit_router.get("", response_model=Page[MaterialUnitDetail])
def search_units(
    request: Request, db: ApiDb, paging: Paging, text: Words = "", product: UUID | None = None
) -> Response:
    """What goods take of materials, A to Z: how many there are, and what one costs."""
    found = units.search_units(db, text, product, paging.cursor, paging.limit)
    return reply_list(request, found)


@unit_router.get("/{material_unit_id}/preview", response_model=UnitPreview)
def preview(
    request: Request,
    db: ApiDb,
    material_unit_id: UUID,
    count: Annotated[int, Query(ge=0, le=units.MOST)],
) -> Response:
    """What so many of a unit would take, lot by lot, and what that costs; nothing is written."""
    return reply(request, units.preview(db, material_unit_id, count))


add_doors(
    category_router, categories.VERBS, new=NewMaterialCategory, change=MaterialCategoryChange,
    view=MaterialCategoryView,
)  # fmt: skip
add_doors(
    subcategory_router, subcategories.VERBS, new=NewMaterialSubcategory,
    change=MaterialSubcategoryChange, view=MaterialSubcategoryView,
)  # fmt: skip
add_doors(
    product_router, products.VERBS, new=NewMaterialProduct, change=MaterialProductChange,
    view=MaterialProductView,
)  # fmt: skip
add_doors(
    unit_router, units.VERBS, new=NewMaterialUnit, change=MaterialUnitChange,
    view=MaterialUnitDetail,
)  # fmt: skip
