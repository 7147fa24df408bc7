"""Events over JSON."""

from uuid import UUID

from fastapi import Request, Response

from baketracker.db.paging import Page
from baketracker.faces.api import ApiDb, ApiRouter, Paging, reply, reply_list

from . import service
from .schemas import EventView, When

router = ApiRouter(prefix="/api/events", tags=["events"])


@router.get("", response_model=Page[EventView])
def search(request: Request, db: ApiDb, paging: Paging, when: When = "all") -> Response:
    """Events, the newest first; those upcoming with the nearest first."""
    return reply_list(request, service.search(db, when, paging.cursor, paging.limit))


@router.get("/{event_id}", response_model=EventView)
def show(request: Request, db: ApiDb, event_id: UUID) -> Response:
    return reply(request, service.get(db, event_id))
