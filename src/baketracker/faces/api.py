"""The JSON face: bearer tokens, cursor pages, ETags, problem+json."""

import hashlib
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Protocol
from uuid import UUID

from fastapi import APIRouter, Depends, FastAPI, Header, Query, Request, Response
from fastapi.dependencies.models import Dependant
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel, TypeAdapter

from baketracker.db.paging import LARGEST_PAGE, PAGE
from baketracker.db.scope import Scope
from baketracker.db.tenancy import TenantSession
from baketracker.errors import InvalidInput, PreconditionMissing
from baketracker.fields import SearchText

from .door import Door
from .http import signed_in_by_token, unit_of
from .words import N_

ANYTHING: TypeAdapter[Any] = TypeAdapter(Any)

PROBLEM = {"content": {"application/problem+json": {"schema": {"type": "object"}}}}
RESPONSES: dict[int | str, dict[str, Any]] = {
    400: {"description": "Not understood", **PROBLEM},
    401: {"description": "No valid token", **PROBLEM},
    403: {"description": "Not allowed for this role or token", **PROBLEM},
    404: {"description": "Not in this bakery", **PROBLEM},
    409: {"description": "Contradicts what is stored", **PROBLEM},
    412: {"description": "Changed meanwhile", **PROBLEM},
    413: {"description": "Too large", **PROBLEM},
    422: {"description": "Not valid", **PROBLEM},
    428: {"description": "If-Match is missing", **PROBLEM},
    429: {"description": "Too many requests", **PROBLEM},
    503: {"description": "Busy, try again", **PROBLEM},
}


class ApiRouter(APIRouter):
    """A router of JSON endpoints: each in one unit of work, each behind a token."""

    def __init__(self, prefix: str, **options: Any) -> None:
        options.setdefault("responses", RESPONSES)
        super().__init__(
            prefix=prefix,
            route_class=Door,
            redirect_slashes=False,
            dependencies=[Depends(token_scope), Depends(only_known_parameters)],
            **options,
        )


BEARER = HTTPBearer(auto_error=False, description="An API token, made in the settings: bt_pat_…")


def token_scope(
    request: Request,
    _documented: Annotated[HTTPAuthorizationCredentials | None, Depends(BEARER)],
) -> Scope:
    return signed_in_by_token(request)


def only_known_parameters(request: Request) -> None:
    """Refuse a parameter the route does not take: a misspelt filter would answer everything.

    The key of a repetition may come with any write (see the door). Raises InvalidInput."""
    known = {*_parameters(request.scope["route"].dependant), "op_id"}
    unknown = [name for name in request.query_params if name not in known]
    if unknown:
        sentence, name = N_('There is no parameter "%(parameter)s" here.'), unknown[0][:100]
        raise InvalidInput(sentence, {name: sentence}, parameter=name)


def _parameters(dependant: Dependant) -> Iterator[str]:
    yield from (field.alias for field in dependant.query_params)
    for below in dependant.dependencies:
        yield from _parameters(below)


def api_db(request: Request, scope: Annotated[Scope, Depends(token_scope)]) -> TenantSession:
    """The request's session, bound to the bakery of the token."""
    return unit_of(request).open(scope)


ApiDb = Annotated[TenantSession, Depends(api_db)]

# It is drawn up when first asked for, which two threads may not do at once.
_describing = threading.Lock()
description = ApiRouter("/api", include_in_schema=False)


@description.get("/openapi.json")
def openapi(request: Request) -> dict[str, Any]:
    """What the JSON door offers, as OpenAPI; for those who hold a token."""
    app: FastAPI = request.app
    with _describing:
        return app.openapi()


class PageLike(Protocol):
    """A slice of a list and where the next one begins."""

    @property
    def items(self) -> Sequence[Any]: ...
    @property
    def next(self) -> str | None: ...


@dataclass(frozen=True, slots=True)
class PagingValues:
    cursor: str | None
    limit: int


def paging(
    cursor: Annotated[str | None, Query(max_length=1000)] = None,
    limit: Annotated[int, Query(ge=1, le=LARGEST_PAGE)] = PAGE,
) -> PagingValues:
    return PagingValues(cursor, limit)


Paging = Annotated[PagingValues, Depends(paging)]
Words = Annotated[SearchText, Query(alias="search")]
"""The words of `?search=`."""


def if_match(if_match: Annotated[str | None, Header(max_length=100)] = None) -> int:
    """The version a change is meant for. Raises PreconditionMissing (428) without one."""
    if not if_match:
        raise PreconditionMissing("Say which version you change: If-Match with the ETag you read.")
    tag = if_match.strip().removeprefix("W/").strip('"')
    if not (tag.startswith("v") and tag[1:].isdecimal() and len(tag) < 12):
        raise InvalidInput('If-Match is the ETag you read, such as "v7".')
    return int(tag[1:])


IfMatch = Annotated[int, Depends(if_match)]


def op_id(idempotency_key: Annotated[str | None, Header(max_length=255)] = None) -> UUID | None:
    """The client's own id for what it creates, when its Idempotency-Key is a UUID."""
    try:
        return UUID(idempotency_key) if idempotency_key else None
    except ValueError:
        return None


OpId = Annotated[UUID | None, Depends(op_id)]


def reply(
    request: Request, view: BaseModel, *, status: int = 200, version: int | None = None
) -> Response:
    """One thing as JSON with its ETag; 304 when the client has it already."""
    body = view.__pydantic_serializer__.to_json(view)
    return _tagged(request, body, _hash(body) if version is None else f'"v{version}"', status)


def reply_list(request: Request, page: PageLike) -> Response:
    """A page of a list: `{"items": [...], "next": cursor or null}`."""
    body = ANYTHING.dump_json({"items": page.items, "next": page.next})
    return _tagged(request, body, _hash(body), 200)


def _hash(body: bytes) -> str:
    return f'"{hashlib.sha256(body).hexdigest()[:24]}"'


def _tagged(request: Request, body: bytes, etag: str, status: int) -> Response:
    headers = {"ETag": etag, "Cache-Control": "private, no-cache"}
    if status == 200 and etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(body, status, headers, "application/json")
