"""What went wrong, said once per door, and never more than it should say."""

import re
from uuid import uuid4

import pytest

from baketracker import errors
from baketracker.app import BakeTracker
from baketracker.errors import BakeTrackerError
from baketracker.faces.guard import FAILED
from baketracker.faces.problems import STATUS, status_of
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.clients import Client, browser, program, visitor

TELLTALES = re.compile(
    r"select |insert |update app|app\.|idn\.|psycopg|sqlalchemy|Traceback|File \"|\.py\b|/src/|"
    r"site-packages|secret|constraint|no_such_table|sqlstate|RuntimeError",
    re.IGNORECASE,
)
KINDS = ("bug", "sql", "constraint", "forbidden", "slow", "ours")


@pytest.mark.covers("SR43")
@pytest.mark.parametrize("how", KINDS)
@pytest.mark.parametrize("door", ["/api/stall", "/stall"])
def test_an_error_tells_nothing_about_our_insides(
    bakery: BakeryOnDatabase, with_stall: BakeTracker, door: str, how: str
) -> None:
    client = (program if door.startswith("/api") else browser)(bakery, app=with_stall)
    answer = client.get(f"{door}/fails/{how}")
    assert answer.status_code >= 400
    assert answer.headers["X-Request-Id"]
    assert answer.headers["Content-Security-Policy"]
    assert "static/" in answer.text or not TELLTALES.search(answer.text), answer.text
    body = re.sub(r"<head>.*</head>", "", answer.text, flags=re.DOTALL)
    assert not TELLTALES.search(body), TELLTALES.findall(body)


@pytest.mark.covers("AR-04")
@pytest.mark.parametrize("how", ["bug", "sql"])
def test_a_crash_shows_one_number_to_mention(
    bakery: BakeryOnDatabase, with_stall: BakeTracker, how: str
) -> None:
    answer = program(bakery, app=with_stall).get(f"/api/stall/fails/{how}")
    assert answer.status_code == 500
    assert answer.json()["request_id"] == answer.headers["X-Request-Id"]
    drawn = browser(bakery, with_stall).get(f"/stall/fails/{how}")
    assert drawn.status_code == 500
    assert drawn.headers["X-Request-Id"] in drawn.text


@pytest.mark.covers("SR43")
def test_when_even_the_error_page_fails_there_is_a_sentence(
    bakery: BakeryOnDatabase, with_stall: BakeTracker, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("secret /srv/app.py")

    client = browser(bakery, with_stall)
    monkeypatch.setattr("baketracker.faces.web.templates.TemplateResponse", fail)
    answer = client.get("/stall/fails/bug")
    assert (answer.status_code, answer.text) == (500, FAILED)
    assert answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Request-Id"]


@pytest.mark.covers("AR-04")
def test_every_error_has_its_own_code_and_status() -> None:
    kinds = [
        kind for kind in vars(errors).values()
        if isinstance(kind, type) and issubclass(kind, BakeTrackerError)
    ]  # fmt: skip
    assert len({kind.code for kind in kinds}) == len(kinds)
    assert set(STATUS) <= set(kinds)
    assert status_of(errors.Stale("recipe")) == 412
    assert status_of(errors.StillWorking()) == 409


@pytest.mark.covers("AR-04")
def test_the_same_error_is_said_at_each_door(
    bakery: BakeryOnDatabase, with_stall: BakeTracker
) -> None:
    sentence = "Only an owner may do that."
    machine = program(bakery, app=with_stall).get("/api/stall/fails/forbidden")
    assert machine.headers["Content-Type"] == "application/problem+json"
    assert (machine.status_code, machine.json()["detail"]) == (403, sentence)
    assert machine.json()["code"] == "forbidden"
    person = browser(bakery, with_stall)
    whole = person.get("/stall/fails/forbidden")
    assert (whole.status_code, sentence in whole.text, "<html" in whole.text) == (403, True, True)
    part = person.get("/stall/fails/forbidden", headers={"HX-Request": "true"})
    assert (part.status_code, sentence in part.text, "<html" in part.text) == (403, True, False)


def test_retry_after_is_said_in_seconds(bakery: BakeryOnDatabase, with_stall: BakeTracker) -> None:
    answer = program(bakery, app=with_stall).get("/api/stall/fails/slow")
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "7")


def test_reloading_what_a_refused_form_answered_leads_back(bakery: BakeryOnDatabase) -> None:
    """The address takes forms only; the page above it is where the form stands."""
    board = f"/make/{uuid4()}"
    answer = browser(bakery).get(f"{board}/batches")
    assert (answer.status_code, answer.headers["Location"]) == (303, board)


ODD = [
    ("GET", "/api/stall/not-a-number", {}, 404),
    ("GET", "/api/stall/%00", {}, 404),
    ("GET", "/stall?q=%00", {}, 200),
    ("DELETE", "/stall", {}, 405),
    ("POST", "/api/stall", {"content": b"{"}, 422),
    ("POST", "/api/stall", {"content": b"[" * 50_000}, 422),
    ("POST", "/api/stall", {"content": b"\xff\xfe"}, 422),
    ("POST", "/api/stall", {"content": b'{"name": "\\ud800"}'}, 422),
    ("POST", "/api/stall", {"json": {"name": "a\x00b"}}, 422),
    ("POST", "/api/stall", {"json": {"name": "x" * 201}}, 422),
    ("POST", "/api/stall", {"json": {"name": 9**4000}}, 422),
    ("POST", "/api/stall", {"json": {}}, 422),
    ("POST", "/api/stall", {"json": []}, 422),
    ("POST", "/stall", {"data": {"name": "a\x00b"}}, 422),
    ("POST", "/stall", {"data": {"name": ["a", "b"]}}, 422),
    ("POST", "/stall", {"content": b"x", "headers": {"Content-Type": "multipart/form-data"}}, 400),
    ("POST", "/stall", {"files": {"name": ("x.txt", b"x")}}, 422),
    ("POST", "/stall", {"data": {"name": "x", "op_id": "\x00" * 12}}, 422),
]


@pytest.mark.covers("SR43")
@pytest.mark.parametrize(("method", "path", "sent", "status"), ODD)
def test_odd_requests_are_refused_not_tripped_over(
    bakery: BakeryOnDatabase, with_stall: BakeTracker,
    method: str, path: str, sent: dict[str, object], status: int,
) -> None:  # fmt: skip
    client = (program if path.startswith("/api") else browser)(bakery, app=with_stall)
    answer = client.request(method, path, **sent)
    assert answer.status_code in (status, 400) if status == 422 else answer.status_code == status
    body = re.sub(r"<head>.*</head>", "", answer.text, flags=re.DOTALL)
    assert not TELLTALES.search(body), body


FORGED = (
    b"bt_toast=YQ==.\xe9",
    b"bt_toast=.",
    b"bt_toast=%%%",
    b"bt_toast=W10=.x",
    b"bt_session=\xe9\xff",
    b"bt_session=" + b"a" * 5000,
    b'bt_theme="><x>',
    b"\xff\xfe=\xff",
)


@pytest.mark.parametrize("cookie", FORGED)
def test_a_forged_cookie_is_no_cookie(with_stall: BakeTracker, cookie: bytes) -> None:
    client: Client = visitor(with_stall)
    assert client.get("/stall", headers={b"Cookie": cookie}).status_code == 303
    page = client.get("/offline", headers={b"Cookie": cookie})
    assert page.status_code == 200
    assert "<x>" not in page.text


@pytest.mark.parametrize("token", [b"\xe9\xff", b"bt_pat_" + b"x" * 5000, b"", b"a b c"])
def test_a_forged_token_is_no_token(with_stall: BakeTracker, token: bytes) -> None:
    client = Client(with_stall)
    headers = {b"Authorization": b"Bearer " + token}
    for answer in (client.get("/api/openapi.json", headers=headers),
                   client.post("/mcp", headers=headers)):  # fmt: skip
        assert answer.status_code == 401
        assert "Bearer" in answer.headers["WWW-Authenticate"]


def test_what_is_not_in_this_bakery_leads_to_the_others(
    bakery: BakeryOnDatabase, with_stall: BakeTracker
) -> None:
    missing = browser(bakery, with_stall).get(f"/events/{uuid4()}")
    assert missing.status_code == 404
    assert '<a class="link aside-link" href="/bakeries">' in missing.text
