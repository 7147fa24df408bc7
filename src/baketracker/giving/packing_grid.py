"""Who gets how many of what, as a table to pack by. Pure: portions in, rows and totals out."""

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Portion:
    """So many pieces of a finished good for somebody."""

    recipient: Hashable
    good: Hashable
    quantity: int


@dataclass(frozen=True, slots=True)
class Row:
    """What one person gets: a number for each good of the grid, 0 where it is none of it."""

    recipient: Hashable
    numbers: tuple[int, ...]

    @property
    def total(self) -> int:
        return sum(self.numbers)


@dataclass(frozen=True, slots=True)
class Grid:
    """Recipients × finished goods, both in the order they were given in."""

    goods: tuple[Hashable, ...]
    rows: tuple[Row, ...]

    @property
    def totals(self) -> tuple[int, ...]:
        """Of each good, for everybody."""
        return tuple(sum(row.numbers[at] for row in self.rows) for at in range(len(self.goods)))

    @property
    def total(self) -> int:
        return sum(self.totals)


def grid_of(
    portions: Iterable[Portion], recipients: Sequence[Hashable], goods: Sequence[Hashable]
) -> Grid:
    """The portions added up, a row for each of `recipients` and a column for each of `goods`."""
    wanted = Counter[tuple[Hashable, Hashable]]()
    for portion in portions:
        wanted[portion.recipient, portion.good] += portion.quantity
    rows = (Row(one, tuple(wanted[one, good] for good in goods)) for one in recipients)
    return Grid(tuple(goods), tuple(rows))
