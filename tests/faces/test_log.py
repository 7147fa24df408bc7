"""Logs: one JSON object a line, and nobody can forge one."""

import io
import json
import logging
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from baketracker.accounts import security
from baketracker.app import BakeTracker
from baketracker.faces.log import About, JsonLines, about, set_up_logging
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.clients import browser, program, visitor


class Lines:
    """What was logged, as the objects a log collector would read."""

    def __init__(self) -> None:
        self.stream = io.StringIO()

    def all(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.stream.getvalue().splitlines()]

    def of(self, event: str) -> list[dict[str, Any]]:
        return [line for line in self.all() if line.get("event") == event]


@pytest.fixture
def lines() -> Iterator[Lines]:
    kept = Lines()
    handler = logging.StreamHandler(kept.stream)
    handler.setFormatter(JsonLines())
    ours = logging.getLogger("baketracker")
    level = ours.level
    ours.addHandler(handler)
    ours.setLevel("INFO")
    yield kept
    ours.removeHandler(handler)
    ours.setLevel(level)


@pytest.mark.covers("S4-json-logs")
def test_a_line_says_when_what_and_whose(
    bakery: BakeryOnDatabase, with_stall: BakeTracker, lines: Lines
) -> None:
    answer = program(bakery, app=with_stall).get("/api/stall/fails/bug")
    crash = next(line for line in lines.all() if "exception" in line)
    assert {"time", "level", "message", "module", "tenant", "actor", "exception"} <= set(crash)
    assert crash["request"] == answer.headers["X-Request-Id"]
    assert crash["tenant"] == str(bakery.id)
    access = next(line for line in lines.all() if line["module"] == "baketracker.access")
    assert access["message"] == "GET /api/stall/fails/bug 500"
    assert access["request"] == answer.headers["X-Request-Id"]


@pytest.mark.covers("SR44")
def test_a_refused_right_is_a_security_event(
    bakery: BakeryOnDatabase, with_stall: BakeTracker, lines: Lines
) -> None:
    answer = browser(bakery, with_stall).get("/stall/fails/forbidden")
    [event] = lines.of("forbidden")
    assert event["tenant"] == str(bakery.id)
    assert event["actor"] == str(bakery.scope.account_id)
    assert event["request"] == answer.headers["X-Request-Id"]


@pytest.mark.covers("SR44")
def test_a_first_use_of_a_token_and_a_foreign_origin_are_security_events(
    bakery: BakeryOnDatabase, with_stall: BakeTracker, lines: Lines
) -> None:
    answer = program(bakery, app=with_stall).get("/api/openapi.json")
    [used] = lines.of("token_used")
    assert used["tenant"] == str(bakery.id)
    assert used["request"] == answer.headers["X-Request-Id"]
    visitor(with_stall, **{"Sec-Fetch-Site": "cross-site"}).post("/stall")
    [refused] = lines.of("csrf_refused")
    assert refused["request"]


@pytest.mark.covers("SR44")
@pytest.mark.parametrize(
    "path", ["/a%0d%0a%7b%22event%22:%22forged%22%7d", "/%e2%80%a8x", "/%1b[31m"]
)
def test_a_line_break_in_a_request_forges_no_line(
    app: BakeTracker, lines: Lines, path: str
) -> None:
    before = len(lines.all())
    visitor(app).get(path)
    assert not lines.of("forged")
    assert len(lines.all()) == before + 1
    assert lines.stream.getvalue().isascii()


@pytest.mark.covers("SR44")
def test_a_line_break_in_a_fact_is_escaped(bakery: BakeryOnDatabase, lines: Lines) -> None:
    security.record("odd", bakery.scope, what='a\n{"event": "forged"}\r\n')
    [event] = lines.all()
    assert event["what"] == 'a\n{"event": "forged"}\r\n'
    assert event["actor"] == str(bakery.scope.account_id)


def test_no_line_holds_a_secret(
    bakery: BakeryOnDatabase, with_stall: BakeTracker, lines: Lines
) -> None:
    token, cookie = bakery.token(), bakery.cookie()
    client = visitor(with_stall, Authorization=f"Bearer {token}")
    client.cookies.set("bt_session", cookie)
    client.post("/api/stall?q=private-words", json={"name": "Mill", "notes": "private-words"})
    client.get("/stall")
    said = lines.stream.getvalue()
    for private in (token, cookie, "private-words", bakery.scope.email):
        assert private not in said


def test_everything_goes_to_one_place_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    try:
        set_up_logging("INFO")
        context = about.set(About("r1", "t1", "a1"))
        logging.getLogger("uvicorn.error").info("up")
        try:
            raise ValueError("two\nlines")
        except ValueError:
            logging.getLogger("elsewhere").exception("failed")
        about.reset(context)
    finally:
        root.handlers, level = handlers, root.setLevel(level) or level
    first, second = (json.loads(line) for line in capsys.readouterr().err.splitlines())
    assert (first["message"], first["tenant"], first["actor"]) == ("up", "t1", "a1")
    assert "two\nlines" in second["exception"]
    assert sys.stderr is not None
