"""Suppliers over JSON."""

from uuid import UUID

from fastapi import Request, Response

from baketracker.db.paging import Page
from baketracker.faces.api import ApiDb, ApiRouter, OpId, Paging, Words, reply, reply_list
from baketracker.faces.catalogue_api import add_doors

from . import service
from .merging import Merge, Merged, MergePreview
from .schemas import NewSupplier, SupplierChange, SupplierView

router = ApiRouter(prefix="/api/suppliers", tags=["suppliers"])


@router.get("", response_model=Page[SupplierView])
def search(request: Request, db: ApiDb, paging: Paging, text: Words = "") -> Response:
    """Suppliers, A to Z."""
    return reply_list(request, service.search(db, text, paging.cursor, paging.limit))


add_doors(router, service, new=NewSupplier, change=SupplierChange, view=SupplierView)


@router.get("/{item_id}/merge", response_model=MergePreview)
def preview_merge(request: Request, db: ApiDb, item_id: UUID, into: UUID) -> Response:
    """What merging it into another would do."""
    return reply(request, service.preview_merge(db, item_id, into))


@router.post("/{item_id}/merge", response_model=Merged)
def merge(request: Request, db: ApiDb, item_id: UUID, given: Merge, op_id: OpId) -> Response:
    """All that was bought there was bought at another, and it is put away."""
    return reply(request, service.merge(db, item_id, given.into_id, op_id))
