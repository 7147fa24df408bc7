"""What an event wants of each finished unit: all its finished goods taken apart and pooled."""

from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass

from baketracker.finished_goods.exploding import Requirement, explode
from baketracker.finished_goods.packing import FinishedUnit, Goods, Units, by_name, known_unit


@dataclass(frozen=True, slots=True)
class Wish:
    """So many of one finished good for the event."""

    good: Hashable
    quantity: int


@dataclass(frozen=True, slots=True)
class Demand:
    """Everything the event wants of one finished unit, with the paths it comes from."""

    unit: FinishedUnit
    sources: tuple[Requirement, ...]

    @property
    def quantity(self) -> int:
        """Finished units, pieces: the sum of the sources."""
        return sum(source.quantity for source in self.sources)


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
    demands = [Demand(known_unit(key, units), tuple(sources)) for key, sources in grouped.items()]
    return tuple(sorted(demands, key=lambda demand: by_name(demand.unit)))
