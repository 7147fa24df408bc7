"""The days of an event and the month, as a person at a phone or a desk sees them."""

import pytest
from playwright.sync_api import expect

from baketracker.planning import calendar
from baketracker.planning.calendar_schemas import ChosenDays
from tests.browser.conftest import LOOKS, WIDTHS, Visitors, seen_already
from tests.browser.looking import barriers, overflow, picture, widest
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.kitchen import Kitchen
from tests.planning.test_calendar import Baking, baking, limits


def made_in(bakery: BakeryOnDatabase, batches: int, *, keeping: bool = False) -> Baking:
    with bakery.session() as db:
        made = baking(db)
        limits(db, batches_per_day=batches, oven_minutes_per_day=400, days_off=[6])
        if keeping:
            calendar.keep_dates(db, made.event, ChosenDays())
        return made


@pytest.mark.covers("DEC-23", "SC-06")
@pytest.mark.parametrize("width", WIDTHS)
def test_the_proposed_days_are_kept_with_one_press(
    people: Visitors, bakery: BakeryOnDatabase, width: int
) -> None:
    made = made_in(bakery, 8)
    with people.enter(bakery, width=width) as visit:
        page = visit.open(f"/events/{made.event}")
        page.get_by_role("button", name="Keep these days").click()
        expect(page.get_by_text("The days are in the calendar.")).to_be_visible()
        expect(page.get_by_role("button", name="Keep these days")).to_have_count(0)
        page = visit.open(f"/calendar?month={made.day}")
        expect(
            page.get_by_role("main").get_by_role("link", name="Fair", exact=True)
        ).to_be_visible()
        assert not visit.complaints


@seen_already
@pytest.mark.parametrize(("width", "theme"), LOOKS)
@pytest.mark.covers("UX-42")
def test_calendar_timeline_and_kitchen_have_no_barriers(
    people: Visitors, bakery: BakeryOnDatabase, width: int, theme: str
) -> None:
    made = made_in(bakery, 8, keeping=True)
    with bakery.session() as db:
        impossible = Kitchen(db).event("Too much", made.day, {made.box: 200})
    pages = {
        "calendar": f"/calendar?month={made.day}",
        "kitchen": "/settings/kitchen",
        "when": f"/events/{made.event}",
        "when-impossible": f"/events/{impossible}",
    }
    with people.enter(bakery, width=width, theme=theme) as visit:
        for name, path in pages.items():
            page = visit.open(path)
            page.eval_on_selector_all("details", "all => all.forEach(one => { one.open = true })")
            assert barriers(page) == [], name
            assert overflow(page) <= 0, (name, widest(page))
            picture(page, f"plan-{name}-{width}-{theme}")
        assert not visit.complaints
