"""Suppliers over JSON."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Request, Response

from baketracker.db.paging import Page
from baketracker.faces.api import ApiDb, ApiRouter, IfMatch, OpId, Paging, reply, reply_list
from baketracker.fields import SearchText

from . import service
from .schemas import NewSupplier, SupplierChange, SupplierView

router = ApiRouter(prefix="/api/suppliers", tags=["suppliers"])


@router.get("", response_model=Page[SupplierView])
def search(
    request: Request,
    db: ApiDb,
    paging: Paging,
    text: Annotated[SearchText, Query(alias="search")] = "",
) -> Response:
    """Suppliers, A to Z."""
    return reply_list(request, service.search(db, text, paging.cursor, paging.limit))


@router.post("", status_code=201, response_model=SupplierView)
def create(request: Request, db: ApiDb, new: NewSupplier, op_id: OpId) -> Response:
    """A new one; a UUID as Idempotency-Key becomes its id."""
    view = service.create(db, new, op_id)
    return reply(request, view, status=201, version=view.version)


@router.get("/{supplier_id}", response_model=SupplierView)
def show(request: Request, db: ApiDb, supplier_id: UUID) -> Response:
    view = service.get(db, supplier_id)
    return reply(request, view, version=view.version)


@router.patch("/{supplier_id}", response_model=SupplierView)
def update(
    request: Request, db: ApiDb, supplier_id: UUID, change: SupplierChange, version: IfMatch
) -> Response:
    """Change the given fields."""
    view = service.update(db, supplier_id, change, version)
    return reply(request, view, version=view.version)


@router.delete("/{supplier_id}", status_code=204)
def archive(db: ApiDb, supplier_id: UUID, version: IfMatch) -> Response:
    """Take it out of every list."""
    service.archive(db, supplier_id, version)
    return Response(status_code=204)
