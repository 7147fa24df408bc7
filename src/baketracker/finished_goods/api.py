"""Finished goods over JSON."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Request, Response

from baketracker.db.paging import Page
from baketracker.faces.api import ApiDb, ApiRouter, Paging, reply, reply_list
from baketracker.faces.catalogue_api import add_doors

from . import costs, service
from .given import GoodChange, NewGood
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


add_doors(router, service, new=NewGood, change=GoodChange, view=GoodView)


@router.get("/{item_id}/cost", response_model=costs.GoodCost)
def cost(request: Request, db: ApiDb, item_id: UUID) -> Response:
    """What one costs at the last prices: food, packaging, materials, and what nobody knows."""
    service.get(db, item_id)
    return reply(request, costs.costs_of(db, [item_id])[item_id])
