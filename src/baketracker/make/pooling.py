"""Whether the pantry is enough for several batches together: one pool, nothing of which is promised
twice. Values in, values out."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_FLOOR, Decimal
from typing import Any

from baketracker.measures.numbers import DUST
from baketracker.stock.fifo import Layer, draw


@dataclass(frozen=True, slots=True)
class Needed:
    """So much of an ingredient for one batch; without one that is known none is there."""

    ingredient: Hashable | None
    name: str
    quantity: Decimal
    unit: str


@dataclass(frozen=True, slots=True)
class Portion:
    """`batches` (a half one is 0.5) of what takes `needs` each."""

    batches: Decimal
    needs: Sequence[Needed]


@dataclass(frozen=True, slots=True)
class Shelf:
    """What lies there of an ingredient, in the order it is used; `density` in grams per
    millilitre."""

    layers: Sequence[Layer[Any]]
    density: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Lack:
    """So much more of it is needed."""

    ingredient: Hashable | None
    name: str
    quantity: Decimal
    unit: str


@dataclass(frozen=True, slots=True)
class Share:
    """What is left for a portion by those before it: whole batches that are `possible`, and what
    all of it `lacks`."""

    possible: int
    lacks: tuple[Lack, ...]

    @property
    def is_enough(self) -> bool:
        return not self.lacks


def share_out(portions: Iterable[Portion], shelves: Mapping[Hashable, Shelf]) -> list[Share]:
    """What each portion finds when those before it are served first: all it needs, or all there
    is."""
    gone: dict[Hashable, Decimal] = {}
    return [_share(portion, shelves, gone) for portion in portions]


def _share(
    portion: Portion, shelves: Mapping[Hashable, Shelf], gone: dict[Hashable, Decimal]
) -> Share:
    lacks, possible = [], portion.batches
    for need in portion.needs:
        wanted = need.quantity * portion.batches
        short = _short(need, wanted, shelves.get(need.ingredient), gone)
        if short:
            lacks.append(Lack(need.ingredient, need.name, short, need.unit))
            possible = min(possible, (wanted - short) / need.quantity)
    # What lacks by dust alone lacks nothing.
    whole = (possible + DUST / 1000).to_integral_value(ROUND_FLOOR)
    return Share(int(max(whole, Decimal(0))), tuple(lacks))


def _short(
    need: Needed, wanted: Decimal, shelf: Shelf | None, gone: dict[Hashable, Decimal]
) -> Decimal:
    """What lacks of `wanted`; what is taken is gone for those who come after."""
    if shelf is None:
        return wanted
    left = (
        replace(layer, quantity=layer.quantity - gone.get(layer.lot, Decimal(0)))
        for layer in shelf.layers
    )
    drawn = draw(left, wanted, need.unit, shelf.density, need.name)
    for one in drawn.draws:
        gone[one.layer.lot] = gone.get(one.layer.lot, Decimal(0)) + one.quantity
    return drawn.short
