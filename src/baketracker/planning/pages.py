"""The page of an event: what it takes, figure by figure."""

from uuid import UUID

from fastapi import Request, Response

from baketracker.faces.web import PageDb, PageRouter, page

from . import service

router = PageRouter(prefix="/events")


@router.get("/{event_id}")
def show(request: Request, db: PageDb, event_id: UUID) -> Response:
    return page(
        request,
        "planning/show.html",
        here="events",
        mode="plan",
        plan=service.plan_for(db, event_id),
        today=db.scope.today(),
    )
