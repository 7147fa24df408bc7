"""The pages of the materials."""

from typing import Any
from uuid import UUID

from fastapi import Request, Response

from baketracker.db.paging import PAGE
from baketracker.faces.lists import filter_links, more_of
from baketracker.faces.web import PageDb, PageRouter, page
from baketracker.fields import SearchText

from . import service

router = PageRouter(prefix="/materials")

HERE: dict[str, Any] = {"here": "materials", "mode": "catalog"}


@router.get("")
def index(
    request: Request,
    db: PageDb,
    q: SearchText = "",
    category: SearchText = "",
    cursor: str | None = None,
) -> Response:
    found = service.search(db, q, category, cursor, PAGE)
    return page(
        request,
        "materials/index.html",
        fragment="results",
        **HERE,
        found=found,
        more=more_of("/materials", found.next, q=q, category=category),
        total=service.count(db, q, category),
        filters=filter_links("/materials", "category", service.categories(db), category, q=q),
        q=q,
        category=category,
    )


@router.get("/{material_id}")
def show(request: Request, db: PageDb, material_id: UUID) -> Response:
    return page(request, "materials/show.html", **HERE, item=service.get(db, material_id))
