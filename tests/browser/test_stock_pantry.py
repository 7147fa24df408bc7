"""The pantry in a hand: taps that save, Enter that goes on, no scripts, and nothing in the way."""

from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import expect
from sqlalchemy import Engine, select

from baketracker.events.models import Event
from baketracker.exchange.sample import fill_with_sample
from baketracker.pantry.models import Lot
from tests.browser.conftest import LOOKS, PHONE, Visitors, seen_already
from tests.browser.looking import barriers, overflow, picture, widest
from tests.factories.bakeries import BakeryOnDatabase, open_bakery
from tests.factories.catalogue import ingredient, lot, product
from tests.factories.depth import only_deep
from tests.pantry.steps import left


@pytest.fixture(scope="module")
def baker(engine: Engine) -> BakeryOnDatabase:
    """A bakery with the sample in it."""
    bakery = open_bakery(engine, "Sample bakery")
    with bakery.session() as db:
        fill_with_sample(db)
    return bakery


def addresses(baker: BakeryOnDatabase) -> list[str]:
    """Every page of the pantry."""
    with baker.session() as db:
        one = db.scalars(select(Lot).where(Lot.in_use())).first()
        ahead = db.scalars(select(Event).where(Event.event_date >= db.scope.today())).first()
        assert one is not None
        assert ahead is not None
        lot_id, product_id, event_id = one.id, one.product_id, ahead.id
        (row,) = Lot.locked(db, [lot_id])
        ingredient_id = row.product.ingredient_id
    counting = f"/pantry/count?event={event_id}"
    return [
        "/pantry", "/pantry?show=expiring", f"/pantry?event={event_id}", "/pantry?q=flour",
        f"/pantry/{ingredient_id}", f"/pantry/lots/{lot_id}", counting, "/pantry/found",
        "/pantry/found?q=flour", f"/pantry/found?product={product_id}",
    ]  # fmt: skip


@seen_already
@pytest.mark.covers("UX-34", "SC-11", "SC-12", "SC-13")
@pytest.mark.parametrize(("width", "theme"), LOOKS)
def test_its_pages_have_no_barrier_and_fit(
    people: Visitors, baker: BakeryOnDatabase, width: int, theme: str
) -> None:
    wrong: dict[str, list[str]] = {}
    with people.enter(baker, width=width, theme=theme) as visit:
        for path in addresses(baker):
            page = visit.open(path)
            found = barriers(page)
            if overflow(page) > 0:
                found.append(widest(page))
            if found:
                wrong[path] = found
            name = path.partition("?")[0].strip("/").split("/")
            picture(page, f"{'-'.join(name[:2])}-{width}-{theme}")
        assert visit.complaints == []
    assert not wrong, wrong


@seen_already
def test_at_320_pixels_and_double_text_nothing_scrolls_sideways(
    people: Visitors, baker: BakeryOnDatabase
) -> None:
    with people.enter(baker, width=320, type_size=32) as visit:
        for path in addresses(baker):
            page = visit.open(path)
            assert overflow(page) <= 0, (path, widest(page))


@pytest.fixture
def bags(bakery: BakeryOnDatabase) -> list[UUID]:
    """Two bags of flour and a dozen eggs."""
    flour = product(bakery, ingredient(bakery), package_type="bag")
    eggs = product(bakery, ingredient(bakery, "Eggs"), package_quantity="12", package_unit="each")
    return [lot(bakery, eggs, "12"), lot(bakery, flour, "5"), lot(bakery, flour, "5")]


def press(page: Any, lot_id: UUID, name: str) -> None:
    page.locator(f"#lot-{lot_id}").get_by_role("button", name=name, exact=True).click()


@pytest.mark.covers("SC-12", "K-68")
def test_one_tap_counts_a_bag_and_tells_it_aloud(
    people: Visitors, bakery: BakeryOnDatabase, bags: list[UUID]
) -> None:
    eggs, first, _ = bags
    with people.enter(bakery, width=PHONE) as visit:
        page = visit.open("/pantry/count")
        press(page, first, "half")
        half = page.locator(f"#lot-{first}").get_by_role("button", name="half", exact=True)
        expect(half).to_have_attribute("aria-pressed", "true")
        expect(page.locator("#announcer")).to_have_text("Flour, bag 1 of 2, about 50 percent")
        expect(page.locator("#counted-last")).to_contain_text("Counted King Arthur: 2½ lb")
        press(page, eggs, "Eggs, package 1 of 1: less")
        expect(page.locator(f"#quantity-{eggs}")).to_have_value("11")
        assert left(bakery, *bags) == [11, Decimal("2.5"), 5]
        page.locator("#counted-last").get_by_role("button", name="Undo last").click()
        expect(page.locator("[data-toast]").first).to_contain_text("Taken back: Counted")
        assert left(bakery, *bags) == [12, Decimal("2.5"), 5]
        assert visit.complaints == []


@only_deep
@pytest.mark.covers("SC-12")
def test_enter_saves_a_number_and_goes_on_to_the_next_line(
    people: Visitors, bakery: BakeryOnDatabase, bags: list[UUID]
) -> None:
    eggs, first, second = bags
    with people.enter(bakery) as visit:
        page = visit.open("/pantry/count")
        for key, typed in ((eggs, "7"), (first, "1.5"), (second, "0")):
            field = page.locator(f"#quantity-{key}")
            if key == eggs:
                field.focus()
            expect(field).to_be_focused()
            field.fill(typed)
            page.keyboard.press("Enter")
            expect(page.locator("#counted-last")).to_contain_text(f": {typed.replace('1.5', '1½')}")
        assert left(bakery, *bags) == [7, Decimal("1.5"), 0]
        assert visit.complaints == []


@only_deep
@pytest.mark.covers("SC-12")
def test_without_scripts_every_key_still_saves(
    people: Visitors, bakery: BakeryOnDatabase, bags: list[UUID]
) -> None:
    eggs, first, second = bags
    with people.enter(bakery, width=PHONE, scripts=False) as visit:
        page = visit.open("/pantry/count")
        press(page, first, "a quarter")
        expect(page.locator("[data-toast]")).to_contain_text("Counted.")
        assert page.url.endswith(f"#lot-{second}")
        page.locator(f"#percent-{eggs}").fill("50")
        page.keyboard.press("Enter")
        expect(page.locator(f"#quantity-{eggs}")).to_have_value("6")
        assert left(bakery, eggs, first) == [6, Decimal("1.25")]


@only_deep
@pytest.mark.covers("SC-11")
def test_the_pantry_is_searched_while_typing_and_keeps_its_part(
    people: Visitors, baker: BakeryOnDatabase
) -> None:
    with people.enter(baker) as visit:
        page = visit.open("/pantry?show=expiring")
        page.get_by_role("searchbox").fill("cream")
        page.wait_for_url("**q=cream**")
        assert "show=expiring" in page.url
        expect(page.locator("#results")).to_contain_text("ingredient")
        assert visit.complaints == []
