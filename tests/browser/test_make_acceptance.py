"""Acceptance checks 8, 40 and 41: amending a plan, a run with losses, packing 50 and 51."""

import re
from decimal import Decimal

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from baketracker.exchange.canonical import canonical
from baketracker.finished_stock.ledger import locked, move
from baketracker.pantry.models import Lot
from baketracker.production.models import ProductionLoss, ProductionRun
from tests.browser.conftest import PHONE, Visitors
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.depth import only_deep
from tests.factories.kitchen import Kitchen
from tests.plan_life.baking import begun, settled


@only_deep
@pytest.mark.covers("EX8", "SC-08")
def test_8_a_settled_plan_is_read_only_an_amendment_shows_its_diff_and_goes_back(
    people: Visitors, bakery: BakeryOnDatabase
) -> None:
    made = settled(bakery)
    with people.enter(bakery, width=PHONE) as visit:
        page = visit.open(f"/events/{made.event}")
        # Nothing can be typed into a settled plan.
        expect(page.get_by_role("textbox", name="How many Bag")).to_have_count(0)
        page.get_by_role("button", name="Start baking").click()
        expect(page.get_by_role("link", name="Change the plan")).to_be_visible()
        with bakery.session() as db:
            before = canonical(db)
        page.get_by_role("link", name="Change the plan").click()
        page.get_by_role("link", name="Bag: Change").click()
        page.get_by_label("How many instead").fill("60")
        page.get_by_role("button", name="Show what changes").click()
        told = page.get_by_role("row").filter(has_text="Bag")
        expect(told.first).to_contain_text("50 pieces")
        expect(told.first).to_contain_text("60 pieces")
        page.get_by_label("Why?").fill("Aunt Ida comes too")
        page.get_by_role("button", name="Change the plan").click()
        expect(page.locator("main")).to_contain_text("50 → 60")
        expect(page.locator("main")).to_contain_text("Aunt Ida comes too")
        page.get_by_role("link", name=re.compile("^Take back")).click()
        page.get_by_role("button", name="Take it back").click()
        page.wait_for_url(lambda url: not url.endswith("/undo"))
        with bakery.session() as db:
            assert canonical(db) == before
        assert visit.complaints == []


@pytest.mark.covers("EX40", "SC-21")
def test_40_seven_batches_of_which_six_pieces_are_lost(
    people: Visitors, bakery: BakeryOnDatabase
) -> None:
    made = begun(bakery)
    with bakery.session() as db:
        kitchen = Kitchen(db)
        old = kitchen.lot(made.sugar, "4", "cup", brand="Old", preferred=False)
        kitchen.lot(made.sugar, "100", "cup", brand="New")
        for lot in db.scalars(select(Lot)):
            lot.unit_cost, lot.purchased_on = Decimal("0.5"), db.scope.today()
        oldest = db.find(Lot, old)
        assert oldest is not None
        oldest.purchased_on = db.scope.today().replace(year=2020)
    with people.enter(bakery, width=PHONE) as visit:
        page = visit.open(f"/make/{made.event}")
        page.get_by_role("textbox", name="Batches of Cookie").fill("7")
        page.get_by_role("button", name="Start: Cookie").click()
        page.get_by_role("link", name="Done: Cookie").click()
        good = page.get_by_label("How many are good?")
        expect(good).to_have_value("336")
        page.wait_for_timeout(450)
        good.fill("330")
        page.get_by_label("Why some were lost").select_option("broken")
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.get_by_text("330 × Cookie").first).to_be_visible()
        assert visit.complaints == []
    with bakery.session() as db:
        (run,) = db.scalars(select(ProductionRun)).all()
        (loss,) = db.scalars(select(ProductionLoss)).all()
        assert (run.expected, run.good, run.lost, loss.quantity) == (336, 330, 6, 6)
        assert run.total_cost > 0
        assert run.unit_cost is not None
        assert loss.category == "broken"
        assert loss.cost is not None
        # The oldest sugar went first, all of it.
        first = db.find(Lot, old)
        assert first is not None
        assert first.quantity == 0


@pytest.mark.covers("EX41", "SC-23")
def test_41_fifty_can_be_packed_and_fifty_one_name_what_is_missing(
    people: Visitors, bakery: BakeryOnDatabase
) -> None:
    made = begun(bakery)
    with bakery.session() as db:
        units, _goods = locked(db, [made.cookie, made.brownie])
        for row in units:
            move(db, row, 300 if row.id == made.cookie else 400, "adjustment")
    with people.enter(bakery, width=PHONE) as visit:
        page = visit.open(f"/assemble/{made.event}")
        count = page.get_by_role("textbox", name="How many Bag")
        count.fill("51")
        place = page.locator("section").filter(has=page.get_by_role("heading", name="Bag"))
        expect(place).to_contain_text("6 short")
        expect(place).to_contain_text("Cookie")
        place.get_by_role("button", name="Assemble").click()
        expect(page.locator(".summary")).to_contain_text("Cookie")
        page.get_by_role("textbox", name="How many Bag").fill("50")
        page.locator("section").filter(has=page.get_by_role("heading", name="Bag")).get_by_role(
            "button", name="Assemble"
        ).click()
        place = page.locator("section").filter(has=page.get_by_role("heading", name="Bag"))
        expect(place).to_contain_text("Packed50")
        # The towers hold ten more.
        expect(place).to_contain_text("For all 10 that are left")
