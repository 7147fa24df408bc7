"""The cheapest and the quickest way to make up for what is missing, against trying everything."""

from decimal import Decimal
from itertools import product
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baketracker.repairs.mending import Repair, Step, Way, cheapest, quickest, repairs

money = st.one_of(st.none(), st.integers(0, 30).map(Decimal))


@st.composite
def ways_and_missing(draw: st.DrawFn) -> tuple[int, list[Way]]:
    missing = draw(st.integers(1, 9))
    ways = [
        Way(
            draw(st.sampled_from(["shelf", "move", "top_up"])),
            place,
            draw(st.sampled_from([1, 1, 4, 6])),
            draw(money),
            draw(st.one_of(st.none(), st.integers(0, 60))),
            draw(st.one_of(st.none(), st.integers(0, 6))),
        )
        for place in range(draw(st.integers(0, 4)))
    ]
    return missing, ways


def every_mix(missing: int, ways: list[Way]) -> list[Repair]:
    """All numbers of all ways that are enough, without one too many of any."""
    counts = [
        range(min(ceil(missing / way.units), way.most if way.most is not None else missing) + 1)
        for way in ways
    ]
    mixes = [
        Repair(tuple(Step(way, n) for way, n in zip(ways, times, strict=True) if n))
        for times in product(*counts)
    ]
    return [one for one in mixes if one.units >= missing]


def price(repair: Repair) -> tuple[bool, Decimal]:
    return repair.cost is None, repair.cost or Decimal(0)


def time(repair: Repair) -> tuple[bool, int]:
    return repair.minutes is None, repair.minutes or 0


@pytest.mark.covers("G-27", "O-07")
@given(ways_and_missing())
def test_the_cheapest_and_the_quickest_are_those_that_trying_everything_finds(
    case: tuple[int, list[Way]],
) -> None:
    missing, ways = case
    tried = every_mix(missing, ways)
    least, fastest = cheapest(missing, ways), quickest(missing, ways)
    if not tried:
        assert least is None
        assert fastest is None
        return
    assert least is not None
    assert fastest is not None
    assert (*price(least), *time(least)) == min((*price(one), *time(one)) for one in tried)
    assert (*time(fastest), *price(fastest)) == min((*time(one), *price(one)) for one in tried)
    assert least.units >= missing
    assert fastest.units >= missing


@given(ways_and_missing())
def test_whatever_is_offered_is_enough_and_the_smallest_comes_first(
    case: tuple[int, list[Way]],
) -> None:
    missing, ways = case
    offered = repairs(missing, ways)
    assert all(one.units >= missing for one in offered)
    assert [one.given_up for one in offered] == sorted(one.given_up for one in offered)
    for step in (step for one in offered for step in one.steps):
        assert step.way.most is None or step.times <= step.way.most


@pytest.mark.covers("G-27")
def test_a_short_run_is_offered_several_kinds() -> None:
    ways = [
        Way("shelf", "cookie", 1, Decimal(0), 0, most=6),
        Way("move", "Market", 1, Decimal("0.40"), 0, most=20),
        Way("top_up", "cookie", 48, Decimal("5.20"), 45),
        Way("fewer", "Bag", 6, Decimal(0), 0, most=50),
        Way("substitute", "Bag for Tin", 6, Decimal("1.10"), 0, most=10),
    ]
    offered = repairs(10, ways)
    assert {kind for one in offered for kind in one.kinds} == {
        "shelf", "move", "top_up", "fewer", "substitute"
    }  # fmt: skip
    first = offered[0]
    # Six from the shelf and four from the market cost less than a batch more.
    assert [(step.way.kind, step.times) for step in first.steps] == [("shelf", 6), ("move", 4)]
    assert first.cost == Decimal("1.60")
    assert offered[-1].given_up == 2


def test_nothing_missing_needs_nothing() -> None:
    assert repairs(0, [Way("top_up", "cookie", 48, Decimal(5), 45)]) == []
