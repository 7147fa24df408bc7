"""The MCP face: the same services, offered to assistants as tools.

The tenant and the database session are injected; no tool's schema knows them. Tools read, or
propose: what would change data makes a proposal a person confirms."""

import contextlib
import logging
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import anyio.to_thread
from fastmcp import FastMCP
from fastmcp.dependencies import Depends
from fastmcp.exceptions import FastMCPError, NotFoundError, ResourceError, ToolError
from fastmcp.server.auth import AuthContext
from fastmcp.server.auth.auth import AccessToken, RemoteAuthProvider, TokenVerifier
from fastmcp.server.dependencies import get_access_token
from fastmcp.server.middleware import Middleware, MiddlewareContext
from fastmcp.tools import Tool
from fastmcp.utilities.json_schema import dereference_refs
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
INSTRUCTIONS = (
    "One bakery's catalogue, pantry, recipes, event plans and purchases. Tools that read answer at "
    "once. Tools that would change something only make a proposal: tell the person that it waits "
    "in BakeTracker under To review, where they confirm it. Nothing is written before that."
)


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


_acting: ContextVar[TenantSession | None] = ContextVar("acting", default=None)
_engine: ContextVar[Engine] = ContextVar("mcp_engine")


@contextlib.contextmanager
def acting_in(db: TenantSession) -> Iterator[None]:
    """Call tools in this process as a part of the caller's own unit of work, in its scope (the
    assistant does; no token is involved)."""
    token = _acting.set(db)
    try:
        yield
    finally:
        _acting.reset(token)


def may_propose(asked: AuthContext) -> bool:
    """Who is offered a tool that proposes: a token made for it, and the assistant of this app."""
    here = _acting.get()
    if here is not None:
        return "propose" in here.scope.rights
    return asked.token is not None and "propose" in asked.token.scopes


@dataclass(frozen=True, slots=True)
class Offered:
    """A tool as the live server lists it; `parameters` is its JSON schema."""

    name: str
    description: str
    parameters: dict[str, Any]
    reads_only: bool


def offered(server: FastMCP) -> list[Offered]:
    """The tools the server has for whoever acts here (`acting_in`)."""
    return [
        Offered(
            name=tool.name,
            description=tool.description or "",
            parameters=tool.parameters,
            reads_only=bool(tool.annotations and tool.annotations.read_only_hint),
        )
        for tool in anyio.run(server.list_tools)
    ]


def called(server: FastMCP, name: str, arguments: dict[str, Any]) -> Any:
    """Call a tool as the server does for any client; what it answers, as JSON would hold it.

    Raises ToolError with our sentence, NotFoundError for a name nobody knows."""
    answer = anyio.run(lambda: server.call_tool(name, arguments))
    return answer.structured_content


def _caller() -> tuple[Engine, Scope]:
    token = get_access_token()
    scope = token.claims.get("scope") if token else None
    if not isinstance(scope, Scope):
        ours = SignInNeeded("Send an API token.")
        raise ToolError(f"{ours.code}: {said(ours)}")
    return _engine.get(), scope


@contextlib.contextmanager
def tenant_db() -> Iterator[TenantSession]:
    """One unit of work per tool call, in the caller's bakery."""
    if (here := _acting.get()) is not None:
        yield here
        return
    with tenant_transaction(*_caller()) as db:
        yield db


def TenantDb() -> Any:
    """The default of a tool's `db` parameter; it never shows in the schema."""
    return Depends(tenant_db)


def feature_tools(name: str) -> FastMCP:
    """A server for one feature's tools, to be mounted in `build_server`."""
    # Whole schemas are the business of the one server that clients see.
    return FastMCP(name, mask_error_details=True, dereference_schemas=False)


class WholeSchemas(Middleware):
    """Lists tools by schemas without references, for some clients follow none. Each is worked out
    once: that takes twenty times as long as the rest of listing."""

    def __init__(self) -> None:
        self._whole: dict[str, dict[str, Any]] = {}

    async def on_list_tools(self, context: MiddlewareContext[Any], call_next: Any) -> Any:
        return [tool.model_copy(update=self._of(tool)) for tool in await call_next(context)]

    def _of(self, tool: Tool) -> dict[str, Any]:
        if tool.name not in self._whole:
            answers = tool.output_schema
            self._whole[tool.name] = {
                "parameters": dereference_refs(tool.parameters),
                "output_schema": answers and dereference_refs(answers),
            }
        return self._whole[tool.name]


class SayWhatWentWrong(Middleware):
    """Our errors as `code: sentence`; anything else tells nothing but that it failed."""

    def __init__(self, engine: Callable[[], Engine]) -> None:
        self.engine = engine

    async def on_call_tool(self, context: MiddlewareContext[Any], call_next: Any) -> Any:
        return await self._answered(context, call_next)

    async def on_read_resource(self, context: MiddlewareContext[Any], call_next: Any) -> Any:
        try:
            return await self._answered(context, call_next)
        except ToolError as error:
            raise ResourceError(str(error)) from error

    async def _answered(self, context: MiddlewareContext[Any], call_next: Any) -> Any:
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
        instructions=INSTRUCTIONS,
        auth=auth,
        mask_error_details=True,
        dereference_schemas=False,
        middleware=[SayWhatWentWrong(engine), WholeSchemas()],
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
