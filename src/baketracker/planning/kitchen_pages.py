"""The settings of the kitchen: what it can do in a day."""

from typing import Annotated, Any

from fastapi import Request, Response
from pydantic import field_validator

from baketracker.db.scope import VERBS, allows
from baketracker.events import kitchen
from baketracker.events.schemas import KitchenFields
from baketracker.faces.forms import Stored, attempt
from baketracker.faces.web import PageDb, PageRouter, Submission, Toast, done, form_of, page
from baketracker.faces.words import N_, _

from . import service

router = PageRouter(prefix="/settings/kitchen")
LABELS = {
    "batches_per_day": N_("Batches a day"),
    "oven_minutes_per_day": N_("Oven minutes a day"),
    "waste_percent": N_("Warn from so much waste"),
    "service_level": N_("Count what is usually lost?"),
    "usual_loss_percent": N_("Usually lost"),
}


class KitchenForm(KitchenFields):
    """As a browser sends it: one ticked day comes alone, none not at all."""

    @field_validator("days_off", mode="before")
    @classmethod
    def _as_list(cls, days: Any) -> Any:
        return [days] if isinstance(days, str) else days


@router.get("")
def show(request: Request, db: PageDb) -> Response:
    return _page(request, db)


@router.post("")
def change(
    request: Request,
    db: PageDb,
    form: Annotated[Submission[KitchenForm], form_of(KitchenForm)],
) -> Response:
    was = kitchen.get_kitchen(db)
    made = attempt(
        form,
        lambda wanted: kitchen.set_kitchen(db, wanted, form.version or 0),
        stored=Stored(was.version, was.model_dump(), LABELS, "/settings/kitchen"),
    )
    if made is None:
        return _page(request, db, form)
    return done(request, "/settings/kitchen", Toast(_("Saved.")))


def _page(request: Request, db: PageDb, form: Submission[KitchenForm] | None = None) -> Response:
    known = kitchen.get_kitchen(db)
    return page(
        request,
        "calendar/kitchen.html",
        learnt=service.usual_loss(db),
        status=form.status if form else 200,
        mode="settings",
        kitchen=known,
        labels={name: _(label) for name, label in LABELS.items()},
        may_change=allows(db.scope, VERBS["events.set_kitchen"]),
        form=form,
    )
