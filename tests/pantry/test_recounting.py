"""What a count changes: pure."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baketracker.costs import UnitCost
from baketracker.measures.conversion import ConversionError, convert
from baketracker.measures.numbers import DUST
from baketracker.pantry.recounting import Held, in_all, recount
from baketracker.stock.fifo import Layer

DENSITY = Decimal("0.5092624097587367")


def bag(lot: int, left: str | Decimal, bought: str | Decimal, unit: str = "lb") -> Held[int]:
    cost = UnitCost(per_unit=Decimal(1))
    return Held(Layer(lot, Decimal(left), unit, cost), Decimal(bought))


def leaves(held: list[Held[int]], counted: str, unit: str = "lb") -> dict[int, Decimal]:
    return recount(held, Decimal(counted), unit, DENSITY).leaves


def test_what_lacks_is_gone_from_the_lots_that_are_used_first() -> None:
    held = [bag(1, "2", "5"), bag(2, "5", "5"), bag(3, "5", "5")]
    assert leaves(held, "9") == {1: 2, 2: 1}
    assert leaves(held, "0") == {1: 2, 2: 5, 3: 5}


def test_what_is_more_comes_back_to_the_newest_up_to_what_was_bought() -> None:
    held = [bag(1, "1", "5"), bag(2, "3", "5"), bag(3, "5", "5")]
    assert leaves(held, "10") == {2: -1}
    assert leaves(held, "12") == {2: -2, 1: -1}


def test_what_is_more_than_was_ever_bought_is_a_surplus_in_the_newest_ones_unit() -> None:
    made = recount([bag(1, "1", "2"), bag(2, "8", "16", "oz")], Decimal(4), "lb", DENSITY)
    assert made.leaves == {2: -8, 1: -1}
    assert made.surplus == 16


def test_the_same_changes_nothing() -> None:
    made = recount([bag(1, "2", "5"), bag(2, "5", "5")], Decimal(7), "lb")
    assert (made.leaves, made.surplus) == ({}, 0)


def test_lots_that_cannot_be_added_up_are_refused() -> None:
    with pytest.raises(ConversionError):
        recount([bag(1, "2", "5"), bag(2, "4", "4", "each")], Decimal(3), "lb")


amounts = st.decimals(0, 1000, places=4)
units = st.sampled_from(["lb", "oz", "cup", "kg"])


@st.composite
def shelves(draw: st.DrawFn) -> list[Held[int]]:
    several = draw(st.lists(st.tuples(amounts, amounts, units), min_size=1, max_size=6))
    return [
        bag(number, left, left + gone, unit) for number, (left, gone, unit) in enumerate(several)
    ]


@given(shelves(), amounts, units)
def test_after_a_count_there_is_what_was_counted_and_no_lot_holds_more_than_was_bought(
    held: list[Held[int]], counted: Decimal, unit: str
) -> None:
    made = recount(held, counted, unit, DENSITY)
    there = convert(made.surplus, held[-1].layer.unit, unit, DENSITY)
    for one in held:
        after = one.layer.quantity - made.leaves.get(one.layer.lot, Decimal(0))
        assert 0 <= after <= one.bought
        there += convert(after, one.layer.unit, unit, DENSITY)
    # What is less than DUST of its own unit counts as nothing.
    dust = sum(convert(DUST, one.layer.unit, unit, DENSITY) for one in held)
    assert there == pytest.approx(counted, abs=dust + DUST)


@given(shelves(), amounts, units)
def test_lots_only_lose_or_only_gain_and_a_surplus_needs_full_lots(
    held: list[Held[int]], counted: Decimal, unit: str
) -> None:
    made = recount(held, counted, unit, DENSITY)
    signs = {amount > 0 for amount in made.leaves.values()}
    assert len(signs) <= 1
    if made.surplus > DUST:
        assert sum(made.leaves.values()) <= 0
        assert all(one.room + made.leaves.get(one.layer.lot, Decimal(0)) < DUST for one in held)


@given(shelves(), st.decimals(0, 1, places=4))
def test_a_share_of_what_was_bought_never_needs_a_lot_of_its_own(
    held: list[Held[int]], share: Decimal
) -> None:
    unit = held[-1].layer.unit
    _, bought = in_all(held, unit, DENSITY)
    assert recount(held, bought * share, unit, DENSITY).surplus < DUST
