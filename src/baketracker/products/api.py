"""Products over JSON."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Request, Response

from baketracker.db.paging import Page
from baketracker.errors import NotFound
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
from baketracker.faces.catalogue_api import add_doors
from baketracker.issues import Issue

from . import service
from .merging import Merge, Merged
from .removing import Removal, Removed
from .schemas import NewProduct, ProductChange, ProductDetail, ProductView, Showing

router = ApiRouter(prefix="/api/products", tags=["products"])


@router.get("", response_model=Page[ProductView])
def search(
    request: Request,
    db: ApiDb,
    paging: Paging,
    text: Words = "",
    ingredient: UUID | None = None,
    show: Showing = "listed",
) -> Response:
    """Products by brand and name; those to review come by their own list."""
    found = service.search(db, text, ingredient, paging.cursor, paging.limit, show=show)
    return reply_list(request, found)


@router.get("/to-review", response_model=Page[ProductView])
def to_review(request: Request, db: ApiDb, paging: Paging) -> Response:
    """What was written in passing and waits for a look, the newest first."""
    return reply_list(request, service.to_review(db, paging.cursor, paging.limit))


@router.get("/barcode/{code}", response_model=ProductView)
def by_barcode(
    request: Request,
    db: ApiDb,
    code: Annotated[str, Path(max_length=30, examples=["036000291452"])],
) -> Response:
    """The product with this barcode, in any of its forms."""
    found = service.by_barcode(db, code)
    if found is None:
        raise NotFound("product")
    return reply(request, found, version=found.version)


add_doors(router, service, new=NewProduct, change=ProductChange, view=ProductDetail)


@router.get("/{product_id}/doubts", response_model=Page[Issue])
def doubts(request: Request, db: ApiDb, product_id: UUID) -> Response:
    """What seems odd about its package, in sentences."""
    return reply_list(request, Page(items=service.doubts(db, product_id)))


@router.post("/{product_id}/review", response_model=ProductDetail)
def accept(
    request: Request, db: ApiDb, product_id: UUID, given: ProductChange, version: IfMatch
) -> Response:
    """It was looked at: it is what the given fields make of it, and waits no more."""
    made = service.accept(db, product_id, given, version)
    return reply(request, made, version=made.version)


@router.post("/{product_id}/merge", response_model=Merged)
def merge(request: Request, db: ApiDb, product_id: UUID, given: Merge, op_id: OpId) -> Response:
    """It is the same as another one, which takes all that happened to it. Can be taken back."""
    return reply(request, service.merge(db, product_id, given.into_id, op_id))


@router.post("/{product_id}/removal", response_model=Removed)
def remove(
    request: Request,
    db: ApiDb,
    product_id: UUID,
    given: Removal,
    version: IfMatch,
    op_id: OpId,
) -> Response:
    """Put it away with all that was bought of it. Can be taken back."""
    return reply(request, service.remove(db, product_id, version, given.confirmed, op_id))
