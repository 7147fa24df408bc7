"""Products over JSON."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Request, Response

from baketracker.db.paging import Page
from baketracker.faces.api import ApiDb, ApiRouter, IfMatch, OpId, Paging, reply, reply_list
from baketracker.fields import SearchText

from . import service
from .schemas import NewProduct, ProductChange, ProductView

router = ApiRouter(prefix="/api/products", tags=["products"])


@router.get("", response_model=Page[ProductView])
def search(
    request: Request,
    db: ApiDb,
    paging: Paging,
    text: Annotated[SearchText, Query(alias="search")] = "",
    ingredient_id: Annotated[UUID | None, Query(alias="ingredient")] = None,
) -> Response:
    """Products by brand and name."""
    return reply_list(request, service.search(db, text, ingredient_id, paging.cursor, paging.limit))


@router.post("", status_code=201, response_model=ProductView)
def create(request: Request, db: ApiDb, new: NewProduct, op_id: OpId) -> Response:
    """A new one; a UUID as Idempotency-Key becomes its id."""
    view = service.create(db, new, op_id)
    return reply(request, view, status=201, version=view.version)


@router.get("/{product_id}", response_model=ProductView)
def show(request: Request, db: ApiDb, product_id: UUID) -> Response:
    view = service.get(db, product_id)
    return reply(request, view, version=view.version)


@router.patch("/{product_id}", response_model=ProductView)
def update(
    request: Request, db: ApiDb, product_id: UUID, change: ProductChange, version: IfMatch
) -> Response:
    """Change the given fields."""
    view = service.update(db, product_id, change, version)
    return reply(request, view, version=view.version)


@router.delete("/{product_id}", status_code=204)
def archive(db: ApiDb, product_id: UUID, version: IfMatch) -> Response:
    """Take it out of every list."""
    service.archive(db, product_id, version)
    return Response(status_code=204)
