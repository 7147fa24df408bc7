"""Finished stock over JSON: /api/finished-stock/units and /api/finished-stock/goods."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Request, Response

from baketracker.db.paging import Page
from baketracker.faces.api import ApiDb, ApiRouter, OpId, Paging, reply, reply_list
from baketracker.fields import SearchText

from . import service
from .given import LowBelow, StockCorrection
from .schemas import FinishedChange, FinishedMove, FinishedView, FinishedWorth, Show

router = ApiRouter(prefix="/api/finished-stock", tags=["finished stock"])
Words = Annotated[SearchText, Query(alias="search")]


@router.get("/units", response_model=Page[FinishedView])
def units(
    request: Request, db: ApiDb, paging: Paging, text: Words = "", show: Show = ""
) -> Response:
    """Baked units, A to Z; `show` only the low ones, or all, also those of which none is there."""
    found = service.search(db, "units", text, paging.cursor, paging.limit, show=show)
    return reply_list(request, found)


@router.get("/goods", response_model=Page[FinishedView])
def goods(
    request: Request, db: ApiDb, paging: Paging, text: Words = "", show: Show = ""
) -> Response:
    """Packed goods, as the units."""
    found = service.search(db, "goods", text, paging.cursor, paging.limit, show=show)
    return reply_list(request, found)


@router.get("/low", response_model=Page[FinishedView])
def low(request: Request, db: ApiDb) -> Response:
    """All that is below its threshold, the fewest first."""
    return reply_list(request, Page(items=service.low(db)))


@router.get("/worth", response_model=FinishedWorth)
def worth(request: Request, db: ApiDb) -> Response:
    """What all of it is worth, at what it took to make on average."""
    return reply(request, service.worth(db))


@router.get("/units/{finished_unit_id}", response_model=FinishedView)
def show_unit(request: Request, db: ApiDb, finished_unit_id: UUID) -> Response:
    return reply(request, service.get(db, "units", finished_unit_id))


@router.get("/goods/{finished_good_id}", response_model=FinishedView)
def show_good(request: Request, db: ApiDb, finished_good_id: UUID) -> Response:
    return reply(request, service.get(db, "goods", finished_good_id))


@router.get("/units/{finished_unit_id}/history", response_model=Page[FinishedMove])
def unit_history(request: Request, db: ApiDb, finished_unit_id: UUID, paging: Paging) -> Response:
    """What came and went, the newest first."""
    found = service.history(db, "units", finished_unit_id, paging.cursor, paging.limit)
    return reply_list(request, found)


@router.get("/goods/{finished_good_id}/history", response_model=Page[FinishedMove])
def good_history(request: Request, db: ApiDb, finished_good_id: UUID, paging: Paging) -> Response:
    """What came and went, the newest first."""
    found = service.history(db, "goods", finished_good_id, paging.cursor, paging.limit)
    return reply_list(request, found)


@router.post("/units/{finished_unit_id}/adjustments", response_model=FinishedChange)
def adjust_unit(
    request: Request, db: ApiDb, finished_unit_id: UUID, given: StockCorrection, op_id: OpId
) -> Response:
    """So many came, went or are there, and why."""
    return reply(request, service.adjust(db, "units", finished_unit_id, given, op_id))


@router.post("/goods/{finished_good_id}/adjustments", response_model=FinishedChange)
def adjust_good(
    request: Request, db: ApiDb, finished_good_id: UUID, given: StockCorrection, op_id: OpId
) -> Response:
    """So many came, went or are there, and why."""
    return reply(request, service.adjust(db, "goods", finished_good_id, given, op_id))


@router.put("/units/{finished_unit_id}/threshold", response_model=FinishedChange)
def unit_threshold(
    request: Request, db: ApiDb, finished_unit_id: UUID, given: LowBelow, op_id: OpId
) -> Response:
    """Below so many it is low; without a number nobody watches it."""
    return reply(request, service.set_low_below(db, "units", finished_unit_id, given, op_id))


@router.put("/goods/{finished_good_id}/threshold", response_model=FinishedChange)
def good_threshold(
    request: Request, db: ApiDb, finished_good_id: UUID, given: LowBelow, op_id: OpId
) -> Response:
    """Below so many it is low; without a number nobody watches it."""
    return reply(request, service.set_low_below(db, "goods", finished_good_id, given, op_id))
