"""What holds for every request before any route is chosen: an id and a log line, a known host,
an origin that may change things, a bounded body, and the security headers. Plain ASGI, so that
mounted applications and static files are behind it too."""

import logging
import time
from collections.abc import MutableMapping
from typing import Any
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from baketracker.config import Settings
from baketracker.db.types import new_id
from baketracker.errors import N_, TooLarge

from .log import About, about
from .words import _, preferred, speaking

log = logging.getLogger("baketracker")
access = logging.getLogger("baketracker.access")
security = logging.getLogger("baketracker.security")

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
BODY_BYTES = 1024 * 1024
# Doors that take a bearer token and never look at a cookie: no other site can speak for anybody.
BEARER_DOORS = ("/api", "/mcp")
UPLOADS = (
    "/add", "/import", "/purchases/pictures", "/recipes/photos", "/recipients/import",
    "/gifts/delivery", "/gifts/photos",
)  # fmt: skip
FAILED = N_("Something went wrong on our side. Nothing was saved.")
TOO_LARGE = N_("That is more than %(limit)s MB. Send a smaller file.")

CSP = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' blob: data:",
        "media-src 'self' blob:",
        "connect-src 'self'",
        "font-src 'self'",
        "manifest-src 'self'",
        "worker-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    ]
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), microphone=(self), geolocation=(), payment=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}
PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, POST, PUT, PATCH, DELETE",
    "Access-Control-Allow-Headers": "Authorization, Content-Type, Idempotency-Key, If-Match",
    "Access-Control-Expose-Headers": "ETag, Retry-After, X-Request-Id",
    "Access-Control-Max-Age": "600",
}
HSTS = "max-age=31536000; includeSubDomains"


def headers_for(settings: Settings) -> dict[str, str]:
    """The headers of every answer; pages may also show and play what comes from the file store."""
    origin, policy = settings.files_origin, CSP
    if origin:
        for kind in ("img-src 'self'", "media-src 'self'"):
            policy = policy.replace(kind, f"{kind} {origin}")
    return HEADERS | {"Content-Security-Policy": policy}


def is_under(path: str, *doors: str) -> bool:
    """Whether a path is one of these or below one: /api and /api/x, but not /apiary."""
    return any(path == door or path.startswith(f"{door}/") for door in doors)


class Guard:
    """The outermost layer of the application."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.settings = settings
        self.public = urlsplit(settings.public_url)
        self.policies = headers_for(settings)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = _Watched(self, scope, receive, send)
        token = about.set(request.about)
        language = speaking.set(preferred(request.headers.get("accept-language", "")))
        try:
            await request.answer()
        finally:
            about.reset(token)
            speaking.reset(language)

    def knows_host(self, headers: Headers) -> bool:
        """Only our own names; on a developer's machine also the loopback ones."""
        host = headers.get("host", "")
        try:
            name = urlsplit(f"//{host}").hostname or ""
        except ValueError:
            return False
        if name == self.public.hostname:
            return True
        return not self.settings.production and (name in ("127.0.0.1", "localhost", "::1"))

    def may_change(self, scope: Scope, headers: Headers) -> bool:
        """Whether an unsafe request comes from our own pages.

        The browser's Sec-Fetch-Site decides; without it the Origin must be ours. Neither: no."""
        if scope["method"] in SAFE or is_under(scope["path"], *BEARER_DOORS):
            return True
        if site := headers.get("sec-fetch-site"):
            return site in ("same-origin", "none")
        return headers.get("origin", "") in self._own_origins(headers)

    def _own_origins(self, headers: Headers) -> set[str]:
        own = {f"{self.public.scheme}://{self.public.netloc}"}
        if not self.settings.production:
            own.add(f"http://{headers.get('host', '')}")
        return own

    def body_limit(self, scope: Scope) -> int:
        upload = scope["method"] not in SAFE and is_under(scope["path"], *UPLOADS)
        return self.settings.upload_bytes if upload else BODY_BYTES

    def trusts(self, scope: Scope) -> bool:
        """Whether the peer is a proxy whose X-Forwarded-* headers we believe."""
        peer = scope.get("client")
        return peer is not None and peer[0] in self.settings.trusted_proxies


class _Watched:
    """One request under guard."""

    def __init__(self, guard: Guard, scope: Scope, receive: Receive, send: Send) -> None:
        self.guard, self.scope, self._receive, self._send = guard, scope, receive, send
        self.headers = Headers(scope=scope)
        self.limit = guard.body_limit(scope)
        self.taken = 0
        self.status = 0
        self.muted = False
        self.began = time.perf_counter()
        self.about = About(request_id=self._request_id())
        self._believe_proxy()
        state: MutableMapping[str, Any] = scope.setdefault("state", {})
        state["request_id"] = self.about.request_id

    def _request_id(self) -> str:
        given = self.headers.get("x-request-id", "")
        if given.isalnum() and len(given) <= 64 and self.guard.trusts(self.scope):
            return given
        return new_id().hex

    def _believe_proxy(self) -> None:
        if not self.guard.trusts(self.scope):
            return
        if forwarded := self.headers.get("x-forwarded-for"):
            self.scope["client"] = (forwarded.split(",")[-1].strip(), 0)
        if self.headers.get("x-forwarded-proto") in ("http", "https"):
            self.scope["scheme"] = self.headers["x-forwarded-proto"]

    async def answer(self) -> None:
        try:
            if refusal := self._refusal():
                await refusal(self.scope, self._receive, self.send)
            else:
                await self.guard.app(self.scope, self.receive, self.send)
        except TooLarge:
            if self.status == 0:
                await self._too_large()(self.scope, self._receive, self.send)
        except Exception:
            # It was logged and answered below; raising it again would only cut the connection.
            if self.status == 0:
                log.exception("even the error page failed")
                await PlainTextResponse(_(FAILED), 500)(self.scope, self._receive, self.send)
        finally:
            self._log()

    def _too_large(self) -> PlainTextResponse:
        return PlainTextResponse(_(TOO_LARGE) % {"limit": f"{self.limit / 1024 / 1024:g}"}, 413)

    def _refusal(self) -> Response | None:
        """The answer that needs no route: a refusal, or what a listed origin may ask."""
        if not self.guard.knows_host(self.headers):
            return PlainTextResponse(_("This address is not served here."), 421)
        if self.scope["method"] in ("TRACE", "CONNECT"):
            return PlainTextResponse(_("Not allowed."), 405)
        if self._asks_for_permission():
            return Response(status_code=204, headers=PREFLIGHT)
        if not self.guard.may_change(self.scope, self.headers):
            security.warning("cross-site request refused", extra={"event": "csrf_refused"})
            return PlainTextResponse(
                _(
                    "This request came from another site, so nothing was changed. "
                    "Open the page again and repeat it there."
                ),
                403,
            )
        declared = self.headers.get("content-length", "0")
        if declared.isdecimal() and int(declared) > self.limit:
            return self._too_large()
        return None

    def _asks_for_permission(self) -> bool:
        """A browser on a listed origin asks before it uses the JSON door."""
        return (
            self.scope["method"] == "OPTIONS"
            and "access-control-request-method" in self.headers
            and self.headers.get("origin") in self.guard.settings.cors_origins
            and is_under(self.scope["path"], "/api")
        )

    async def receive(self) -> Message:
        message = await self._receive()
        self.taken += len(message.get("body", b""))
        if self.taken > self.limit:
            raise TooLarge(TOO_LARGE, limit=f"{self.limit / 1024 / 1024:g}")
        return message

    async def send(self, message: Message) -> None:
        """Whatever a layer below made of a body that was cut off, the answer is 413."""
        if self.taken > self.limit and self.status == 0 and message.get("status") != 413:
            self.muted = True
            await self._too_large()(self.scope, self._receive, self._pass_on)
        if not self.muted:
            await self._pass_on(message)

    async def _pass_on(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self._add_headers(MutableHeaders(scope=message))
        await self._send(message)

    def _add_headers(self, headers: MutableHeaders) -> None:
        for name, value in self.guard.policies.items():
            headers.setdefault(name, value)
        if self.guard.settings.secure_cookies:
            headers.setdefault("Strict-Transport-Security", HSTS)
        headers.setdefault("Cache-Control", "private, no-store")
        headers["X-Request-Id"] = self.about.request_id
        origin = self.headers.get("origin", "")
        if origin and origin in self.guard.settings.cors_origins:
            headers["Access-Control-Allow-Origin"] = origin
            headers.add_vary_header("Origin")

    def _log(self) -> None:
        access.info(
            "%s %s %s",
            self.scope["method"],
            self.scope["path"],
            self.status,
            extra={"milliseconds": round((time.perf_counter() - self.began) * 1000, 1)},
        )
