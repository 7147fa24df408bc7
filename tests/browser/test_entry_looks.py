"""How adding and reviewing look: no barrier, nothing too wide, a picture of each."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest
from playwright.sync_api import Page
from sqlalchemy import Engine

from baketracker.config import Settings
from baketracker.db.types import new_id
from baketracker.proposals import service
from baketracker.proposals.editing import LineChange
from tests.assistant.makers import Maker, Sleeper, gemini
from tests.browser import entering
from tests.browser.conftest import EVERY_LOOK, LOOKS, Visitors
from tests.browser.entering import FLOUR, photo, stocked_shelf
from tests.browser.looking import barriers, overflow, picture, widest
from tests.browser.test_entry_receipts import FIFTEEN, LINES, SUM
from tests.factories.bakeries import BakeryOnDatabase, open_bakery
from tests.factories.catalogue import ingredient, lot, product
from tests.factories.depth import only_deep
from tests.factories.kitchen import Kitchen
from tests.factories.servers import LiveServer
from tests.factories.simulated_gemini import SimulatedGemini
from tests.proposals.reader import Reader, receipt


@pytest.fixture(scope="module")
def model() -> Iterator[SimulatedGemini]:
    with SimulatedGemini() as server:
        yield server


@pytest.fixture(scope="module")
def site(settings: Settings, model: SimulatedGemini) -> Iterator[LiveServer]:
    with entering.reading(settings, model, worker=False) as server:
        yield server


@pytest.fixture(scope="module")
def baker(engine: Engine) -> BakeryOnDatabase:
    return open_bakery(engine, "Ada's Bakery")


@pytest.fixture(scope="module")
def pages(baker: BakeryOnDatabase, model: SimulatedGemini) -> dict[str, str]:
    """Every page of adding and reviewing in a state worth looking at, by name; made in a thread of
    its own, because the browser's loop runs in this one."""
    with ThreadPoolExecutor(1) as elsewhere:
        return elsewhere.submit(_made, baker, model).result()


def _made(baker: BakeryOnDatabase, model: SimulatedGemini) -> dict[str, str]:
    reader = Reader(baker, Maker(model, gemini(model)), Sleeper())
    shelf = stocked_shelf(baker)
    flour = product(baker, ingredient(baker, "Rye flour"), name="Dark rye")
    first = lot(baker, flour, "5")
    bought = reader.sees(receipt(*LINES)).shown(photo("SAVED"))
    _confirmed(baker, bought.id, bought.fingerprint)
    purchase = reader.sees(receipt(*FIFTEEN, subtotal=SUM, tax="1.40", total="195.43")).shown(
        photo("COSTCO", "fifteen")
    )
    with baker.session() as db:
        change = LineChange(product_id=shelf["Granulated sugar"], packages=3, price="6.79")
        service.change_line(db, purchase.id, 2, change, purchase.version)
    full = {"pantry_item_id": str(first), "percentage_remaining": 40}
    stock = reader.hears("the rye is 40 % full", ("adjust_inventory", full)).said("the rye is 40 %")
    lot(baker, flour, "4")
    which = reader.said("a rye bag is 40 %")
    with baker.session() as db:
        Kitchen(db).recipe("Pumpkin Pie", {})
    dinner = {
        "event_name": "Thanksgiving", "event_date": "2026-11-26", "guest_count": 12,
        "recipe_names": ["pumpkin pie", "cranberry tart"],
    }  # fmt: skip
    event = reader.hears("", ("create_event_with_recipes", dinner)).said("Thanksgiving for 12")
    spoken = reader.hears("two pounds of flour", ("add_purchase", FLOUR)).spoken()
    failed = reader.hears("").said("what a lovely morning")
    gone = reader.said("nothing of use")
    with baker.session() as db:
        service.discard(db, gone.id, new_id())
    for view, kind in ((spoken, "purchase"), (stock, "stock"), (which, "stock"), (event, "event")):
        assert (view.state, view.kind) == ("ready", kind), view.note
    return {
        "add": "/add", "said": "/add?said=2+lb+of+butter", "receipt": "/add/receipt",
        "pantry": "/add/pantry", "tray": "/review", "purchase": f"/review/{purchase.id}",
        "line": f"/review/{purchase.id}/lines/4", "spoken": f"/review/{spoken.id}",
        "stock": f"/review/{stock.id}", "which": f"/review/{which.id}",
        "event": f"/review/{event.id}", "failed": f"/review/{failed.id}",
        "saved": f"/review/{bought.id}", "discarded": f"/review/{gone.id}",
        "assistant": "/settings/assistant",
        "learnt": "/review/learnt",
    }  # fmt: skip


def _confirmed(baker: BakeryOnDatabase, proposal: UUID, seen: str) -> None:
    with baker.session() as db:
        service.confirm(db, proposal, seen, new_id())


def wrong_with(page: Page) -> list[str]:
    found = barriers(page)
    if overflow(page) > 0:
        found.append(f"{overflow(page)} px too wide: {widest(page)}")
    if page.locator("h1").count() != 1:
        found.append("not one h1")
    return found


@only_deep
@pytest.mark.covers("UX-34", "SC-14", "SC-16", "SC-17", "UX-37")
@pytest.mark.parametrize(("width", "theme"), LOOKS)
def test_adding_and_reviewing_shut_nobody_out(
    people: Visitors, baker: BakeryOnDatabase, pages: dict[str, str], width: int, theme: str
) -> None:
    wrong: dict[str, list[str]] = {}
    with people.enter(baker, width=width, theme=theme) as visit:
        for name, path in pages.items():
            page = visit.open(path)
            complaints = [*visit.complaints]
            if found := wrong_with(page) + complaints:
                wrong[name] = found
            # What looks at a page makes the browser complain itself.
            visit.complaints.clear()
            picture(page, f"entry-{name}-{width}-{theme}")
    assert not wrong, "\n".join(f"{name}: {found}" for name, found in wrong.items())
    assert (width, theme) in EVERY_LOOK


@only_deep
@pytest.mark.covers("UX-34")
def test_adding_and_reviewing_fit_320_pixels_and_double_text(
    people: Visitors, baker: BakeryOnDatabase, pages: dict[str, str]
) -> None:
    wrong: dict[str, str] = {}
    with people.enter(baker, width=320, type_size=32) as visit:
        for name, path in pages.items():
            page = visit.open(path)
            if overflow(page) > 0:
                wrong[name] = f"{overflow(page)} px: {widest(page)}"
    assert not wrong, wrong
