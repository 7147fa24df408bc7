"""What the pantry lacks: each need against all lots of its ingredient, converted."""

from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from decimal import Decimal

from baketracker.measures.conversion import convert, convertible
from baketracker.measures.numbers import DUST
from baketracker.planning.ingredients import Need


@dataclass(frozen=True, slots=True)
class Lot:
    """What is left of one lot, in its product's package unit."""

    id: Hashable
    ingredient: Hashable
    quantity: Decimal
    unit: str


@dataclass(frozen=True, slots=True)
class Counted:
    """A lot said in the unit of the need."""

    lot: Lot
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class Gap:
    """One need beside the stock; `unconverted` lots no density leads from are shown, not hidden."""

    need: Need
    counted: tuple[Counted, ...]
    unconverted: tuple[Lot, ...] = ()

    @property
    def on_hand(self) -> Decimal:
        """In the need's unit: the sum of the counted lots."""
        return sum((counted.quantity for counted in self.counted), Decimal(0))

    @property
    def missing(self) -> Decimal:
        """In the need's unit; 0 when there is enough or only dust is lacking."""
        short = self.need.quantity - self.on_hand
        return short if short >= DUST else Decimal(0)

    @property
    def unit_mismatch(self) -> bool:
        """Some stock could not be compared with the need: the baker should look."""
        return bool(self.unconverted)


def gaps(needs: Iterable[Need], lots: Iterable[Lot]) -> tuple[Gap, ...]:
    """One gap per need, in their order, beside the lots of which something is left."""
    shelf: defaultdict[Hashable, list[Lot]] = defaultdict(list)
    for lot in lots:
        shelf[lot.ingredient].append(lot)
    return tuple(_gap(need, shelf.get(need.ingredient.id, [])) for need in needs)


def _gap(need: Need, lots: list[Lot]) -> Gap:
    density, name = need.ingredient.density, need.ingredient.name
    usable = [lot for lot in lots if convertible(lot.unit, need.unit, density)]
    counted = (
        Counted(lot, convert(lot.quantity, lot.unit, need.unit, density, name)) for lot in usable
    )
    return Gap(need, tuple(counted), tuple(lot for lot in lots if lot not in usable))
