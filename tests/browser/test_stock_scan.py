"""Bars in front of a camera, and a look at what was written in passing."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import LOOKS, PHONE, Visitors, arguments, seen_already
from tests.browser.filming import film
from tests.browser.find_chromium import find_chromium
from tests.browser.looking import barriers, overflow, picture
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.catalogue import ingredient, product
from tests.factories.depth import only_deep
from tests.factories.servers import LiveServer
from tests.products.test_reviewing import seen

EAN = "4006381333931"


@contextmanager
def camera(beside: Browser, code: str, folder: Path) -> Iterator[Browser]:
    """Another browser, whose camera sees this code and whose owner allows it."""
    browser = beside.browser_type.launch(
        executable_path=str(find_chromium()),
        args=[
            *arguments(),
            "--use-fake-ui-for-media-stream",
            "--use-fake-device-for-media-stream",
            f"--use-file-for-fake-video-capture={film(code, folder / 'bars.y4m')}",
        ],
    )
    yield browser
    browser.close()


@pytest.mark.covers("G-22", "SC-27")
def test_the_camera_reads_the_bars_of_a_known_and_of_an_unknown_package(
    chromium: Browser, site: LiveServer, bakery: BakeryOnDatabase, tmp_path: Path
) -> None:
    flour = ingredient(bakery)
    with camera(chromium, EAN, tmp_path) as seeing:
        with Visitors(seeing, site).enter(bakery, width=PHONE) as visit:
            visit.open("/products/scan")
            # Once it is allowed the camera needs no press of a button.
            expect(visit.page).to_have_url(f"{visit.url}/products/new?upc={EAN}")
            expect(visit.page.get_by_label("Barcode")).to_have_value(EAN)
            assert visit.complaints == []
        bag = product(bakery, flour, upc=EAN)
        with Visitors(seeing, site).enter(bakery, width=PHONE) as visit:
            # From another page, without its being loaded anew by itself: it must be all the same.
            visit.open("/products")
            # Without a reader of its own, as on an iPhone.
            assert visit.page.evaluate("'BarcodeDetector' in window") is False
            visit.page.get_by_role("link", name="Find one by its barcode").click()
            expect(visit.page).to_have_url(f"{visit.url}/products/{bag.id}?scanned=true")
            expect(visit.page.get_by_role("link", name="Bought it")).to_be_visible()
            assert visit.complaints == []


@only_deep
@pytest.mark.covers("G-22")
def test_without_a_camera_the_number_is_typed(people: Visitors, bakery: BakeryOnDatabase) -> None:
    bag = product(bakery, ingredient(bakery), upc=EAN)
    with people.enter(bakery, width=PHONE) as visit:
        page = visit.open("/products/scan")
        page.get_by_role("button", name="Use the camera").click()
        expect(page.get_by_role("status").filter(has_text="Type the number")).to_be_visible()
        typed(page, "4006381333932")
        expect(page.get_by_role("alert")).to_contain_text("The last digit should be 1.")
        typed(page, EAN)
        expect(page).to_have_url(f"{visit.url}/products/{bag.id}?scanned=true")
    with people.enter(bakery, scripts=False) as visit:
        page = visit.open("/products/scan")
        typed(page, EAN)
        expect(page).to_have_url(f"{visit.url}/products/{bag.id}?scanned=true")


def typed(page: Page, code: str) -> None:
    page.get_by_label("The number under the bars").fill(code)
    page.get_by_role("button", name="Find it").click()


@only_deep
@pytest.mark.covers("SC-33")
def test_the_keys_j_and_k_walk_through_what_waits(
    people: Visitors, bakery: BakeryOnDatabase
) -> None:
    first, second, third = seen(bakery, "rye", "spelt", "oats")
    with people.enter(bakery) as visit:
        page = visit.open(f"/review/products/{third.id}")
        page.wait_for_load_state("networkidle")
        page.keyboard.press("j")
        expect(page).to_have_url(f"{visit.url}/review/products/{second.id}")
        page.keyboard.press("j")
        expect(page).to_have_url(f"{visit.url}/review/products/{first.id}")
        page.keyboard.press("k")
        expect(page).to_have_url(f"{visit.url}/review/products/{second.id}")
        # A letter in a field is a letter.
        page.get_by_label("Name on the package").press("j")
        expect(page.get_by_label("Name on the package")).to_have_value("jspelt")
        assert visit.complaints == []


@seen_already
@pytest.mark.covers("SC-27", "SC-33")
@pytest.mark.parametrize(("width", "theme"), LOOKS)
def test_the_pages_of_products_shut_nobody_out(
    people: Visitors, bakery: BakeryOnDatabase, width: int, theme: str
) -> None:
    (one,) = seen(bakery, "king arthur unbleached bread flour from the large sack")
    flour = one.ingredient
    bag = product(
        bakery, flour, upc=EAN, name="Unbleached bread flour", package_type="bag",
        packaging=[{"level": "case", "holds": 8}], shelf_life_days="8 months",
    )  # fmt: skip
    odd = product(bakery, flour, brand="Odd", package_unit="fl oz")
    paths = {
        "list": "/products", "nearly": "/products?q=kng+arthr", "show": f"/products/{bag.id}",
        "odd": f"/products/{odd.id}", "edit": f"/products/{bag.id}/edit", "new": "/products/new",
        "merge": f"/products/{bag.id}/merge", "removal": f"/products/{bag.id}/removal",
        "waiting": "/review", "review": f"/review/products/{one.id}", "scan": "/products/scan",
        "wrong": "/products/scan?code=4006381333932",
    }  # fmt: skip
    with people.enter(bakery, width=width, theme=theme) as visit:
        for name, path in paths.items():
            page = visit.open(path)
            assert barriers(page) == [], name
            assert overflow(page) <= 0, name
            picture(page, f"products-{name}-{width}-{theme}")
        assert visit.complaints == []
