"""The rules of how a run came out, for any numbers."""

from decimal import Decimal
from fractions import Fraction
from math import floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baketracker.costs import Cost, NoPrice
from baketracker.production.outcome import (
    CATEGORIES,
    LossesTooMany,
    Lost,
    expected_of,
    loss_cost,
    losses_of,
    shares_of,
    status_of,
)
from baketracker.recipes.batches import Yield, YieldMissing, YieldMode

CENT = Decimal("0.0001")
counts = st.integers(0, 500)
scales = st.decimals("0.01", "10", places=2)
costs = st.decimals(0, 1000, places=6)
told = st.lists(st.builds(Lost, st.sampled_from(CATEGORIES), st.integers(1, 60)), max_size=4)
UNKNOWN = Cost.because(NoPrice("Butter"))


@pytest.mark.covers("K-58", "F23")
@given(st.integers(1, 50), scales, st.integers(1, 100))
def test_what_is_expected_is_cut_once(batches: int, scale: Decimal, items: int) -> None:
    whole = expected_of(Yield(YieldMode.DISCRETE_COUNT, items), batches, scale)
    assert whole <= items * scale * batches < whole + 1
    share = expected_of(Yield(YieldMode.BATCH_PORTION, None, Decimal(items)), batches, scale)
    assert share == floor(Fraction(100, items) * Fraction(scale) * batches)


def test_without_a_yield_nothing_is_expected() -> None:
    with pytest.raises(YieldMissing):
        expected_of(Yield(YieldMode.DISCRETE_COUNT, None), 1, Decimal(1))


@pytest.mark.covers("K-58")
@given(counts, counts, told)
def test_every_missing_unit_is_lost_for_one_reason(
    expected: int, good: int, told: list[Lost]
) -> None:
    missing, named = max(expected - good, 0), sum(one.quantity for one in told)
    if named > missing:
        with pytest.raises(LossesTooMany):
            losses_of(expected, good, told)
        return
    lost = losses_of(expected, good, told)
    assert sum(one.quantity for one in lost) == missing
    assert lost[: len(told)] == told
    assert all(one.quantity > 0 for one in lost)


@pytest.mark.covers("K-58")
@given(counts, counts)
def test_how_it_came_out(expected: int, good: int) -> None:
    lost = max(expected - good, 0)
    status = status_of(good, lost)
    assert (status == "complete") == (good >= expected)
    assert (status == "total_loss") == (good == 0 and expected > 0)


@pytest.mark.covers("F41", "A13", "M-18")
@given(costs, st.integers(1, 500), counts)
def test_what_was_lost_costs_its_part_of_what_was_spent(
    spent: Decimal, expected: int, lost: int
) -> None:
    lost = min(lost, expected)
    good, cost = expected - lost, Cost(known=spent)
    shares = shares_of(cost, expected, good)
    assert abs(shares.total - spent) <= CENT / 2
    assert shares.is_known
    part = loss_cost(cost, expected, lost)
    assert part is not None
    assert abs(part - spent * lost / expected) <= CENT / 2
    # Never beside the cost: all lost, it is all of it.
    assert part <= shares.total
    if lost == expected:
        assert part == shares.total
        assert shares.unit is None
    else:
        assert shares.unit is not None
        assert abs(shares.unit - spent / good) <= CENT / 2


@pytest.mark.covers("F41")
def test_an_unknown_cost_is_never_nothing() -> None:
    shares = shares_of(UNKNOWN, 10, 8)
    assert (shares.total, shares.is_known, shares.unit, shares.expected) == (0, False, None, None)
    assert loss_cost(UNKNOWN, 10, 2) is None
    partly = Cost(known=Decimal(4)) + UNKNOWN
    shares = shares_of(partly, 10, 8)
    assert (shares.is_known, shares.unit, shares.expected) == (
        False, Decimal("0.5000"), Decimal("0.4000"),
    )  # fmt: skip
    # Ingredients that were given cost nothing, and that is known.
    assert shares_of(Cost(), 10, 8).unit == 0


@pytest.mark.covers("M-18")
def test_rounding_is_half_to_even_and_once() -> None:
    assert shares_of(Cost(known=Decimal("0.00005")), 1, 1).total == 0
    assert shares_of(Cost(known=Decimal("0.00015")), 1, 1).total == Decimal("0.0002")
    # A third of what was spent, not of what was rounded.
    assert shares_of(Cost(known=Decimal("0.00015")), 3, 3).unit == Decimal("0")
