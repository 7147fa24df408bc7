"""Writing down what was bought, in a hand: five lines in a minute, a slip mended by one tap, and
all of it without scripts."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import Engine

from baketracker.buying import service
from baketracker.exchange.sample import fill_with_sample
from tests.browser.conftest import LOOKS, PHONE, Visitors, seen_already
from tests.browser.looking import barriers, overflow, picture, widest
from tests.buying.till import buy, line, lots
from tests.factories.bakeries import BakeryOnDatabase, open_bakery
from tests.factories.catalogue import ingredient, product, supplier
from tests.factories.depth import only_deep

FOODS = ("Butter", "Flour", "Sugar", "Milk", "Eggs")


@pytest.fixture(scope="module")
def baker(engine: Engine) -> BakeryOnDatabase:
    """A bakery with the sample in it."""
    bakery = open_bakery(engine, "Sample bakery")
    with bakery.session() as db:
        fill_with_sample(db)
    return bakery


def pages_of(baker: BakeryOnDatabase) -> list[str]:
    with baker.session() as db:
        (bought,) = service.search(db, limit=1).items
        today = db.scope.today()
    again = buy(baker, line(bought.product.id, 2, "4.90"), total_paid="10.00", bought_on=today)
    told = [f"/purchases/{again.id}", f"/purchases/lines/{again.lines[0].id}"]
    return ["/purchases", "/purchases?q=zzz", "/purchases/new", *told]


@seen_already
@pytest.mark.covers("UX-34", "SC-18", "SC-19")
@pytest.mark.parametrize(("width", "theme"), LOOKS)
def test_its_pages_have_no_barrier_and_fit(
    people: Visitors, baker: BakeryOnDatabase, width: int, theme: str
) -> None:
    wrong: dict[str, list[str]] = {}
    with people.enter(baker, width=width, theme=theme) as visit:
        for path in pages_of(baker):
            page = visit.open(path)
            found = barriers(page)
            if overflow(page) > 0:
                found.append(widest(page))
            if found:
                wrong[path] = found
        picture(visit.open("/purchases"), f"purchases-{width}-{theme}")
        assert visit.complaints == []
    assert not wrong, wrong


@seen_already
def test_at_320_pixels_and_double_text_nothing_scrolls_sideways(
    people: Visitors, baker: BakeryOnDatabase
) -> None:
    with people.enter(baker, width=320, type_size=32) as visit:
        for path in pages_of(baker):
            page = visit.open(path)
            assert overflow(page) <= 0, (path, widest(page))


@pytest.mark.covers("L-11", "EX14", "SC-19")
def test_five_lines_by_thumb_and_a_slip_mended(people: Visitors, bakery: BakeryOnDatabase) -> None:
    supplier(bakery, "Mill")
    bags = [product(bakery, ingredient(bakery, name), brand="Farm").id for name in FOODS]
    with bakery.session() as db:
        lately = db.scope.today() - timedelta(days=60)
    buy(bakery, line(bags[3], 1, "2.90"), bought_on=lately)
    prices = ("4.50", "5.20", "3.10", "29.00", "3.30")
    with people.enter(bakery, width=PHONE) as visit:
        page = visit.open("/purchases/new")
        page.get_by_label("Store").select_option(label="Mill")
        for number, (food, price) in enumerate(zip(FOODS, prices, strict=True)):
            if number:
                page.get_by_role("button", name="Another line").click()
            page.locator(f"#f-lines\\.{number}\\.what").press_sequentially(food[:4])
            page.locator(f"#found-{number}").get_by_role("button", name=food).first.click()
            paid = page.locator(f"#f-lines\\.{number}\\.package_price")
            # The price is what is typed next.
            expect(paid).to_be_focused()
            page.keyboard.type(price)
        page.get_by_role("button", name="More: Line 2").click()
        expect(page.locator("#sum")).to_contain_text("$50.30")
        save(page)
        expect(page.get_by_role("alert")).to_contain_text("Milk: That is 10 times what it usually")
        # The tools that look at a page make the browser complain themselves.
        assert visit.complaints == []
        assert barriers(page) == []
        picture(page, "purchase-asked-phone")
        page.get_by_role("button", name="Use $2.90").click()
        expect(page.locator("#f-lines\\.3\\.package_price")).to_have_value("2.9")
        expect(page.locator("#sum")).to_contain_text("$24.20")
        save(page)
        expect(page.get_by_role("heading", level=1)).to_have_text("Mill")
        expect(page.get_by_text("5 purchases are saved.")).to_be_visible()
        assert len(lots(bakery)) == 6
        page.locator("#toasts").get_by_role("button", name="Undo").click()
        expect(page.get_by_text(re.compile("Taken back"))).to_be_visible()
    assert len(lots(bakery)) == 1


@only_deep
@pytest.mark.covers("PH-01")
def test_a_receipt_typed_on_a_keyboard_alone(people: Visitors, bakery: BakeryOnDatabase) -> None:
    """Enter takes what was found, a price that stands there gives way, Enter begins the next."""
    eggs = product(bakery, ingredient(bakery, "Eggs"), brand="Farm").id
    product(bakery, ingredient(bakery, "Butter"), brand="Farm")
    buy(bakery, line(eggs, 1, "4.10"))
    with people.enter(bakery) as visit:
        page = visit.open("/purchases/new?product=food." + str(eggs))
        page.get_by_label("Price of one").fill("4.50")
        page.keyboard.press("Enter")
        expect(page.locator("#f-lines\\.1\\.what")).to_be_focused()
        page.keyboard.type("buttr")
        page.keyboard.press("Enter")
        expect(page.locator("#f-lines\\.1\\.package_price")).to_be_focused()
        page.keyboard.type("5")
        save(page)
        expect(page.get_by_text("2 purchases are saved.")).to_be_visible()
    assert len(lots(bakery)) == 3


def save(page: Page) -> None:
    page.get_by_role("button", name="Save", exact=True).click()


@only_deep
@pytest.mark.covers("PH-01")
def test_use_by_with_a_chip_and_a_new_product(people: Visitors, bakery: BakeryOnDatabase) -> None:
    ingredient(bakery, "Sugar")
    with people.enter(bakery, width=PHONE) as visit:
        page = visit.open("/purchases/new")
        page.locator("#f-lines\\.0\\.what").press_sequentially("Domino")
        page.get_by_role("button", name="Add “Domino” as a new product").click()
        page.get_by_label("Ingredient").select_option(label="Sugar")
        page.get_by_label("One package holds", exact=True).fill("4")
        page.get_by_text("Use by, where it goes, notes").click()
        page.get_by_role("button", name="+1 week").click()
        expect(page.get_by_label("Use by")).to_have_value("1w")
        save(page)
        expect(page.get_by_text("1 purchase is saved.")).to_be_visible()
    (lot,) = lots(bakery)
    assert lot.expires_on == lot.purchased_on + timedelta(days=7)


@only_deep
@pytest.mark.covers("EX57")
def test_without_scripts_it_is_typed_found_and_saved(
    people: Visitors, bakery: BakeryOnDatabase
) -> None:
    for name in FOODS[:2]:
        product(bakery, ingredient(bakery, name), brand="Farm")
    with people.enter(bakery, width=PHONE, scripts=False) as visit:
        page = visit.open("/purchases/new")
        page.locator("#f-lines\\.0\\.what").fill("butt")
        # Enter looks for it, it saves nothing.
        page.locator("#f-lines\\.0\\.what").press("Enter")
        page.get_by_role("button", name="Butter").click()
        page.locator("#f-lines\\.0\\.package_price").fill("4.50")
        page.get_by_role("button", name="Another line").click()
        page.locator("#f-lines\\.1\\.what").fill("flour")
        page.locator("#found-1").locator("xpath=..").get_by_role("button", name="Find").click()
        page.locator("#found-1").get_by_role("button", name="Flour").first.click()
        page.locator("#f-lines\\.1\\.packages").fill("2")
        page.get_by_label("Yesterday").check()
        save(page)
        expect(page.get_by_role("heading", level=1)).to_have_text("No store")
        expect(page.get_by_text("2 × Farm, 5 lb")).to_be_visible()
    assert len(lots(bakery)) == 2
