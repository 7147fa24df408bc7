"""Planning an event in the browser: the page answers in place, aloud, and without scripts too."""

import re
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from playwright.sync_api import Locator, Page, Response, expect
from sqlalchemy import Engine

from baketracker.db.types import new_id
from baketracker.events.models import EventFinishedGood
from baketracker.exchange.sample import fill_with_sample
from baketracker.purchases.models import Purchase
from tests.browser.conftest import LOOKS, PHONE, WIDTHS, Visitors, seen_already
from tests.browser.looking import barriers, overflow, picture, widest
from tests.factories.bakeries import BakeryOnDatabase, open_bakery
from tests.factories.depth import only_deep
from tests.factories.kitchen import CUP_OF_FLOUR, Kitchen


@dataclass(frozen=True)
class Fair:
    """50 bags of 6 cookies and 3 brownies; the sugar is short, and what it costs is known."""

    event: UUID
    bag: UUID
    cookie: UUID
    brownies: UUID

    @property
    def path(self) -> str:
        return f"/events/{self.event}"


def fair_in(bakery: BakeryOnDatabase, suffix: str = "") -> Fair:
    with bakery.session() as db:
        kitchen = Kitchen(db, suffix)
        flour, sugar = kitchen.ingredient("Flour", **CUP_OF_FLOUR), kitchen.ingredient("Sugar")
        for ingredient, unit, held in ((flour, "lb", "60"), (sugar, "cup", "10")):
            product = kitchen.product(ingredient, unit, brand="Old Mill", preferred=True)
            bought = {"id": new_id(), "product_id": product, "packages": Decimal(1)}
            day = db.scope.today() - timedelta(days=5)
            db.insert_rows(
                Purchase, [bought | {"package_price": Decimal("1.50"), "purchased_on": day}]
            )
            kitchen.stock(product, held)
        cookies = kitchen.recipe("Sugar Cookie", {flour: "2 cup", sugar: "1 cup"})
        brownies = kitchen.recipe("Fudge Brownie", {flour: "1 cup", sugar: "1.5 cup"})
        cookie = kitchen.finished_unit(cookies, "Cookie", 48)
        for name, items in (("Small cookie", 24), ("Tray cookie", 96)):
            kitchen.finished_unit(cookies, name, items)
        brownie = kitchen.finished_unit(brownies, "Brownie", 24)
        bag = kitchen.good("Gift bag", units={cookie: "6", brownie: "3"})
        day = db.scope.today() + timedelta(days=9)
        event = kitchen.event("School fair", day, {bag: 50}, cookies, brownies)
    return Fair(event, bag, cookie, brownies)


@pytest.fixture
def fair(bakery: BakeryOnDatabase) -> Fair:
    return fair_in(bakery)


def figure(page: Page, key: str) -> Locator:
    return page.locator(f'[data-figure^="{key}"]').first


def wanted(bakery: BakeryOnDatabase, fair: Fair) -> int:
    with bakery.session() as db:
        rows = db.query(EventFinishedGood).filter(EventFinishedGood.event_id == fair.event)
        return sum(row.quantity for row in rows)


def quantity(page: Page) -> Locator:
    return page.get_by_role("textbox", name="How many Gift bag")


@pytest.mark.covers("EX5", "UX-24")
@pytest.mark.parametrize("width", WIDTHS)
def test_fifty_bags_become_sixty_in_place_and_aloud(
    people: Visitors, bakery: BakeryOnDatabase, fair: Fair, width: int
) -> None:
    with people.enter(bakery, width=width) as visit:
        page = visit.open(fair.path)
        page.evaluate("window.same = true")
        before = {
            key: figure(page, key).inner_text()
            for key in ("cost", "batches", "unit:", "batches:", "ingredient:")
        }
        assert before["batches"] == "14"
        answers: list[Response] = []
        page.on("response", lambda answer: answers.append(answer))
        quantity(page).fill("60")
        expect(figure(page, "batches")).to_have_text("16")
        after = {key: figure(page, key).inner_text() for key in before}
        assert {key for key in before if before[key] == after[key]} == set()
        expect(page.locator("#plan-strip mark").first).to_be_visible()
        expect(page.locator("#announcer")).to_contain_text("Batches: 14 → 16")
        expect(page.locator("#announcer")).to_contain_text("Cost: ")
        assert page.evaluate("window.same") is True
        (answer,) = [one for one in answers if "/goods/" in one.url]
        assert answer.text().count("hx-swap-oob") <= 5
        assert quantity(page).input_value() == "60"
        assert page.evaluate("document.activeElement.id") == f"q-{fair.bag}"
        assert visit.complaints == []
    assert wanted(bakery, fair) == 60


def test_keys_tapped_quickly_are_sent_once(
    people: Visitors, bakery: BakeryOnDatabase, fair: Fair
) -> None:
    with people.enter(bakery, width=PHONE) as visit:
        page = visit.open(fair.path)
        sent: list[str] = []
        page.on("request", lambda request: sent.append(request.url))
        page.get_by_role("button", name="One more").click(click_count=5, delay=20)
        expect(figure(page, "unit:")).to_have_text("165")
        assert len([url for url in sent if "/goods/" in url]) == 1
        page.get_by_role("button", name="One fewer").click()
        expect(figure(page, "unit:")).to_have_text("162")
    assert wanted(bakery, fair) == 54


def test_nonsense_is_said_beside_its_field_and_changes_nothing(
    people: Visitors, bakery: BakeryOnDatabase, fair: Fair
) -> None:
    with people.enter(bakery) as visit:
        page = visit.open(fair.path)
        for typed in ("0", "-3", "2.5", "lots"):
            quantity(page).fill(typed)
            expect(page.locator(f"#note-{fair.bag} [role=alert]")).to_be_visible()
            expect(figure(page, "batches")).to_have_text("14")
            quantity(page).fill("50")
            expect(page.locator(f"#note-{fair.bag} [role=alert]")).to_have_count(0)
    assert wanted(bakery, fair) == 50


@only_deep
@pytest.mark.covers("EX4", "SC-07", "D-10")
def test_every_way_to_bake_three_hundred_is_shown(
    people: Visitors, bakery: BakeryOnDatabase, fair: Fair
) -> None:
    with people.enter(bakery) as visit:
        page = visit.open(fair.path)
        unit = page.locator(f"#unit-{fair.cookie}")
        expect(unit).to_contain_text("300 needed")
        expect(unit).to_contain_text("7 × 48")
        unit.get_by_text("other ways").click()
        ways = unit.get_by_role("radio")
        said = unit.locator("label.opt").all_inner_texts()
        found = {re.search(r"\d+ × \d+", words).group() for words in said}  # type: ignore[union-attr]
        assert found == {"4 × 96", "6 × 48", "7 × 48", "13 × 24"}
        extra = {
            re.sub(r".*?(\d+ × \d+).*?(\d+ (extra|too few)).*", r"\1: \2", words, flags=re.S)
            for words in said
        }
        assert {"4 × 96: 84 extra", "7 × 48: 36 extra", "13 × 24: 12 extra"} <= extra
        expect(unit.get_by_role("radio", checked=True)).to_have_count(1)
        # The arrows move through the ways, as in any group of radios.
        ways.nth(0).check()
        expect(unit).to_contain_text("4 × 96")
        expect(figure(page, "batches")).to_have_text("11")


@only_deep
@pytest.mark.covers("D-10", "F24")
def test_too_few_are_baked_only_when_that_is_said(
    people: Visitors, bakery: BakeryOnDatabase, fair: Fair
) -> None:
    with people.enter(bakery) as visit:
        page = visit.open(fair.path)
        unit = page.locator(f"#unit-{fair.cookie}")
        unit.get_by_text("other ways").click()
        unit.get_by_role("radio").nth(1).check()
        expect(unit.get_by_role("alert")).to_contain_text("12 too few")
        expect(figure(page, "batches")).to_have_text("14")
        unit.get_by_role("button", name="Bake fewer all the same").click()
        expect(unit).to_contain_text("Short 12")
        expect(unit).to_contain_text("You said that fewer are fine.")
        expect(page.locator("#plan-strip")).to_contain_text("Not yet")


@only_deep
@pytest.mark.covers("M-26", "D-11", "F24")
def test_a_decision_for_other_numbers_is_asked_about(
    people: Visitors, bakery: BakeryOnDatabase, fair: Fair
) -> None:
    with people.enter(bakery) as visit:
        page = visit.open(fair.path)
        unit = page.locator(f"#unit-{fair.cookie}")
        unit.get_by_text("other ways").click()
        unit.get_by_role("radio").nth(3).check()
        expect(unit).to_contain_text("decided")
        quantity(page).fill("60")
        expect(unit).to_contain_text("Decided for 300, now 360 are needed.")
        expect(page.locator("#settle")).to_contain_text("Before that:")
        unit.get_by_role("button", name="Take 8 × 48").click()
        expect(unit).not_to_contain_text("Decided for")
        expect(page.get_by_role("button", name="Settle the plan")).to_be_visible()


@only_deep
@pytest.mark.covers("EX6")
def test_short_is_a_word_an_amount_and_a_sign(
    people: Visitors, bakery: BakeryOnDatabase, fair: Fair
) -> None:
    with people.enter(bakery, width=PHONE) as visit:
        page = visit.open(fair.path)
        short = page.locator("#ingredients summary", has_text="Sugar").locator(".st-short")
        expect(short).to_contain_text(re.compile(r"Short [\d½¼¾⅓⅔.]+ cups"))
        expect(short.locator("svg")).to_be_visible()


@only_deep
@pytest.mark.covers("EX7")
def test_what_a_cup_weighs_is_asked_and_answered_on_the_page(
    people: Visitors, bakery: BakeryOnDatabase
) -> None:
    with bakery.session() as db:
        kitchen = Kitchen(db)
        rye = kitchen.ingredient("Rye")
        kitchen.lot(rye, "5", "lb")
        bread = kitchen.recipe("Bread", {rye: "4 cup"})
        loaf = kitchen.finished_unit(bread, "Loaf", 2)
        event = kitchen.event(
            "Supper", db.scope.today(), {kitchen.good("Loaf", units={loaf: "1"}): 4}, bread
        )
    with people.enter(bakery, width=PHONE) as visit:
        page = visit.open(f"/events/{event}")
        page.evaluate("window.same = true")
        page.get_by_label("How heavy is 1 cup of Rye?").fill("0")
        page.get_by_role("button", name="Save").click()
        expect(page.locator("#ingredients [role=alert]")).to_be_visible()
        page.get_by_label("How heavy is 1 cup of Rye?").fill("3.6")
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_label("How heavy is 1 cup of Rye?")).to_have_count(0)
        expect(page.locator("#ingredients")).to_contain_text("Enough")
        assert page.evaluate("window.same") is True
        assert visit.complaints == []


@only_deep
def test_what_a_batch_gives_is_asked_and_answered_on_the_page(
    people: Visitors, bakery: BakeryOnDatabase
) -> None:
    with bakery.session() as db:
        kitchen = Kitchen(db)
        salt = kitchen.ingredient("Salt")
        toffee = kitchen.recipe("Toffee", {salt: "1 cup"})
        piece = kitchen.finished_unit(toffee, "Toffee piece", None)
        event = kitchen.event(
            "Fair", db.scope.today(), {kitchen.good("Tin", units={piece: "4"}): 2}, toffee
        )
    with people.enter(bakery) as visit:
        page = visit.open(f"/events/{event}")
        page.get_by_label("How many Toffee piece does one batch of Toffee give?").fill("5")
        page.get_by_role("button", name="Save").click()
        expect(page.locator(f"#unit-{piece}")).to_contain_text("2 × 5")
        expect(figure(page, "batches")).to_have_text("2")


@only_deep
@pytest.mark.covers("F20")
def test_before_goods_go_with_a_recipe_that_is_asked(
    people: Visitors, bakery: BakeryOnDatabase, fair: Fair
) -> None:
    with people.enter(bakery) as visit:
        page = visit.open(fair.path)
        page.get_by_role("link", name="Choose recipes").click()
        page.get_by_label("Fudge Brownie").uncheck()
        page.get_by_role("button", name="Save").click()
        asked = page.get_by_role("alert")
        expect(asked).to_contain_text("50 Gift bag, because Fudge Brownie would not be chosen")
        page.get_by_role("button", name="Let it go").click()
        page.wait_for_url(f"**{fair.path}")
        expect(page.get_by_role("heading", level=1)).to_have_text("School fair")
    assert wanted(bakery, fair) == 0


def test_a_good_is_added_with_its_recipes_taken_off_and_put_back(
    people: Visitors, bakery: BakeryOnDatabase, fair: Fair
) -> None:
    with bakery.session() as db:
        kitchen = Kitchen(db)
        cakes = kitchen.recipe("Pound Cake", {kitchen.ingredient("Eggs"): "4 each"})
        kitchen.good("Loaf cake", units={kitchen.finished_unit(cakes, "Cake", 1): "1"})
    with people.enter(bakery, width=PHONE) as visit:
        page = visit.open(fair.path)
        page.get_by_role("link", name="Add something to make").click()
        row = page.locator("li", has_text="Loaf cake").last
        expect(row).to_contain_text("Adds the recipe Pound Cake")
        row.get_by_role("textbox").fill("3")
        row.get_by_role("button", name="Add").click()
        expect(page.locator("li", has_text="Loaf cake").last).to_contain_text("3 on the list")
        page.get_by_role("link", name="See the plan").click()
        expect(page.locator("#make")).to_contain_text("Pound Cake")
        page.get_by_role("link", name=re.compile("More.*Loaf cake")).click()
        page.get_by_role("dialog").get_by_role("button", name="Take it off the list").click()
        expect(page.locator("#make")).not_to_contain_text("Loaf cake")
        page.get_by_role("button", name="Undo").click()
        expect(page.locator("#make")).to_contain_text("Loaf cake")


@only_deep
@pytest.mark.covers("D-08")
def test_a_settled_plan_is_read_until_it_is_unlocked(
    people: Visitors, bakery: BakeryOnDatabase, fair: Fair
) -> None:
    with people.enter(bakery) as visit:
        page = visit.open(fair.path)
        page.get_by_role("button", name="Settle the plan").click()
        expect(page.locator("#settle")).to_contain_text("The plan is settled")
        expect(quantity(page)).to_have_count(0)
        page.get_by_role("button", name="Unlock the plan").click()
        expect(quantity(page)).to_have_value("50")


@only_deep
def test_all_of_it_works_without_scripts(
    people: Visitors, bakery: BakeryOnDatabase, fair: Fair
) -> None:
    with people.enter(bakery, scripts=False) as visit:
        page = visit.open("/events/new")
        page.get_by_label("What is it?").fill("Bake sale")
        page.get_by_label("When is it?").fill("2031-05-01")
        page.get_by_text("Bundles").click()
        page.get_by_role("button", name="Save").click()
        page.get_by_role("link", name="Choose what to make").click()
        page.get_by_role("textbox", name="How many Gift bag").fill("10")
        page.get_by_role("button", name="Add Gift bag").click()
        page.get_by_role("link", name="See the plan").click()
        page.get_by_role("button", name="One more").click()
        expect(quantity(page)).to_have_value("11")
        quantity(page).fill("60")
        quantity(page).press("Enter")
        expect(figure(page, "unit:")).to_have_text("180")
        page.get_by_text("other ways").first.click()
        page.get_by_role("radio").first.check()
        page.get_by_role("button", name="Use this").first.click()
        expect(page.locator("#batches")).to_contain_text("decided")
        page.get_by_role("button", name="Settle the plan").click()
        expect(page.locator("#settle")).to_contain_text("The plan is settled")


@seen_already
@pytest.mark.covers("SC-03", "SC-04", "SC-05", "SC-06")
@pytest.mark.parametrize(("width", "theme"), LOOKS)
def test_the_pages_have_no_barriers_and_fit(
    people: Visitors, engine: Engine, width: int, theme: str
) -> None:
    sample = open_bakery(engine, "Sample bakery")
    with sample.session() as db:
        fill_with_sample(db)
    fair = fair_in(sample, " of the fair")
    places = {
        "today": "/", "events": "/events", "event-new": "/events/new", "plan": fair.path,
        "goods": f"{fair.path}/goods", "recipes": f"{fair.path}/recipes",
        "copy": f"{fair.path}/copy", "print": f"{fair.path}/print",
        "deletion": f"{fair.path}/deletion", "good": f"{fair.path}/goods/{fair.bag}",
    }  # fmt: skip
    with people.enter(sample, width=width, theme=theme) as visit:
        for name, path in places.items():
            page = visit.open(path)
            if name == "plan":
                page.locator(f"#unit-{fair.cookie}").get_by_text("other ways").click()
            picture(page, f"{name}-{width}-{theme}")
            assert barriers(page) == [], name
            assert overflow(page) <= 0, f"{name}: {widest(page)}"
        assert visit.complaints == []
