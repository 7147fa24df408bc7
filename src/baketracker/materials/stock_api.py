"""What is left of materials over JSON: lots, corrections of them, and using some."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Request, Response

from baketracker.db.paging import Page
from baketracker.faces.api import ApiDb, ApiRouter, IfMatch, OpId, Paging, reply, reply_list
from baketracker.fields import QuantityIn

from . import adjusting, consuming, lots
from .given import MaterialAdjustment, MaterialUseIn, UnitWord
from .lot_schemas import (
    MaterialAdjusted,
    MaterialConsumed,
    MaterialLotDetail,
    MaterialLotView,
    MaterialUse,
)

router = ApiRouter(prefix="/api", tags=["materials"])


@router.get("/material-lots", response_model=Page[MaterialLotView])
def search(
    request: Request,
    db: ApiDb,
    paging: Paging,
    product: UUID | None = None,
    used_up: bool = False,
) -> Response:
    """Lots of materials on hand in the order they came; with `used_up` all of them."""
    found = lots.search_lots(db, product, paging.cursor, paging.limit, used_up=used_up)
    return reply_list(request, found)


@router.get("/material-lots/{material_lot_id}", response_model=MaterialLotDetail)
def show(request: Request, db: ApiDb, material_lot_id: UUID) -> Response:
    """One lot and all that left it."""
    view = lots.get_lot(db, material_lot_id)
    return reply(request, view, version=view.version)


@router.post("/material-lots/{material_lot_id}/adjustments", response_model=MaterialAdjusted)
def adjust(
    request: Request,
    db: ApiDb,
    material_lot_id: UUID,
    given: MaterialAdjustment,
    version: IfMatch,
    op_id: OpId,
) -> Response:
    """Correct what is left of it."""
    return reply(request, adjusting.adjust(db, material_lot_id, given, version, op_id))


@router.get("/material-products/{material_product_id}/use", response_model=MaterialUse)
def would_use(
    request: Request,
    db: ApiDb,
    material_product_id: UUID,
    quantity: Annotated[QuantityIn, Query()],
    unit: Annotated[UnitWord | None, Query()] = None,
) -> Response:
    """What using so much would take from which lots, and what that costs; nothing is written."""
    return reply(request, consuming.would_use(db, material_product_id, quantity, unit))


@router.post("/material-products/{material_product_id}/use", response_model=MaterialConsumed)
def use(
    request: Request, db: ApiDb, material_product_id: UUID, given: MaterialUseIn, op_id: OpId
) -> Response:
    """Take so much, the first bought first."""
    return reply(request, consuming.use(db, material_product_id, given, op_id))
