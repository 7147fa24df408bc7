"""The first run in a real browser: taps counted, on a phone and on a desktop."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import LOOKS, PHONE, WIDTHS, Visit, Visitors, seen_already
from tests.browser.looking import barriers, overflow, picture
from tests.factories.depth import only_deep

MOST_TAPS = 12
# Taken from the top of a phone before anything of the page's own is said.
HIGHEST = 112


class Taps:
    """A finger that counts."""

    def __init__(self, page: Page) -> None:
        self.page, self.count = page, 0

    def link(self, name: str) -> None:
        self.count += 1
        self.page.get_by_role("link", name=name).click()

    def button(self, name: str) -> None:
        self.count += 1
        self.page.get_by_role("button", name=name).click()


def question(page: Page, words: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_contain_text(words)


def plan_something(visit: Visit) -> Taps:
    page = visit.open("/start")
    taps = Taps(page)
    question(page, "1 of 4")
    taps.link("Holiday gifts")
    question(page, "2 of 4")
    taps.link("In a month")
    question(page, "3 of 4")
    taps.button("More: Lemon bar")
    taps.button("More: Lemon bar")
    taps.button("Fewer: Chocolate truffle")
    taps.button("Make the plan")
    page.wait_for_url(re.compile("/start/plan/"))
    question(page, "4 of 4")
    return taps


@pytest.mark.covers("EX1", "UX-18", "P-35")
@pytest.mark.parametrize("width", WIDTHS)
def test_a_new_visitor_reaches_a_shopping_need_with_its_cost(people: Visitors, width: int) -> None:
    with people.enter(width=width) as visit:
        taps = plan_something(visit)
        assert taps.count <= MOST_TAPS
        page = visit.page
        expect(page.locator("#batches")).to_contain_text("Lemon bar")
        expect(page.locator("#batches")).to_contain_text("24 wanted")
        expect(page.locator("#shopping")).to_contain_text("All-purpose flour")
        expect(page.locator("#shopping")).to_contain_text("typical prices")
        expect(page.locator(".lede")).to_contain_text(re.compile(r"about \$\d"))
        taps.button("Make shopping list")
        page.wait_for_url("**/shop/*")
        assert taps.count <= MOST_TAPS
        expect(page.get_by_role("checkbox", name="All-purpose flour")).to_be_visible()
        assert visit.complaints == []


@only_deep
@pytest.mark.covers("EX3")
def test_what_was_planned_is_there_after_signing_up(people: Visitors) -> None:
    with people.enter(width=PHONE) as visit:
        plan_something(visit)
        page = visit.page
        event = page.url.rpartition("/")[2]
        page.get_by_role("link", name="Keep this plan").click()
        page.get_by_label("Name of the bakery").fill("Grace’s")
        page.get_by_label("Your name").fill("Grace")
        page.get_by_label("E-mail").fill(f"{event}@example.com")
        page.get_by_label("Password").fill("four brown loaves rising")
        page.get_by_role("button", name="Open the bakery").click()
        page.wait_for_url(f"**/events/{event}")
        expect(page.get_by_role("heading", level=1)).to_have_text("Holiday gifts")
        expect(page.locator("body")).not_to_contain_text("Kept until")
        assert visit.complaints == []


@only_deep
@pytest.mark.covers("EX2", "UX-19")
def test_one_tap_opens_a_sample_bakery_with_a_banner(people: Visitors) -> None:
    with people.enter(width=PHONE) as visit:
        page = visit.open("/start")
        page.get_by_role("button", name="Open the sample bakery").click()
        page.wait_for_url(f"{visit.url}/")
        expect(page.get_by_role("note")).to_contain_text("You are in the sample bakery")
        top = page.locator("h1").bounding_box()
        assert top is not None
        assert top["y"] <= HIGHEST
        page.goto("/events")
        expect(page.locator("main")).to_contain_text("School fair")
        assert visit.complaints == []


@only_deep
@pytest.mark.covers("SC-02")
def test_it_works_without_scripts(people: Visitors) -> None:
    with people.enter(scripts=False) as visit:
        page = visit.open("/start")
        page.get_by_role("link", name="A party").click()
        page.get_by_role("link", name="Skip this question").click()
        expect(page.get_by_role("button", name="More: Lemon bar")).to_be_hidden()
        page.get_by_role("textbox", name="Sugar cookie").fill("20")
        page.get_by_role("button", name="Make the plan").click()
        question(page, "4 of 4")
        expect(page.locator("#batches")).to_contain_text("20 wanted")


@seen_already
@pytest.mark.covers("SC-02")
@pytest.mark.parametrize(("width", "theme"), LOOKS)
def test_every_question_is_for_everybody(people: Visitors, width: int, theme: str) -> None:
    with people.enter(width=width, theme=theme) as visit:
        for path in (
            "/start",
            "/start/when",
            "/start/when?on=x",
            "/start/what",
            "/start/what?on=x",
        ):
            page = visit.open(path)
            look(page, path, width, theme)
        plan_something(visit)
        look(visit.page, "/start/plan", width, theme)


def look(page: Page, path: str, width: int, theme: str) -> None:
    assert barriers(page) == [], path
    assert overflow(page) == 0, path
    picture(page, f"{re.sub('[^a-z]+', '-', path).strip('-')}-{width}-{theme}")
