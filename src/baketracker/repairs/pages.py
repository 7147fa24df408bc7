"""The page after a short run: what may be done, each a press away."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Request, Response
from pydantic import field_validator

from baketracker.db.tenancy import TenantSession
from baketracker.faces.forms import attempt
from baketracker.faces.web import PageDb, PageRouter, Submission, Toast, done, form_of, page
from baketracker.faces.words import _

from . import service
from .schemas import Chosen

router = PageRouter(prefix="/events")


class ChosenForm(Chosen):
    """As a browser sends it: a single step comes alone."""

    @field_validator("steps", mode="before")
    @classmethod
    def _as_list(cls, steps: Any) -> Any:
        return [steps] if isinstance(steps, str) else steps


@router.get("/{event_id}/repairs/{finished_unit_id}")
def show(request: Request, db: PageDb, event_id: UUID, finished_unit_id: UUID) -> Response:
    return _page(request, db, event_id, finished_unit_id)


@router.post("/{event_id}/repairs/{finished_unit_id}")
def take(
    request: Request,
    db: PageDb,
    event_id: UUID,
    finished_unit_id: UUID,
    form: Annotated[Submission[ChosenForm], form_of(ChosenForm)],
) -> Response:
    taken = attempt(
        form, lambda given: service.take(db, event_id, finished_unit_id, given, form.op_id)
    )
    if taken is None:
        return _page(request, db, event_id, finished_unit_id, status=422, form=form)
    toast = Toast(_("The plan is mended."), f"/activity/{taken.operation_id}/undo")
    return done(request, f"/make/{event_id}", toast)


def _page(
    request: Request,
    db: TenantSession,
    event_id: UUID,
    finished_unit_id: UUID,
    *,
    status: int = 200,
    form: Any = None,
) -> Response:
    told = service.propose(db, event_id, finished_unit_id)
    frame: dict[str, Any] = {"here": "events", "mode": "plan", "home": f"/events/{event_id}"}
    return page(request, "repairs/show.html", status=status, told=told, form=form, **frame)
