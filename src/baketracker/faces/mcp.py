"""The MCP face: the same services, offered to assistants as tools.

The tenant and the database session are injected; no tool's schema knows them. Tools read, or
propose: what would change data makes a proposal a person confirms."""

import contextlib
import logging
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from typing import Any
from urllib.parse import urlsplit

import anyio.to_thread
from fastmcp import FastMCP
from fastmcp.dependencies import Depends
from fastmcp.exceptions import FastMCPError, NotFoundError, ToolError
from fastmcp.server.auth.auth import AccessToken, RemoteAuthProvider, TokenVerifier
from fastmcp.server.dependencies import get_access_token
from fastmcp.server.middleware import Middleware, MiddlewareContext
from pydantic import AnyHttpUrl, ValidationError
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from baketracker.accounts import door
from baketracker.config import LOOPBACK, Settings
from baketracker.db.faults import in_words
from baketracker.db.scope import Scope
from baketracker.db.tenancy import TenantSession, tenant_transaction
from baketracker.errors import BakeTrackerError, InvalidInput, SignInNeeded

from .guard import FAILED
from .http import note
from .log import about
from .sentences import sentence_for
from .words import _, said

log = logging.getLogger("baketracker")

RIGHTS = ("read", "propose")


class Tokens(TokenVerifier):
    """Our API tokens as the server's bearer tokens. A token without `read` opens nothing here."""

    def __init__(self, engine: Callable[[], Engine], settings: Settings) -> None:
        super().__init__(required_scopes=["read"])
        self.engine, self.settings = engine, settings

    async def verify_token(self, token: str) -> AccessToken | None:
        request_id = about.get().request_id
        try:
            scope = await anyio.to_thread.run_sync(self._resolve, token, request_id)
        except BakeTrackerError:
            return None
        note(scope)
        return AccessToken(
            token=token,
            client_id=str(scope.credential_id),
            scopes=[right for right in RIGHTS if right in scope.rights],
            claims={"scope": scope},
        )

    def _resolve(self, token: str, request_id: str) -> Scope:
        """Which tool is called is not known yet: when nobody counts, only those that read work."""
        return door.resolve_token(self.engine(), self.settings, token, request_id, reads_only=True)


acting: ContextVar[tuple[Engine, Scope] | None] = ContextVar("acting", default=None)
_engine: ContextVar[Engine] = ContextVar("mcp_engine")


@contextlib.contextmanager
def acting_as(engine: Engine, scope: Scope) -> Iterator[None]:
    """Call tools in this process as `scope` (the assistant does; no token is involved)."""
    token = acting.set((engine, scope))
    try:
        yield
    finally:
        acting.reset(token)


def _caller() -> tuple[Engine, Scope]:
    if here := acting.get():
        return here
    token = get_access_token()
    scope = token.claims.get("scope") if token else None
    if not isinstance(scope, Scope):
        ours = SignInNeeded("Send an API token.")
        raise ToolError(f"{ours.code}: {said(ours)}")
    return _engine.get(), scope


@contextlib.contextmanager
def tenant_db() -> Iterator[TenantSession]:
    """One unit of work per tool call, in the caller's bakery."""
    with tenant_transaction(*_caller()) as db:
        yield db


def TenantDb() -> Any:
    """The default of a tool's `db` parameter; it never shows in the schema."""
    return Depends(tenant_db)


class SayWhatWentWrong(Middleware):
    """Our errors as `code: sentence`; anything else tells nothing but that it failed."""

    def __init__(self, engine: Callable[[], Engine]) -> None:
        self.engine = engine

    async def on_call_tool(self, context: MiddlewareContext[Any], call_next: Any) -> Any:
        token = _engine.set(self.engine())
        try:
            return await call_next(context)
        except Exception as error:
            raise self._in_words(error) from error
        finally:
            _engine.reset(token)

    @staticmethod
    def _in_words(error: Exception) -> Exception:
        chain = list(_causes(error))
        for cause in chain:
            ours = in_words(cause) if isinstance(cause, SQLAlchemyError) else cause
            if isinstance(ours, BakeTrackerError):
                return ToolError(f"{ours.code}: {said(ours)}")
            if isinstance(cause, ValidationError):
                return ToolError(f"{InvalidInput.code}: {_faults(cause)}")
        if isinstance(chain[-1], FastMCPError | NotFoundError):
            return error
        log.error("unexpected error in a tool", exc_info=error)
        return ToolError(f"{BakeTrackerError.code}: {_(FAILED)}")


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error and what it came from; a mounted server words its own errors, so ours lie below."""
    cause: BaseException | None = error
    while cause is not None:
        yield cause
        cause = cause.__cause__


def _faults(error: ValidationError) -> str:
    """Each argument with what is wrong about it; never what was sent."""
    return " ".join(
        f"{'.'.join(map(str, fault['loc']))}: {sentence_for(fault)}" for fault in error.errors()
    )


def build_server(tools: list[FastMCP], engine: Callable[[], Engine], settings: Settings) -> FastMCP:
    """The server with every feature's tools, behind our tokens."""
    auth = RemoteAuthProvider(
        Tokens(engine, settings),
        # Tokens are made in the settings page; the product names itself as their source.
        authorization_servers=[AnyHttpUrl(settings.public_url)],
        base_url=settings.public_url,
        scopes_supported=list(RIGHTS),
        resource_name="BakeTracker",
    )
    server: FastMCP = FastMCP(
        "BakeTracker",
        instructions="Reads one bakery's catalogue, pantry, recipes and event plans.",
        auth=auth,
        mask_error_details=True,
        middleware=[SayWhatWentWrong(engine)],
    )
    for feature in tools:
        server.mount(feature)
    return server


def http_app(server: FastMCP, settings: Settings) -> Any:
    """The ASGI application to mount at the root: it answers /mcp and the resource metadata."""
    host = urlsplit(settings.public_url).netloc
    hosts, origins = [host], [settings.public_url.rstrip("/")]
    if not settings.production:
        hosts += [f"{name}:*" for name in LOOPBACK] + list(LOOPBACK)
    return server.http_app(
        path="/mcp",
        stateless_http=True,
        json_response=True,
        host_origin_protection=True,
        allowed_hosts=hosts,
        allowed_origins=origins,
    )
