"""The pages where an event that is over says how it came out, and where the next one takes it."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Request, Response

from baketracker.db.tenancy import TenantSession
from baketracker.faces.forms import attempt
from baketracker.faces.web import PageDb, PageRouter, Submission, Toast, done, form_of, page
from baketracker.faces.words import _

from . import service
from .outcome_schemas import NewOutcome

router = PageRouter(prefix="/events")


@router.get("/{event_id}/outcome")
def show(request: Request, db: PageDb, event_id: UUID) -> Response:
    """Its goods, each with how many were left over or too few."""
    return _show(request, db, event_id)


@router.post("/{event_id}/outcome")
def save(
    request: Request,
    db: PageDb,
    event_id: UUID,
    form: Annotated[Submission[NewOutcome], form_of(NewOutcome)],
) -> Response:
    saved = attempt(form, lambda told: service.save_outcome(db, event_id, told, form.op_id))
    if saved is None:
        return _show(request, db, event_id, status=form.status, form=form)
    toast = Toast(_("It is written down."), f"/activity/{saved.operation_id}/undo")
    return done(request, f"/observe/events/{event_id}", toast)


@router.post("/{event_id}/lessons")
def take(request: Request, db: PageDb, event_id: UUID) -> Response:
    """All the numbers that would have been enough last time, on the list at once."""
    taken = service.take_lessons(db, event_id)
    toast = Toast(_("The numbers are on the list."), f"/activity/{taken}/undo")
    return done(request, f"/events/{event_id}#make", toast)


def _show(
    request: Request, db: TenantSession, event_id: UUID, *, status: int = 200, form: Any = None
) -> Response:
    return page(
        request,
        "reports/outcome.html",
        status=status,
        here="events",
        mode="plan",
        home=f"/events/{event_id}",
        told=service.outcome(db, event_id),
        form=form,
    )
