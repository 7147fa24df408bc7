"""The calendar, and keeping the days of an event's batches."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Request, Response

from baketracker.errors import RuleBroken
from baketracker.faces.web import PageDb, PageRouter, Submission, Toast, done, form_of, page
from baketracker.faces.words import _
from baketracker.fields import In

from . import calendar
from .calendar_schemas import ChosenDay, ChosenDays

router = PageRouter()


class Nothing(In):
    """A form of one button."""


class DayForm(In):
    """The day of one finished unit's last batch; empty leaves it open."""

    bake_on: date | None = None


@router.get("/calendar")
def month(request: Request, db: PageDb, month: date | None = None) -> Response:
    return page(
        request,
        "calendar/index.html",
        here="calendar",
        mode="plan",
        month=calendar.calendar(db, month),
    )


@router.post("/events/{event_id}/bake-days")
def keep_all(
    request: Request,
    db: PageDb,
    event_id: UUID,
    form: Annotated[Submission[Nothing], form_of(Nothing)],
) -> Response:
    """Keep every day as proposed."""
    if form.model is None:
        raise RuleBroken(next(iter(form.errors.values())))
    calendar.keep_dates(db, event_id, ChosenDays())
    return done(request, f"/events/{event_id}", Toast(_("The days are in the calendar.")))


@router.post("/events/{event_id}/bake-days/{unit_id}")
def keep_one(
    request: Request,
    db: PageDb,
    event_id: UUID,
    unit_id: UUID,
    form: Annotated[Submission[DayForm], form_of(DayForm)],
) -> Response:
    """Bake one finished unit on another day, or leave its day open."""
    if form.model is None:
        raise RuleBroken(next(iter(form.errors.values())))
    chosen = ChosenDay(unit_id=unit_id, bake_on=form.model.bake_on)
    calendar.keep_dates(db, event_id, ChosenDays(days=[chosen]))
    said = _("The day is in the calendar.") if chosen.bake_on else _("The day is open again.")
    return done(request, f"/events/{event_id}", Toast(said))
