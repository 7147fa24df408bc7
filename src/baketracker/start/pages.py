"""The first run: four questions, one a page, without an account; and the way into the sample.

The answers travel in the address until the plan is made, so that nothing is stored of somebody who
only looks."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Request, Response

from baketracker.accounts import door, places
from baketracker.accounts.bakeries import in_sample
from baketracker.accounts.opening import Preferences
from baketracker.accounts.signing_in import let_visitor_in
from baketracker.db.scope import Scope
from baketracker.db.tenancy import TenantSession
from baketracker.errors import N_, BakeTrackerError, InvalidInput, SignInNeeded, Suspended
from baketracker.exchange.sample import fill_with_sample, visit_sample
from baketracker.exchange.starter.filling import may_take_starter
from baketracker.faces import format as formats
from baketracker.faces.changing import caller_of, elsewhere, signed_in, to_bakery
from baketracker.faces.http import (
    AppEngine,
    AppSettings,
    session_secret,
    set_session_cookie,
    signed_in_by_cookie,
    unit_of,
)
from baketracker.faces.problems import retry_after, status_of
from baketracker.faces.web import PageDb, PageRouter, Submission, form_of, page, reader_of
from baketracker.faces.words import _, preferred

from . import offers, service
from .schemas import Answers, FirstPlan

router = PageRouter(prefix="/start")

PAST = N_("That day is over. Choose one from today on.")


@dataclass(frozen=True, slots=True)
class Notice:
    """What stands above every page of a bakery that will not last. `until`: when a draft ends."""

    kind: str
    visitor: bool
    until: datetime | None


def notice(db: TenantSession) -> Notice | None:
    """For the frame of every page: whether this is the sample, or a draft."""
    scope = db.scope
    if in_sample(scope):
        return Notice("sample", not scope.email, None)
    return Notice("draft", True, scope.draft_until) if scope.draft_until else None


@router.get("")
def what_for(request: Request) -> Response:
    """1 of 4."""
    if not _may_start(request):
        return elsewhere(request, "/events/new")
    return page(request, "start/what_for.html", occasions=offers.OCCASIONS)


@router.get("/when")
def when(request: Request, occasion: str = "") -> Response:
    """2 of 4."""
    return _when(request, offers.occasion(occasion))


@router.get("/what")
def what(request: Request, occasion: str = "", on: str = "") -> Response:
    """3 of 4."""
    chosen, today = offers.occasion(occasion), _today(request)
    try:
        day = date.fromisoformat(on) if on else offers.usual_day(today)
    except ValueError:
        return _when(request, chosen, _("Choose a day, such as %(day)s.") % {"day": today})
    if day < today:
        return _when(request, chosen, _(PAST))
    return _what(request, chosen, day)


@router.post("")
def make(
    request: Request,
    engine: AppEngine,
    settings: AppSettings,
    form: Annotated[Submission[Answers], form_of(FirstPlan)],
) -> Response:
    """The plan, in the bakery the person is in, or in a draft of a visitor."""
    chosen = offers.occasion(str(form.typed.get("occasion", "")))
    day = (form.model.on if form.model else None) or offers.usual_day(_today(request))
    secret = None
    try:
        if form.model is None:
            return _what(request, chosen, day, form, 422)
        if day < _today(request):
            raise InvalidInput(PAST, {"on": PAST})
        counts = chosen.counts if form.model.skip else form.model.counts()
        scope = _scope(request)
        if scope is None:
            caller = caller_of(request)
            secret = let_visitor_in(engine, settings, caller, _preferences(request))
            scope = door.resolve_session(engine, settings, secret, caller.request_id)
        db = unit_of(request).open(scope)
        event_id = service.plan_first(db, _(chosen.event_name), day, counts, form.op_id)
    except BakeTrackerError as error:
        form.refuse(error)
        return _what(request, chosen, day, form, status_of(error), retry_after(error))
    reply = elsewhere(request, f"/start/plan/{event_id}")
    if secret:
        set_session_cookie(reply, secret, settings)
    return reply


@router.get("/plan/{event_id}")
def plan(request: Request, db: PageDb, event_id: UUID) -> Response:
    """4 of 4."""
    return page(
        request,
        "start/plan.html",
        here="events",
        mode="plan",
        notice=None,
        draft=db.scope.draft_until is not None,
        result=service.result(db, event_id),
    )


@router.post("/look")
def look(request: Request, engine: AppEngine, settings: AppSettings) -> Response:
    """Into a sample bakery of one's own, a visitor too."""
    secret = session_secret(request)
    if _scope(request) is not None and secret:
        return to_bakery(request, visit_sample(engine, signed_in(request), secret))
    caller = caller_of(request)
    secret = let_visitor_in(engine, settings, caller, _preferences(request), sample=True)
    scope = door.resolve_session(engine, settings, secret, caller.request_id)
    fill_with_sample(unit_of(request).open(scope))
    return to_bakery(request, secret)


def _when(request: Request, chosen: offers.Occasion, trouble: str = "") -> Response:
    today = _today(request)
    return page(
        request,
        "start/when.html",
        status=422 if trouble else 200,
        chosen=chosen,
        days=offers.days(today),
        usual=offers.usual_day(today),
        today=today,
        trouble=trouble,
    )


def _what(
    request: Request,
    chosen: offers.Occasion,
    day: date,
    form: Submission[Answers] | None = None,
    status: int = 200,
    headers: dict[str, str] | None = None,
) -> Response:
    picks = [
        (offers.field_of(unit), unit, by, chosen.counts.get(unit, 0))
        for unit, by in offers.offered_for(chosen).items()
    ]
    context: dict[str, Any] = {"chosen": chosen, "day": day, "picks": picks, "form": form}
    return page(request, "start/what.html", status=status, headers=headers, **context)


def _scope(request: Request) -> Scope | None:
    """Whoever is here with a living session; None for a visitor."""
    try:
        return signed_in_by_cookie(request)
    except (SignInNeeded, Suspended):
        return None


def _may_start(request: Request) -> bool:
    """A visitor may, and whoever is in a bakery without ingredients of its own."""
    scope = _scope(request)
    return scope is None or may_take_starter(unit_of(request).open(scope))


def _today(request: Request) -> date:
    """Today where the visitor most likely is."""
    scope: Scope | None = getattr(request.state, "scope", None)
    reader = reader_of(request)
    zone = scope.timezone if scope else _preferences(request).timezone
    return formats.today(
        datetime.now(UTC), formats.Reader(reader.locale, reader.currency, zone, reader.texts)
    )


def _preferences(request: Request) -> Preferences:
    """How the visitor most likely counts, pays and speaks."""
    return places.guess(preferred(request.headers.get("accept-language", "")))
