"""Days over JSON: an event's schedule, the days its baker keeps, the bakery's month."""

from datetime import date
from uuid import UUID

from fastapi import Request, Response

from baketracker.faces.api import ApiDb, ApiRouter, reply

from . import calendar
from .calendar_schemas import CalendarView, ChosenDays, ScheduleView

router = ApiRouter(prefix="/api", tags=["events"])


@router.get("/events/{event_id}/schedule", response_model=ScheduleView)
def schedule(request: Request, db: ApiDb, event_id: UUID) -> Response:
    """When its batches are baked, what stands in the way, and until when a shortage can be
    mended."""
    return reply(request, calendar.schedule_for(db, event_id))


@router.put("/events/{event_id}/bake-days", response_model=ScheduleView)
def keep_dates(request: Request, db: ApiDb, event_id: UUID, given: ChosenDays) -> Response:
    """Keep the days named, or without `days` all that are proposed."""
    return reply(request, calendar.keep_dates(db, event_id, given))


@router.get("/calendar", response_model=CalendarView)
def month(request: Request, db: ApiDb, month: date | None = None) -> Response:
    """The month around a day: events, and the days chosen for batches, of all events together."""
    return reply(request, calendar.calendar(db, month))
