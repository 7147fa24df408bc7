"""Finished goods over JSON."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Request, Response

from baketracker.db.paging import Page
from baketracker.faces.api import ApiDb, ApiRouter, Paging, reply, reply_list

from . import service
from .schemas import GoodRow, GoodView

router = ApiRouter(prefix="/api/finished-goods", tags=["finished goods"])


@router.get("", response_model=Page[GoodRow])
def search(
    request: Request,
    db: ApiDb,
    paging: Paging,
    text: Annotated[str, Query(alias="search", max_length=200)] = "",
) -> Response:
    """Finished goods, A to Z, with what each is packed of."""
    return reply_list(request, service.search(db, text, paging.cursor, paging.limit))


@router.get("/{good_id}", response_model=GoodView)
def show(request: Request, db: ApiDb, good_id: UUID) -> Response:
    """One finished good and the finished units it comes to."""
    return reply(request, service.get(db, good_id))
