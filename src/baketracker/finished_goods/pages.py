"""The pages of the finished goods."""

from typing import Any
from uuid import UUID

from fastapi import Request, Response

from baketracker.db.paging import PAGE
from baketracker.faces.lists import more_of
from baketracker.faces.web import PageDb, PageRouter, page
from baketracker.fields import SearchText

from . import service

router = PageRouter(prefix="/finished-goods")

HERE: dict[str, Any] = {"here": "finished_goods", "mode": "catalog"}


@router.get("")
def index(request: Request, db: PageDb, q: SearchText = "", cursor: str | None = None) -> Response:
    found = service.search(db, q, cursor, PAGE)
    return page(
        request,
        "finished_goods/index.html",
        fragment="results",
        **HERE,
        found=found,
        more=more_of("/finished-goods", found.next, q=q),
        q=q,
        total=service.count(db, q),
    )


@router.get("/{good_id}")
def show(request: Request, db: PageDb, good_id: UUID) -> Response:
    return page(request, "finished_goods/show.html", **HERE, item=service.get(db, good_id))
