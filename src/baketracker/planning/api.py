"""Plans over JSON."""

from uuid import UUID

from fastapi import Request, Response

from baketracker.faces.api import ApiDb, ApiRouter, reply

from . import service
from .schemas import PlanView

router = ApiRouter(prefix="/api/events", tags=["events"])


@router.get("/{event_id}/plan", response_model=PlanView)
def show(request: Request, db: ApiDb, event_id: UUID) -> Response:
    """The event taken apart: finished units, batches, ingredients, what is short."""
    return reply(request, service.plan_for(db, event_id))
