"""Receipts and purchases over JSON."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Request, Response

from baketracker.db.paging import Page
from baketracker.faces.api import (
    ApiDb,
    ApiRouter,
    IfMatch,
    OpId,
    Paging,
    Words,
    reply,
    reply_list,
)
from baketracker.fields import QuantityIn, UnitCode

from . import service
from .concerning import Concern
from .given import LineChange, NewReceipt, ReceiptChange
from .listing import Period
from .schemas import (
    EditedLine,
    EditedReceipt,
    PurchaseView,
    ReceiptSummary,
    ReceiptView,
    RecentView,
    RecommendationView,
    Voided,
)

router = ApiRouter(prefix="/api/receipts", tags=["purchases"])
line_router = ApiRouter(prefix="/api/purchases", tags=["purchases"])
advice_router = ApiRouter(prefix="/api/ingredients", tags=["purchases"])


@router.get("", response_model=Page[ReceiptSummary])
def index(request: Request, db: ApiDb, paging: Paging) -> Response:
    """The receipts, the newest first."""
    return reply_list(request, service.receipts(db, paging.cursor, paging.limit))


@router.post("", status_code=201, response_model=ReceiptView)
def create(request: Request, db: ApiDb, given: NewReceipt, op_id: OpId) -> Response:
    """Write down what was bought: each line fills a lot. A UUID as Idempotency-Key becomes the
    receipt's id. What seems odd is refused with `please_confirm` until `confirmed` is true."""
    made = service.record(db, given, op_id)
    return reply(request, made, status=201, version=made.version)


@router.post("/concerns", response_model=Page[Concern])
def concerns(request: Request, db: ApiDb, given: NewReceipt) -> Response:
    """What seems odd about a receipt, each with what was probably meant; nothing is written."""
    return reply_list(request, Page(items=service.concerns(db, given)))


@router.get("/{receipt_id}", response_model=ReceiptView)
def show(request: Request, db: ApiDb, receipt_id: UUID) -> Response:
    found = service.get_receipt(db, receipt_id)
    return reply(request, found, version=found.version)


@router.patch("/{receipt_id}", response_model=EditedReceipt)
def update(
    request: Request, db: ApiDb, receipt_id: UUID, given: ReceiptChange, version: IfMatch,
    op_id: OpId,
) -> Response:  # fmt: skip
    """Correct the given fields; day and store become those of all its lines."""
    edited = service.edit_receipt(db, receipt_id, given, version, op_id)
    return reply(request, edited, version=edited.receipt.version)


@router.delete("/{receipt_id}", response_model=Voided)
def void(request: Request, db: ApiDb, receipt_id: UUID, version: IfMatch, op_id: OpId) -> Response:
    """Put it away with all its lines; refused (409) once anything of them went out."""
    done = service.void_receipt(db, receipt_id, version, op_id)
    return reply(request, Voided(operation_id=done))


@line_router.get("", response_model=Page[PurchaseView])
def lines(
    request: Request, db: ApiDb, paging: Paging, text: Words = "", period: Period = "all",
    supplier: UUID | None = None,
) -> Response:  # fmt: skip
    """What was bought, food and materials, the newest first."""
    found = service.search(db, text, period, supplier, paging.cursor, paging.limit)
    return reply_list(request, found)


@line_router.get("/recent", response_model=Page[RecentView])
def recent(request: Request, db: ApiDb) -> Response:
    """What is bought again and again, at most 20."""
    return reply_list(request, Page(items=service.recent(db)))


@line_router.get("/{purchase_id}", response_model=PurchaseView)
def line(request: Request, db: ApiDb, purchase_id: UUID) -> Response:
    found = service.get_line(db, purchase_id)
    return reply(request, found, version=found.version)


@line_router.patch("/{purchase_id}", response_model=EditedLine)
def edit(
    request: Request, db: ApiDb, purchase_id: UUID, given: LineChange, version: IfMatch,
    op_id: OpId,
) -> Response:  # fmt: skip
    """Correct the given fields; its lots follow, and what everything cost that went out."""
    edited = service.edit_line(db, purchase_id, given, version, op_id)
    return reply(request, edited, version=edited.line.version)


@line_router.post("/{purchase_id}/repeat", status_code=201, response_model=ReceiptView)
def repeat(request: Request, db: ApiDb, purchase_id: UUID, op_id: OpId) -> Response:
    """Buy the same again today, at the last known price."""
    made = service.repeat(db, purchase_id, op_id)
    return reply(request, made, status=201, version=made.version)


@line_router.delete("/{purchase_id}", response_model=Voided)
def void_line(
    request: Request, db: ApiDb, purchase_id: UUID, version: IfMatch, op_id: OpId
) -> Response:
    """Put it away with its lots; refused (409) once anything of them went out."""
    done = service.void_line(db, purchase_id, version, op_id)
    return reply(request, Voided(operation_id=done))


@advice_router.get("/{ingredient_id}/recommendation", response_model=RecommendationView)
def recommendation(
    request: Request,
    db: ApiDb,
    ingredient_id: UUID,
    quantity: Annotated[QuantityIn, Query()],
    unit: Annotated[UnitCode, Query()],
) -> Response:
    """What to buy where so much of an ingredient is lacking."""
    return reply(request, service.recommend(db, ingredient_id, quantity, unit))
