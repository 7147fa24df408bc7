"""Finished goods packed into each other: what one of them comes to, however deep.

Every good inside is opened once, so the cost grows with the lines, not with the ways to a cookie.
"""

from collections import Counter
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from baketracker.errors import N_, NotFound, RuleBroken

DEEPEST = 10


class CircularGood(RuleBroken):
    """A finished good that contains itself."""

    code = "circular_good"

    def __init__(self, good: str) -> None:
        super().__init__(
            N_("“%(good)s” contains itself. Take it out of its own contents."), good=good
        )


class TooDeep(RuleBroken):
    """Boxes within boxes beyond the depth anybody packs."""

    code = "too_deep"

    def __init__(self, good: str) -> None:
        super().__init__(
            N_("“%(good)s” is packed more than %(deepest)s boxes deep. Use fewer levels."),
            good=good,
            deepest=DEEPEST,
        )


class NotWhole(RuleBroken):
    """Half a cookie in a bag."""

    code = "not_whole"

    def __init__(self, good: str, quantity: object) -> None:
        super().__init__(
            N_("“%(good)s” holds %(quantity)s of something. Use whole numbers from 1."),
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


Goods = Mapping[Hashable, FinishedGood]
Units = Mapping[Hashable, FinishedUnit]


@dataclass(frozen=True, slots=True)
class Tally:
    """What one good comes to. `goods`: how many of each good, itself among them, outer ones before
    those inside. `units`: finished units, pieces. `ways`: how many paths lead to each of these."""

    goods: dict[Hashable, int]
    units: dict[Hashable, int]
    ways: dict[Hashable, int]


def tally(good: Hashable, goods: Goods) -> Tally:
    """One `good` taken apart; the same box met on two branches counts twice.

    Raises CircularGood, TooDeep, NotWhole, or NotFound for a part that is not among `goods`.
    """
    opened = _outer_first(good, goods)
    held, paths = Counter({good: 1}), Counter({good: 1})
    units: Counter[Hashable] = Counter()
    ways: Counter[Hashable] = Counter()
    for outer in opened:
        for part in outer.parts:
            count = held[outer.id] * int(part.quantity)
            if part.finished_unit is not None:
                units[part.finished_unit] += count
                ways[part.finished_unit] += paths[outer.id]
            elif part.finished_good is not None:
                held[part.finished_good] += count
                paths[part.finished_good] += paths[outer.id]
    return Tally({one.id: held[one.id] for one in opened}, dict(units), dict(ways))


def required_recipes(good: Hashable, goods: Goods, units: Units) -> frozenset[Hashable]:
    """Recipes that must all be selected for `good` to be made, however deep they hide."""
    return frozenset(known_unit(key, units).recipe_id for key in tally(good, goods).units)


def known_unit(key: Hashable, units: Units) -> FinishedUnit:
    """The finished unit. Raises NotFound when it is not among `units`."""
    if key not in units:
        raise NotFound("finished unit")
    return units[key]


def by_name(unit: FinishedUnit) -> tuple[str, str, str]:
    """The order finished units are shown in: recipe name, unit name."""
    # The text of the id only breaks ties between equal names.
    return (unit.recipe_name, unit.name, str(unit.id))


def _outer_first(good: Hashable, goods: Goods) -> tuple[FinishedGood, ...]:
    """`good` and every good inside it, each once and before what it holds."""
    levels: dict[Hashable, int] = {}
    _open(_found(good, goods), (), goods, levels)
    return tuple(goods[key] for key in reversed(levels))


def _open(
    good: FinishedGood, above: tuple[Hashable, ...], goods: Goods, levels: dict[Hashable, int]
) -> int:
    """How many levels of goods are inside; every line is checked. `levels` keeps the answers, inner
    goods before outer ones."""
    if len(above) + levels.get(good.id, 0) > DEEPEST:
        raise TooDeep(_innermost(good, goods, levels).name)
    if good.id not in levels:
        path = (*above, good.id)
        inside = 0
        for part in good.parts:
            _refuse_broken(part.quantity, good)
            if part.finished_unit is None and part.finished_good is not None:
                inner = _found(part.finished_good, goods)
                if inner.id in path:
                    raise CircularGood(inner.name)
                inside = max(inside, 1 + _open(inner, path, goods, levels))
        levels[good.id] = inside
    return levels[good.id]


def _innermost(good: FinishedGood, goods: Goods, levels: Mapping[Hashable, int]) -> FinishedGood:
    """The box that lies deepest in `good`."""
    while levels.get(good.id):
        inner = [goods[part.finished_good] for part in good.parts if part.finished_good is not None]
        good = max(inner, key=lambda one: levels[one.id])
    return good


def _refuse_broken(quantity: Decimal | int, good: FinishedGood) -> None:
    """The desktop cut 2.5 to 2 without a word; here the line is refused."""
    if not Decimal(quantity).is_finite() or quantity != int(quantity) or quantity < 1:
        raise NotWhole(good.name, quantity)


def _found(good: Hashable, goods: Goods) -> FinishedGood:
    if good not in goods:
        raise NotFound("finished good")
    return goods[good]
