"""The pages of the recipes."""

from typing import Any
from uuid import UUID

from fastapi import Request, Response

from baketracker.db.paging import PAGE
from baketracker.faces.lists import address, filter_links, more_of
from baketracker.faces.web import PageDb, PageRouter, page
from baketracker.faces.words import _
from baketracker.fields import SearchText

from . import service

router = PageRouter(prefix="/recipes")

HERE: dict[str, Any] = {"here": "recipes", "mode": "catalog"}


@router.get("")
def index(
    request: Request,
    db: PageDb,
    q: SearchText = "",
    category: SearchText = "",
    archived: bool = False,
    cursor: str | None = None,
) -> Response:
    kept = {"q": q, "category": category, "archived": "true" if archived else ""}
    found = service.search(db, q, category, archived, cursor, PAGE)
    filters = filter_links("/recipes", "category", service.categories(db), category, q=q)
    filters[0] = (*filters[0][:2], not category and not archived)
    filters.append((address("/recipes", q=q, archived="true"), _("Archived"), archived))
    return page(
        request,
        "recipes/index.html",
        fragment="results",
        **HERE,
        found=found,
        more=more_of("/recipes", found.next, **kept),
        total=service.count(db, q, category, archived),
        filters=filters,
        q=q,
        category=category,
        archived=kept["archived"],
    )


@router.get("/{recipe_id}")
def show(request: Request, db: PageDb, recipe_id: UUID) -> Response:
    return page(request, "recipes/show.html", **HERE, item=service.get(db, recipe_id))
