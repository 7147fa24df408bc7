"""What holds on every route, because it is walked: who may come in without a credential, from which
origin, with which headers; and that reading writes nothing."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

import pytest
from sqlalchemy import Engine

from baketracker.app import BakeTracker, build
from baketracker.config import Settings
from baketracker.faces.guard import CSP, HEADERS
from tests.architecture.http_bakeries import Full, full_bakery
from tests.architecture.http_routes import Way, every_way, telling_ways
from tests.architecture.statement_log import Statement, statements
from tests.factories.clients import Client, browser, program, visitor
from tests.factories.depth import DEEP

# The doors that ask for no credential, each with its reason.
PUBLIC = {
    "/livez": "the process is alive",
    "/readyz": "a balancer asks",
    "/health": "deploy platforms expect the name",
    "/.well-known/oauth-protected-resource/mcp": "where programs get a token",
    "/manifest.webmanifest": "installing",
    "/sw.js": "the service worker",
    "/offline": "what it shows without a connection",
    "/favicon.ico": "browsers ask",
    "/icons/{name}": "our own pictures",
    "/static/{path}": "our own files",
    "/settings/theme": "light or dark, in a cookie",
    "/sign-in": "the way in",
    "/sign-up": "the way in",
    "/sign-out": "the way out works without a living session",
    "/start": "a plan before signing up",
    "/start/when": "a plan before signing up",
    "/start/what": "a plan before signing up",
    "/start/look": "a sample bakery before signing up",
    "/": "says what the product is, or shows today",
}
# Definer functions that keep books of their own: when a credential was last used, how often
# somebody asked. ADR 0011 says why that may happen on a GET.
BOOKKEEPING = {"resolve_session", "resolve_token", "hit"}
FOREIGN = [
    {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"},
    {"Sec-Fetch-Site": "same-site", "Origin": "https://other.127.0.0.1"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "odd"},
    {"Origin": "null"},
    {"Origin": "https://evil.example"},
    {"Origin": "http://127.0.0.1:8000.evil.example"},
    {"Origin": ""},
    {},
]
OWN = [
    {"Sec-Fetch-Site": "same-origin"},
    {"Sec-Fetch-Site": "none"},
    {"Origin": "http://127.0.0.1:8000"},
]
REFUSED = "This request came from another site"
DEBUG_DOORS = (
    "/docs", "/redoc", "/openapi.json", "/debug", "/console", "/_debug", "/__debug__/", "/admin",
    "/metrics", "/.env", "/.git/config", "/server-status", "/test", "/login-as", "/api/debug",
    "/static/manifest.json", "/static/../pyproject.toml", "/static/%2e%2e/pyproject.toml",
    "/icons/..%2f..%2fpyproject.toml",
)  # fmt: skip


@pytest.fixture(scope="module")
def ada(engine: Engine) -> Full:
    return full_bakery(engine, "doors")


def unsafe(app: BakeTracker) -> Iterator[Way]:
    return (way for way in every_way(app) if not way.safe and not way.bearer)


@pytest.fixture(scope="module")
def own(ada: Full, app: BakeTracker) -> Callable[[Way], Client]:
    """The owner at the door of a way: signed in, or as a program."""
    doors = browser(ada.bakery, app), program(ada.bakery, app=app)
    return lambda way: doors[way.bearer]


@pytest.fixture(scope="module")
def turned_away(app: BakeTracker, ada: Full) -> dict[Way, Any]:
    """What somebody who is not signed in is answered at every door."""
    return {
        way: visitor(app).request(way.method, way.url(ada.rows, "x"), **way.body(ada.rows))
        for way in telling_ways(app)
    }


@pytest.mark.covers("S4-chk-endpoints-auth")
def test_every_door_but_the_public_ones_asks_for_a_credential(turned_away: dict[Way, Any]) -> None:
    open_doors = set()
    for way, answer in turned_away.items():
        asked = answer.status_code == 401 or (
            answer.status_code == 303 and answer.headers["Location"].startswith("/sign-in")
            and way.path != "/sign-out"
        )  # fmt: skip
        if not asked:
            open_doors.add(way.path)
        elif way.bearer:
            assert "Bearer" in answer.headers["WWW-Authenticate"], str(way)
    assert open_doors <= set(PUBLIC), open_doors - set(PUBLIC)


@pytest.mark.covers("S4-chk-endpoints-auth")
def test_an_ended_credential_is_no_credential(app: BakeTracker, ada: Full) -> None:
    for way in telling_ways(app):
        if way.path in PUBLIC:
            continue
        client = visitor(app, Authorization="Bearer bt_pat_" + "x" * 43)
        client.cookies.set("bt_session", "x" * 43)
        answer = client.request(way.method, way.url(ada.rows, "x"), **way.body(ada.rows))
        assert answer.status_code in (401, 303), f"{way}: {answer.status_code}"


@pytest.mark.covers("S4-api-prefix")
def test_the_json_of_a_feature_lives_under_api_and_its_plural(app: BakeTracker) -> None:
    by_module: dict[str, set[str]] = {}
    for way in every_way(app):
        if way.module.endswith("api") and way.module != "baketracker.faces.api":
            by_module.setdefault(way.module, set()).add(way.path)
            assert way.path.startswith("/api/"), str(way)
        elif way.path.startswith("/api"):
            assert way.path == "/api/openapi.json"
    expected = {"ingredients", "suppliers", "products", "recipes", "finished_goods", "events"}
    for feature in expected:
        prefix = f"/api/{feature.replace('_', '-')}"
        assert prefix in by_module[f"baketracker.{feature}.api"]


@pytest.mark.covers("SR29", "S4-chk-csrf")
@pytest.mark.parametrize("headers", FOREIGN if DEEP else FOREIGN[::3], ids=str)
def test_no_other_site_changes_anything(
    app: BakeTracker, ada: Full, headers: dict[str, str]
) -> None:
    client = Client(app, cookies={"bt_session": ada.bakery.cookie()})
    tried = 0
    for way in unsafe(app):
        url, body = way.url(ada.rows, "x"), way.body(ada.rows)
        answer = client.request(way.method, url, headers=headers, **body)
        assert answer.status_code == 403, f"{way} with {headers}"
        assert answer.text.startswith(REFUSED)
        tried += 1
    assert tried > 20


@pytest.mark.covers("SR29", "S4-chk-csrf")
@pytest.mark.parametrize("headers", OWN if DEEP else OWN[:1], ids=str)
def test_our_own_pages_may(app: BakeTracker, headers: dict[str, str]) -> None:
    for way in unsafe(app):
        answer = Client(app).request(way.method, way.url({}, "x"), headers=headers)
        assert not answer.text.startswith(REFUSED), f"{way} with {headers}"


@pytest.mark.covers("SR29")
def test_no_override_makes_a_get_a_post(app: BakeTracker, ada: Full) -> None:
    client = Client(app, cookies={"bt_session": ada.bakery.cookie()})
    for header in ("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"):
        answer = client.get("/sign-out?_method=POST", headers={header: "POST"})
        assert (answer.status_code, answer.headers["Location"]) == (303, "/")
        assert client.get("/settings").status_code == 200


@dataclass(frozen=True)
class Reading:
    """A page or list its owner read, and what that made the application say to the database."""

    way: Way
    answer: Any
    said: list[Statement]


@pytest.fixture(scope="module")
def readings(app: BakeTracker, ada: Full, own: Callable[[Way], Client]) -> list[Reading]:
    read = []
    for number, way in enumerate(telling_ways(app)):
        # The check reads a third of them.
        if way.method in ("GET", "HEAD") and (DEEP or number % 3 == 1):
            with statements() as said:
                answer = own(way).request(way.method, way.url(ada.rows, "x"))
            read.append(Reading(way, answer, said))
    return read


@pytest.mark.covers("SR30")
def test_reading_writes_nothing(readings: list[Reading]) -> None:
    written: dict[str, set[str]] = {}
    called: set[str] = set()
    for reading in readings:
        for statement in reading.said:
            text = statement.text.lstrip().upper()
            if statement.writes or text.startswith(("INSERT", "UPDATE", "DELETE")):
                written.setdefault(str(reading.way), set()).add(statement.text[:120])
            called |= set(re.findall(r"idn\.(\w+)\(", statement.text))
    assert written == {}
    assert called <= BOOKKEEPING | {"schema_version", "my_tenants", "my_sessions", "my_tokens",
                                    "find_account"}, called  # fmt: skip
    assert len(readings) > 40


class Inline(HTMLParser):
    """Everything a page may not hold: style and script of its own, handlers, foreign addresses."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.inside = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        values = dict(attributes)
        for name, value in attributes:
            if name == "style" or name.startswith(("on", "hx-on")):
                self.found.append(f"<{tag} {name}={value}>")
            if name in ("src", "href", "action") and re.match(r"\s*(https?:)?//", value or ""):
                self.found.append(f"<{tag} {name}={value}>")
            if name in ("src", "href", "action") and re.match(r"\s*javascript:", value or "", re.I):
                self.found.append(f"<{tag} {name}={value}>")
        if tag == "style" or (tag == "script" and "src" not in values):
            self.found.append(f"<{tag}>")


# What somebody uploaded runs nothing and loads nothing.
PHOTO = "default-src 'none'; sandbox"


def check_headers(answer: object, where: str) -> None:
    headers = answer.headers  # type: ignore[attr-defined]
    own: dict[str, str] = {}
    if re.search(r" /(recipes|gifts)/photos/\{", where) and answer.status_code == 200:  # type: ignore[attr-defined]
        own["Content-Security-Policy"] = PHOTO
    for name, value in HEADERS.items():
        assert headers.get(name) == (own.get(name) or value), f"{where}: {name}"
    assert headers["X-Request-Id"], where
    assert headers["Cache-Control"], where
    assert "server" not in headers, where


@pytest.mark.covers("SR31", "SD-15", "EX56")
def test_every_answer_carries_the_headers_and_no_inline_code(
    app: BakeTracker,
    ada: Full,
    own: Callable[[Way], Client],
    readings: list[Reading],
    turned_away: dict[Way, Any],
) -> None:
    assert "unsafe" not in CSP
    pages = 0
    read = {reading.way: reading.answer for reading in readings}
    for number, way in enumerate(telling_ways(app)):
        url = way.url(ada.rows, "x")
        answers = [turned_away[way], *([read[way]] if way in read else [])]
        if not way.safe:
            # Somebody who signs out is somebody else afterwards.
            leaving = "sign-out" in url or "close" in url or "leave" in url or "devices" in url
            client = browser(ada.bakery, app) if leaving else own(way)
            answers.append(client.request(way.method, url))
        # In `--deep` each is asked for as a part of a page too.
        elif DEEP or number % 10 == 0:
            answers.append(own(way).request(way.method, url, headers={"HX-Request": "true"}))
        for answer in answers:
            check_headers(answer, str(way))
            if answer.headers.get("Content-Type", "").startswith("text/html"):
                pages += 1
                parser = Inline()
                parser.feed(answer.text)
                assert parser.found == [], f"{way}: {parser.found}"
                assert "no-store" in answer.headers["Cache-Control"], str(way)
    assert pages > 30


@pytest.mark.covers("SR31")
@pytest.mark.parametrize(
    ("method", "path", "headers", "status"),
    [
        ("GET", "/nowhere", {}, 404),
        ("GET", "/api/nowhere", {}, 404),
        ("PATCH", "/sign-in", {}, 405),
        ("TRACE", "/", {}, 405),
        ("GET", "/", {"Host": "evil.example"}, 421),
        ("POST", "/sign-in", {"Sec-Fetch-Site": "cross-site"}, 403),
        ("POST", "/sign-in", {"Content-Length": "99999999"}, 413),
        ("POST", "/mcp", {}, 401),
        ("GET", "/static/nothing.js", {}, 404),
    ],
)
def test_errors_carry_the_headers_too(
    app: BakeTracker, method: str, path: str, headers: dict[str, str], status: int
) -> None:
    answer = visitor(app).request(method, path, headers=headers)
    assert answer.status_code == status
    check_headers(answer, path)


@pytest.mark.covers("SR31")
def test_built_files_carry_them_and_are_kept_for_ever(app: BakeTracker) -> None:
    page = visitor(app).get("/offline").text
    files = re.findall(r'"(/static/[^"]+)"', page)
    assert len(files) >= 3
    for file in files:
        answer = visitor(app).get(file)
        check_headers(answer, file)
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"


@pytest.mark.covers("G-05", "PR-04")
def test_production_has_no_other_door(app: BakeTracker, settings: Settings) -> None:
    production = build(
        settings.model_copy(
            update={"environment": "production", "public_url": "https://bake.example"}
        )
    )
    production.state.engine.dispose()
    assert [str(way) for way in every_way(production)] == [str(way) for way in every_way(app)]
    assert not production.debug
    for door in DEBUG_DOORS:
        assert visitor(app).get(door).status_code in (404, 401), door


@pytest.mark.covers("G-05")
def test_no_password_opens_a_fresh_installation(app: BakeTracker) -> None:
    usual = {
        "admin@example.com": "admin",
        "demo@example.com": "demo",
        "demo": "demo",
        "admin": "password",
        "test@example.com": "test",
        "baker@example.com": "baker",
    }
    for email, password in usual.items():
        answer = visitor(app).post("/sign-in", data={"email": email, "password": password})
        assert answer.status_code == 422
        assert "set-cookie" not in answer.headers
