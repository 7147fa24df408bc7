"""The HTML face: whole pages for a browser, fragments for htmx, from the same template."""

import base64
import contextlib
import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Annotated, Any, Generic, TypeVar, cast
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, ValidationError
from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, StreamingResponse

from baketracker.accounts.coming_back import page_of_ours
from baketracker.db.scope import Scope
from baketracker.db.tenancy import TenantSession
from baketracker.errors import BakeTrackerError, InvalidInput, SignInNeeded, Suspended

from . import lines
from .door import Door
from .format import Reader
from .http import request_id_of, settings_of, signed_in_by_cookie, unit_of
from .links import linked
from .sentences import sentence_for
from .templates import templates, with_its_top
from .words import DEFAULT, N_, _, preferred, said, said_of_fields, speaking, texts, written

Model = TypeVar("Model", bound=BaseModel)

TOAST = "bt_toast"
THEME = "bt_theme"
THEMES = ("light", "dark", "contrast")
MACHINERY = ("op_id", "version", lines.BUTTON)
NEXT_STEPS = {
    401: ("/sign-in", N_("Sign in")),
    403: ("/", N_("Back to today")),
    404: ("/", N_("Back to today")),
    503: ("", N_("Try again")),
}
HEADINGS = {
    401: N_("Please sign in"),
    403: N_("That is not yours to do"),
    404: N_("Not found"),
    409: N_("That does not fit"),
    412: N_("Changed on another device"),
    413: N_("Too large"),
    422: N_("That cannot be done"),
    429: N_("A little slower, please"),
    500: N_("That went wrong"),
    503: N_("Busy"),
}


class PageRouter(APIRouter):
    """A router of pages, each in one unit of work; `public` ones need no session."""

    def __init__(self, prefix: str = "", **options: Any) -> None:
        super().__init__(
            prefix=prefix,
            route_class=Door,
            redirect_slashes=False,
            include_in_schema=False,
            **options,
        )

    def add_api_route(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        """A page that can be read also answers HEAD, as monitors and link checkers ask; a stream
        does not, it would never end."""
        methods = set(options.get("methods") or ["GET"])
        streams = endpoint.__annotations__.get("return") is StreamingResponse
        options["methods"] = methods | {"HEAD"} if "GET" in methods and not streams else methods
        super().add_api_route(path, endpoint, **options)


async def page_scope(request: Request) -> Scope:
    """Who is signed in; from here on the request speaks their language."""
    scope = await run_in_threadpool(signed_in_by_cookie, request)
    # Not in the thread: what a thread sets here, the rest of the request would not see.
    speaking.set(scope.locale)
    return scope


def page_db(request: Request, scope: Annotated[Scope, Depends(page_scope)]) -> TenantSession:
    """The request's session, bound to the bakery of the signed-in person."""
    return unit_of(request).open(scope)


PageScope = Annotated[Scope, Depends(page_scope)]
PageDb = Annotated[TenantSession, Depends(page_db)]

Shell = Callable[[TenantSession], Any]


@dataclass(frozen=True, slots=True)
class Toast:
    """What just happened, and where to take it back."""

    message: str
    undo_url: str | None = None


@dataclass(frozen=True, slots=True)
class Collision:
    """Somebody saved meanwhile: (label, typed, stored) of what differs, and the address that shows
    what is saved."""

    differences: list[tuple[str, str, str]]
    at: str


@dataclass
class Submission(Generic[Model]):
    """A posted form: either a valid model, or what was typed and why it was refused; or, after a
    button that only adds, moves or removes a line, what is typed now (`rearranged`)."""

    typed: dict[str, Any] = field(default_factory=dict)
    model: Model | None = None
    errors: dict[str, str] = field(default_factory=dict)
    op_id: UUID | None = None
    version: int | None = None
    rearranged: bool = False
    refused: BakeTrackerError | None = None
    collision: Collision | None = None

    @property
    def status(self) -> int:
        """Of the page that shows this form again."""
        refused = self.errors and not self.rearranged
        return 412 if self.collision else 422 if refused else 200

    def refuse(self, error: BakeTrackerError, at: str = "") -> None:
        """Put a rule's refusal beside its field (`at`), or above the form."""
        self.refused = error
        # A form may show its model's fields under other names.
        own = getattr(self.model, "field_of", str)
        self.model = None
        if isinstance(error, InvalidInput) and error.fields:
            said_of = said_of_fields(error).items()
            self.errors |= {lines.place_in(self.typed, own(name)): why for name, why in said_of}
        else:
            self.errors[at] = said(error)


@dataclass(frozen=True)
class FormReader(Generic[Model]):
    """Reads the posted form as `model`."""

    model: type[Model]

    async def __call__(self, request: Request) -> Submission[Model]:
        return submitted(self.model, await request.form())


def form_of(model: type[Model]) -> Any:
    """A dependency that reads the posted form as `model`."""
    return Depends(FormReader(model))


def submitted(model: type[Model], form: FormData) -> Submission[Model]:
    """The form as a Submission. Fields sent several times become lists, fields of lines lists of
    dicts (`faces.lines`); empty ones are absent."""
    fields: dict[str, Any] = {}
    for name in form:
        values = [value for value in form.getlist(name) if isinstance(value, str)]
        if name not in MACHINERY:
            fields[name] = values if len(values) > 1 else next(iter(values), "")
    typed = lines.gathered(fields, getattr(model, "silent", {}))
    submission: Submission[Model] = Submission(typed, op_id=_uuid(form.get("op_id")))
    version = form.get("version")
    if isinstance(version, str) and version.isdecimal() and len(version) < 10:
        submission.version = int(version)
    if (now := lines.rearranged(typed, str(form.get(lines.BUTTON, "")))) is not None:
        submission.typed, submission.rearranged = now, True
        return submission
    try:
        submission.model = model.model_validate(lines.filled(typed))
    except ValidationError as error:
        for fault in error.errors():
            name = lines.field_of(typed, fault["loc"]) if fault["loc"] else ""
            submission.errors.setdefault(name, sentence_for(fault))
    return submission


def _uuid(value: object) -> UUID | None:
    try:
        return UUID(str(value)) if value else None
    except ValueError:
        return None


def wants_fragment(request: Request) -> bool:
    """An htmx request that is neither a boosted navigation nor a history restore."""
    headers = request.headers
    whole = {"hx-boosted", "hx-history-restore-request"} & set(headers)
    return headers.get("hx-request") == "true" and not whole


def page(
    request: Request,
    template: str,
    *,
    fragment: str | None = None,
    status: int = 200,
    headers: dict[str, str] | None = None,
    **context: Any,
) -> Response:
    """Draw a template: its block `fragment` for an htmx swap, the whole page otherwise."""
    block = fragment if fragment and wants_fragment(request) else None
    context = _common(request, whole=block is None) | context
    if block is not None:
        context = with_its_top(template, context | {"request": request})
    kinds = dict(headers or {}) | {"Vary": "HX-Request, HX-Boosted, Cookie"}
    if request.method == "POST":
        # A form drawn again stays where it stood: many an address is posted to and not a page.
        kinds["HX-Push-Url"] = "false"
    reply = templates.TemplateResponse(
        request, template, context, status_code=status, headers=kinds, block_name=block
    )
    if block is None and TOAST in request.cookies:
        reply.delete_cookie(TOAST, path="/", httponly=True, samesite="lax")
    return reply


def _common(request: Request, *, whole: bool) -> dict[str, Any]:
    """What every page may show: who is here, how they read, and what just happened."""
    scope: Scope | None = getattr(request.state, "scope", None)
    theme = request.cookies.get(THEME, "")
    context: dict[str, Any] = {
        "here": "",
        "mode": "",
        "person": scope,
        "reader": reader_of(request),
        "theme": theme if theme in THEMES else "",
        "request_id": request_id_of(request),
        "toast": _toast(request) if whole else None,
        "active_event": None,
        "is_baking": False,
        "notice": None,
        "to_review": 0,
        "locale": written(speaking.get()),
        "form": None,
    }
    unit = getattr(request.state, "unit", None)
    if whole and unit is not None and unit.db is not None:
        for name, fill in getattr(request.app.state, "shell", {}).items():
            context[name] = cast(Shell, fill)(unit.db)
    return context


def reader_of(request: Request) -> Reader:
    """How the person reading this likes numbers, money and dates."""
    scope: Scope | None = getattr(request.state, "scope", None)
    if scope is None:
        locale = preferred(request.headers.get("accept-language", "")) or DEFAULT
        return Reader(locale=locale, texts=texts(locale))
    return Reader(scope.locale, scope.currency, scope.timezone, texts(scope.locale), scope.units)


def done(request: Request, url: str, toast: Toast | None = None) -> Response:
    """After a change: go to `url`, with a toast there. Never redraws the form, so a reload
    repeats nothing."""
    reply: Response
    if wants_fragment(request):
        # As a boosted link would: the whole page, so that navigation and toast are drawn too.
        target = {"path": url, "target": "body", "headers": {"HX-Boosted": "true"}}
        reply = Response(status_code=204, headers={"HX-Location": json.dumps(target)})
    else:
        reply = RedirectResponse(url, 303)
    if toast:
        reply.set_cookie(
            TOAST, _seal(request, toast), max_age=60, path="/", httponly=True, samesite="lax",
            secure=settings_of(request).secure_cookies,
        )  # fmt: skip
    return reply


def _seal(request: Request, toast: Toast) -> str:
    said = json.dumps([toast.message, toast.undo_url]).encode()
    return f"{base64.urlsafe_b64encode(said).decode()}.{_signature(request, said)}"


def _toast(request: Request) -> Toast | None:
    body, _dot, signature = request.cookies.get(TOAST, "").partition(".")
    try:
        said = base64.urlsafe_b64decode(body.encode())
        # Bytes: comparing text refuses anything beyond ASCII, and a cookie may hold that.
        if hmac.compare_digest(signature.encode(), _signature(request, said).encode()):
            return Toast(*json.loads(said))
    except ValueError:
        return None
    return None


def _signature(request: Request, said: bytes) -> str:
    key = request.app.state.signing_key
    return hmac.new(key, said, hashlib.sha256).hexdigest()


def draw_problem(
    request: Request, status: int, error: BakeTrackerError, headers: dict[str, str]
) -> Response:
    """The page (or fragment) that says what went wrong, why, and what to do next."""
    if isinstance(error, SignInNeeded):
        return _to_sign_in(request)
    if status == 404:
        _recognise(request)
    href, label = NEXT_STEPS.get(status, ("", N_("Go back")))
    if isinstance(error, Suspended):
        href, label = "/bakeries", N_("Your bakeries")
    return page(
        request,
        "errors/page.html",
        fragment="message",
        status=status,
        headers=headers,
        heading=_(HEADINGS.get(status, N_("That cannot be done"))),
        message=said(error),
        next_href=href or came_from(request),
        next_label=_(label),
        status_code=status,
        current=getattr(error, "current", None),
        users=linked(getattr(error, "users", ())),
    )


def _recognise(request: Request) -> None:
    """An address nobody knows was asked for by somebody: their navigation stays around it."""
    if getattr(request.state, "scope", None) is None:
        with contextlib.suppress(BakeTrackerError, SQLAlchemyError):
            speaking.set(signed_in_by_cookie(request).locale)


def came_from(request: Request) -> str:
    """The page of ours the person came from, "/" when it was none."""
    own = str(request.base_url)
    referer = request.headers.get("referer", "")
    return page_of_ours("/" + referer.removeprefix(own)) if referer.startswith(own) else "/"


def _to_sign_in(request: Request) -> Response:
    """The whole window goes to sign-in and comes back, after a refused save to the page of its
    form; the form of sign-in never lands inside a card."""
    wanted = request.url.path if request.method == "GET" else came_from(request)
    if request.method == "GET" and request.url.query and not wants_fragment(request):
        wanted += f"?{request.url.query}"
    url = f"/sign-in?next={quote(wanted, safe='/')}" if wanted != "/" else "/sign-in"
    if request.headers.get("hx-request") == "true":
        return Response(status_code=401, headers={"HX-Redirect": url})
    return RedirectResponse(url, 303)
