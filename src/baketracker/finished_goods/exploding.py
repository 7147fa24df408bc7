"""Where the finished units of a good come from: chains of numbers that explain each figure.

300 cookies = 50 bags x 6 cookies. The number of paths can grow without end (ten layers of boxes,
each in two ways, are a thousand), the number anybody reads cannot: see MOST_WAYS.
"""

from collections.abc import Hashable, Iterator, Set
from dataclasses import dataclass
from math import prod

from .packing import FinishedGood, Goods, Tally, tally

# A finished unit met on more ways than this in one good is told in one line for all of them:
# "5 Hamper x 96 Cookie". The figure stays exact; each inner good tells its own on its page.
MOST_WAYS = 50


@dataclass(frozen=True, slots=True)
class Link:
    """One factor of a chain: `quantity` of `what` for each of the link before."""

    what: Hashable
    quantity: int


@dataclass(frozen=True, slots=True)
class Requirement:
    """One path from a wanted good down to a finished unit; its quantity is the folded chain.

    With `ways` above 1 it stands for that many paths together, and its chain is the wanted good
    and what one of it comes to."""

    finished_unit: Hashable
    chain: tuple[Link, ...]
    ways: int = 1

    @property
    def quantity(self) -> int:
        """Finished units, pieces."""
        return prod(link.quantity for link in self.chain)

    @property
    def good(self) -> Hashable:
        """The finished good that was wished for."""
        return self.chain[0].what


def explode(good: Hashable, quantity: int, goods: Goods) -> tuple[Requirement, ...]:
    """One requirement per path from `quantity` of `good` to a finished unit, in packing order;
    behind them, one for each finished unit that is met on more than MOST_WAYS paths.

    Per unit they always add up to `quantity` times its tally, and raise what `tally` raises.
    """
    found = tally(good, goods)
    told = {unit for unit, ways in found.ways.items() if ways <= MOST_WAYS}
    wanted = Link(good, quantity)
    together = (
        Requirement(unit, (wanted, Link(unit, count)), found.ways[unit])
        for unit, count in found.units.items()
        if unit not in told
    )
    paths = _paths(goods[good], (wanted,), told, _leading_to(told, found, goods), goods)
    return (*paths, *together)


def _leading_to(told: Set[Hashable], found: Tally, goods: Goods) -> Set[Hashable]:
    """The goods that hold one of these finished units, however deep."""
    leading: set[Hashable] = set()
    for key in reversed(found.goods):
        parts = goods[key].parts
        if any(part.finished_unit in told or part.finished_good in leading for part in parts):
            leading.add(key)
    return leading


def _paths(
    good: FinishedGood,
    chain: tuple[Link, ...],
    told: Set[Hashable],
    leading: Set[Hashable],
    goods: Goods,
) -> Iterator[Requirement]:
    """The paths to the units that are told; goods that lead to none are left shut."""
    for part in good.parts:
        count = int(part.quantity)
        if part.finished_unit in told:
            yield Requirement(part.finished_unit, (*chain, Link(part.finished_unit, count)))
        elif part.finished_good in leading:
            inner = goods[part.finished_good]
            yield from _paths(inner, (*chain, Link(inner.id, count)), told, leading, goods)
