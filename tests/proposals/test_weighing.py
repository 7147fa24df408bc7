"""A photo says between how much and how much is left: it is worth weighing only where that decides
how much to buy."""

from datetime import timedelta
from decimal import Decimal
from functools import partial

import pytest

from baketracker.proposals import service
from baketracker.proposals.drafts import StockDraft
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.clients import browser
from tests.factories.kitchen import Kitchen
from tests.factories.statements import asked
from tests.proposals.reader import Reader, photo

pytestmark = pytest.mark.covers("O-16")


def baked(bakery: BakeryOnDatabase, *pounds: str) -> None:
    """Flour in bags of five pounds, one of them open, and for each number an event, a day after the
    other, that takes so many pounds of it."""
    with bakery.session() as db:
        kitchen = Kitchen(db)
        flour = kitchen.ingredient("Flour")
        kitchen.stock(kitchen.product(flour, "lb", package_quantity=Decimal(5)), "4")
        for ahead, amount in enumerate(pounds, start=3):
            bread = kitchen.recipe(f"Bread {ahead}", {flour: f"{amount} lb"})
            slice_ = kitchen.finished_unit(bread, f"Slice {ahead}", 1)
            loaf = kitchen.good(f"Loaf {ahead}", units={slice_: "1"})
            day = db.scope.today() + timedelta(days=ahead)
            kitchen.event(f"Market {ahead}", day, {loaf: 1}, bread)


def weighed(bakery: BakeryOnDatabase, reader: Reader, low: int, high: int) -> dict[int, str]:
    seen = reader.sees(
        {"items": [{"name": "flour", "index": 0, "percent_low": low, "percent_high": high}]}
    ).shown(source="pantry", said="the flour")
    assert isinstance(seen.draft, StockDraft)
    with bakery.session() as db:
        found = service.worth_weighing(db, seen.draft)
    page = browser(bakery).get(f"/review/{seen.id}").text
    assert ("Weigh it if you can" in page) == bool(found)
    return found


@pytest.mark.parametrize(
    ("pounds", "low", "high", "worth"),
    [
        ("2.5", 40, 60, True),  # two pounds are too few, three are enough
        ("1.5", 40, 60, False),  # enough either way
        ("4", 40, 60, False),  # one bag to buy either way
        ("7.5", 40, 60, True),  # two bags to buy, or one
        ("2.5", 40, 40, False),  # nobody is in doubt
    ],
)
def test_only_a_range_that_decides_is_worth_weighing(
    bakery: BakeryOnDatabase, reader: Reader, pounds: str, low: int, high: int, *, worth: bool
) -> None:
    baked(bakery, pounds)
    found = weighed(bakery, reader, low, high)
    assert list(found.values()) == (["Market 3"] if worth else [])


def test_the_nearest_event_it_decides_for_is_named(
    bakery: BakeryOnDatabase, reader: Reader
) -> None:
    # The first takes one pound, so that the second has one or two left of what it takes.
    baked(bakery, "1", "1.5", "0.1")
    assert list(weighed(bakery, reader, 40, 60).values()) == ["Market 4"]


def test_without_plans_nothing_is_asked(bakery: BakeryOnDatabase, reader: Reader) -> None:
    baked(bakery)
    assert weighed(bakery, reader, 0, 100) == {}


def test_ten_times_the_lines_take_no_more_statements(
    bakery: BakeryOnDatabase, reader: Reader
) -> None:
    baked(bakery, "2.5")
    items = [{"name": "flour", "index": 0, "percent_low": 40, "percent_high": 60}]
    taken = []
    for many in (1, 10):
        seen = reader.sees({"items": items * many}).shown(photo(many), source="pantry")
        assert isinstance(seen.draft, StockDraft)
        with bakery.session() as db:
            taken.append(asked(partial(service.worth_weighing, db, seen.draft)))
    assert taken[0] == taken[1]
