"""Whether what is baked fills the goods: one pool of finished units for all of them, shared out in
the order of the event."""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass

from baketracker.finished_goods.netting import Shelf, net, take
from baketracker.finished_goods.packing import Goods

from .demand import Wish


@dataclass(frozen=True, slots=True)
class Share:
    """`can_make` of one wish come about. `lacking` is the finished unit that is missing most for
    the rest, `too_few` how many of it; None and 0 when nothing is missing."""

    wish: Wish
    can_make: int
    lacking: Hashable | None = None
    too_few: int = 0

    @property
    def short(self) -> int:
        return max(self.wish.quantity - self.can_make, 0)


def share_out(
    wishes: Iterable[Wish], goods: Goods, shelf: Shelf, supply: Mapping[Hashable, int]
) -> tuple[Share, ...]:
    """What each wish gets when those before it are served first.

    `shelf` are goods on hand, `supply` the finished units there will be; whole goods only. The
    wishes must be such that can be taken apart."""
    ready, left = dict(shelf), dict(supply)
    return tuple(_share(wish, goods, ready, left) for wish in wishes)


def _share(
    wish: Wish, goods: Goods, ready: dict[Hashable, int], left: dict[Hashable, int]
) -> Share:
    wanted = max(wish.quantity, 0)
    whole = net(wish.good, wanted, goods, ready)
    gaps = {unit: count - left.get(unit, 0) for unit, count in whole.units.items()}
    made = wanted if all(gap <= 0 for gap in gaps.values()) else _most(wish, goods, ready, left)
    used = net(wish.good, made, goods, ready)
    take(used.from_shelf, ready)
    take(used.units, left)
    if made == wanted:
        return Share(wish, made)
    # The text of the key only breaks ties, so that equal plans read alike.
    lacking = max(gaps, key=lambda unit: (gaps[unit], str(unit)))
    return Share(wish, made, lacking, gaps[lacking])


def _most(wish: Wish, goods: Goods, ready: Shelf, left: Mapping[Hashable, int]) -> int:
    """The greatest number that the units fill: more goods never take fewer units, so halving the
    range finds it."""
    low, high = 0, max(wish.quantity, 0)
    while low < high:
        middle = (low + high + 1) // 2
        units = net(wish.good, middle, goods, ready).units
        if all(count <= left.get(unit, 0) for unit, count in units.items()):
            low = middle
        else:
            high = middle - 1
    return low
