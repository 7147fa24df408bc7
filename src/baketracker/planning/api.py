"""Plans over JSON."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Request, Response

from baketracker.faces.api import ApiDb, ApiRouter, reply

from . import service
from .explanations import Explanation
from .schemas import PlanView, WhatIfView
from .supposing import WhatIf

router = ApiRouter(prefix="/api/events", tags=["events"])


@router.get("/{event_id}/plan", response_model=PlanView)
def show(request: Request, db: ApiDb, event_id: UUID, whole: bool = False) -> Response:
    """The event taken apart: finished units, batches, ingredients, what is short, what it costs.
    Of an event that is being baked what is still needed, or the `whole` of it."""
    return reply(request, service.plan_for(db, event_id, whole=whole))


@router.get("/{event_id}/plan/explanation", response_model=Explanation)
def explain(
    request: Request,
    db: ApiDb,
    event_id: UUID,
    figure: Annotated[
        str,
        Query(
            max_length=200,
            description="unit:ID, makes:ID, batches:ID, ingredient:ID:UNIT, missing:ID:UNIT, "
            "short:ID:UNIT, buy:ID (of an ingredient) or cost",
        ),
    ],
) -> Response:
    """Why a figure of the plan is what it is, down to what was entered."""
    return reply(request, service.explain(db, event_id, figure))


@router.post("/{event_id}/plan/what-if")
def what_if(db: ApiDb, event_id: UUID, supposing: WhatIf) -> WhatIfView:
    """The plan as it is and as it would be. Nothing is stored."""
    return service.what_if(db, event_id, supposing)
