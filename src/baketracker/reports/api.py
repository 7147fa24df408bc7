"""The reports over JSON."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Request, Response

from baketracker.accounts import service as accounts
from baketracker.db.paging import Page
from baketracker.faces.api import ApiDb, ApiRouter, IfMatch, OpId, Paging, reply, reply_list
from baketracker.faces.sheets import download
from baketracker.faces.words import _
from baketracker.purchases import history
from baketracker.purchases.history_schemas import TWO_YEARS, Days, PriceHistory
from baketracker.sheets import KIND

from . import service
from .choices import AskedHistory, Back
from .schemas import (
    DepletionView,
    InventoryValue,
    NewSnapshot,
    SnapshotComparison,
    SnapshotRow,
    SnapshotView,
    WasteReport,
)
from .sheets import history_sheet, snapshot_sheet
from .waste import SEASON

router = ApiRouter(prefix="/api", tags=["reports"])
FILE = {"content": {KIND: {"schema": {"type": "string"}}}}
BackDays = Annotated[Days, Query()]


@router.get("/products/{product_id}/prices", response_model=PriceHistory)
def product_prices(
    request: Request, db: ApiDb, product_id: UUID, days: BackDays = TWO_YEARS
) -> Response:
    """How the price of one package unit of a product moved."""
    return reply(request, history.product_prices(db, product_id, days))


@router.get("/ingredients/{ingredient_id}/prices", response_model=PriceHistory)
def ingredient_prices(
    request: Request, db: ApiDb, ingredient_id: UUID, days: BackDays = TWO_YEARS
) -> Response:
    """How the price of an ingredient moved, of all its products together."""
    return reply(request, history.ingredient_prices(db, ingredient_id, days))


@router.get("/depletions", response_model=Page[DepletionView])
def depletions(request: Request, db: ApiDb, paging: Paging, asked: AskedHistory) -> Response:
    """What left the stock, the newest first; each entry once, net of what corrected it."""
    return reply_list(request, service.depletions(db, asked.wanted(), paging.cursor, paging.limit))


@router.get("/depletions/csv", response_class=Response, responses={200: FILE})
def depletions_file(db: ApiDb, asked: AskedHistory) -> Response:
    """The whole list as a CSV file."""
    people = {one.account_id: one.display_name for one in accounts.list_members(db)}
    body = history_sheet(service.all_depletions(db, asked.wanted()), people, _)
    return download(body, "stock-history")


@router.get("/inventory-value", response_model=InventoryValue)
def inventory_value(
    request: Request, db: ApiDb, months: Annotated[int, Query(ge=1, le=60)] = 12
) -> Response:
    """What the stock is worth now and at the end of each of the months before, by category."""
    return reply(request, service.inventory_value(db, months))


@router.get("/waste", response_model=WasteReport)
def waste(request: Request, db: ApiDb, days: Back = SEASON) -> Response:
    """What left the stock, summed by reason and thing."""
    return reply(request, service.waste(db, days))


@router.get("/stock-snapshots", response_model=Page[SnapshotRow])
def snapshots(request: Request, db: ApiDb, paging: Paging) -> Response:
    """The snapshots, the newest first."""
    return reply_list(request, service.snapshots(db, paging.cursor, paging.limit))


@router.post("/stock-snapshots", status_code=201, response_model=SnapshotView)
def take(request: Request, db: ApiDb, given: NewSnapshot, op_id: OpId) -> Response:
    """Freeze all that is on hand; a UUID as Idempotency-Key becomes its id."""
    taken = service.take_snapshot(db, given, op_id)
    return reply(request, taken, status=201, version=taken.version)


@router.get("/stock-snapshots/{snapshot_id}", response_model=SnapshotView)
def show(request: Request, db: ApiDb, snapshot_id: UUID) -> Response:
    shown = service.get_snapshot(db, snapshot_id)
    return reply(request, shown, version=shown.version)


@router.get("/stock-snapshots/{snapshot_id}/csv", response_class=Response, responses={200: FILE})
def snapshot_file(db: ApiDb, snapshot_id: UUID) -> Response:
    """The snapshot as a CSV file."""
    return download(snapshot_sheet(service.get_snapshot(db, snapshot_id), _), "stock")


@router.get("/stock-snapshots/{snapshot_id}/comparison", response_model=SnapshotComparison)
def compare(request: Request, db: ApiDb, snapshot_id: UUID, other: UUID | None = None) -> Response:
    """What came and what went since; until now unless another snapshot is named."""
    return reply(request, service.compare_snapshots(db, snapshot_id, other))


@router.delete("/stock-snapshots/{snapshot_id}", status_code=204)
def put_away(db: ApiDb, snapshot_id: UUID, version: IfMatch) -> Response:
    """Take it out of the list."""
    service.put_away_snapshot(db, snapshot_id, version)
    return Response(status_code=204)
