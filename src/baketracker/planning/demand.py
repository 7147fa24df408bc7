"""What an event wants, taken apart: finished goods into finished units, pooled per unit.

Every figure is the product of a chain of numbers, so that it can be opened and explained:
300 cookies = 50 bags x 6 cookies.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from math import prod

from baketracker.errors import NotFound, RuleBroken

DEEPEST = 10


class CircularGood(RuleBroken):
    """A finished good that contains itself."""

    code = "circular_good"

    def __init__(self, good: str) -> None:
        super().__init__("“%(good)s” contains itself. Take it out of its own contents.", good=good)


class TooDeep(RuleBroken):
    """Boxes within boxes beyond the depth anybody packs."""

    code = "too_deep"

    def __init__(self, good: str) -> None:
        super().__init__(
            "“%(good)s” is packed more than %(deepest)s boxes deep. Use fewer levels.",
            good=good,
            deepest=DEEPEST,
        )


class NotWhole(RuleBroken):
    """Half a cookie in a bag."""

    code = "not_whole"

    def __init__(self, good: str, quantity: object) -> None:
        super().__init__(
            "“%(good)s” holds %(quantity)s of something. Use whole numbers from 1.",
            good=good,
            quantity=quantity,
        )


@dataclass(frozen=True, slots=True)
class FinishedUnit:
    """One named yield of one recipe."""

    id: Hashable
    name: str
    recipe_id: Hashable
    recipe_name: str


@dataclass(frozen=True, slots=True)
class Part:
    """A line of a finished good: `quantity` of a finished unit or of another good.

    Packaging and materials are no part of baking; leave them out.
    """

    quantity: Decimal | int
    finished_unit: Hashable | None = None
    finished_good: Hashable | None = None


@dataclass(frozen=True, slots=True)
class FinishedGood:
    """What can be given away, with its parts in their order."""

    id: Hashable
    name: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Wish:
    """So many of one finished good for the event."""

    good: Hashable
    quantity: int


@dataclass(frozen=True, slots=True)
class Link:
    """One factor of a chain: `quantity` of `what` for each of the link before."""

    what: Hashable
    quantity: int


@dataclass(frozen=True, slots=True)
class Requirement:
    """One path from a wish down to a finished unit; its quantity is the folded chain."""

    finished_unit: Hashable
    chain: tuple[Link, ...]

    @property
    def quantity(self) -> int:
        """Finished units, pieces."""
        return prod(link.quantity for link in self.chain)

    @property
    def good(self) -> Hashable:
        """The finished good that was wished for."""
        return self.chain[0].what


@dataclass(frozen=True, slots=True)
class Demand:
    """Everything the event wants of one finished unit, with the paths it comes from."""

    unit: FinishedUnit
    sources: tuple[Requirement, ...]

    @property
    def quantity(self) -> int:
        """Finished units, pieces: the sum of the sources."""
        return sum(source.quantity for source in self.sources)


Goods = Mapping[Hashable, FinishedGood]
Units = Mapping[Hashable, FinishedUnit]


def explode(good: Hashable, quantity: int, goods: Goods) -> tuple[Requirement, ...]:
    """One requirement per path from `quantity` of `good` to a finished unit, in packing order.

    The same box met on two branches counts twice. Raises CircularGood, TooDeep, NotWhole, or
    NotFound for a part that is not among `goods`.
    """
    return tuple(_walk(_found(good, goods), (Link(good, quantity),), (good,), goods))


def requirements(wishes: Iterable[Wish], goods: Goods) -> tuple[Requirement, ...]:
    """All wishes taken apart, in their order; wishes of 0 or less are skipped."""
    wanted = (wish for wish in wishes if wish.quantity > 0)
    return tuple(row for wish in wanted for row in explode(wish.good, wish.quantity, goods))


def pool(rows: Iterable[Requirement], units: Units) -> tuple[Demand, ...]:
    """Requirements added up per finished unit, ordered by recipe name, unit name and id.

    Nothing is dropped: a unit whose recipe is not selected still shows its demand.
    """
    grouped: defaultdict[Hashable, list[Requirement]] = defaultdict(list)
    for row in rows:
        grouped[row.finished_unit].append(row)
    demands = [Demand(_unit(key, units), tuple(sources)) for key, sources in grouped.items()]
    return tuple(sorted(demands, key=_by_name))


def required_recipes(good: Hashable, goods: Goods, units: Units) -> frozenset[Hashable]:
    """Recipes that must all be selected for `good` to be made, however deep they hide."""
    return frozenset(_unit(row.finished_unit, units).recipe_id for row in explode(good, 1, goods))


def _walk(
    good: FinishedGood, chain: tuple[Link, ...], path: tuple[Hashable, ...], goods: Goods
) -> Iterator[Requirement]:
    if len(path) - 1 > DEEPEST:
        raise TooDeep(good.name)
    for part in good.parts:
        count = _whole(part.quantity, good)
        if part.finished_unit is not None:
            yield Requirement(part.finished_unit, (*chain, Link(part.finished_unit, count)))
        elif part.finished_good is not None:
            inner = _found(part.finished_good, goods)
            if inner.id in path:
                raise CircularGood(inner.name)
            yield from _walk(inner, (*chain, Link(inner.id, count)), (*path, inner.id), goods)


def _whole(quantity: Decimal | int, good: FinishedGood) -> int:
    """The desktop cut 2.5 to 2 without a word; here the line is refused."""
    if not Decimal(quantity).is_finite() or quantity != int(quantity) or quantity < 1:
        raise NotWhole(good.name, quantity)
    return int(quantity)


def _found(good: Hashable, goods: Goods) -> FinishedGood:
    if good not in goods:
        raise NotFound("finished good")
    return goods[good]


def _unit(key: Hashable, units: Units) -> FinishedUnit:
    if key not in units:
        raise NotFound("finished unit")
    return units[key]


def _by_name(demand: Demand) -> tuple[str, str, str]:
    # The text of the id only breaks ties between equal names.
    return (demand.unit.recipe_name, demand.unit.name, str(demand.unit.id))
