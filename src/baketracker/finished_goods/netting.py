"""Goods that lie there ready, taken from the outside in: a tower on the shelf spares the bags in
it, and bags on the shelf spare what is in them."""

from collections import Counter
from collections.abc import Hashable, Mapping, MutableMapping
from dataclasses import dataclass

from .packing import Goods, tally

Shelf = Mapping[Hashable, int]


@dataclass(frozen=True, slots=True)
class Netted:
    """What a number of one good takes: `assemble` of each good and `from_shelf` of each that lies
    ready, down to the `units` that fill what is assembled."""

    assemble: dict[Hashable, int]
    from_shelf: dict[Hashable, int]
    units: dict[Hashable, int]


def net(good: Hashable, quantity: int, goods: Goods, shelf: Shelf) -> Netted:
    """`quantity` of `good` with what lies on the shelf used up from the outside in.

    The shelf is left alone; see `take`. Raises what `tally` raises."""
    needed, units = Counter({good: quantity}), Counter[Hashable]()
    assemble: dict[Hashable, int] = {}
    from_shelf: dict[Hashable, int] = {}
    # Outer goods come before those inside them, so each is complete when it is met.
    for key in tally(good, goods).goods:
        ready = min(needed[key], shelf.get(key, 0))
        assemble[key] = needed[key] - ready
        if ready:
            from_shelf[key] = ready
        for part in goods[key].parts:
            count = int(part.quantity) * assemble[key]
            if part.finished_unit is not None:
                units[part.finished_unit] += count
            elif part.finished_good is not None:
                needed[part.finished_good] += count
    return Netted(assemble, from_shelf, {key: count for key, count in units.items() if count})


def take(amounts: Mapping[Hashable, int], shelf: MutableMapping[Hashable, int]) -> None:
    """Take so many of each from the shelf."""
    for key, count in amounts.items():
        shelf[key] = shelf.get(key, 0) - count
