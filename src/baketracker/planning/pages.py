"""The page of an event: what it takes, figure by figure; why each is what it is, and what if."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import Query, Request, Response
from pydantic import Field

from baketracker.faces.web import PageDb, PageRouter, page
from baketracker.plan_life import service as plan_life
from baketracker.reports import service as reports

from . import service
from .explanations import Explanation
from .plan_page import plan_context
from .supposing import WhatIf

router = PageRouter(prefix="/events")
Percent = Annotated[int, Query(ge=-100, le=1000)]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an explanation: a figure, or the rule under those it is made of."""

    depth: int
    part: Explanation
    is_whole: bool


@router.get("/{event_id}")
def show(request: Request, db: PageDb, event_id: UUID, needs: Literal["", "all"] = "") -> Response:
    """`needs`: of an event that is being baked, those in all instead of what is left."""
    shown = plan_context(request, db, event_id, whole=needs == "all")
    shown["changed"] = plan_life.changed(db, event_id)
    if shown["editable"] and shown["plan"].goods:
        shown["lessons"] = reports.lessons(db, event_id)
    return page(request, "planning/show.html", **shown)


@router.get("/{event_id}/why/{figure}")
def why(
    request: Request,
    db: PageDb,
    event_id: UUID,
    figure: Annotated[str, Field(max_length=200)],
) -> Response:
    """The chain of one figure, as a sum with what it is made of above it."""
    told = service.explain(db, event_id, figure)
    shown = plan_context(request, db, event_id)
    return page(request, "planning/why.html", told=told, lines=list(_lines(told)), **shown)


@router.get("/{event_id}/what-if")
def what_if(
    request: Request,
    db: PageDb,
    event_id: UUID,
    guests: Percent = 0,
    fails: UUID | None = None,
    dearer: UUID | None = None,
    percent: Percent = 20,
) -> Response:
    """The plan beside the one it would be; nothing is stored."""
    supposing = WhatIf(
        guests_percent=Decimal(guests),
        failed_batches={fails: 1} if fails else {},
        price_percent={dearer: Decimal(percent)} if dearer else {},
    )
    told = service.what_if(db, event_id, supposing)
    asked: dict[str, Any] = {"guests": guests, "fails": fails, "dearer": dearer, "percent": percent}
    shown = plan_context(request, db, event_id)
    is_asked = bool(guests or fails or dearer)
    return page(request, "planning/what_if.html", told=told, is_asked=is_asked, **asked, **shown)


def _lines(told: Explanation, depth: int = 0) -> Iterator[Line]:
    for part in told.parts:
        yield from _lines(part, depth + 1)
    yield Line(depth, told, bool(told.parts))
