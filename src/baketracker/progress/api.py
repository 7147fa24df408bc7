"""How far events are, over JSON."""

from uuid import UUID

from fastapi import Request, Response

from baketracker.db.paging import Page
from baketracker.events.schemas import When
from baketracker.faces.api import ApiDb, ApiRouter, Paging, reply, reply_list

from . import service
from .projecting import ProjectionView
from .schemas import ProgressView

router = ApiRouter(prefix="/api", tags=["events"])


@router.get("/progress", response_model=Page[ProgressView])
def listed(request: Request, db: ApiDb, paging: Paging, when: When = "upcoming") -> Response:
    """Events as they are listed, each with how far it is."""
    return reply_list(request, service.events_with_progress(db, when, paging.cursor, paging.limit))


@router.get("/events/{event_id}/progress", response_model=ProgressView)
def one(request: Request, db: ApiDb, event_id: UUID) -> Response:
    """How far an event is."""
    return reply(request, service.progress(db, event_id))


@router.get("/events/{event_id}/projection", response_model=ProjectionView)
def projection(request: Request, db: ApiDb, event_id: UUID) -> Response:
    """What can be packed now, and once what is planned is baked; and what is in the way."""
    return reply(request, service.projected(db, event_id))
