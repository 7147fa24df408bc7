"""The settings of the assistant: whether it reads, what it keeps, what it may cost."""

from typing import Annotated, cast

from fastapi import Request, Response

from baketracker.db.scope import VERBS, allows
from baketracker.db.tenancy import TenantSession
from baketracker.faces.forms import Stored, attempt
from baketracker.faces.http import settings_of
from baketracker.faces.web import PageDb, PageRouter, Submission, Toast, done, form_of, page
from baketracker.faces.words import N_, _

from . import preferences, quota
from .calling import Asker
from .limits import Ceiling
from .schemas import AssistantChange

router = PageRouter(prefix="/settings/assistant")
LABELS = {
    "is_on": N_("Read what is said and photographed"),
    "keeps_sound": N_("Keep recordings"),
    "includes_tax": N_("Count tax as a part of the price"),
    "readings_per_day": N_("Readings a day, at most"),
    "spend_limit_dollars": N_("US dollars a month, at most"),
}


@router.get("")
def show(request: Request, db: PageDb) -> Response:
    return _drawn(request, db)


@router.post("")
def change(
    request: Request,
    db: PageDb,
    form: Annotated[Submission[AssistantChange], form_of(AssistantChange)],
) -> Response:
    was, ceiling = preferences.get(db), Ceiling.of(settings_of(request))
    stored = Stored(was.version, was.model_dump(mode="json"), LABELS, "/settings/assistant")
    made = attempt(
        form, lambda new: preferences.change(db, new, form.version or 0, ceiling), stored=stored
    )
    if made is None:
        return _drawn(request, db, form)
    return done(request, "/settings/assistant", Toast(_("Saved.")))


def _drawn(
    request: Request, db: TenantSession, form: Submission[AssistantChange] | None = None
) -> Response:
    asker = cast(Asker | None, request.app.state.asker)
    return page(
        request,
        "accounts/assistant.html",
        status=form.status if form else 200,
        mode="settings",
        form=form,
        wish=preferences.get(db),
        standing=quota.standing(db, Ceiling.of(settings_of(request))),
        spent=quota.spent_on(db),
        model=asker.provider.model if asker else None,
        may_change=allows(db.scope, VERBS["assistant.change"]),
        labels={name: _(words) for name, words in LABELS.items()},
    )
