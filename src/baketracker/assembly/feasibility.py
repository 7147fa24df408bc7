"""How many of a good can be packed of what is there, and what keeps it from being more. Values in,
values out.

A need is one line of a good: so much of something for one of it. What is there stands in a stock
of amounts by key, each key in its own unit; several needs, and several goods, may draw on one key.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from baketracker.measures.numbers import DUST, lacking

Kind = Literal["finished_unit", "finished_good", "packaging", "material"]

Status = Literal["complete", "ready", "partial", "awaiting_production", "blocked"]
"""Nothing is left to pack; all of it can be packed now; some of it; none, and a finished unit is
not there at all; none."""

Stock = Mapping[Hashable, Decimal]


@dataclass(frozen=True, slots=True)
class Source:
    """Where a need is met from: one of this key's units is `size` of the need's."""

    key: Hashable
    size: Decimal = Decimal(1)


@dataclass(frozen=True, slots=True)
class Need:
    """`quantity` `unit` of a thing go into one good, from any of the `sources`, the first first."""

    kind: Kind
    id: Hashable
    name: str
    quantity: Decimal
    unit: str
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A need of several goods together: so much is `wanted`, so much of that is `there`."""

    need: Need
    wanted: Decimal
    there: Decimal

    @property
    def short(self) -> Decimal:
        """What lacks; 0 when only dust does."""
        return lacking(self.wanted, self.there)


@dataclass(frozen=True, slots=True)
class Order:
    """So many of a good are still to be packed."""

    key: Hashable
    needs: Sequence[Need]
    count: int


@dataclass(frozen=True, slots=True)
class Checked:
    """How an order stands. `possible` of its `count` can be packed now; `parts` are its needs for
    all of them."""

    order: Order
    possible: int
    parts: tuple[Part, ...]
    status: Status

    @property
    def missing(self) -> tuple[Part, ...]:
        return tuple(part for part in self.parts if part.short)


def taken(
    needs: Iterable[Need], stock: Stock, count: int
) -> tuple[tuple[Part, ...], dict[Hashable, Decimal]]:
    """What `count` goods take of the stock, a part for each need in its order, and what is left.
    What only one source has is met before what several could give."""
    left = dict(stock)
    there: dict[int, Decimal] = {}
    listed = list(needs)
    for place in sorted(range(len(listed)), key=lambda one: len(listed[one].sources)):
        there[place] = _draw(listed[place], listed[place].quantity * count, left)
    parts = (Part(need, need.quantity * count, there[place]) for place, need in enumerate(listed))
    return tuple(parts), left


def possible(needs: Sequence[Need], stock: Stock) -> int:
    """The most goods that what is there makes; 0 of a good without needs."""
    if not needs:
        return 0
    enough = 0
    too_many = min(_alone(need, stock) for need in needs) + 1
    while too_many - enough > 1:
        middle = (enough + too_many) // 2
        parts, _ = taken(needs, stock, middle)
        if any(part.short for part in parts):
            too_many = middle
        else:
            enough = middle
    return enough


def pooled(orders: Iterable[Order], stock: Stock) -> list[Checked]:
    """The orders one after the other: each finds what those before it leave."""
    left = dict(stock)
    found = []
    for order in orders:
        most = min(order.count, possible(order.needs, left))
        parts, _ = taken(order.needs, left, order.count)
        found.append(Checked(order, most, parts, _status(order, most, left)))
        _, left = taken(order.needs, left, most)
    return found


def _status(order: Order, most: int, stock: Stock) -> Status:
    if order.count == 0:
        return "complete"
    if most >= order.count:
        return "ready"
    if most:
        return "partial"
    baked = (need for need in order.needs if need.kind == "finished_unit")
    none_there = any(not _there(need, stock) for need in baked)
    return "awaiting_production" if none_there else "blocked"


def _draw(need: Need, wanted: Decimal, left: dict[Hashable, Decimal]) -> Decimal:
    """Take what is wanted, as far as it reaches; answers how much was there."""
    met = Decimal(0)
    for source in need.sources:
        there = left.get(source.key, Decimal(0))
        amount = min(there * source.size, wanted - met)
        met += amount
        left[source.key] = there - amount / source.size
    return met


def _there(need: Need, stock: Stock) -> Decimal:
    sources = need.sources
    return sum((stock.get(one.key, Decimal(0)) * one.size for one in sources), Decimal(0))


def _alone(need: Need, stock: Stock) -> int:
    """For how many goods the stock would do if it were for this need alone."""
    return int((_there(need, stock) + DUST) // need.quantity)
