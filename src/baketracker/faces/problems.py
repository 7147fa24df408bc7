"""One translator per door: what went wrong, as status and words. Unexpected errors show a request
id and nothing else."""

import logging
from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException

from baketracker import errors
from baketracker.db.faults import in_words
from baketracker.errors import BakeTrackerError, InvalidInput, NotFound

from .guard import BEARER_DOORS, FAILED, is_under
from .http import request_id_of
from .links import as_json
from .sentences import sentence_for
from .words import said, said_of_fields

log = logging.getLogger("baketracker")
security = logging.getLogger("baketracker.security")

STATUS: dict[type[BakeTrackerError], int] = {
    errors.SignInNeeded: 401,
    errors.Forbidden: 403,
    errors.NotFound: 404,
    errors.Stale: 412,
    errors.Conflict: 409,
    errors.TooLarge: 413,
    errors.InvalidInput: 422,
    errors.RuleBroken: 422,
    errors.PreconditionMissing: 428,
    errors.TooManyRequests: 429,
    errors.Unavailable: 503,
}


def status_of(error: BakeTrackerError) -> int:
    return next((STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), 400)


def retry_after(error: BakeTrackerError) -> dict[str, str]:
    seconds = getattr(error, "retry_after", None)
    return {"Retry-After": str(seconds)} if seconds else {}


def problem(
    request: Request,
    status: int,
    code: str,
    detail: str,
    headers: Mapping[str, str] | None = None,
    **more: Any,
) -> JSONResponse:
    """problem+json (RFC 9457) with our stable `code`, the sentence and the request id."""
    body = {
        "type": "about:blank",
        "title": code.replace("_", " ").capitalize(),
        "status": status,
        "detail": detail,
        "code": code,
        "request_id": request_id_of(request),
        **{key: value for key, value in more.items() if value},
    }
    return JSONResponse(body, status, headers, "application/problem+json")


def as_error(error: Exception) -> tuple[int, BakeTrackerError]:
    """Any exception as one of ours, with its HTTP status. Unknown ones become a bare 500."""
    if isinstance(error, SQLAlchemyError):
        error = in_words(error) or error
    if isinstance(error, RequestValidationError):
        error = _validation(error)
    if isinstance(error, BakeTrackerError):
        return status_of(error), error
    if isinstance(error, HTTPException):
        return error.status_code, _http(error)
    return 500, BakeTrackerError(FAILED)


def _validation(error: RequestValidationError) -> BakeTrackerError:
    """A malformed id in the path is simply not there; everything else names its field."""
    faults = error.errors()
    if any(fault["loc"][:1] == ("path",) for fault in faults):
        return NotFound("page")
    fields = {
        ".".join(map(str, fault["loc"][1:])) or "body": sentence_for(fault) for fault in faults
    }
    return InvalidInput("Some of it cannot be understood. See the fields.", fields)


def _http(error: HTTPException) -> BakeTrackerError:
    if error.status_code == 404:
        return NotFound("page")
    if error.status_code == 405:
        return BakeTrackerError("That cannot be done here.")
    return BakeTrackerError("That cannot be understood.")


def install(app: FastAPI, page: Any) -> None:
    """Register the translators; `page(request, status, error)` draws the HTML one."""

    def answer(request: Request, error: Exception) -> Response:
        status, ours = as_error(error)
        headers = dict(getattr(error, "headers", None) or {}) | retry_after(ours)
        if status == 403:
            security.warning("refused", extra={"event": "forbidden", "path": request.url.path})
        if status == 500:
            log.error("unexpected error", exc_info=error)
        if not is_machine(request):
            if status == 405 and request.method == "GET":
                return RedirectResponse(_above(request.url.path), 303)
            drawn: Response = page(request, status, ours, headers)
            return drawn
        if status == 401:
            headers["WWW-Authenticate"] = 'Bearer realm="BakeTracker"'
        return problem(
            request, status, ours.code, said(ours), headers,
            errors=said_of_fields(ours) if isinstance(ours, InvalidInput) else None,
            current=getattr(ours, "current", None),
            other_id=str(getattr(ours, "other_id", "")),
            users=[as_json(user) for user in getattr(ours, "users", ())],
        )  # fmt: skip

    for kind in (BakeTrackerError, SQLAlchemyError, RequestValidationError, HTTPException):
        app.add_exception_handler(kind, answer)
    app.add_exception_handler(Exception, answer)


def _above(path: str) -> str:
    """The page above an address that only takes forms: who reloads what a refused form answered
    comes back to where it was sent from."""
    return "/" + path.strip("/").rpartition("/")[0]


def is_machine(request: Request) -> bool:
    return is_under(request.url.path, *BEARER_DOORS, "/.well-known")
