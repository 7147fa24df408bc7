"""The pantry over JSON: /api/pantry merged by ingredient, /api/lots one by one."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Request, Response

from baketracker.db.paging import Page
from baketracker.faces.api import ApiDb, ApiRouter, IfMatch, OpId, Paging, reply, reply_list
from baketracker.fields import QuantityIn, SearchText, UnitCode

from . import adjusting, changing, consuming, counting, finding, history, service, thresholds, using
from .given import Adjustment, Counts, FoundStock, LotChange, LotCount, Threshold, Use
from .schemas import (
    Consumed,
    DepletionView,
    LotView,
    LowView,
    ShelfView,
    StockChange,
    ThresholdView,
    UseView,
)
from .shelves import Show

router = ApiRouter(prefix="/api", tags=["pantry"])


@router.get("/pantry", response_model=Page[ShelfView])
def shelves(
    request: Request,
    db: ApiDb,
    paging: Paging,
    text: Annotated[SearchText, Query(alias="search")] = "",
    show: Annotated[Show, Query()] = "",
    location: Annotated[SearchText, Query()] = "",
) -> Response:
    """What is on hand, merged by ingredient, A to Z; `show` what is low, expiring within 14 days
    or not reviewed."""
    found = service.shelves(db, text, paging.cursor, paging.limit, show=show, location=location)
    return reply_list(request, found)


@router.get("/pantry/low", response_model=Page[LowView])
def low(request: Request, db: ApiDb) -> Response:
    """All that is below its threshold, A to Z, even what is not there at all."""
    return reply_list(request, Page(items=service.low(db)))


@router.post("/pantry/count", response_model=StockChange)
def count(request: Request, db: ApiDb, given: Counts, op_id: OpId) -> Response:
    """What was counted becomes what is there: all counts or none, one operation."""
    change = counting.count_all(db, given.counts, op_id, confirmed=given.confirmed)
    return reply(request, change)


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


@router.post("/lots", response_model=StockChange, status_code=201)
def find(request: Request, db: ApiDb, new: FoundStock, op_id: OpId) -> Response:
    """What is at home and was never bought here becomes a lot without a purchase."""
    return reply(request, finding.found(db, new, op_id), status=201)


@router.get("/lots/{lot_id}", response_model=LotView)
def show(request: Request, db: ApiDb, lot_id: UUID) -> Response:
    view = service.get(db, lot_id)
    return reply(request, view, version=view.version)


@router.patch("/lots/{lot_id}", response_model=StockChange)
def change(
    request: Request, db: ApiDb, lot_id: UUID, given: LotChange, version: IfMatch, op_id: OpId
) -> Response:
    """What is known of a lot beside its amount; the supplier is that of its purchase."""
    return _changed(request, changing.change(db, lot_id, given, op_id, version=version))


@router.get("/lots/{lot_id}/history", response_model=Page[DepletionView])
def left(request: Request, db: ApiDb, lot_id: UUID, paging: Paging) -> Response:
    """What left the lot, the newest first."""
    return reply_list(request, history.history(db, lot_id, paging.cursor, paging.limit))


@router.post("/lots/{lot_id}/adjust", response_model=StockChange)
def adjust(
    request: Request, db: ApiDb, lot_id: UUID, given: Adjustment, version: IfMatch, op_id: OpId
) -> Response:
    """Part of a lot is gone; `remaining_percentage` is of what is there now."""
    return _changed(request, adjusting.adjust(db, lot_id, given, op_id, version=version))


@router.post("/lots/{lot_id}/count", response_model=StockChange)
def count_lot(request: Request, db: ApiDb, lot_id: UUID, given: LotCount, op_id: OpId) -> Response:
    """What was counted of a lot becomes what is left of it; `percent` is of what was bought."""
    change = counting.count(db, given.for_lot(lot_id), op_id, confirmed=given.confirmed)
    return reply(request, change)


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


@router.post("/ingredients/{ingredient_id}/use", response_model=Consumed)
def use(request: Request, db: ApiDb, ingredient_id: UUID, given: Use, op_id: OpId) -> Response:
    """Take so much of an ingredient, the first bought first; `short` says whether less will do."""
    return reply(request, consuming.use(db, ingredient_id, given, op_id))


@router.put("/ingredients/{ingredient_id}/threshold", response_model=ThresholdView)
def threshold(
    request: Request, db: ApiDb, ingredient_id: UUID, given: Threshold, op_id: OpId
) -> Response:
    """Below so much the ingredient is low; without an amount it never is."""
    return reply(request, thresholds.set_threshold(db, ingredient_id, given, op_id))


def _changed(request: Request, change: StockChange) -> Response:
    return reply(request, change, version=change.lots[0].version)
