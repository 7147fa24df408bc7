"""What the pantry lacks, with all of it converted."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baketracker.planning.core import food_wants
from baketracker.planning.gaps import Gap, Lot, gap_of
from baketracker.recipes.ingredients import (
    Batches,
    Factor,
    Ingredient,
    Line,
    Need,
    Source,
    Use,
    collect,
    merge,
)
from tests.planning.kitchens import INGREDIENTS, LOTS, RECIPES

DAY = date(2026, 12, 24)


def gaps(needs: Iterable[Need], lots: Iterable[Lot]) -> list[Gap[Need]]:
    """Of an event alone in its bakery."""
    return [gap_of(want, DAY, {}) for want in food_wants(needs, lots)]


def need(quantity: str, unit: str, density: Decimal | None = None) -> Need:
    line = Line("rye", Decimal(quantity), unit)
    use = Use(line, (Factor("loaf", Decimal(1)),))
    return Need(Ingredient("rye", "Rye", density), unit, (Source(use, line.quantity),))


def beside(wanted: Need, *lots: tuple[str, str]) -> Gap[Need]:
    (gap,) = gaps([wanted], [Lot(n, "rye", Decimal(q), unit) for n, (q, unit) in enumerate(lots)])
    return gap


def test_ten_pounds_of_flour_answer_a_need_in_cups() -> None:
    decided = [Batches("sugar-cookie", Decimal(8)), Batches("brownie", Decimal(7))]
    found = gaps(merge(collect(decided, RECIPES), INGREDIENTS), LOTS)
    assert [(gap.need.ingredient.name, gap.missing) for gap in found] == [
        ("Butter", 0),
        ("Cocoa", 0),
        ("Flour", 0),
        ("Sugar", Decimal("13.5")),
    ]
    assert round(found[2].on_hand, 3) == Decimal("37.799")
    assert [lot.id for counted in found[3].counted for lot in counted.lots] == ["jan", "feb"]


def test_stock_that_cannot_be_compared_is_shown_and_not_counted() -> None:
    gap = beside(need("3", "cup"), ("5", "lb"), ("1", "cup"))
    assert gap.unit_mismatch
    assert [lot.unit for lot in gap.unconverted] == ["lb"]
    assert gap.on_hand == 1
    assert gap.missing == 2


@pytest.mark.parametrize(("left", "missing"), [("0.9991", "0"), ("0.999", "0.001"), ("1", "0")])
def test_a_lack_of_dust_is_no_lack(left: str, missing: str) -> None:
    assert beside(need("1", "g"), (left, "g")).missing == Decimal(missing)


@pytest.mark.covers("O-04", "R2")
def test_what_will_not_be_good_on_the_day_does_not_count() -> None:
    lots = [
        Lot("old", "rye", Decimal(2), "cup", "sack", DAY - timedelta(days=1)),
        Lot("just", "rye", Decimal(3), "cup", "sack", DAY),
        Lot("unsaid", "rye", Decimal(4), "cup", "sack"),
    ]
    (gap,) = gaps([need("9", "cup")], lots)
    assert (gap.on_hand, gap.missing) == (7, 2)
    assert [lot.id for lot in gap.spoiled] == ["old"]


def test_another_ingredients_lot_does_not_count() -> None:
    (gap,) = gaps([need("1", "g")], [Lot("oat", "oats", Decimal(9), "g")])
    assert gap.missing == 1
    assert not gap.unit_mismatch


stock = st.lists(st.tuples(st.decimals(0, 50, places=3), st.sampled_from(["g", "oz", "cup"])))


@given(st.decimals(Decimal("0.01"), 500, places=2), stock)
def test_need_stock_and_gap_always_add_up(
    wanted: Decimal, shelf: list[tuple[Decimal, str]]
) -> None:
    gap = beside(
        need(str(wanted), "g", Decimal("0.5")), *((str(left), unit) for left, unit in shelf)
    )
    assert gap.missing >= 0
    assert gap.on_hand == sum(counted.quantity for counted in gap.counted)
    assert gap.on_hand + gap.missing > wanted - Decimal("0.001")
    assert gap.missing == 0 or gap.on_hand + gap.missing == wanted
