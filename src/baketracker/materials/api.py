"""Materials over JSON."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Request, Response

from baketracker.db.paging import Page
from baketracker.faces.api import ApiDb, ApiRouter, Paging, Words, reply, reply_list

from . import service
from .schemas import MaterialRow, MaterialView

router = ApiRouter(prefix="/api/materials", tags=["materials"])


@router.get("", response_model=Page[MaterialRow])
def search(
    request: Request,
    db: ApiDb,
    paging: Paging,
    text: Words = "",
    category: Annotated[str, Query(max_length=200)] = "",
) -> Response:
    """Materials, A to Z, with what is left of each."""
    return reply_list(request, service.search(db, text, category, paging.cursor, paging.limit))


@router.get("/{material_id}", response_model=MaterialView)
def show(request: Request, db: ApiDb, material_id: UUID) -> Response:
    """One material: the packages it is sold in, what is left and what it costs."""
    view = service.get(db, material_id)
    return reply(request, view, version=view.version)
