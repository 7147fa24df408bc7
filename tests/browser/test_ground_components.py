"""Components that the first features do not use yet, in a real browser on a page made for it."""

import time
from collections.abc import Iterator

import pytest
from fastapi import Request, Response
from jinja2 import ChoiceLoader, DictLoader
from playwright.sync_api import Browser, expect

from baketracker.config import Settings
from baketracker.errors import Forbidden, TooManyRequests
from baketracker.faces.templates import templates
from baketracker.faces.web import PageDb, PageRouter, Toast, done, page
from tests.browser.conftest import DESK, PHONE, Visitors
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.clients import browser
from tests.factories.depth import DEEP, only_deep
from tests.factories.servers import serving

SAMPLER = """
{% extends "layout.html" %}
{% block title %}{{ ui.titled("Sampler") }}{% endblock %}
{% block main %}
{% call ui.masthead("Sampler") %}{% endcall %}
{{ ui.dialog_link("/sampler/sheet", "Open the sheet") }}
{{ ui.lazy("/sampler/part", "The part") }}
{{ ui.post_button("/sampler/eaten", "Eat one") }}
{% endblock %}
"""
SHEET = """
{% extends "layout.html" %}
{% block title %}{{ ui.titled("Sheet") }}{% endblock %}
{% block main %}{% call ui.sheet() %}
{% call ui.masthead("The sheet") %}{% endcall %}
<p><a href="/sampler">One</a> <a href="/sampler">Two</a></p>
{% endcall %}{% endblock %}
"""
failing = {"part": False}
router = PageRouter("/sampler")

PATHS = ["/", "/ingredients/new", "/ingredients", "/pantry", "/settings"]


@router.get("")
def sampler(request: Request, db: PageDb) -> Response:
    return page(request, "sampler.html")


@router.get("/sheet")
def sheet(request: Request, db: PageDb) -> Response:
    return page(request, "sampler-sheet.html")


@router.get("/part")
def part(db: PageDb) -> Response:
    time.sleep(0.9)
    if failing["part"]:
        raise RuntimeError("broken on purpose")
    return Response("<p id='part'>Here is the part.</p>", media_type="text/html")


@router.post("/eaten")
def eaten(request: Request, db: PageDb) -> Response:
    return done(request, "/sampler", Toast("One eaten.", "/sampler/eaten"))


@router.get("/slower")
def slower(db: PageDb) -> Response:
    raise TooManyRequests("Wait a moment.", 7)


@router.get("/owners")
def owners(db: PageDb) -> Response:
    raise Forbidden("Only the queen may look at this.")


@pytest.fixture(scope="module")
def people(chromium: Browser, settings: Settings) -> Iterator[Visitors]:
    """The application with one more page, which shows each component once."""
    loader = templates.env.loader
    assert loader is not None
    pages = {"sampler.html": SAMPLER, "sampler-sheet.html": SHEET}
    templates.env.loader = ChoiceLoader([loader, DictLoader(pages)])
    try:
        with serving(settings, (router,)) as server:
            yield Visitors(chromium, server)
    finally:
        templates.env.loader = loader


@only_deep
@pytest.mark.covers("UX-12")
def test_a_dialog_traps_the_focus_closes_on_esc_and_gives_the_focus_back(
    people: Visitors, bakery: BakeryOnDatabase
) -> None:
    with people.enter(bakery) as visit:
        shown = visit.open("/sampler")
        opener = shown.get_by_role("link", name="Open the sheet")
        opener.click()
        dialog = shown.get_by_role("dialog", name="The sheet")
        expect(dialog).to_be_visible()
        for _ in range(8):
            shown.keyboard.press("Tab")
            inside = "!document.hasFocus() || document.activeElement === document.body || "
            inside += "document.getElementById('dialog').contains(document.activeElement)"
            assert shown.evaluate(inside)
        shown.keyboard.press("Escape")
        expect(dialog).to_be_hidden()
        expect(opener).to_be_focused()
        assert shown.url.endswith("/sampler")
        visit.open("/sampler/sheet")
        expect(shown.get_by_role("heading", name="The sheet")).to_be_visible()


@pytest.mark.covers("UX-14")
def test_what_is_slow_shows_its_shape_and_what_fails_says_so_in_place(
    people: Visitors, bakery: BakeryOnDatabase
) -> None:
    with people.enter(bakery) as visit:
        shown = visit.open("/sampler")
        skeleton = shown.locator(".skeleton")
        expect(skeleton).to_be_visible()
        expect(shown.locator("#part")).to_be_visible()
        failing["part"] = True
        try:
            visit.open("/sampler")
            problem = shown.locator("main .problem")
            expect(problem).to_contain_text("did not load")
            expect(problem.locator("[data-reference]")).to_contain_text("mention this number")
        finally:
            failing["part"] = False
        problem.get_by_role("link", name="Try again").click()
        expect(shown.locator("#part")).to_be_visible()


@pytest.mark.covers("UX-06")
def test_a_toast_can_be_undone_for_ten_seconds_and_waits_while_it_has_the_focus(
    people: Visitors, bakery: BakeryOnDatabase
) -> None:
    with people.enter(bakery) as visit:
        visit.page.clock.install()
        shown = visit.open("/sampler")
        assert shown.title() == "Sampler · BakeTracker"
        shown.keyboard.press("Tab")
        expect(shown.get_by_role("link", name="Skip to the page")).to_be_focused()
        shown.get_by_role("button", name="Eat one").click()
        toast = shown.locator("#toasts [data-toast]")
        shown.clock.run_for(500)
        expect(toast).to_contain_text("One eaten.")
        toast.get_by_role("button", name="Undo").focus()
        shown.clock.run_for(30_000)
        expect(toast).to_be_visible()
        shown.get_by_role("heading", name="Sampler").focus()
        shown.clock.run_for(11_000)
        expect(toast).to_have_count(0)


@only_deep
@pytest.mark.covers("SC-40")
@pytest.mark.parametrize("fault", [403, 404, 429, 500])
def test_an_error_page_says_what_why_what_next_and_which_request(
    people: Visitors, bakery: BakeryOnDatabase, fault: int
) -> None:
    where = {403: "/sampler/owners", 404: "/nowhere", 429: "/sampler/slower", 500: "/sampler/part"}
    failing["part"] = fault == 500
    try:
        with people.enter(bakery) as visit:
            answer = visit.page.goto(f"{visit.url}{where[fault]}")
            assert answer is not None
            assert answer.status == fault
            main = visit.page.locator("main")
            expect(main.get_by_role("heading", level=1)).to_be_visible()
            assert len(main.inner_text().split(".")) > 1, "a sentence"
            expect(main.get_by_role("link").last).to_be_visible()
            expect(main).to_contain_text(answer.headers["x-request-id"])
            expect(visit.page.get_by_role("navigation").first).to_be_attached()
    finally:
        failing["part"] = False


@only_deep
@pytest.mark.covers("UX-13")
@pytest.mark.parametrize("width", [PHONE, DESK])
@pytest.mark.parametrize("path", PATHS if DEEP else PATHS[:2])
def test_everything_to_press_has_room_for_a_finger(
    people: Visitors, bakery: BakeryOnDatabase, path: str, width: int
) -> None:
    with people.enter(bakery, width=width) as visit:
        visit.open(path)
        small = visit.page.evaluate(
            """() => [...document.querySelectorAll('a, button, input:not([type=hidden]), select')]
            .filter(e => e.checkVisibility() && !e.closest('p:not(.link-row), .sr-only, .skip'))
            .map(e => [e, (e.closest('label') ?? e).getBoundingClientRect()])
            .filter(([e, r]) => r.height > 1 && r.width > 1)
            .filter(([e, r]) => Math.min(r.width, r.height) < 24
                || (e.matches('.btn-primary') && r.height < 48))
            .map(([e, r]) => `${e.outerHTML.slice(0, 90)} ${r.width}x${r.height}`)"""
        )
        assert small == []


@pytest.mark.covers("S4-two-tenant-fixture", "S1-zero-leak")
def test_two_bakeries_and_their_tokens_are_at_hand(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase, app: object
) -> None:
    assert bakery.id != neighbour.id
    assert bakery.token() != neighbour.token()
    assert "Ada" in browser(bakery).get("/settings").text
    assert "Ada" not in browser(neighbour).get("/settings").text
