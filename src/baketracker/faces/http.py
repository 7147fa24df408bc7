"""What the HTTP faces share: cookies, credentials, the client's address."""

from typing import Annotated, cast

from fastapi import Depends, Request, Response
from sqlalchemy import Engine

from baketracker.accounts import door
from baketracker.accounts.person import SIGN_IN
from baketracker.config import Settings
from baketracker.db.scope import Scope
from baketracker.errors import SignInNeeded

from .door import UnitOfWork
from .guard import SAFE
from .log import about


def settings_of(request: Request) -> Settings:
    return cast(Settings, request.app.state.settings)


def engine_of(request: Request) -> Engine:
    return cast(Engine, request.app.state.engine)


AppSettings = Annotated[Settings, Depends(settings_of)]
AppEngine = Annotated[Engine, Depends(engine_of)]


def cookie_name(settings: Settings) -> str:
    """Plain-http loopback is the only place without the __Host- prefix."""
    return "__Host-bt_session" if settings.secure_cookies else "bt_session"


def set_session_cookie(response: Response, secret: str, settings: Settings) -> None:
    response.set_cookie(
        cookie_name(settings),
        secret,
        max_age=14 * 24 * 3600,
        path="/",
        secure=settings.secure_cookies,
        httponly=True,
        samesite="lax",
    )


def clear_session_cookie(response: Response, settings: Settings) -> None:
    response.delete_cookie(
        cookie_name(settings),
        path="/",
        secure=settings.secure_cookies,
        httponly=True,
        samesite="lax",
    )


def session_secret(request: Request) -> str | None:
    """The session cookie as it came; never looked at by the bearer doors."""
    return request.cookies.get(cookie_name(settings_of(request)))


def bearer_secret(request: Request) -> str | None:
    kind, _, secret = request.headers.get("authorization", "").partition(" ")
    return secret.strip() or None if kind.lower() == "bearer" else None


def client_address(request: Request) -> str:
    return request.client.host if request.client else ""


def request_id_of(request: Request) -> str:
    return cast(str, getattr(request.state, "request_id", ""))


def reads_only(request: Request) -> bool:
    """Whether its method promises to change nothing."""
    return request.method in SAFE


def unit_of(request: Request) -> UnitOfWork:
    return cast(UnitOfWork, request.state.unit)


def signed_in_by_cookie(request: Request) -> Scope:
    """The scope of the person whose session cookie this is. Raises SignInNeeded."""
    secret = session_secret(request)
    if not secret:
        raise SignInNeeded(SIGN_IN)
    return _noted(
        request,
        door.resolve_session(
            engine_of(request),
            settings_of(request),
            secret,
            request_id_of(request),
            reads_only=reads_only(request),
        ),
    )


def signed_in_by_token(request: Request) -> Scope:
    """The scope of the program whose bearer token this is. Raises SignInNeeded."""
    secret = bearer_secret(request)
    if not secret:
        raise SignInNeeded("Send an API token: Authorization: Bearer bt_pat_…")
    return _noted(
        request,
        door.resolve_token(
            engine_of(request),
            settings_of(request),
            secret,
            request_id_of(request),
            reads_only=reads_only(request),
        ),
    )


def _noted(request: Request, scope: Scope) -> Scope:
    request.state.scope = scope
    note(scope)
    return scope


def note(scope: Scope) -> None:
    """Later log lines of this request say whose it is."""
    here = about.get()
    here.tenant, here.actor = str(scope.tenant_id), str(scope.account_id or scope.kind)
