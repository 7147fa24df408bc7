"""One pantry, several events: the same stock is promised once."""

from datetime import date, timedelta
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baketracker.shopping.merging import Part, missing

pytestmark = pytest.mark.covers("A6", "D-13")
DAY = date(2026, 12, 1)


def part(days: int, need: int, on_hand: int = 0, counts: bool = True) -> Part:
    return Part(DAY + timedelta(days=days), Decimal(need), Decimal(on_hand), counts)


def test_what_two_events_need_stands_against_the_pantry_once() -> None:
    assert missing([part(0, 4, 5), part(1, 3, 5)]) == 2
    assert missing([part(0, 4, 10), part(1, 3, 10)]) == 0


def test_what_goes_bad_in_between_serves_the_first_only() -> None:
    assert missing([part(0, 2, 6), part(9, 3, 0)]) == 3
    assert missing([part(0, 8, 6), part(9, 3, 1)]) == 5


def test_an_event_that_ignores_the_pantry_has_everything_bought() -> None:
    assert missing([part(0, 4, 10, counts=False), part(1, 3, 10)]) == 4


def test_dust_is_nothing() -> None:
    assert missing([Part(DAY, Decimal("5.0005"), Decimal(5))]) == 0


# (need, units that go bad before the day): what is on hand only becomes less.
shelves = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 4)), min_size=1, max_size=4)


@given(shelves)
def test_it_equals_handing_out_the_stock_piece_by_piece(steps: list[tuple[int, int]]) -> None:
    """What goes bad first is used first; nothing does better."""
    good_until = [place for place, (_need, left) in enumerate(steps) for _ in range(left)]
    parts, lacking, shelf = [], 0, sorted(good_until)
    for place, (need, _left) in enumerate(steps):
        parts.append(part(place, need, sum(1 for last in good_until if last >= place)))
        shelf = [last for last in shelf if last >= place]
        used = min(need, len(shelf))
        shelf = shelf[used:]
        lacking += need - used
    assert missing(parts) == lacking


@given(shelves, st.integers(0, 5), st.randoms())
def test_more_stock_never_lacks_more_and_order_changes_nothing(
    steps: list[tuple[int, int]], extra: int, random: Random
) -> None:
    some = [part(place, need, 4 - place) for place, (need, _) in enumerate(steps)]
    more = [part(place, need, 4 - place + extra) for place, (need, _) in enumerate(steps)]
    assert missing(more) <= missing(some)
    shuffled = list(some)
    random.shuffle(shuffled)
    assert missing(shuffled) == missing(some)
