"""The pages of the categories and subcategories of materials."""

from functools import partial
from typing import Any
from uuid import UUID

from fastapi import Request, Response

from baketracker.db.paging import LARGEST_PAGE
from baketracker.db.tenancy import TenantSession
from baketracker.errors import Conflict
from baketracker.faces.catalogue import Catalogue
from baketracker.faces.lists import Asked
from baketracker.faces.web import PageDb
from baketracker.faces.words import N_
from baketracker.fields import SearchText

from . import categories, service, subcategories
from .choices import category_options
from .given import MaterialCategoryForm, MaterialSubcategoryForm
from .schemas import MaterialCategoryView, MaterialSubcategoryView

LABELS = {
    "name": N_("Name"),
    "sort_order": N_("Place in the list"),
    "description": N_("Description"),
}

category_pages = Catalogue[MaterialCategoryForm, MaterialCategoryView](
    name="material_categories",
    part_of="materials",
    form=MaterialCategoryForm,
    verbs=categories.VERBS,
    called=lambda view: view.name,
    places={Conflict: "name"},
    labels=LABELS,
    hints={"sort_order": N_("A smaller number comes first.")},
)
category_router = category_pages.router()


@category_router.get("")
def category_index(request: Request, db: PageDb, asked: Asked) -> Response:
    found = categories.search_categories(db, asked.q, asked.cursor, archived=asked.archived)
    counted = partial(categories.count_categories, db)
    return category_pages.listed(request, asked, found, counted)


@category_router.get("/{category_id}")
def category_show(request: Request, db: PageDb, category_id: UUID) -> Response:
    view = categories.get_category(db, category_id)
    inside = subcategories.search_subcategories(db, category_id=view.id, limit=LARGEST_PAGE)
    return category_pages.page(request, "show.html", item=view, inside=inside.items)


def in_category(name: SearchText = "", category: UUID | None = None) -> dict[str, Any]:
    return {"name": name, "category_id": str(category or "")}


def choices(db: TenantSession, _item: MaterialSubcategoryView | None) -> dict[str, Any]:
    return {"categories": category_options(db)}


subcategory_pages = Catalogue[MaterialSubcategoryForm, MaterialSubcategoryView](
    name="material_subcategories",
    part_of="materials",
    form=MaterialSubcategoryForm,
    verbs=subcategories.VERBS,
    called=lambda view: view.name,
    places={Conflict: "name"},
    labels=LABELS | {"category_id": N_("Category")},
    hints={"sort_order": N_("A smaller number comes first.")},
    known=in_category,
    choices=choices,
)
subcategory_router = subcategory_pages.router()


@subcategory_router.get("")
def subcategory_index(request: Request, db: PageDb, asked: Asked) -> Response:
    found = subcategories.search_subcategories(
        db, asked.q, cursor=asked.cursor, archived=asked.archived
    )
    counted = partial(subcategories.count_subcategories, db)
    return subcategory_pages.listed(request, asked, found, counted)


@subcategory_router.get("/{subcategory_id}")
def subcategory_show(request: Request, db: PageDb, subcategory_id: UUID) -> Response:
    view = subcategories.get_subcategory(db, subcategory_id)
    inside = service.in_subcategory(db, view.id)
    return subcategory_pages.page(request, "show.html", item=view, inside=inside)
