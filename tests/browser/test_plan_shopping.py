"""The shopping list in a hand: rows on a phone, a tick at once, two phones, no scripts."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect
from sqlalchemy import Engine, select

from baketracker.events.models import Event
from baketracker.exchange.sample import fill_with_sample
from baketracker.shopping import making
from baketracker.shopping.given import NewList
from baketracker.shopping.schemas import ListView
from tests.browser.conftest import LOOKS, PHONE, Visitors, seen_already
from tests.browser.looking import barriers, overflow, picture, widest
from tests.factories.bakeries import BakeryOnDatabase, open_bakery
from tests.factories.depth import only_deep
from tests.shopping.trips import lines, shopped


@pytest.fixture(scope="module")
def baker(engine: Engine) -> BakeryOnDatabase:
    """A bakery with the sample in it."""
    bakery = open_bakery(engine, "Sample bakery")
    with bakery.session() as db:
        fill_with_sample(db)
    return bakery


def sample_list(baker: BakeryOnDatabase) -> ListView:
    """For the Christmas boxes of the sample."""
    with baker.session() as db:
        found = select(Event).where(
            Event.name == "Christmas boxes", Event.event_date >= db.scope.today()
        )
        return making.make(db, NewList(event_ids=[db.scalars(found).first().id]))  # type: ignore[union-attr]


@only_deep
@pytest.mark.covers("SC-09")
def test_ten_rows_are_seen_on_a_phone(people: Visitors, baker: BakeryOnDatabase) -> None:
    shown = sample_list(baker)
    with people.enter(baker, width=PHONE) as visit:
        page = visit.open(f"/shop/{shown.id}")
        seen = page.evaluate(
            """() => { const end = document.querySelector('.actions').getBoundingClientRect().top;
            return [...document.querySelectorAll('[data-tick]')]
              .filter(row => row.getBoundingClientRect().bottom <= end).length }"""
        )
        picture(page, "shop-phone-window")
        assert seen >= 10
        heights = page.eval_on_selector_all(
            "[data-tick] label", "all => all.map(row => row.getBoundingClientRect().height)"
        )
        assert min(heights) >= 48


@seen_already
@pytest.mark.covers("UX-34")
@pytest.mark.parametrize(("width", "theme"), LOOKS)
def test_its_pages_have_no_barrier_and_fit(
    people: Visitors, baker: BakeryOnDatabase, width: int, theme: str
) -> None:
    shown = sample_list(baker)
    home = f"/shop/{shown.id}"
    paths = ["/shop", "/shop/new", home, f"{home}/edit", f"{home}/add?q=flour", f"{home}/print",
             f"{home}/items/{shown.items[0].id}"]  # fmt: skip
    wrong: dict[str, list[str]] = {}
    with people.enter(baker, width=width, theme=theme) as visit:
        for path in paths:
            page = visit.open(path)
            found = barriers(page)
            if overflow(page) > 0:
                found.append(widest(page))
            if found:
                wrong[path] = found
        picture(visit.open(home), f"shop-{width}-{theme}")
        assert visit.complaints == []
    assert not wrong, wrong


@only_deep
def test_at_320_pixels_and_double_text_nothing_scrolls_sideways(
    people: Visitors, baker: BakeryOnDatabase
) -> None:
    shown = sample_list(baker)
    with people.enter(baker, width=320, type_size=32) as visit:
        for path in ("", "/edit", "/add?q=flour", f"/items/{shown.items[0].id}"):
            page = visit.open(f"/shop/{shown.id}{path}")
            assert overflow(page) <= 0, (path, widest(page))


def hold(page: Page) -> list[Route]:
    """Ticks do not reach the server until they are let go."""
    held: list[Route] = []
    page.route(re.compile(r"/tick$"), lambda route: held.append(route))
    return held


@pytest.mark.covers("SC-09", "DEC-24")
def test_a_tap_shows_before_the_server_answers_and_reaches_the_other_phone(
    people: Visitors, bakery: BakeryOnDatabase
) -> None:
    _trip, shown = shopped(bakery)
    large = lines(shown, "Flour")[1]
    with people.enter(bakery, width=PHONE) as one, people.enter(bakery, width=PHONE) as other:
        mine, theirs = one.open(f"/shop/{shown.id}"), other.open(f"/shop/{shown.id}")
        held = hold(mine)
        box = mine.locator(f"#tick-{large.id}")
        mine.locator(f"#line-{large.id} label").click()
        expect(box).to_be_checked()
        struck = mine.locator(f"#line-{large.id} label .font-semibold").first
        expect(struck).to_have_css("text-decoration-line", "line-through")
        expect(mine.locator("#shop-count")).to_have_text("4 left, 0 in the cart")
        mine.wait_for_timeout(50)
        held[0].continue_()
        expect(mine.locator("#shop-count")).to_have_text("3 left, 1 in the cart")
        expect(mine.locator("#shop-bar")).to_contain_text("$12.00")
        expect(theirs.locator(f"#tick-{large.id}")).to_be_checked(timeout=12_000)
        assert one.complaints == other.complaints == []


@only_deep
def test_a_tick_that_is_not_saved_goes_back(people: Visitors, bakery: BakeryOnDatabase) -> None:
    _trip, shown = shopped(bakery)
    box = f"#tick-{shown.items[0].id}"
    with people.enter(bakery, width=PHONE) as visit:
        page = visit.open(f"/shop/{shown.id}")
        page.route(re.compile(r"/tick$"), lambda route: route.abort())
        page.locator(f"#line-{shown.items[0].id} label").click()
        expect(page.get_by_text("This was not saved.")).to_be_visible()
        expect(page.locator(box)).not_to_be_checked()


@pytest.mark.covers("PH-03")
def test_two_phones_change_one_line_and_both_values_are_shown(
    people: Visitors, bakery: BakeryOnDatabase
) -> None:
    _trip, shown = shopped(bakery)
    path = f"/shop/{shown.id}/items/{lines(shown, 'Flour')[1].id}"
    with people.enter(bakery, width=PHONE) as one, people.enter(bakery, width=PHONE) as other:
        mine, theirs = one.open(path), other.open(path)
        save(mine, "4")
        expect(mine.get_by_text("4 bags (20 lb)")).to_be_visible()
        save(theirs, "5")
        table = theirs.get_by_role("alert").get_by_role("row", name="Packages")
        expect(table).to_have_text(re.compile(r"Packages\s*5\s*4"))
        assert barriers(theirs) == []
        theirs.get_by_role("button", name="Save", exact=True).click()
        expect(theirs.get_by_text("5 bags (25 lb)")).to_be_visible()


def save(page: Page, packages: str) -> None:
    page.get_by_label("Packages", exact=True).fill(packages)
    page.get_by_role("button", name="Save", exact=True).click()


@only_deep
def test_a_line_taken_off_comes_back_with_undo(people: Visitors, bakery: BakeryOnDatabase) -> None:
    _trip, shown = shopped(bakery)
    with people.enter(bakery, width=PHONE) as visit:
        page = visit.open(f"/shop/{shown.id}/items/{lines(shown, 'Flour')[1].id}")
        page.get_by_role("button", name="Take it off the list").click()
        expect(page.get_by_role("heading", name="Left out")).to_be_visible()
        page.get_by_role("button", name="Undo").click()
        expect(page.get_by_text("3 bags (15 lb)")).to_be_visible()
        expect(page.get_by_role("heading", name="Left out")).to_have_count(0)


@only_deep
@pytest.mark.covers("EX57")
def test_without_scripts_a_list_is_made_ticked_and_added_to(
    people: Visitors, bakery: BakeryOnDatabase
) -> None:
    shopped(bakery)
    with people.enter(bakery, width=PHONE, scripts=False) as visit:
        page = visit.open("/shop/new")
        page.get_by_role("checkbox", name="Tea").check()
        page.get_by_role("button", name="Make the list").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Tea")
        page.get_by_role("checkbox").first.check()
        page.get_by_role("button", name="Save").first.click()
        expect(page.locator("#shop-count")).to_contain_text("1 in the cart")
        page.locator("#main").get_by_role("link", name="Add", exact=True).click()
        page.get_by_role("searchbox").fill("Napkins")
        page.get_by_role("button", name="Search").click()
        page.get_by_role("button", name="Add “Napkins”").click()
        expect(page.get_by_role("checkbox", name="Napkins")).to_be_visible()


@only_deep
def test_on_paper_the_list_has_no_navigation(
    people: Visitors, bakery: BakeryOnDatabase, tmp_path: Path
) -> None:
    _trip, shown = shopped(bakery)
    with people.enter(bakery) as visit:
        page: Any = visit.open(f"/shop/{shown.id}/print")
        page.emulate_media(media="print")
        expect(page.locator(".side")).to_be_hidden()
        expect(page.locator(".dock")).to_be_hidden()
        expect(page.get_by_role("row", name=re.compile("Window box"))).to_be_visible()
        page.pdf(path=tmp_path / "list.pdf")
        assert (tmp_path / "list.pdf").read_bytes().startswith(b"%PDF")
