"""The geometry of the charts: nothing leaves the frame, and what is more stands higher."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baketracker.reports.charts import (
    NARROW,
    WIDE,
    Dot,
    LineChart,
    Range,
    Size,
    bar_chart,
    day_ticks,
    line_chart,
    value_ticks,
)

START = date(2024, 1, 31)
VALUES = st.decimals("0", "100000", places=4)
DAYS = st.integers(0, 4000).map(lambda days: START + timedelta(days=days))
SIZES = st.sampled_from([NARROW, WIDE])
DOTS = st.lists(st.builds(Dot, on=DAYS, value=VALUES, series=st.integers(0, 9)), min_size=1).map(
    lambda dots: sorted(dots, key=lambda dot: dot.on)
)
RANGES = st.tuples(
    st.tuples(DAYS, DAYS).map(sorted), st.tuples(VALUES, VALUES, VALUES).map(sorted)
).map(lambda told: Range(*told[0], *told[1]))
MONTHS = st.integers(1, 6).flatmap(
    lambda series: st.lists(
        st.lists(VALUES, min_size=series, max_size=series), min_size=1, max_size=40
    )
)


def price(value: Decimal) -> str:
    return f"${value}"


def drawn(dots: list[Dot], found: list[Range], size: Size) -> LineChart:
    last = max(dot.on for dot in dots)
    return line_chart(dots, found, dots[0].on, last, size, price)


@pytest.mark.covers("UX-38")
@given(DOTS, st.lists(RANGES, max_size=5), SIZES)
def test_a_line_lies_inside_its_frame(dots: list[Dot], found: list[Range], size: Size) -> None:
    chart = drawn(dots, found, size)
    plot = chart.plot
    assert 0 <= plot.left < plot.right <= size.width
    assert 0 <= plot.top < plot.bottom <= size.height
    places = [(mark.x, mark.y) for mark in chart.marks]
    for box in chart.ranges:
        places += [(box.x, box.y), (box.x + box.width, box.y + box.height), (box.x, box.middle)]
    places += [(plot.left, tick.at) for tick in plot.ticks]
    places += [(tick.at, plot.bottom) for tick in chart.days]
    for x, y in places:
        assert plot.left - 0.1 <= x <= plot.right + 0.1
        assert plot.top - 0.1 <= y <= plot.bottom + 0.1


@pytest.mark.covers("UX-38")
@given(DOTS, SIZES)
def test_later_is_further_right_and_more_is_higher(dots: list[Dot], size: Size) -> None:
    chart = drawn(dots, [], size)
    assert [mark.series for mark in chart.marks] == [dot.series for dot in dots]
    for (dot, mark), (other, beside) in pairwise(zip(dots, chart.marks, strict=True)):
        assert mark.x <= beside.x
        assert (mark.x == beside.x) or dot.on < other.on
        if dot.value <= other.value:
            assert mark.y >= beside.y
        if dot.value >= other.value:
            assert mark.y <= beside.y
    assert chart.path.count("H") == chart.path.count("V") == len(dots) - 1
    assert 0.5 <= chart.mark <= 1


@pytest.mark.covers("UX-39")
@given(MONTHS, SIZES)
def test_stacks_stand_on_the_axis_and_their_parts_touch(
    values: list[list[Decimal]], size: Size
) -> None:
    months = [(date(2020 + n // 12, n % 12 + 1, 1), parts) for n, parts in enumerate(values)]
    chart = bar_chart(months, size, price)
    plot = chart.plot
    assert [bar.month for bar in chart.bars] == [month for month, _ in months]
    for before, after in pairwise(chart.bars):
        assert before.x + before.width <= after.x + 0.15
    for bar, (_, parts) in zip(chart.bars, months, strict=True):
        assert plot.left <= bar.x
        assert bar.x + bar.width <= plot.right + 0.15
        assert [box.series for box in bar.boxes] == sorted(box.series for box in bar.boxes)
        foot = plot.bottom
        for box in bar.boxes:
            assert box.y + box.height == pytest.approx(foot, abs=0.01)
            foot = box.y
        assert foot == plot.y(sum(parts, Decimal(0)))
        assert foot >= plot.top - 0.1
    assert len(chart.months) <= size.along
    assert chart.months[-1].day == months[-1][0]


@given(VALUES, VALUES, st.integers(2, 8))
def test_round_numbers_reach_from_the_lowest_to_the_highest(
    one: Decimal, other: Decimal, most: int
) -> None:
    low, high = sorted((one, other))
    ticks = value_ticks(low, high, most)
    assert ticks[0] <= low
    assert ticks[-1] >= high
    assert 2 <= len(ticks) <= most + 1
    assert len({after - before for before, after in pairwise(ticks)}) == 1


def test_the_axis_is_written_in_round_numbers() -> None:
    found = value_ticks(Decimal("3.35"), Decimal("4.29"), 4)
    assert found == [Decimal(said) for said in ("3.0", "3.5", "4.0", "4.5")]
    assert value_ticks(Decimal(0), Decimal(0), 4) == [0, Decimal("0.25"), Decimal("0.5"),
                                                      Decimal("0.75"), 1]  # fmt: skip


@given(DAYS, DAYS, st.integers(3, 9))
def test_days_on_the_axis_are_firsts_of_months_or_the_two_ends(
    one: date, other: date, most: int
) -> None:
    first, last = sorted((one, other))
    found = day_ticks(first, last, most)
    assert found == sorted(set(found))
    assert 1 <= len(found) <= most
    assert all(first <= day <= last for day in found)
    assert all(day.day == 1 for day in found) or set(found) == {first, last}
