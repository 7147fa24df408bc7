"""Materials over JSON."""

from typing import Annotated

from fastapi import Query, Request, Response

from baketracker.db.paging import Page
from baketracker.faces.api import ApiDb, ApiRouter, Paging, Words, reply_list
from baketracker.faces.catalogue_api import add_doors

from . import service
from .given import MaterialChange, NewMaterial
from .schemas import MaterialView

router = ApiRouter(prefix="/api/materials", tags=["materials"])


@router.get("", response_model=Page[MaterialView])
def search(
    request: Request,
    db: ApiDb,
    paging: Paging,
    text: Words = "",
    category: Annotated[str, Query(max_length=200)] = "",
    show: service.Showing = "",
) -> Response:
    """Materials, A to Z, with what is left of each, lot by lot, and what that comes to."""
    found = service.search(db, text, category, paging.cursor, paging.limit, show)
    return reply_list(request, found)


add_doors(router, service, new=NewMaterial, change=MaterialChange, view=MaterialView)
