"""Products over JSON."""

from uuid import UUID

from fastapi import Request, Response

from baketracker.db.paging import Page
from baketracker.faces.api import ApiDb, ApiRouter, Paging, Words, reply_list
from baketracker.faces.catalogue_api import add_doors

from . import service
from .schemas import NewProduct, ProductChange, ProductView

router = ApiRouter(prefix="/api/products", tags=["products"])


@router.get("", response_model=Page[ProductView])
def search(
    request: Request, db: ApiDb, paging: Paging, text: Words = "", ingredient: UUID | None = None
) -> Response:
    """Products by brand and name."""
    return reply_list(request, service.search(db, text, ingredient, paging.cursor, paging.limit))


add_doors(router, service, new=NewProduct, change=ProductChange, view=ProductView)
