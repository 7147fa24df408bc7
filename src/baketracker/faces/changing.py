"""Coming in and changing bakery in a browser: who asks, and the way over into another bakery's
pages."""

from typing import Annotated

from fastapi import Depends, Request, Response
from starlette.responses import RedirectResponse

from baketracker.accounts import door
from baketracker.accounts.person import SIGN_IN, SignedIn
from baketracker.accounts.signing_in import Caller
from baketracker.errors import SignInNeeded

from .http import (
    client_address,
    engine_of,
    reads_only,
    request_id_of,
    session_secret,
    set_session_cookie,
    settings_of,
)


def caller_of(request: Request) -> Caller:
    return Caller(
        client_address(request), request.headers.get("user-agent", "")[:200], request_id_of(request)
    )


def signed_in(request: Request) -> SignedIn:
    """The person of the session cookie, even with no bakery or in a suspended one."""
    secret = session_secret(request)
    if not secret:
        raise SignInNeeded(SIGN_IN)
    return door.resolve_person(
        engine_of(request), settings_of(request), secret, request_id_of(request),
        reads_only=reads_only(request),
    )  # fmt: skip


Me = Annotated[SignedIn, Depends(signed_in)]


def elsewhere(request: Request, url: str) -> Response:
    """Load `url` anew as a whole page: another person, bakery or language is another frame."""
    if request.headers.get("hx-request") == "true":
        return Response(status_code=204, headers={"HX-Redirect": url})
    return RedirectResponse(url, 303)


def to_bakery(request: Request, secret: str) -> Response:
    """Into the bakery of the session whose new secret this is."""
    reply = elsewhere(request, "/")
    set_session_cookie(reply, secret, settings_of(request))
    # The last bakery's pages may not be shown in this one; what waits to be sent stays.
    reply.headers["Clear-Site-Data"] = '"cache"'
    return reply
