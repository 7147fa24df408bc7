"""Repairs over JSON."""

from uuid import UUID

from fastapi import Request, Response

from baketracker.faces.api import ApiDb, ApiRouter, OpId, reply
from baketracker.plan_life.schemas import Done

from . import service
from .schemas import Chosen, RepairsView

router = ApiRouter(prefix="/api/events", tags=["events"])


@router.get("/{event_id}/repairs/{finished_unit_id}", response_model=RepairsView)
def propose(request: Request, db: ApiDb, event_id: UUID, finished_unit_id: UUID) -> Response:
    """What may be done about a finished unit the plan is short of, the smallest change first."""
    return reply(request, service.propose(db, event_id, finished_unit_id))


@router.post("/{event_id}/repairs/{finished_unit_id}", response_model=Done)
def take(
    request: Request, db: ApiDb, event_id: UUID, finished_unit_id: UUID, given: Chosen, op_id: OpId
) -> Response:
    """Do what was offered."""
    return reply(request, service.take(db, event_id, finished_unit_id, given, op_id))
