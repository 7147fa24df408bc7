"""The geometry of bars that lie: rows of them, and rows that fill. Values in, coordinates out; the
units are those of `charts`."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from .charts import LETTER, Box, Size

HEAD, THICK, THIN, NEAR, FAR = 22.0, 16.0, 8.0, 5.0, 16.0
# What a value says stands behind its bar.
BESIDE = 6.0


@dataclass(frozen=True, slots=True)
class Value:
    """One bar: how long it is, what is said behind it, and the series it belongs to."""

    amount: Decimal
    said: str
    series: int


@dataclass(frozen=True, slots=True)
class Row:
    """What a row of bars is called, and its bars from the top."""

    name: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Tray:
    """A row that fills: `goal` is marked, `frame` is how far it may reach, the `fills` lie in it
    one over the other (so the largest comes first), each of its series."""

    name: str
    said: str
    goal: Decimal | None
    frame: Decimal
    fills: tuple[tuple[int, Decimal], ...]


@dataclass(frozen=True, slots=True)
class Words:
    x: float
    y: float
    text: str


@dataclass(frozen=True, slots=True)
class DrawnRow:
    """A row: its name, what is said at the end of that line, its boxes with words behind them, the
    frame they fill and the mark of the goal."""

    name: Words
    said: Words | None
    boxes: tuple[Box, ...]
    words: tuple[Words, ...] = ()
    frame: Box | None = None
    goal: float | None = None


@dataclass(frozen=True, slots=True)
class RowsChart:
    size: Size
    rows: tuple[DrawnRow, ...]


def bar_rows(rows: Sequence[Row], size: Size) -> RowsChart:
    """Bars below each other, all to the same scale, 0 at the left edge; the longest leaves room
    for its words."""
    values = [value for row in rows for value in row.values]
    most = max((value.amount for value in values), default=Decimal(0))
    longest = max((len(value.said) for value in values), default=0)
    room = size.width - BESIDE - LETTER * longest
    drawn, y = [], 0.0
    for row in rows:
        name, y = Words(0, y + HEAD - 7, fitting(row.name, size.width)), y + HEAD
        boxes, words = [], []
        for value in row.values:
            width = _share(value.amount, most, room)
            boxes.append(Box(0, y, width, THICK, value.series))
            words.append(Words(round(width + BESIDE, 1), y + THICK - 3.5, value.said))
            y += THICK + NEAR
        drawn.append(DrawnRow(name, None, tuple(boxes), tuple(words)))
        y += FAR - NEAR
    return RowsChart(_as_high(size, y), tuple(drawn))


def tray_rows(rows: Sequence[Tray], size: Size) -> RowsChart:
    """Trays below each other, each to its own scale: as wide as the largest number in it."""
    drawn, y = [], 0.0
    for row in rows:
        said = Words(size.width, y + HEAD - 7, row.said)
        room = size.width - LETTER * len(row.said) - BESIDE
        name, y = Words(0, y + HEAD - 7, fitting(row.name, room)), y + HEAD
        most = max((row.frame, row.goal or Decimal(0), *(amount for _, amount in row.fills)))
        frame = Box(0, y, _share(row.frame, most, size.width), THICK)
        inset = (THICK - THIN) / 2
        boxes = tuple(
            Box(0, y + inset, _share(amount, most, size.width), THIN, series)
            for series, amount in row.fills
            if amount > 0
        )
        goal = None if row.goal is None else _share(row.goal, most, size.width)
        drawn.append(DrawnRow(name, said, boxes, frame=frame, goal=goal))
        y += THICK + FAR
    return RowsChart(_as_high(size, y), tuple(drawn))


def fitting(text: str, width: float) -> str:
    """The text, or as much of it as there is room for."""
    most = max(int(width / LETTER), 1)
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def _share(amount: Decimal, most: Decimal, room: float) -> float:
    return round(float(amount / most) * room, 1) if most else 0.0


def _as_high(size: Size, height: float) -> Size:
    return Size(size.name, size.width, round(max(height, 1.0), 1), size.along, size.up)
