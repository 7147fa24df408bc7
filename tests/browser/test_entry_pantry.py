"""How full a bag is, said and seen; and adding things when nobody reads, or nobody may any more."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from baketracker.assistant import preferences
from baketracker.assistant.limits import Ceiling
from baketracker.assistant.schemas import AssistantChange
from baketracker.config import Settings
from tests.browser import entering
from tests.browser.conftest import PHONE, Visitors
from tests.browser.entering import (
    BOUGHT,
    FLOUR,
    add_door,
    counted,
    eventually,
    hears,
    newest,
    photo,
    sees,
    send_pictures,
    stocked_shelf,
)
from tests.browser.looking import picture
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.catalogue import ingredient, lot, product
from tests.factories.depth import only_deep
from tests.factories.servers import LiveServer
from tests.factories.simulated_gemini import SimulatedGemini
from tests.proposals.steps import in_stock, purchases

SAID = "the flour bag is 40 % full"


@pytest.fixture(scope="module")
def model() -> Iterator[SimulatedGemini]:
    with SimulatedGemini() as server:
        yield server


@pytest.fixture(scope="module")
def site(settings: Settings, model: SimulatedGemini) -> Iterator[LiveServer]:
    with entering.reading(settings, model) as server:
        yield server


@pytest.mark.covers("EX36", "S4-percentage-slider")
def test_of_two_bags_it_is_asked_which_and_forty_percent_are_two_pounds(
    people: Visitors, bakery: BakeryOnDatabase, model: SimulatedGemini
) -> None:
    flour = product(bakery, ingredient(bakery, "Flour"))
    first, _second = lot(bakery, flour, "5"), lot(bakery, flour, "4")
    told = {"pantry_item_id": str(first), "percentage_remaining": 40}
    hears(model, SAID, ("adjust_inventory", told))
    with people.enter(bakery, width=PHONE) as visit:
        page = visit.open("/add")
        page.get_by_label("Type it as you would say it").fill(SAID)
        page.get_by_role("button", name="Read it").click()
        which = page.get_by_role("group", name=re.compile("Which one is it"))
        expect(which).to_be_visible()
        save = page.get_by_role("button", name="Save", exact=True)
        expect(save).to_be_disabled()
        picture(page, "entry-which")
        which.get_by_text("4 lb left").click()
        # Choosing is enough: 40 % of a package of 5 lb.
        expect(page.get_by_text("there are:")).to_contain_text("2 lb")
        picture(page, "entry-stock")
        expect(save).to_be_enabled()
        # The slider says another number.
        level = page.get_by_label("How full the open package is, in percent")
        level.focus()
        page.keyboard.press("ArrowRight")
        expect(page.get_by_label("Percent", exact=True)).to_have_value("45")
        page.get_by_role("button", name="Change").click()
        expect(page.get_by_text("there are:")).to_contain_text("2¼ lb")
        page.get_by_label("Percent", exact=True).fill("40")
        page.get_by_role("button", name="Change").click()
        expect(page.get_by_text("there are:")).to_contain_text(re.compile(r"\b2 lb"))
        save.click()
        expect(page.locator("#toasts")).to_contain_text("Saved.")
        assert in_stock(bakery) == [5, 2]
        assert visit.complaints == []


def test_all_that_was_changed_counts_when_it_is_saved(
    people: Visitors, bakery: BakeryOnDatabase, model: SimulatedGemini
) -> None:
    names = ("Flour", "Sugar", "Salt")
    for name in names:
        lot(bakery, product(bakery, ingredient(bakery, name)), "5")
    jars = [{"name": name, "index": None, "percent_low": 50, "percent_high": 50} for name in names]
    sees(model, {"items": jars})
    with people.enter(bakery, width=PHONE) as visit:
        page = visit.open("/add/pantry")
        send_pictures(page, photo("THREE JARS", "on a shelf"))
        expect(page.get_by_role("heading", level=1)).to_have_text("In the pantry")
        levels = page.get_by_label("Percent", exact=True)
        for place, percent in enumerate(("20", "40", "80")):
            levels.nth(place).fill(percent)
        page.get_by_role("button", name="Save 3 of 3").click()
        # It is shown what will be saved, then saved.
        for place, percent in enumerate(("20", "40", "80")):
            expect(levels.nth(place)).to_have_value(percent)
        expect(page.get_by_text("there are:").last).to_contain_text("4 lb")
        assert in_stock(bakery) == [5, 5, 5]
        page.get_by_role("button", name="Save 3 of 3").click()
        expect(page.locator("#toasts")).to_contain_text("Saved.")
        assert in_stock(bakery) == [1, 2, 4]
        assert visit.complaints == []


@only_deep
@pytest.mark.covers("S4-percentage-slider")
def test_a_photo_of_the_pantry_says_between_how_much_and_how_much(
    people: Visitors, bakery: BakeryOnDatabase, model: SimulatedGemini
) -> None:
    lot(bakery, product(bakery, ingredient(bakery, "Flour")), "5")
    sees(model, {"items": [{"name": "flour", "index": 0, "percent_low": 40, "percent_high": 60}]})
    with people.enter(bakery, width=PHONE) as visit:
        page = visit.open("/add/pantry")
        page.get_by_label("What is in it?").fill("the flour")
        send_pictures(page, photo("FLOUR", "on a shelf"))
        expect(page.get_by_role("heading", level=1)).to_have_text("In the pantry")
        expect(page.get_by_text("Between 40 and 60 % of one package")).to_be_visible()
        expect(page.locator("figure img")).to_be_visible()
        picture(page, "entry-pantry")
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.locator("#toasts")).to_contain_text("Saved.")
        # Plans count on what is certainly there.
        assert in_stock(bakery) == [2]
        assert visit.complaints == []


@only_deep
@pytest.mark.covers("EX37", "AI-37")
def test_when_all_readings_are_used_the_time_is_told_and_typing_goes_on(
    people: Visitors, bakery: BakeryOnDatabase, model: SimulatedGemini
) -> None:
    stocked_shelf(bakery)
    hears(model, BOUGHT, ("add_purchase", FLOUR))
    wanted = AssistantChange(
        is_on=True, keeps_sound=False, includes_tax=False, readings_per_day=0,
        spend_limit_dollars=None,
    )  # fmt: skip
    with bakery.session() as db:
        version = preferences.get(db).version
        preferences.change(db, wanted, version, Ceiling(60, 1))
    with people.enter(bakery, width=PHONE) as visit:
        page = visit.open("/add/receipt")
        send_pictures(page, photo("COSTCO", "too many"))
        expect(page.get_by_role("heading", level=1)).to_have_text("Not read")
        told = page.get_by_role("status").filter(has_text="0 of 0")
        expect(told).to_contain_text(re.compile("midnight|12:00|0:00|tomorrow", re.I))
        picture(page, "entry-quota")
        # A sentence is read by rules then.
        page.goto("/add")
        page.get_by_label("Type it as you would say it").fill("12 lb all-purpose flour for $8.40")
        page.get_by_role("button", name="Read it").click()
        save = page.get_by_role("button", name="Save", exact=True)
        expect(save).to_be_enabled()
        save.click()
        expect(page.get_by_text("1 purchase is saved.")).to_be_visible()
        # Nor is a form in the way.
        page.goto("/purchases/new")
        expect(page.get_by_role("button", name="Save", exact=True)).to_be_visible()
    assert (len(purchases(bakery)), model.calls) == (1, [])


@only_deep
@pytest.mark.covers("AI-43")
def test_switched_off_nothing_invites_to_speak_or_to_photograph(
    people: Visitors, bakery: BakeryOnDatabase, model: SimulatedGemini
) -> None:
    stocked_shelf(bakery)
    model.forget()
    with people.enter(bakery, width=PHONE) as visit:
        page = visit.open("/settings/assistant")
        page.get_by_role("checkbox").first.uncheck()
        page.get_by_role("button", name="Save").click()
        page.wait_for_load_state("networkidle")
        page = visit.open("/add")
        expect(page.locator("[data-talk]")).to_have_count(0)
        # Held all the same, nobody listens: the sheet is there to type.
        visit.open("/pantry")
        box = add_door(page).bounding_box()
        assert box is not None
        page.mouse.move(box["x"] + 20, box["y"] + 20)
        page.mouse.down()
        said = page.locator("#dialog [name=said]")
        expect(said).to_be_focused()
        page.wait_for_timeout(900)
        page.mouse.up()
        page.wait_for_timeout(500)
        expect(said).to_be_visible()
        expect(page.locator("#talking")).to_be_hidden()
        assert counted(bakery) == 0
        page = visit.open("/add")
        main = page.get_by_role("main")
        expect(main.get_by_role("link", name="Receipt", exact=True)).to_have_count(0)
        expect(main.get_by_role("link", name="Type a receipt")).to_be_visible()
        page.get_by_label("Type it as you would say it").fill("12 lb all-purpose flour for $8.40")
        page.get_by_role("button", name="Read it").click()
        expect(page.get_by_role("button", name="Save", exact=True)).to_be_enabled()
        visit.open("/add/receipt")
        expect(page.get_by_text("Pictures are not read here.")).to_be_visible()
        assert visit.complaints == []
    assert model.calls == []


@pytest.mark.covers("EX57", "AI-06")
def test_without_scripts_a_sentence_is_typed_reviewed_and_saved(
    people: Visitors, bakery: BakeryOnDatabase, model: SimulatedGemini
) -> None:
    stocked_shelf(bakery)
    hears(model, BOUGHT, ("add_purchase", FLOUR | {"item_name": "butter", "quantity": "4"}))
    with people.enter(bakery, width=PHONE, scripts=False) as visit:
        page = visit.open("/add")
        # A button that does nothing is not there.
        expect(page.locator("[data-record]")).to_be_hidden()
        page.get_by_label("Type it as you would say it").fill("four pounds of butter at Costco")
        page.get_by_role("button", name="Read it").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Reading")
        picture(page, "entry-no-scripts")
        eventually(page, lambda: newest(bakery).state == "ready")
        page.get_by_role("link", name="See how far it is").click()
        page.get_by_label("Unsalted butter, Kirkland Signature 4 lb").check()
        page.get_by_role("button", name="Take it").click()
        ready = page.get_by_role("link", name=re.compile("^Product: Unsalted butter.*You edited"))
        expect(ready).to_be_visible()
        page.get_by_role("link", name=re.compile("^Quantity: 1 package")).click()
        page.get_by_label("Packages").fill("2")
        page.get_by_role("button", name="Keep it").click()
        expect(page.get_by_role("link", name=re.compile("^Quantity: 2 packages"))).to_be_visible()
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.get_by_text("1 purchase is saved.")).to_be_visible()
    [row] = purchases(bakery)
    assert row.packages == 2
