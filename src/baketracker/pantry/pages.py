"""The page of the pantry."""

from fastapi import Request, Response

from baketracker.db.paging import PAGE
from baketracker.faces.lists import more_of
from baketracker.faces.web import PageDb, PageRouter, page
from baketracker.fields import SearchText

from . import service

router = PageRouter(prefix="/pantry")


@router.get("")
def index(request: Request, db: PageDb, q: SearchText = "", cursor: str | None = None) -> Response:
    """What is on hand, merged by ingredient, the lots folded below."""
    found = service.shelves(db, q, cursor, PAGE)
    return page(
        request,
        "pantry/index.html",
        fragment="results",
        here="pantry",
        mode="purchase",
        found=found,
        more=more_of("/pantry", found.next, q=q),
        q=q,
        total=service.count(db, q),
        value=service.value(db),
    )
