"""What came and what went between two moments: two lists of what stood there in, one out."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal
from uuid import UUID

from baketracker.measures.conversion import convert, convertible
from baketracker.measures.numbers import DUST

NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Standing:
    """So much of one thing, in one unit, and what it is worth; `unpriced_lots` of unknown cost are
    not in the worth."""

    kind: Literal["food", "material"]
    thing_id: UUID
    name: str
    category: str
    quantity: Decimal
    unit: str
    value: Decimal
    unpriced_lots: int = 0

    @property
    def place(self) -> tuple[str, ...]:
        """Where it stands in a list: food before materials, by category and name."""
        return (self.kind, self.category, self.name, self.unit)


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing in one unit, before and after (None: there was none of it), and how much more it
    is worth. Called as it was called last."""

    shown: Standing
    unit: str
    before: Decimal | None
    after: Decimal | None
    value_change: Decimal

    @property
    def change(self) -> Decimal:
        return (self.after or NOTHING) - (self.before or NOTHING)

    @property
    def moved(self) -> bool:
        """Whether more than dust came or went."""
        return abs(self.change) >= DUST


def differences(
    before: Iterable[Standing],
    after: Iterable[Standing],
    densities: Mapping[UUID, Decimal | None],
) -> list[Difference]:
    """Each thing that stood there at either moment: once, in the unit used last, where all of it
    can be said in one; else each unit for itself. `densities` are grams per millilitre."""
    sides: defaultdict[UUID, tuple[list[Standing], list[Standing]]]
    sides = defaultdict(lambda: ([], []))
    for place, moment in enumerate((before, after)):
        for one in moment:
            sides[one.thing_id][place].append(one)
    return [
        found
        for thing_id, (was, now) in sides.items()
        for found in _of_thing(was, now, densities.get(thing_id))
    ]


def _of_thing(
    was: Sequence[Standing], now: Sequence[Standing], density: Decimal | None
) -> Iterator[Difference]:
    units = dict.fromkeys(one.unit for one in (*now, *was))
    for unit in units:
        if all(convertible(other, unit, density) for other in units):
            yield _difference(was, now, unit, density)
            return
    for unit in units:
        own = [[one for one in side if one.unit == unit] for side in (was, now)]
        yield _difference(own[0], own[1], unit, density)


def _difference(
    was: Sequence[Standing], now: Sequence[Standing], unit: str, density: Decimal | None
) -> Difference:
    before, after = _amount(was, unit, density), _amount(now, unit, density)
    change = sum((one.value for one in now), NOTHING) - sum((one.value for one in was), NOTHING)
    return Difference((*now, *was)[0], unit, before, after, change)


def _amount(side: Sequence[Standing], unit: str, density: Decimal | None) -> Decimal | None:
    if not side:
        return None
    return sum((convert(one.quantity, one.unit, unit, density) for one in side), NOTHING)
