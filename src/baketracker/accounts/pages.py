"""Pages for coming in, going out and changing bakery."""

from dataclasses import replace
from typing import Annotated, Any

from fastapi import Request, Response

from baketracker.config import Settings
from baketracker.errors import BakeTrackerError, Conflict, SignInNeeded
from baketracker.faces.changing import Me, caller_of, elsewhere, to_bakery
from baketracker.faces.http import (
    AppEngine,
    AppSettings,
    clear_session_cookie,
    request_id_of,
    session_secret,
    set_session_cookie,
    settings_of,
)
from baketracker.faces.problems import retry_after, status_of
from baketracker.faces.web import PageRouter, Submission, form_of, page
from baketracker.faces.words import preferred

from . import places
from .bakeries import my_bakeries, open_another, switch_bakery
from .coming_back import page_of_ours
from .person import SignedIn
from .schemas import BakeryChoice, MyBakery, NewBakery, SignIn, SignUp
from .signing_in import CameIn, sign_in, sign_out, sign_up

router = PageRouter()

FORGET = '"cache", "storage"'


def goodbye(request: Request, settings: Settings) -> Response:
    """To the sign-in page, with nothing of the bakery left in the browser."""
    reply = elsewhere(request, "/sign-in")
    clear_session_cookie(reply, settings)
    reply.headers["Clear-Site-Data"] = FORGET
    return reply


def settings_page(request: Request, name: str, status: int = 200, **context: Any) -> Response:
    """Draw one page of the settings."""
    return page(
        request,
        f"accounts/{name}.html",
        status=status,
        here=name if name in ("settings", "members", "tokens") else "",
        mode="settings",
        **context,
    )


@router.get("/sign-in")
def show_sign_in(request: Request, next: str = "/") -> Response:
    return page(request, "accounts/sign_in.html", next=page_of_ours(next))


@router.post("/sign-in")
def post_sign_in(
    request: Request,
    engine: AppEngine,
    settings: AppSettings,
    form: Annotated[Submission[SignIn], form_of(SignIn)],
) -> Response:
    wanted = page_of_ours(str(form.typed.get("next", "/")))
    if form.model:
        try:
            came = sign_in(engine, settings, form.model, caller_of(request))
            return _welcome(request, came, wanted)
        except BakeTrackerError as error:
            return _refused(request, "accounts/sign_in.html", form, error, next=wanted)
    return page(request, "accounts/sign_in.html", status=422, form=form, next=wanted)


@router.get("/sign-up")
def show_sign_up(request: Request, next: str = "/") -> Response:
    return page(request, "accounts/sign_up.html", next=page_of_ours(next), **_choices(request))


@router.post("/sign-up")
def post_sign_up(
    request: Request,
    engine: AppEngine,
    settings: AppSettings,
    form: Annotated[Submission[SignUp], form_of(SignUp)],
) -> Response:
    wanted = page_of_ours(str(form.typed.get("next", "/")))
    around = {"next": wanted} | _choices(request)
    if form.model:
        draft = session_secret(request)
        try:
            came = sign_up(engine, settings, form.model, caller_of(request), draft)
            return _welcome(request, came, wanted)
        except BakeTrackerError as error:
            around["taken"] = isinstance(error, Conflict)
            return _refused(request, "accounts/sign_up.html", form, error, **around)
    return page(request, "accounts/sign_up.html", status=422, form=form, **around)


@router.post("/sign-out")
def post_sign_out(request: Request, engine: AppEngine, settings: AppSettings) -> Response:
    """Works without a living session too: what the browser keeps of us goes in any case."""
    if secret := session_secret(request):
        sign_out(engine, secret, request_id_of(request))
    return goodbye(request, settings)


@router.get("/bakeries")
def show_bakeries(request: Request, engine: AppEngine, me: Me) -> Response:
    return _bakeries(request, my_bakeries(engine, me), me)


@router.post("/bakeries")
def post_bakeries(
    request: Request,
    engine: AppEngine,
    settings: AppSettings,
    me: Me,
    form: Annotated[Submission[BakeryChoice], form_of(BakeryChoice)],
) -> Response:
    if form.model is None:
        return _bakeries(request, my_bakeries(engine, me), me, status=422)
    secret = switch_bakery(engine, me, session_secret(request) or "", form.model.bakery_id)
    return to_bakery(request, secret)


@router.post("/bakeries/new")
def post_new_bakery(
    request: Request,
    engine: AppEngine,
    me: Me,
    form: Annotated[Submission[NewBakery], form_of(NewBakery)],
) -> Response:
    if form.model is None:
        return _bakeries(request, my_bakeries(engine, me), me, status=422, form=form)
    try:
        secret = open_another(engine, me, session_secret(request) or "", form.model.name)
    except BakeTrackerError as error:
        form.refuse(error)
        mine = my_bakeries(engine, me)
        return _bakeries(request, mine, me, status=status_of(error), form=form)
    return to_bakery(request, secret)


def _welcome(request: Request, came: CameIn, wanted: str) -> Response:
    """A fresh cookie, and on to the page they wanted; somebody without a bakery opens one."""
    reply = elsewhere(request, wanted if came.tenant_id else "/bakeries")
    set_session_cookie(reply, came.secret, settings_of(request))
    return reply


def _refused(
    request: Request, template: str, form: Submission[SignIn] | Submission[SignUp],
    error: BakeTrackerError, **context: Any,
) -> Response:  # fmt: skip
    """The form again with what was typed. A wrong password is 422, not 401: that status sends the
    whole window to sign in, and here it is already."""
    form.refuse(error)
    status = 422 if isinstance(error, SignInNeeded) else status_of(error)
    return page(request, template, status=status, headers=retry_after(error), form=form, **context)


def _bakeries(
    request: Request,
    mine: list[MyBakery],
    me: SignedIn,
    *,
    status: int = 200,
    form: Submission[NewBakery] | None = None,
) -> Response:
    here = next((bakery for bakery in mine if bakery.id == me.tenant_id), None)
    if here and here.is_active:
        request.state.scope = replace(me.scope_in(here.id), bakery_name=here.name, role=here.role)
    return page(
        request,
        "accounts/bakeries.html",
        status=status,
        form=form,
        mine=mine,
        current=here,
        here="bakeries",
        mode="settings",
    )


def _choices(request: Request) -> dict[str, Any]:
    """What a new bakery may choose, with the best guess from what the browser speaks."""
    guessed = places.guess(preferred(request.headers.get("accept-language", "")))
    return {
        "guessed": guessed,
        "timezones": places.timezone_options(),
        "currencies": places.currency_options(guessed.locale),
        "locales": places.locale_options(guessed.locale),
    }
