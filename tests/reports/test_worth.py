"""What the stock was worth, month by month: conserved in the rule, and equal to the pantry now."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal, localcontext
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from baketracker.activity import service as activity
from baketracker.db.types import now
from baketracker.materials.models import MaterialLot
from baketracker.pantry import service as pantry
from baketracker.pantry.models import Lot
from baketracker.reports import service
from baketracker.reports.schemas import InventoryValue
from baketracker.reports.value import months_until
from baketracker.reports.worth import DIGITS, LotStory, worth_by_month
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.catalogue import ingredient, lot, product
from tests.factories.statements import asked
from tests.reports.life import at, balanced, reprice, ribbon, use

MONTHS = [date(2025 + n // 12, n % 12 + 1, 1) for n in range(24)]
AMOUNTS = st.decimals("0", "9999999", places=10)
STORIES = st.builds(
    LotStory,
    category=st.sampled_from([("food", "Flour"), ("food", ""), ("material", "")]),
    left=AMOUNTS,
    unit_cost=st.none() | AMOUNTS,
    bought=st.none() | st.sampled_from(MONTHS),
    outs=st.dictionaries(st.sampled_from(MONTHS), AMOUNTS, max_size=4),
)


def value(bakery: BakeryOnDatabase, months: int = 12) -> InventoryValue:
    with bakery.session() as db:
        assert balanced(db)
        return service.inventory_value(db, months)


def totals(told: InventoryValue) -> list[Decimal]:
    return [month.total for month in told.months]


def first_of(bakery: BakeryOnDatabase, back: int) -> date:
    """The first day of the month so many months ago."""
    return months_until(bakery.scope.today(), back + 1)[0]


@pytest.mark.covers("UX-39")
@given(st.lists(STORIES, max_size=6), st.integers(1, 12))
def test_what_came_less_what_went_is_what_was_there(stories: list[LotStory], length: int) -> None:
    months = MONTHS[:length]
    found = worth_by_month(stories, months)
    assert [worth.month for worth in found] == months
    with localcontext(prec=DIGITS):
        for worth in found:
            assert worth.total == sum(worth.by_category.values(), Decimal(0))
            expected, unpriced = Decimal(0), 0
            for story in stories:
                there = forward(story, worth.month, months[-1])
                if there >= Decimal("0.001"):
                    expected += there * (story.unit_cost or 0)
                    unpriced += story.unit_cost is None
            assert (worth.total, worth.unpriced) == (expected, unpriced)


def forward(story: LotStory, month: date, last: date) -> Decimal:
    """What was bought until then, less what had left until then; at the end all of it."""
    if month != last and story.bought is not None and min(story.bought, last) > month:
        return Decimal(0)
    bought = story.left + sum(story.outs.values(), Decimal(0))
    gone = (q for when, q in story.outs.items() if min(when, last) <= month)
    return bought - sum(gone, Decimal(0))


@pytest.mark.covers("UX-39")
def test_each_month_ends_with_what_was_bought_and_not_used_until_then(
    bakery: BakeryOnDatabase,
) -> None:
    flour = product(bakery, ingredient(bakery, category="Flours"))
    bag = lot(bakery, flour, "10", "2", first_of(bakery, 3))
    lot(bakery, flour, "5", "1", first_of(bakery, 1))
    use(bakery, bag, "3", "production", at=at(first_of(bakery, 2)))
    use(bakery, bag, "2", "spoilage", at=at(first_of(bakery, 1)))
    assert totals(value(bakery, 4)) == [0, 20, 14, 15, 15]


@pytest.mark.covers("UX-39")
def test_the_last_month_is_the_pantry_and_the_materials_to_the_last_digit(
    bakery: BakeryOnDatabase,
) -> None:
    flour = product(bakery, ingredient(bakery, category="Flours"))
    odd = product(bakery, ingredient(bakery, "Odd"))
    for quantity, cost in (("10.123456789", "0.3333333333"), ("99999.1", "77.7777777777")):
        used = lot(bakery, flour, quantity, cost, None)
        use(bakery, used, "1.0000000001", at=at(first_of(bakery, 2)))
    lot(bakery, odd, "7", None)
    lot(bakery, odd, "0.0009", "5")
    lot(bakery, odd, "3", "1.1", bakery.scope.today() + timedelta(days=400))
    ribbon(bakery, "123.4567", "0.0032808399")
    told = value(bakery)
    with bakery.session() as db:
        left = MaterialLot.quantity * MaterialLot.unit_cost
        materials = db.scalar(select(func.sum(left)).where(MaterialLot.in_use()))
        with localcontext(prec=DIGITS):
            assert told.months[-1].total == pantry.value(db) + (materials or 0)
    assert told.months[-1].unpriced_lots == 1
    assert {(one.kind, one.name) for one in told.categories} == {
        ("food", "Flours"), ("food", ""), ("material", ""),
    }  # fmt: skip
    for month in told.months:
        with localcontext(prec=DIGITS):
            assert sum(month.parts, Decimal(0)) == month.total


def test_what_was_taken_back_never_happened(bakery: BakeryOnDatabase) -> None:
    bag = lot(bakery, product(bakery, ingredient(bakery)), "10", "2", first_of(bakery, 5))
    before = totals(value(bakery))
    mistake = use(bakery, bag, "4", at=at(first_of(bakery, 3)))
    assert totals(value(bakery)) != before
    with bakery.session() as db:
        activity.undo(db, mistake)
    assert totals(value(bakery)) == before


def test_another_price_is_the_price_of_all_months(bakery: BakeryOnDatabase) -> None:
    bag = lot(bakery, product(bakery, ingredient(bakery)), "10", "2", first_of(bakery, 2))
    use(bakery, bag, "4", at=at(first_of(bakery, 1)))
    reprice(bakery, bag, "3")
    assert totals(value(bakery, 2)) == [30, 18, 18]


def test_a_lot_that_was_put_away_was_never_there(bakery: BakeryOnDatabase) -> None:
    bag = lot(bakery, product(bakery, ingredient(bakery)), "10", "2", first_of(bakery, 2))
    with bakery.session() as db:
        put_away(db.find(Lot, bag))
    assert totals(value(bakery, 2)) == [0, 0, 0]


def put_away(row: Lot | None) -> None:
    assert row is not None
    row.deleted_at = now()


def test_a_month_ends_where_the_bakery_is(bakery: BakeryOnDatabase) -> None:
    """Three in the morning of the first is the evening before, across the ocean."""
    bag = lot(bakery, product(bakery, ingredient(bakery)), "10", "1", first_of(bakery, 3))
    use(bakery, bag, "4", at=at(first_of(bakery, 1), hour=3))
    assert totals(value(bakery, 2)) == [10, 6, 6]
    away = replace(bakery, scope=replace(bakery.scope, timezone="America/New_York"))
    assert totals(value(away, 2)) == [6, 6, 6]


@pytest.mark.covers("UX-39")
def test_the_same_statements_however_much_there_is(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase
) -> None:
    flour = product(bakery, ingredient(bakery))
    counts = []
    for more in (1, 9):
        for _ in range(more):
            bag: UUID = lot(bakery, flour, "10")
            use(bakery, bag, "1")
            ribbon(bakery, name=f"Ribbon {bag}")
        with bakery.session() as db:
            counts.append(asked(lambda db=db: service.inventory_value(db)))
    assert counts == [4, 4]
    assert totals(value(neighbour)) == [0] * 13
