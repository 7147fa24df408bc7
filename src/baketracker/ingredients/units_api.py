"""Units over JSON: /api/units and /api/convert."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Request, Response

from baketracker.db.paging import Page
from baketracker.faces.api import ApiDb, ApiRouter, reply, reply_list
from baketracker.fields import QuantityIn

from . import conversion
from .conversion import ConversionView, UnitView

router = ApiRouter(prefix="/api", tags=["units"])


@router.get("/units", response_model=Page[UnitView])
def units(request: Request, db: ApiDb) -> Response:
    return reply_list(request, Page(items=conversion.units(db)))


@router.get("/convert", response_model=ConversionView)
def convert(
    request: Request,
    db: ApiDb,
    value: QuantityIn,
    from_unit: Annotated[str, Query(alias="from", min_length=1, max_length=50)],
    to_unit: Annotated[str, Query(alias="to", min_length=1, max_length=50)],
    ingredient_id: Annotated[UUID | None, Query(alias="ingredient")] = None,
) -> Response:
    return reply(request, conversion.convert(db, value, from_unit, to_unit, ingredient_id))
