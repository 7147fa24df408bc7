"""What the pantry lacks: each need against all lots of its ingredient, converted."""

from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from baketracker.measures.conversion import convert, convertible
from baketracker.measures.numbers import lacking
from baketracker.planning.ingredients import Need


@dataclass(frozen=True, slots=True)
class Lot:
    """What is left of one lot, in its product's package unit; good until the day `expires_on` and
    on it (None: nobody has said, then it counts)."""

    id: Hashable
    ingredient: Hashable
    quantity: Decimal
    unit: str
    product: Hashable = None
    expires_on: date | None = None

    def is_good_on(self, day: date | None) -> bool:
        return day is None or self.expires_on is None or self.expires_on >= day


@dataclass(frozen=True, slots=True)
class Counted:
    """The lots of one product, together said in the unit of the need."""

    lots: tuple[Lot, ...]
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class Gap:
    """One need beside the stock. What does not count is shown, not hidden: `unconverted` lots no
    density leads from, `spoiled` ones that will not be good any more on the day."""

    need: Need
    counted: tuple[Counted, ...]
    unconverted: tuple[Lot, ...] = ()
    spoiled: tuple[Lot, ...] = ()

    @property
    def on_hand(self) -> Decimal:
        """In the need's unit: the sum of what counts."""
        return sum((counted.quantity for counted in self.counted), Decimal(0))

    @property
    def missing(self) -> Decimal:
        """In the need's unit; 0 when there is enough or only dust is lacking."""
        return lacking(self.need.quantity, self.on_hand)

    @property
    def unit_mismatch(self) -> bool:
        """Some stock could not be compared with the need: the baker should look."""
        return bool(self.unconverted)


def gaps(needs: Iterable[Need], lots: Iterable[Lot], day: date | None = None) -> tuple[Gap, ...]:
    """One gap per need, in their order, beside the lots of which something is left; those that
    will not be good any more on `day` do not count."""
    shelf: defaultdict[Hashable, list[Lot]] = defaultdict(list)
    for lot in lots:
        shelf[lot.ingredient].append(lot)
    return tuple(_gap(need, shelf.get(need.ingredient.id, []), day) for need in needs)


def _gap(need: Need, lots: list[Lot], day: date | None) -> Gap:
    density, name = need.ingredient.density, need.ingredient.name
    usable: defaultdict[tuple[Hashable, str], list[Lot]] = defaultdict(list)
    unlike, spoiled = [], []
    for lot in lots:
        if not convertible(lot.unit, need.unit, density):
            unlike.append(lot)
        elif not lot.is_good_on(day):
            spoiled.append(lot)
        else:
            usable[lot.product or lot.id, lot.unit].append(lot)
    counted = []
    for (_, unit), own in usable.items():
        # Added up before it is converted, so that the order of the lots changes nothing.
        held = sum((lot.quantity for lot in own), Decimal(0))
        counted.append(Counted(tuple(own), convert(held, unit, need.unit, density, name)))
    return Gap(need, tuple(counted), tuple(unlike), tuple(spoiled))
