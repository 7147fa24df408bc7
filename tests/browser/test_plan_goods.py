"""Packing a box: the guided form of a finished good, with and without scripts."""

import re

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import func, select

from baketracker.finished_goods.models import FinishedGood
from tests.browser.conftest import DESK, PHONE, Visitors
from tests.browser.looking import barriers, overflow
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.depth import DEEP, only_deep
from tests.factories.rows import RowMaker

pytestmark = pytest.mark.covers("SC-31")


@pytest.fixture
def kitchen(bakery: BakeryOnDatabase) -> BakeryOnDatabase:
    """Two things that are baked, a box to pack them in and a ribbon."""
    with bakery.session() as db:
        maker = RowMaker(db)
        maker.row("finished_units", name="Cookie", items_per_batch=48)
        maker.row("finished_units", name="Brownie", items_per_batch=24)
        card = maker.row("ingredients", name="Window box", level=2, is_packaging=True)
        maker.row("products", brand="Papermill", ingredient_id=card)
        maker.row("material_units", name="20 cm of red ribbon")
    return bakery


def choose(page: Page, line: str, what: str, quantity: str) -> None:
    page.locator(f"[name='{line}.quantity']").fill(quantity)
    options = page.locator(f"[name='{line}.what'] option").all_inner_texts()
    words = next(text for text in options if what in text)
    page.locator(f"[name='{line}.what']").select_option(label=words)


@pytest.mark.parametrize(("width", "theme"), [(PHONE, "light"), (DESK, "dark")][: 2 if DEEP else 1])
def test_a_box_is_packed_line_by_line(
    people: Visitors, kitchen: BakeryOnDatabase, width: int, theme: str
) -> None:
    with people.enter(kitchen, width=width, theme=theme) as visit:
        page = visit.open("/finished-goods/new")
        page.get_by_label("Name").fill("Sampler box")
        choose(page, "contents.0", "Cookie", "6")
        page.get_by_role("button", name="Add something to it").click()
        choose(page, "contents.1", "Brownie", "2.5")
        assert barriers(page) == []
        assert overflow(page) == 0
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
        page.get_by_role("link", name=re.compile("whole number")).click()
        expect(page.locator("[name='contents.1.quantity']")).to_be_focused()
        page.locator("[name='contents.1.quantity']").fill("3")
        page.get_by_text("Packaging", exact=True).first.click()
        choose(page, "packaging.0", "Papermill", "1")
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Sampler box")
        assert barriers(page) == []
        expect(page.locator("main")).to_contain_text("Brownie")
        expect(page.locator("main")).to_contain_text("Papermill")
        assert visit.complaints == []


@only_deep
def test_it_works_without_scripts(people: Visitors, kitchen: BakeryOnDatabase) -> None:
    with people.enter(kitchen, scripts=False) as visit:
        page = visit.open("/finished-goods/new")
        page.get_by_label("Name").fill("Pair")
        choose(page, "contents.0", "Cookie", "1")
        page.get_by_role("button", name="Add something to it").click()
        expect(page.locator("[name='contents.0.quantity']")).to_have_value("1")
        choose(page, "contents.1", "Brownie", "1")
        page.get_by_role("button", name="Remove: What is in it 1").click()
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Pair")
        expect(page.locator("main")).to_contain_text("Brownie")
        expect(page.locator("main")).not_to_contain_text("Cookie")
    with kitchen.session() as db:
        assert db.scalar(select(func.count()).select_from(FinishedGood)) == 1
