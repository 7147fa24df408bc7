"""One pantry and several events: each plan shows what is on hand and what of it is free."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from baketracker.db.types import now
from baketracker.events.models import Event
from baketracker.pantry.models import Lot
from baketracker.planning import service
from baketracker.planning.need_schemas import Beside, IngredientPlan
from baketracker.planning.supposing import WhatIf
from tests.architecture.statement_log import statements
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.clients import browser, program
from tests.factories.kitchen import Kitchen
from tests.factories.reading import words
from tests.factories.terminal import Terminal
from tests.planning.furnished import change, plan_of, ribbon, wrap
from tests.shopping.trips import lines, listed

pytestmark = pytest.mark.covers("R1", "P-01", "O-03")


class Two:
    """Ten pounds of butter, in two lots; the wedding takes 6, the fair three days later 7."""

    def __init__(self, bakery: BakeryOnDatabase) -> None:
        self.bakery = bakery
        with bakery.session() as db:
            kitchen = Kitchen(db)
            self.butter = kitchen.ingredient("Butter")
            self.sack = kitchen.product(self.butter, "lb", preferred=True)
            kitchen.stock(self.sack, "4")
            kitchen.stock(self.sack, "6")
            recipe = kitchen.recipe("Shortbread", {self.butter: "1 lb"})
            self.good = kitchen.good("Tin", units={kitchen.finished_unit(recipe, "Bar", 1): "1"})
            self.today = db.scope.today()
        self.fair = self.event("Fair", 8, 7)
        self.wedding = self.event("Wedding", 5, 6)

    def event(self, name: str, days: int, tins: int) -> UUID:
        with self.bakery.session() as db:
            return Kitchen(db).event(name, self.today + timedelta(days=days), {self.good: tins})

    def row(self, event: UUID) -> IngredientPlan:
        (row,) = plan_of(self.bakery, event).ingredients
        return row

    def set(self, event: UUID, **values: object) -> None:
        with self.bakery.session() as db:
            change(db, Event, event, **values)


@pytest.fixture
def two(bakery: BakeryOnDatabase) -> Two:
    return Two(bakery)


def holders(row: Beside) -> list[tuple[str, date, Decimal]]:
    return [(one.event.name, one.event.event_date, one.quantity) for one in row.promised]


def test_the_later_event_sees_what_the_earlier_one_takes(two: Two) -> None:
    first, later = two.row(two.wedding), two.row(two.fair)
    assert (first.on_hand, first.promised, first.free, first.short) == (10, [], 10, 0)
    assert (later.on_hand, later.missing, later.free, later.short) == (10, 0, 4, 3)
    assert holders(later) == [("Wedding", two.today + timedelta(days=5), 6)]
    assert later.buy is not None
    assert later.buy.packages == 3
    plan = plan_of(two.bakery, two.fair)
    assert (plan.to_buy, plan.feasible) == (1, False)
    assert plan_of(two.bakery, two.wedding).feasible


def test_moving_an_event_moves_the_promise(two: Two) -> None:
    two.set(two.fair, event_date=two.today + timedelta(days=1))
    assert (two.row(two.fair).short, two.row(two.wedding).short) == (0, 3)
    assert holders(two.row(two.wedding)) == [("Fair", two.today + timedelta(days=1), 7)]


def test_of_one_day_the_event_that_was_planned_first_comes_first(two: Two) -> None:
    two.set(two.wedding, event_date=two.today + timedelta(days=8))
    assert (two.row(two.fair).short, two.row(two.wedding).short) == (0, 3)


@pytest.mark.parametrize("gone", ["over", "completed", "archived", "template", "buys everything"])
def test_only_what_is_still_ahead_and_counts_the_pantry_is_promised_any(
    two: Two, gone: str
) -> None:
    two.set(
        two.wedding,
        **{
            "over": {"event_date": two.today - timedelta(days=1)},
            "completed": {"plan_state": "completed"},
            "archived": {"deleted_at": now()},
            "template": {"is_template": True},
            "buys everything": {"net_ingredients": False},
        }[gone],
    )
    later = two.row(two.fair)
    assert (later.promised, later.free, later.short) == ([], 10, 0)


def test_what_is_over_itself_stands_beside_all_that_is_on_hand(two: Two) -> None:
    two.set(two.fair, plan_state="completed")
    assert (two.row(two.fair).promised, two.row(two.fair).short) == ([], 0)


@pytest.mark.covers("R2")
def test_what_spoils_in_between_is_not_there_for_the_later_event(two: Two) -> None:
    with two.bakery.session() as db:
        kitchen = Kitchen(db)
        fresh = kitchen.lot(two.butter, "9", "lb", brand="Farm")
        lots = service.plan_for(db, two.fair).ingredients[0].stock
        assert {stock.product: stock.quantity for stock in lots} == {"Butter": 10, "Farm": 9}
        change(db, Lot, fresh, expires_on=two.today + timedelta(days=6))
    later = two.row(two.fair)
    assert (later.on_hand, later.free, later.short) == (10, 4, 3)
    (farm,) = later.uncounted
    assert farm.issue is not None
    assert farm.issue.sentence == "It will no longer be good on the day."


def test_a_box_and_a_ribbon_are_promised_once_too(two: Two) -> None:
    with two.bakery.session() as db:
        kitchen = Kitchen(db)
        boxes = kitchen.ingredient("Boxes", is_packaging=True)
        red, blue = (kitchen.product(boxes, "each", name="Box", brand=b) for b in ("Red", "Blue"))
        kitchen.stock(red, "4")
        kitchen.stock(blue, "5")
        unit, _ = ribbon(db, "200", "0.05")
        wrap(db, two.good, "1", packaging_product_id=red, is_generic=True)
        wrap(db, two.good, "1", material_unit_id=unit)
    (box,), (band,) = (getattr(plan_of(two.bakery, two.fair), n) for n in ("wrapping", "materials"))
    assert (box.on_hand, box.free, box.missing, box.short) == (9, 3, 0, 4)
    assert (band.on_hand, band.free, band.missing, band.short) == (200, 80, 0, 60)
    assert [holders(row)[0][::2] for row in (box, band)] == [("Wedding", 6), ("Wedding", 120)]
    assert plan_of(two.bakery, two.fair).to_buy_supplies == 2


def test_why_names_who_holds_it(two: Two) -> None:
    row = two.row(two.fair)
    figure = f"short:{two.butter}:{row.unit}"
    with two.bakery.session("member") as db:
        told = service.explain(db, two.fair, figure)
    assert (told.value, told.folded()) == (3, 3)
    need, free = told.parts
    on_hand, promised = free.parts
    assert (need.value, free.value, on_hand.value, promised.value) == (7, 4, 10, 6)
    (holder,) = promised.parts
    assert (holder.label, holder.day) == ("Wedding", two.today + timedelta(days=5))
    page = words(browser(two.bakery).get(f"/events/{two.fair}/why/{figure}").text)
    assert "Promised to earlier events" in page
    assert "Wedding, " in page


def test_what_if_stands_beside_the_same_promises(two: Two) -> None:
    with two.bakery.session("member") as db:
        seen = service.what_if(db, two.fair, WhatIf(goods={two.good: 9}))
    (after,) = seen.after.ingredients
    assert (after.free, after.short) == (4, 5)
    moved = {one.figure: (one.before, one.after) for one in seen.changes}
    assert moved[f"short:{two.butter}:lb"] == (3, 5)


def test_page_paper_and_command_line_say_who_has_it(two: Two, terminal: Terminal) -> None:
    page = words(browser(two.bakery).get(f"/events/{two.fair}").text)
    assert "10 lb on hand · 6 lb promised to Wedding, " in page
    assert "4 lb free" in page
    assert "Short of Butter: 3 lb." in page
    assert "Butter 7 lb 4 lb 3 lb" in words(
        browser(two.bakery).get(f"/events/{two.fair}/print").text
    )
    said = terminal.says("plan", str(two.fair), "--bakery", str(two.bakery.id))
    day = two.today + timedelta(days=5)
    assert f"Butter: need 7 lb, short 3, 6 promised to Wedding, {day}" in said
    sent = program(two.bakery).get(f"/api/events/{two.fair}/plan").json()["ingredients"][0]
    assert (sent["on_hand"], sent["free"], sent["missing"], sent["short"]) == ("10", "4", "0", "3")


def test_today_knows_what_the_next_event_can_have(two: Two) -> None:
    two.event("Breakfast", 0, 8)
    assert "Everything it takes is in the pantry." in words(browser(two.bakery).get("/").text)
    two.event("Brunch", 0, 3)
    two.set(two.wedding, event_date=two.today + timedelta(days=1))
    later = words(browser(two.bakery).get(f"/events/{two.wedding}").text)
    assert "10 lb on hand · 10 lb promised to 2 earlier events · none free" in later
    assert "Promised to Breakfast, " in later
    assert "Promised to Brunch, " in later


@pytest.mark.covers("D-13", "A6")
def test_lists_of_both_events_buy_the_gap_once(two: Two) -> None:
    for event, pounds in ((two.wedding, 0), (two.fair, 3)):
        shown = listed(two.bakery, event)
        assert sum(item.needed or 0 for item in lines(shown, "Butter")) == pounds
    both = listed(two.bakery, two.fair, two.wedding)
    assert sum(item.needed or 0 for item in lines(both, "Butter")) == 3
    between = two.event("Between", 6, 2)
    assert sum(item.needed or 0 for item in lines(listed(two.bakery, two.fair), "Butter")) == 5
    everything = listed(two.bakery, two.fair, two.wedding, between)
    assert sum(item.needed or 0 for item in lines(everything, "Butter")) == 5


def test_the_line_of_a_list_tells_who_has_the_rest(two: Two) -> None:
    shown = listed(two.bakery, two.fair)
    page = words(browser(two.bakery).get(f"/shop/{shown.id}/items/{shown.items[0].id}").text)
    assert "6 lb of 10 lb on hand is promised to Wedding, " in page


def test_ten_earlier_events_take_no_more_statements(two: Two) -> None:
    few = _statements(two)
    for days in range(1, 5):
        two.event(f"Early {days}", days, 1)
        two.event(f"Also {days}", days, 1)
    assert holders(two.row(two.fair))[0][0] == "Also 1"
    assert _statements(two) == few


def _statements(two: Two) -> int:
    with statements() as heard:
        plan_of(two.bakery, two.fair)
    return len(heard)


def test_plans_of_several_events_take_the_statements_of_one(two: Two) -> None:
    with statements() as heard, two.bakery.session("member") as db:
        found = service.plans_for(db, [two.fair, two.wedding])
    assert len(heard) == _statements(two)
    assert found == [plan_of(two.bakery, event) for event in (two.fair, two.wedding)]


def test_the_neighbours_events_take_nothing(
    two: Two, bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase
) -> None:
    theirs = Two(neighbour)
    theirs.event("Theirs", 1, 9)
    assert holders(two.row(two.fair))[0][0] == "Wedding"
    assert len(two.row(two.fair).promised) == 1
    assert theirs.bakery.id != bakery.id
