"""Suppliers over JSON."""

from fastapi import Request, Response

from baketracker.db.paging import Page
from baketracker.faces.api import ApiDb, ApiRouter, Paging, Words, reply_list
from baketracker.faces.catalogue_api import add_doors

from . import service
from .schemas import NewSupplier, SupplierChange, SupplierView

router = ApiRouter(prefix="/api/suppliers", tags=["suppliers"])


@router.get("", response_model=Page[SupplierView])
def search(request: Request, db: ApiDb, paging: Paging, text: Words = "") -> Response:
    """Suppliers, A to Z."""
    return reply_list(request, service.search(db, text, paging.cursor, paging.limit))


add_doors(router, service, new=NewSupplier, change=SupplierChange, view=SupplierView)
