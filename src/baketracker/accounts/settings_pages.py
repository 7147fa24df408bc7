"""The settings: the bakery, its people, oneself, the keys of programs, the devices.

What changes a password, a session or a key takes the engine instead of the request's unit of work:
an answer that holds a secret is never kept for a repetition."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Request, Response

from baketracker.db.scope import VERBS, allows
from baketracker.db.tenancy import tenant_transaction
from baketracker.errors import BakeTrackerError, Stale
from baketracker.faces.http import (
    AppEngine,
    AppSettings,
    clear_session_cookie,
    client_address,
    set_session_cookie,
)
from baketracker.faces.problems import retry_after, status_of
from baketracker.faces.web import (
    THEME,
    THEMES,
    PageDb,
    PageRouter,
    PageScope,
    Submission,
    Toast,
    done,
    form_of,
    page,
)
from baketracker.faces.words import _

from . import person, places, service
from .identity import Gate
from .pages import FORGET, caller_of, elsewhere
from .person import SignedIn, myself
from .schemas import (
    AccountClosing,
    BakeryName,
    BakerySettings,
    DisplayName,
    LookChoice,
    NewToken,
    PasswordChange,
    RoleChange,
)

router = PageRouter(prefix="/settings")


def me_in(scope: PageScope) -> SignedIn:
    return myself(scope)


Me = Annotated[SignedIn, Depends(me_in)]


@router.get("")
def show_settings(request: Request, db: PageDb) -> Response:
    return _draw(
        request,
        "settings",
        bakery=service.get_bakery(db),
        account=person.my_account(db, myself(db.scope)),
    )


@router.post("/theme")
def choose_look(
    request: Request,
    settings: AppSettings,
    form: Annotated[Submission[LookChoice], form_of(LookChoice)],
) -> Response:
    """Kept in the browser: another device may be in another light."""
    reply = elsewhere(request, "/settings")
    chosen = form.model.theme if form.model else ""
    if chosen in THEMES:
        reply.set_cookie(
            THEME, chosen, max_age=365 * 24 * 3600, path="/", httponly=True, samesite="lax",
            secure=settings.secure_cookies,
        )  # fmt: skip
    else:
        reply.delete_cookie(THEME, path="/", httponly=True, samesite="lax")
    return reply


@router.get("/bakery")
def show_bakery(request: Request, db: PageDb) -> Response:
    return _bakery(request, db)


@router.post("/bakery/name")
def rename_bakery(
    request: Request, db: PageDb, form: Annotated[Submission[BakeryName], form_of(BakeryName)]
) -> Response:
    if form.model is None:
        return _bakery(request, db, 422, name_form=form)
    try:
        service.rename_bakery(db, form.model.name, form.version)
    except Stale as error:
        return _bakery(request, db, 412, name_form=_seen(form, error))
    return done(request, "/settings/bakery", Toast(_("The bakery has its new name.")))


@router.post("/bakery")
def change_settings(
    request: Request,
    db: PageDb,
    form: Annotated[Submission[BakerySettings], form_of(BakerySettings)],
) -> Response:
    if form.model is None:
        return _bakery(request, db, 422, settings_form=form)
    try:
        service.change_settings(db, form.model, form.version)
    except Stale as error:
        return _bakery(request, db, 412, settings_form=_seen(form, error))
    return done(request, "/settings/bakery", Toast(_("Saved.")))


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


@router.post("/close-account")
def close_account(
    request: Request,
    engine: AppEngine,
    settings: AppSettings,
    me: Me,
    form: Annotated[Submission[AccountClosing], form_of(AccountClosing)],
) -> Response:
    if form.model is None:
        return _you_again(request, engine, me, None, closing_form=form)
    try:
        person.close_account(
            engine, settings, me, form.model.old_password, address=client_address(request)
        )
    except BakeTrackerError as error:
        return _you_again(request, engine, me, error, closing_form=form)
    return _signed_out(request, settings)


@router.get("/members")
def show_members(request: Request, db: PageDb) -> Response:
    return _draw(request, "members", members=service.list_members(db))


@router.post("/members/{member_id}/role")
def change_role(
    request: Request,
    db: PageDb,
    member_id: UUID,
    form: Annotated[Submission[RoleChange], form_of(RoleChange)],
) -> Response:
    if form.model is None:
        return _draw(request, "members", 422, members=service.list_members(db), form=form)
    service.change_role(db, member_id, form.model.role)
    return done(request, "/settings/members", Toast(_("The role is changed.")))


@router.post("/members/{member_id}/removal")
def remove_member(request: Request, db: PageDb, member_id: UUID) -> Response:
    service.remove_member(db, member_id)
    return done(request, "/settings/members", Toast(_("Removed from this bakery.")))


@router.post("/leaving")
def leave_bakery(request: Request, db: PageDb, settings: AppSettings) -> Response:
    service.leave_bakery(db)
    return _signed_out(request, settings)


@router.get("/tokens")
def show_tokens(request: Request, db: PageDb) -> Response:
    return _draw(request, "tokens", tokens=service.list_tokens(db), made=None)


@router.post("/tokens")
def create_token(
    request: Request,
    engine: AppEngine,
    scope: PageScope,
    form: Annotated[Submission[NewToken], form_of(NewToken)],
) -> Response:
    with tenant_transaction(engine, scope) as db:
        made = service.create_token(db, form.model) if form.model else None
        tokens = service.list_tokens(db)
    if made is None:
        return _draw(request, "tokens", 422, tokens=tokens, made=None, form=form)
    return _draw(request, "tokens", tokens=tokens, made=made[1])


@router.post("/tokens/{token_id}/revocation")
def revoke_token(request: Request, db: PageDb, token_id: UUID) -> Response:
    service.revoke_token(db, token_id)
    return done(request, "/settings/tokens", Toast(_("The key no longer opens anything.")))


@router.get("/sessions")
def show_sessions(request: Request, db: PageDb) -> Response:
    me = myself(db.scope)
    return _draw(request, "sessions", sessions=person.my_sessions(db, me), current=me.session_id)


@router.post("/sessions/{session_id}/end")
def end_session(
    request: Request, engine: AppEngine, settings: AppSettings, me: Me, session_id: UUID
) -> Response:
    person.end_session(engine, me, session_id)
    if session_id == me.session_id:
        return _signed_out(request, settings)
    return done(request, "/settings/sessions", Toast(_("That device is signed out.")))


@router.post("/sessions/end-all")
def end_all_sessions(
    request: Request, engine: AppEngine, settings: AppSettings, me: Me
) -> Response:
    person.sign_out_everywhere(engine, me)
    return _signed_out(request, settings)


def _draw(request: Request, name: str, status: int = 200, **context: Any) -> Response:
    return page(
        request,
        f"accounts/{name}.html",
        status=status,
        here=name if name in ("settings", "members", "tokens") else "",
        mode="settings",
        **context,
    )


def _bakery(
    request: Request,
    db: PageDb,
    status: int = 200,
    name_form: Submission[BakeryName] | None = None,
    settings_form: Submission[BakerySettings] | None = None,
) -> Response:
    scope = db.scope
    return _draw(
        request,
        "bakery",
        status,
        bakery=service.get_bakery(db),
        may_rename=allows(scope, VERBS["accounts.rename_bakery"]),
        may_change=allows(scope, VERBS["accounts.change_settings"]),
        timezones=places.timezone_options(),
        currencies=places.currency_options(scope.locale),
        locales=places.locale_options(scope.locale),
        name_form=name_form,
        settings_form=settings_form,
        form=name_form or settings_form,
    )


def _you(
    request: Request, gate: Gate, me: SignedIn, status: int = 200, **forms: Submission[Any]
) -> Response:
    """The page about oneself; at most one of its forms comes back refused."""
    blank = {"name_form": None, "password_form": None, "closing_form": None}
    refused = next(iter(forms.values()), None)
    return _draw(
        request, "you", status, account=person.my_account(gate, me), form=refused,
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


def _seen(form: Submission[Any], error: Stale) -> Submission[Any]:
    """The form as typed, now on top of what is stored: saving again keeps what was typed."""
    form.refuse(error)
    form.typed["version"] = error.current["version"]
    return form


def _signed_out(request: Request, settings: AppSettings) -> Response:
    reply = elsewhere(request, "/sign-in")
    clear_session_cookie(reply, settings)
    reply.headers["Clear-Site-Data"] = FORGET
    return reply
