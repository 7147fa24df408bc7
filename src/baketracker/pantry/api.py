"""The pantry over JSON: /api/pantry merged by ingredient, /api/lots one by one."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Request, Response

from baketracker.db.paging import Page
from baketracker.faces.api import ApiDb, ApiRouter, Paging, reply, reply_list
from baketracker.fields import QuantityIn, SearchText, UnitCode

from . import service, using
from .schemas import LotView, ShelfView, UseView

router = ApiRouter(prefix="/api", tags=["pantry"])


@router.get("/pantry", response_model=Page[ShelfView])
def shelves(
    request: Request,
    db: ApiDb,
    paging: Paging,
    text: Annotated[SearchText, Query(alias="search")] = "",
) -> Response:
    """What is on hand, merged by ingredient, A to Z."""
    return reply_list(request, service.shelves(db, text, paging.cursor, paging.limit))


@router.get("/lots", response_model=Page[LotView])
def lots(
    request: Request,
    db: ApiDb,
    paging: Paging,
    ingredient_id: Annotated[UUID | None, Query(alias="ingredient")] = None,
    product_id: Annotated[UUID | None, Query(alias="product")] = None,
) -> Response:
    """Lots on hand in the order they came."""
    page = service.lots(db, ingredient_id, product_id, paging.cursor, paging.limit)
    return reply_list(request, page)


@router.get("/lots/{lot_id}", response_model=LotView)
def show(request: Request, db: ApiDb, lot_id: UUID) -> Response:
    view = service.get(db, lot_id)
    return reply(request, view, version=view.version)


@router.get("/ingredients/{ingredient_id}/use", response_model=UseView)
def would_use(
    request: Request,
    db: ApiDb,
    ingredient_id: UUID,
    quantity: Annotated[QuantityIn, Query()],
    unit: Annotated[UnitCode, Query()],
) -> Response:
    """What using so much would take from which lots, and what that costs; nothing is written."""
    return reply(request, using.would_use(db, ingredient_id, quantity, unit))
