"""The pure rules: what would have been enough, and where bars lie."""

from decimal import Decimal
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baketracker.reports.bars import Row, Tray, Value, bar_rows, tray_rows
from baketracker.reports.charts import NARROW, WIDE
from baketracker.reports.proposals import CameOut, for_each, propose

PIECES = st.integers(0, 1_000_000)
GUESTS = st.integers(1, 1_000_000)


@pytest.mark.covers("S1-history-informs", "O-11")
@pytest.mark.parametrize(
    ("came_out", "guests", "quantity"),
    [
        (CameOut(50, left_over=12), None, 38),
        (CameOut(50, ran_short=8), None, 58),
        (CameOut(50), 99, 50),
        (CameOut(50, left_over=10, guests=40), 60, 60),
        (CameOut(50, left_over=10, guests=40), 41, 41),
        (CameOut(50, ran_short=1, guests=50), 49, 50),
        (CameOut(5, left_over=5), None, 0),
    ],
)
def test_what_would_have_been_enough(came_out: CameOut, guests: int | None, quantity: int) -> None:
    assert propose(came_out, guests).quantity == quantity


def test_a_number_for_each_guest_is_the_shortest_that_is_enough() -> None:
    assert propose(CameOut(50, ran_short=8, guests=52), 52, each=True).per_guest == Decimal("1.1")
    assert for_each(100, 50) == 2
    assert for_each(1, 1_000_000) == Decimal("0.000001")
    assert for_each(0, 10) is None


@given(PIECES, GUESTS, GUESTS)
def test_as_much_for_each_guest_as_would_have_been_enough(had: int, then: int, now: int) -> None:
    found = propose(CameOut(had, guests=then), now)
    assert found.quantity * then >= had * now > (found.quantity - 1) * then
    assert found.scaled == (then != now)


@given(st.integers(1, 1_000_000), GUESTS)
def test_what_each_guest_gets_comes_to_the_quantity(quantity: int, guests: int) -> None:
    each = for_each(quantity, guests)
    if each is None:
        assert quantity > 1000 * guests
    else:
        assert ceil(guests * each) == quantity


AMOUNTS = st.decimals(0, 1_000_000, places=4)


@pytest.mark.covers("UX-40", "UX-41")
@given(st.lists(st.lists(AMOUNTS, min_size=1, max_size=3), max_size=6), st.text(max_size=40))
def test_bars_and_trays_stay_in_their_frame(rows: list[list[Decimal]], name: str) -> None:
    for size in (NARROW, WIDE):
        lying = [Row(name, tuple(Value(one, "$1.00", 0) for one in some)) for some in rows]
        filled = [Tray(name, "1 of 2", some[0], some[-1], tuple(enumerate(some))) for some in rows]
        for chart in (bar_rows(lying, size), tray_rows(filled, size)):
            assert chart.size.width == size.width
            for row in chart.rows:
                for box in (*row.boxes, *((row.frame,) if row.frame else ())):
                    assert box.x >= 0
                    assert box.x + box.width <= size.width
                    assert 0 <= box.y <= box.y + box.height <= chart.size.height
                assert row.goal is None or 0 <= row.goal <= size.width


def test_the_longest_bar_is_the_largest_number() -> None:
    values = (Value(Decimal(10), "$10.00", 5), Value(Decimal(5), "$5.00", 0))
    (row,) = bar_rows([Row("Food", values)], WIDE).rows
    assert row.boxes[0].width == pytest.approx(2 * row.boxes[1].width, abs=0.2)
