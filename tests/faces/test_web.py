"""Pages and fragments, toasts, and the way back."""

import base64
import json

import pytest

from baketracker.app import BakeTracker
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.clients import BASE_URL, browser, visitor

FRAGMENT = {"HX-Request": "true"}


def test_a_stranger_is_sent_to_sign_in_and_back(with_stall: BakeTracker) -> None:
    stranger = visitor(with_stall)
    answer = stranger.get("/stall?page=2&q=a%26b")
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/sign-in?next=/stall%3Fpage%3D2%26q%3Da%26b".replace(
        "%26b", "%2526b"
    )


@pytest.mark.covers("S4-token-expiry")
def test_an_ended_session_in_a_fragment_sends_the_whole_window(with_stall: BakeTracker) -> None:
    answer = visitor(with_stall).get("/stall", headers=FRAGMENT)
    assert answer.status_code == 401
    assert answer.headers["HX-Redirect"] == "/sign-in?next=/stall"
    posted = visitor(with_stall).post("/stall", data={"name": "x"}, headers=FRAGMENT)
    assert posted.headers["HX-Redirect"] == "/sign-in"


def test_a_boosted_navigation_and_a_restored_one_get_a_whole_page(app: BakeTracker) -> None:
    for header in ("HX-Boosted", "HX-History-Restore-Request"):
        answer = visitor(app).get("/nowhere", headers=FRAGMENT | {header: "true"})
        assert "<html" in answer.text
        assert "HX-Request" in answer.headers["Vary"]
    assert "<html" not in visitor(app).get("/nowhere", headers=FRAGMENT).text


def test_a_toast_is_shown_once(bakery: BakeryOnDatabase, with_stall: BakeTracker) -> None:
    client = browser(bakery, with_stall)
    client.post("/stall", data={"name": "Mill"})
    assert "Saved." in client.get("/offline").text
    assert "Saved." not in client.get("/offline").text


def test_a_toast_of_somebody_else_is_not_shown(with_stall: BakeTracker) -> None:
    words = base64.urlsafe_b64encode(json.dumps(["<b>Pay here</b>", "/evil"]).encode()).decode()
    for signature in ("", "x", "0" * 64):
        page = visitor(with_stall).get(
            "/offline", headers={"Cookie": f"bt_toast={words}.{signature}"}
        )
        assert page.status_code == 200
        assert "Pay here" not in page.text


REFERERS = [
    (f"{BASE_URL}/stall?q=1", "/stall?q=1"),
    (f"{BASE_URL}//evil.example/x", "/"),
    (f"{BASE_URL}/\\evil.example", "/"),
    (f"{BASE_URL}/%0d%0aSet-Cookie:x", "/%0d%0aSet-Cookie:x"),
    ("https://evil.example/stall", "/"),
    (f"{BASE_URL}.evil.example/stall", "/"),
    ("http://[bad/stall", "/"),
    ("", "/"),
]


@pytest.mark.covers("SR33")
@pytest.mark.parametrize(("referer", "back"), REFERERS)
def test_after_choosing_a_theme_one_is_where_one_was(
    app: BakeTracker, referer: str, back: str
) -> None:
    answer = visitor(app).post(
        "/settings/theme", data={"theme": "dark"}, headers={"Referer": referer}
    )
    assert answer.headers["Location"] == back
    assert "bt_theme=dark" in answer.headers["Set-Cookie"]


def test_the_theme_is_drawn_by_the_server(app: BakeTracker) -> None:
    client = visitor(app)
    client.post("/settings/theme", data={"theme": "dark"})
    assert 'data-theme="dark"' in client.get("/offline").text
    client.post("/settings/theme", data={"theme": '"><script>'})
    assert "data-theme" not in client.get("/offline").text


def test_a_language_nobody_speaks_is_english(app: BakeTracker) -> None:
    for asked in ("", "*", "xx-YY", "../../etc", ",".join(["zz"] * 500), "de-DE;q=x"):
        assert visitor(app).get("/offline", headers={"Accept-Language": asked}).status_code == 200


def test_a_page_answers_head_as_it_answers_get(app: BakeTracker, bakery: BakeryOnDatabase) -> None:
    assert browser(bakery, app).head("/").status_code == 200
    stranger = visitor(app)
    for path in ("/sign-in", "/"):
        asked, read = stranger.head(path), stranger.get(path)
        assert asked.status_code == read.status_code
        assert asked.headers.get("Location") == read.headers.get("Location")
