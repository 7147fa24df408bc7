"""A shopping trip on a phone, from the first tick to the pantry and back again."""

from datetime import date

import pytest
from playwright.sync_api import Page, expect

from baketracker.shopping import items
from baketracker.shopping.given import NewItem
from baketracker.shopping.schemas import ListView
from tests.browser.conftest import LOOKS, PHONE, Visitors, seen_already
from tests.browser.looking import barriers, overflow, picture, widest
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.depth import only_deep
from tests.shopping.trips import bought, lines, shopped

pytestmark = pytest.mark.covers("EX13", "SC-10", "P-17")


def tick(page: Page, shown: ListView) -> None:
    for place, item in enumerate(shown.items):
        page.locator(f"#line-{item.id} label").click()
        expect(page.locator("#shop-count")).to_contain_text(f"{place + 1} in the cart")


def test_from_the_list_to_the_pantry_and_back(people: Visitors, bakery: BakeryOnDatabase) -> None:
    _trip, shown = shopped(bakery)
    large = lines(shown, "Flour")[1]
    with people.enter(bakery, width=PHONE) as visit:
        page = visit.open(f"/shop/{shown.id}")
        expect(page.get_by_role("link", name="Finish", exact=True)).to_have_count(0)
        tick(page, shown)
        page.locator(".actions").get_by_role("link", name="Finish", exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Finish the trip")
        bar = page.locator("#trip-bar")
        expect(bar).to_contain_text("$40.00")
        row = page.locator(f"#trip-{large.id}")
        row.locator("summary").click()
        row.get_by_role("button", name="Fewer: Flour").click()
        expect(row.locator("summary")).to_contain_text("2 bags (10 lb), King")
        expect(bar).to_contain_text("$36.00")
        row.get_by_label("Price of one").fill("4.25")
        costco = page.get_by_role("region", name="Costco")
        costco.get_by_label("Total on the receipt").fill("9")
        page.get_by_role("heading", name="Costco").click()
        expect(costco.get_by_role("status")).to_contain_text(
            "Off by $0.50: the lines come to $8.50"
        )
        assert barriers(page) == []
        assert overflow(page) <= 0, widest(page)
        picture(page, "trip-phone")
        costco.get_by_label("Total on the receipt").fill("8.50")
        page.get_by_role("heading", name="Costco").click()
        expect(costco.get_by_role("status")).to_contain_text("The lines come to just that.")
        page.get_by_role("button", name="Save").dblclick()
        expect(page.get_by_text("4 purchases are in the pantry.")).to_be_visible()
        expect(page.get_by_text("This trip is over.")).to_be_visible()
        pantry = opened(visit.context.new_page(), f"{visit.url}/pantry")
        expect(pantry.locator("main")).to_contain_text("15 lb")
        page.get_by_role("button", name="Undo").click()
        expect(page.locator("#shop-count")).to_have_text("0 left, 4 in the cart")
        pantry.reload()
        expect(pantry.locator("main")).to_contain_text("3 lb")
        assert visit.complaints == []


def opened(page: Page, address: str) -> Page:
    page.goto(address)
    return page


@only_deep
def test_what_seems_odd_is_asked_and_what_is_left_goes_on(
    people: Visitors, bakery: BakeryOnDatabase
) -> None:
    trip, shown = shopped(bakery)
    small, large = lines(shown, "Flour")
    with bakery.session() as db:
        lately = (db.scope.today() - date(2026, 1, 1)).days - 9
        bought(db, trip.large, "4.00", lately, trip.costco)
        words = items.add_item(db, shown.id, NewItem(text="Napkins"))
        for item in (small, large, words):
            items.set_in_cart(db, shown.id, item.id, in_cart=True)
    with people.enter(bakery, width=PHONE) as visit:
        page = visit.open(f"/shop/{shown.id}/finish")
        page.locator(f"#trip-{small.id} label").first.click()
        expect(page.locator("#trip-bar")).to_contain_text("$12.00")
        row = page.locator(f"#trip-{large.id}")
        row.locator("summary").click()
        row.get_by_label("Price of one").fill("400")
        page.get_by_role("button", name="Save").click()
        asked = page.get_by_role("alert")
        expect(asked).to_contain_text("100 times what it usually costs")
        expect(row.get_by_text("Did you mean $4.00?")).to_be_visible()
        assert barriers(page) == []
        picture(page, "trip-odd-phone")
        row.get_by_label("Price of one").fill("4")
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.get_by_text("1 purchase is in the pantry.")).to_be_visible()
        expect(page.get_by_text("3 lines were left.")).to_be_visible()
        page.get_by_role("button", name="Take them to a new list").click()
        expect(page.locator("#shop-count")).to_have_text("3 left, 0 in the cart")
        expect(page.locator(f"#line-{small.id}")).to_be_visible()
        assert visit.complaints == []


@seen_already
@pytest.mark.parametrize(("width", "theme"), LOOKS)
def test_the_pages_have_no_barrier_and_fit(
    people: Visitors, bakery: BakeryOnDatabase, width: int, theme: str
) -> None:
    _trip, shown = shopped(bakery)
    with bakery.session() as db:
        for item in shown.items[:3]:
            items.set_in_cart(db, shown.id, item.id, in_cart=True)
    with people.enter(bakery, width=width, theme=theme) as visit:
        for act in ("", "Save"):
            page = visit.page if act else visit.open(f"/shop/{shown.id}/finish")
            if act:
                page.get_by_role("button", name=act).click()
                expect(page.get_by_text("1 line was left.")).to_be_visible()
            assert barriers(page) == []
            assert overflow(page) <= 0, widest(page)
            picture(page, f"trip{'-over' if act else ''}-{width}-{theme}")
        assert visit.complaints == []


@only_deep
def test_without_scripts_a_trip_is_finished(people: Visitors, bakery: BakeryOnDatabase) -> None:
    _trip, shown = shopped(bakery)
    with bakery.session() as db:
        for item in shown.items:
            items.set_in_cart(db, shown.id, item.id, in_cart=True)
    with people.enter(bakery, width=PHONE, scripts=False) as visit:
        page = visit.open(f"/shop/{shown.id}/finish")
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_text("This trip is over.")).to_be_visible()


@only_deep
def test_at_320_pixels_and_double_text_nothing_scrolls_sideways(
    people: Visitors, bakery: BakeryOnDatabase
) -> None:
    _trip, shown = shopped(bakery)
    with bakery.session() as db:
        for item in shown.items:
            items.set_in_cart(db, shown.id, item.id, in_cart=True)
    with people.enter(bakery, width=320, type_size=32) as visit:
        page = visit.open(f"/shop/{shown.id}/finish")
        for row in page.locator("[id^=trip-] summary").all():
            row.click()
        assert overflow(page) <= 0, widest(page)
