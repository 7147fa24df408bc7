"""First bought, first used: what is taken from each lot, and what it costs."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baketracker.costs import NoPrice, UnitCost
from baketracker.measures.numbers import DUST
from baketracker.stock.fifo import Drawn, Layer, draw

CUP_OF_FLOUR = Decimal("0.5093")  # grams per millilitre: 4.25 oz a cup
# Thousandths, so that what is left of a lot is never dust.
amounts = st.decimals(min_value=0, max_value=10_000, places=3, allow_nan=False)
costs = st.none() | st.decimals(min_value=0, max_value=500, places=4, allow_nan=False)


def lot(
    quantity: str | Decimal, unit: str = "lb", cost: str | Decimal | None = "1"
) -> Layer[object]:
    told = UnitCost.because(NoPrice("Flour")) if cost is None else UnitCost(per_unit=Decimal(cost))
    return Layer(object(), Decimal(quantity), unit, told)


def taken(drawn: Drawn[object]) -> list[Decimal]:
    return [one.quantity for one in drawn.draws]


lots = st.lists(st.builds(lot, amounts, st.just("lb"), costs), max_size=8)


def test_the_oldest_lot_is_emptied_before_the_next_is_opened() -> None:
    drawn = draw([lot("2", cost="1"), lot("5", cost="3"), lot("9")], Decimal("3.5"), "lb")
    assert taken(drawn) == [Decimal("2"), Decimal("1.5")]
    assert [one.remaining for one in drawn.draws] == [Decimal("0"), Decimal("3.5")]
    assert drawn.cost.total == Decimal("6.5")
    assert drawn.short == 0


def test_four_cups_of_flour_out_of_a_bag() -> None:
    density = Decimal("4.25") * Decimal("28.349523125") / Decimal("236.588")
    drawn = draw([lot("9.5", "lb", "1.0")], Decimal(4), "cup", density)
    assert abs(taken(drawn)[0] - Decimal("1.0625")) < Decimal("0.0001")
    assert abs((drawn.cost.total or 0) - Decimal("1.0625")) < Decimal("0.0001")


def test_more_than_there_is_takes_all_and_says_what_lacks() -> None:
    drawn = draw([lot("2"), lot("1")], Decimal(5), "lb")
    assert (drawn.taken, drawn.short) == (Decimal(3), Decimal(2))


@pytest.mark.covers("R-INV-05")
def test_fifteen_pounds_are_enough_for_240_ounces() -> None:
    drawn = draw([lot("15")], Decimal(240), "oz")
    assert drawn.short == 0
    assert taken(drawn) == [Decimal(15)]


@pytest.mark.covers("A20")
def test_a_lot_in_an_unlike_unit_is_named_and_passed_by() -> None:
    jar, bag = lot("3", "jar"), lot("2")
    drawn = draw([jar, bag], Decimal(1), "lb")
    assert [layer for layer, _ in drawn.passed] == [jar]
    assert "jar" in str(drawn.passed[0][1])
    assert [one.layer for one in drawn.draws] == [bag]
    assert draw([bag, jar], Decimal(1), "lb").passed == ()


def test_what_one_unknown_lot_costs_makes_the_whole_unknown() -> None:
    drawn = draw([lot("1", cost="2"), lot("1", cost=None)], Decimal(2), "lb")
    assert drawn.cost.total is None
    assert drawn.cost.known == Decimal(2)
    assert draw([lot("1", cost="2"), lot("1", cost=None)], Decimal(1), "lb").cost.total == 2


@given(lots, amounts)
def test_nothing_appears_and_nothing_is_lost(layers: list[Layer[object]], wanted: Decimal) -> None:
    drawn = draw(layers, wanted, "lb")
    held = sum((one.quantity for one in layers if one.quantity >= DUST), Decimal(0))
    assert sum(taken(drawn), Decimal(0)) == drawn.taken == min(wanted, held)
    assert all(0 <= one.quantity <= one.layer.quantity for one in drawn.draws)


@given(lots, amounts)
def test_a_later_lot_is_touched_only_when_all_before_are_empty(
    layers: list[Layer[object]], wanted: Decimal
) -> None:
    drawn = draw(layers, wanted, "lb")
    stocked = [one for one in layers if one.quantity >= DUST]
    assert [one.layer for one in drawn.draws] == stocked[: len(drawn.draws)]
    assert all(one.remaining == 0 for one in drawn.draws[:-1])


@given(lots, st.lists(amounts, min_size=1, max_size=5))
def test_in_several_goes_as_much_is_taken_at_the_same_cost(
    layers: list[Layer[object]], goes: list[Decimal]
) -> None:
    """Taking 2 and then 3 is taking 5."""
    rest, known, took = list(layers), Decimal(0), Decimal(0)
    for wanted in goes:
        drawn = draw(rest, wanted, "lb")
        left = {one.layer.lot: one.remaining for one in drawn.draws}
        rest = [Layer(one.lot, left.get(one.lot, one.quantity), one.unit, one.cost) for one in rest]
        known, took = known + drawn.cost.known, took + drawn.taken
    at_once = draw(layers, sum(goes, Decimal(0)), "lb")
    assert (at_once.taken, at_once.cost.known) == (took, known)
