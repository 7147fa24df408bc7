"""The settings about oneself: name, password, devices, closing the account.

What changes a password or a session takes the engine instead of the request's unit of work: an
answer that sets a cookie is never kept for a repetition."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Request, Response

from baketracker.errors import BakeTrackerError
from baketracker.faces.changing import caller_of
from baketracker.faces.http import AppEngine, AppSettings, client_address, set_session_cookie
from baketracker.faces.problems import retry_after, status_of
from baketracker.faces.web import (
    PageDb,
    PageRouter,
    PageScope,
    Submission,
    Toast,
    done,
    form_of,
    reader_of,
)
from baketracker.faces.words import _

from . import devices, person, service
from .identity import Gate
from .pages import goodbye, settings_page
from .person import SignedIn, myself
from .schemas import AccountClosing, DisplayName, PasswordChange, UnitsChoice

router = PageRouter(prefix="/settings")


def me_in(scope: PageScope) -> SignedIn:
    return myself(scope)


Me = Annotated[SignedIn, Depends(me_in)]


@router.get("/you")
def show_you(request: Request, db: PageDb) -> Response:
    return _you(request, db, myself(db.scope))


@router.post("/you")
def rename_me(
    request: Request,
    engine: AppEngine,
    me: Me,
    form: Annotated[Submission[DisplayName], form_of(DisplayName)],
) -> Response:
    if form.model is None:
        return _you_again(request, engine, me, None, name_form=form)
    person.rename_me(engine, me, form.model.display_name)
    return done(request, "/settings/you", Toast(_("Saved.")))


@router.post("/you/units")
def choose_units(
    request: Request, db: PageDb, form: Annotated[Submission[UnitsChoice], form_of(UnitsChoice)]
) -> Response:
    if form.model is None:
        return _you(request, db, myself(db.scope), 422, units_form=form)
    service.choose_units(db, form.model.units)
    return done(request, "/settings/you", Toast(_("Saved.")))


@router.post("/password")
def change_password(
    request: Request,
    engine: AppEngine,
    settings: AppSettings,
    scope: PageScope,
    me: Me,
    form: Annotated[Submission[PasswordChange], form_of(PasswordChange)],
) -> Response:
    if form.model is None:
        return _you_again(request, engine, me, None, password_form=form)
    caller = caller_of(request)
    try:
        secret = person.change_password(
            engine, settings, me, form.model.old_password, form.model.password,
            address=caller.address, agent=caller.agent, bakery_name=scope.bakery_name,
        )  # fmt: skip
    except BakeTrackerError as error:
        return _you_again(request, engine, me, error, password_form=form)
    toast = Toast(_("Your password is changed. Other devices must sign in again."))
    reply = done(request, "/settings/you", toast)
    set_session_cookie(reply, secret, settings)
    return reply


@router.get("/close-account")
def show_closing(request: Request, _scope: PageScope) -> Response:
    return settings_page(request, "close")


@router.post("/close-account")
def close_account(
    request: Request,
    engine: AppEngine,
    settings: AppSettings,
    me: Me,
    form: Annotated[Submission[AccountClosing], form_of(AccountClosing)],
) -> Response:
    if form.model is None:
        return settings_page(request, "close", 422, form=form)
    try:
        person.close_account(
            engine, settings, me, form.model.old_password, address=client_address(request)
        )
    except BakeTrackerError as error:
        form.refuse(error)
        return settings_page(
            request, "close", status_of(error), headers=retry_after(error), form=form
        )
    return goodbye(request, settings)


@router.get("/sessions")
def show_sessions(request: Request, db: PageDb) -> Response:
    me = myself(db.scope)
    listed = [(one, *devices.named(one.user_agent)) for one in person.my_sessions(db, me)]
    return settings_page(request, "sessions", sessions=listed, current=me.session_id)


@router.post("/sessions/{session_id}/end")
def end_session(
    request: Request, engine: AppEngine, settings: AppSettings, me: Me, session_id: UUID
) -> Response:
    person.end_session(engine, me, session_id)
    if session_id == me.session_id:
        return goodbye(request, settings)
    return done(request, "/settings/sessions", Toast(_("That device is signed out.")))


@router.post("/sessions/end-all")
def end_all_sessions(
    request: Request, engine: AppEngine, settings: AppSettings, me: Me
) -> Response:
    person.sign_out_everywhere(engine, me)
    return goodbye(request, settings)


def _you(
    request: Request, gate: Gate, me: SignedIn, status: int = 200, **forms: Submission[Any]
) -> Response:
    """The page about oneself; at most one of its forms comes back refused."""
    blank = {"name_form": None, "password_form": None, "units_form": None}
    refused = next(iter(forms.values()), None)
    return settings_page(
        request, "you", status, account=person.my_account(gate, me), form=refused,
        units=reader_of(request).units,
        **(blank | forms),
    )  # fmt: skip


def _you_again(
    request: Request,
    engine: AppEngine,
    me: SignedIn,
    error: BakeTrackerError | None,
    **forms: Submission[Any],
) -> Response:
    """The page about oneself with one form refused: by `error`, or because a field was wrong."""
    if error:
        for form in forms.values():
            form.refuse(error)
    with engine.begin() as gate:
        reply = _you(request, gate, me, status_of(error) if error else 422, **forms)
    reply.headers.update(retry_after(error) if error else {})
    return reply
