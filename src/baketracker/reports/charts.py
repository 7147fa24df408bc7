"""The geometry of the charts: values in, coordinates out. Lengths are in the units of the drawing,
y grows downwards; nothing lies outside the frame."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import accumulate, pairwise
from math import ceil, floor

Label = Callable[[Decimal], str]

STEPS = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))
MONTH_STEPS = (1, 2, 3, 6, 12, 24, 60, 120)
LETTER = 8.2
TOP, FOOT, END, GAP = 16.0, 28.0, 12.0, 8.0
# So much room a mark wants, before many of them are drawn smaller.
ROOM = 14.0
# Of the place of a bar, so much stays white.
AIR = 0.22


@dataclass(frozen=True, slots=True)
class Size:
    """How large a drawing is, and how many labels fit along it and up it."""

    name: str
    width: float
    height: float
    along: int
    up: int


# Two drawings, so that type keeps its size on a phone and on a desktop.
NARROW = Size("narrow", 350, 240, 5, 4)
WIDE = Size("wide", 600, 340, 9, 5)


@dataclass(frozen=True, slots=True)
class Tick:
    """A place on an axis and what is written there."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class DayTick:
    at: float
    day: date


@dataclass(frozen=True, slots=True)
class Plot:
    """The edges of the place the values are drawn in, and its axis of values."""

    left: float
    right: float
    top: float
    bottom: float
    low: Decimal
    high: Decimal
    ticks: tuple[Tick, ...]

    def y(self, value: Decimal) -> float:
        share = float((value - self.low) / (self.high - self.low))
        return round(self.bottom - (self.bottom - self.top) * share, 1)


@dataclass(frozen=True, slots=True)
class Dot:
    """A value on a day; `series` says whose."""

    on: date
    value: Decimal
    series: int = 0


@dataclass(frozen=True, slots=True)
class Range:
    """From one day to another the values lay between `low` and `high`."""

    since: date
    until: date
    low: Decimal
    middle: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True)
class Mark:
    x: float
    y: float
    series: int


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle; `middle` is the height of the line through a range."""

    x: float
    y: float
    width: float
    height: float
    series: int = 0
    middle: float = 0


@dataclass(frozen=True, slots=True)
class LineChart:
    """Values over days: a step line (`path`, as SVG writes one) with a mark for each, in their
    order, over the ranges they usually lay in. Marks are drawn `mark` times their usual size."""

    size: Size
    plot: Plot
    days: tuple[DayTick, ...]
    path: str
    mark: float
    marks: tuple[Mark, ...]
    ranges: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """One month's stack, the first series at the bottom."""

    month: date
    x: float
    width: float
    boxes: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class BarChart:
    """Stacked bars, a month each."""

    size: Size
    plot: Plot
    months: tuple[DayTick, ...]
    bars: tuple[Bar, ...]


def line_chart(
    dots: Sequence[Dot],
    ranges: Sequence[Range],
    first: date,
    last: date,
    size: Size,
    label: Label,
) -> LineChart:
    """Draw dots (at least one, by day) between two days. `label` writes a value on the axis."""
    values = [dot.value for dot in dots]
    values += [edge for one in ranges for edge in (one.low, one.high)]
    plot = _plot(min(values), max(values), size, label)

    def x(day: date) -> float:
        span = (last - first).days
        share = min(max((day - first).days / span, 0.0), 1.0) if span else 0.5
        return round(plot.left + (plot.right - plot.left) * share, 1)

    marks = tuple(Mark(x(dot.on), plot.y(dot.value), dot.series) for dot in dots)
    steps = "".join(f"H{mark.x}V{mark.y}" for mark in marks[1:])
    return LineChart(
        size=size,
        plot=plot,
        days=tuple(DayTick(x(day), day) for day in day_ticks(first, last, size.along)),
        path=f"M{marks[0].x} {marks[0].y}{steps}",
        mark=round(min(1.0, max(0.5, (plot.right - plot.left) / len(marks) / ROOM)), 2),
        marks=marks,
        ranges=tuple(_range(one, x, plot) for one in ranges),
    )


def bar_chart(
    months: Sequence[tuple[date, Sequence[Decimal]]], size: Size, label: Label
) -> BarChart:
    """Draw a stack for each month (at least one, in their order); values are 0 or more, all months
    with the same series."""
    highest = max(sum(parts, Decimal(0)) for _, parts in months)
    plot = _plot(Decimal(0), highest, size, label)
    place = (plot.right - plot.left) / len(months)
    width = round(place * (1 - AIR), 1)
    bars = tuple(
        _bar(month, parts, round(plot.left + place * (index + AIR / 2), 1), width, plot)
        for index, (month, parts) in enumerate(months)
    )
    shown = -(-len(bars) // size.along)
    # Counted from the end, because today's is the one that is looked for.
    ticks = [DayTick(round(bar.x + width / 2, 1), bar.month) for bar in bars[::-1][::shown]]
    return BarChart(size, plot, tuple(reversed(ticks)), bars)


def value_ticks(low: Decimal, high: Decimal, most: int) -> list[Decimal]:
    """At most `most` + 1 round numbers, evenly apart, from at or below `low` to at or above
    `high`. Where both are the same, there is room above and (for more than 0) below."""
    if low == high:
        low, high = low * Decimal("0.8"), high * Decimal("1.2") or Decimal(1)
    rough = (high - low) / most
    unit = Decimal(1).scaleb(rough.adjusted())
    # A round step may need one tick more at either end than the bare distance says.
    steps = (step * unit * 10**size for size in range(3) for step in STEPS)
    for step in steps:
        first, last = floor(low / step), ceil(high / step)
        if last - first <= most:
            return [step * place for place in range(first, last + 1)]
    raise AssertionError("ten times the distance is always enough")


def day_ticks(first: date, last: date, most: int) -> list[date]:
    """First days of months between two days, evenly apart, at most `most`; the two days themselves
    where less than two months begin between them."""
    months = [
        date(place // 12, place % 12 + 1, 1)
        for place in range(_month(first), _month(last) + 1)
        if first <= date(place // 12, place % 12 + 1, 1)
    ]
    if len(months) < 2:
        return sorted({first, last})
    for step in MONTH_STEPS:
        found = [month for month in months if _month(month) % step == 0]
        if len(found) <= most:
            return found
    return months[:1]


def _plot(low: Decimal, high: Decimal, size: Size, label: Label) -> Plot:
    values = value_ticks(low, high, size.up)
    labels = [label(value) for value in values]
    left = round(min(GAP + LETTER * max(map(len, labels)), size.width / 3), 1)
    bare = Plot(left, size.width - END, TOP, size.height - FOOT, values[0], values[-1], ())
    ticks = tuple(Tick(bare.y(at), text) for at, text in zip(values, labels, strict=True))
    return Plot(bare.left, bare.right, bare.top, bare.bottom, bare.low, bare.high, ticks)


def _range(one: Range, x: Callable[[date], float], plot: Plot) -> Box:
    left, top = x(one.since), plot.y(one.high)
    width, height = round(x(one.until) - left, 1), round(plot.y(one.low) - top, 1)
    return Box(left, top, width, height, middle=plot.y(one.middle))


def _bar(month: date, parts: Sequence[Decimal], x: float, width: float, plot: Plot) -> Bar:
    edges = [plot.y(value) for value in accumulate(parts, initial=Decimal(0))]
    boxes = (
        Box(x, upper, width, round(lower - upper, 1), series)
        for series, (lower, upper) in enumerate(pairwise(edges))
    )
    return Bar(month, x, width, tuple(box for box in boxes if box.height > 0))


def _month(day: date) -> int:
    return day.year * 12 + day.month - 1
