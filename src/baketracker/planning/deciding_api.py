"""Deciding about a plan over JSON."""

from uuid import UUID

from fastapi import Request, Response

from baketracker.events.schemas import EventView
from baketracker.faces.api import ApiDb, ApiRouter, reply

from . import deciding

router = ApiRouter(prefix="/api/events", tags=["events"])


@router.put("/{event_id}/batches/{unit_id}", status_code=204)
def decide(db: ApiDb, event_id: UUID, unit_id: UUID, given: deciding.BatchesIn) -> Response:
    """Bake so many batches for a finished unit; too few need to be confirmed."""
    deciding.decide(db, event_id, unit_id, given)
    return Response(status_code=204)


@router.delete("/{event_id}/batches/{unit_id}", status_code=204)
def remove_decision(db: ApiDb, event_id: UUID, unit_id: UUID) -> Response:
    """Leave the batches to the plan again."""
    deciding.remove_decision(db, event_id, unit_id)
    return Response(status_code=204)


@router.put("/{event_id}/lock", response_model=EventView)
def lock(request: Request, db: ApiDb, event_id: UUID) -> Response:
    """Settle the plan; refused with the reasons while it is not complete."""
    view = deciding.lock(db, event_id)
    return reply(request, view, version=view.version)
