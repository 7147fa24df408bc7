"""The settings of the kitchen: what it can do in a day."""

from typing import Annotated, Any

from fastapi import Request, Response
from pydantic import field_validator

from baketracker.db.scope import VERBS, allows
from baketracker.errors import Stale
from baketracker.faces.web import PageDb, PageRouter, Submission, Toast, done, form_of, page
from baketracker.faces.words import _

from . import kitchen
from .schemas import KitchenFields

router = PageRouter(prefix="/settings/kitchen")


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
    if form.model is None:
        return _page(request, db, 422, form)
    try:
        kitchen.set_kitchen(db, form.model, form.version or 0)
    except Stale as error:
        # What was typed stays, now on top of what is stored.
        form.typed["version"] = error.current["version"]
        form.version = int(str(error.current["version"]))
        form.errors[""] = _("Somebody saved this meanwhile. Save again to keep what you typed.")
        return _page(request, db, 412, form)
    return done(request, "/settings/kitchen", Toast(_("Saved.")))


def _page(
    request: Request, db: PageDb, status: int = 200, form: Submission[KitchenForm] | None = None
) -> Response:
    return page(
        request,
        "calendar/kitchen.html",
        status=status,
        mode="settings",
        kitchen=kitchen.get_kitchen(db),
        may_change=allows(db.scope, VERBS["events.set_kitchen"]),
        form=form,
    )
