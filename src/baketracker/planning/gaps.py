"""What lacks of one thing: a want against all lots that may answer it, converted."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Generic, TypeVar

from baketracker.measures.conversion import convert, convertible
from baketracker.measures.numbers import DUST, lacking

Asked = TypeVar("Asked")


@dataclass(frozen=True, slots=True)
class Lot:
    """What is left of one lot, in its product's package unit; good until the day `expires_on` and
    on it (None: nobody has said, then it counts). Lots are used in the order of `place`."""

    id: Hashable
    ingredient: Hashable
    quantity: Decimal
    unit: str
    product: Hashable = None
    expires_on: date | None = None
    place: int = 0

    def is_good_on(self, day: date | None) -> bool:
        return day is None or self.expires_on is None or self.expires_on >= day


@dataclass(frozen=True, slots=True)
class Want(Generic[Asked]):
    """So much, in `unit`, of something that any of `lots` may give. `need` is what it is wanted
    for; `density` is grams per millilitre, `name` what a reason may call it."""

    need: Asked
    quantity: Decimal
    unit: str
    lots: tuple[Lot, ...]
    density: Decimal | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """So much of one lot, in its own unit, is promised to an event."""

    event: Hashable
    quantity: Decimal


Promised = Mapping[Hashable, tuple[Claim, ...]]
"""What is promised of each lot, by its id."""


@dataclass(frozen=True, slots=True)
class Counted:
    """The lots of one product, together said in the unit of the want."""

    lots: tuple[Lot, ...]
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class Gap(Generic[Asked]):
    """One want beside the stock, all in its unit. `promised`: how much of what counts another event
    has, which comes first. What does not count is shown, not hidden: `unconverted` lots no density
    leads from, `spoiled` ones that will not be good any more on the day."""

    need: Asked
    wanted: Decimal
    counted: tuple[Counted, ...]
    unconverted: tuple[Lot, ...] = ()
    spoiled: tuple[Lot, ...] = ()
    promised: tuple[Claim, ...] = ()

    @property
    def on_hand(self) -> Decimal:
        """The sum of what counts."""
        return sum((counted.quantity for counted in self.counted), Decimal(0))

    @property
    def free(self) -> Decimal:
        """What of that nobody was promised; dust is nothing."""
        if not self.promised:
            return self.on_hand
        return lacking(self.on_hand, sum((one.quantity for one in self.promised), Decimal(0)))

    @property
    def missing(self) -> Decimal:
        """What lacks beside all that is on hand; 0 when only dust does."""
        return lacking(self.wanted, self.on_hand)

    @property
    def short(self) -> Decimal:
        """What lacks beside what is free; 0 when only dust does."""
        return lacking(self.wanted, self.free)

    @property
    def unit_mismatch(self) -> bool:
        """Some stock could not be compared with the want: the baker should look."""
        return bool(self.unconverted)


def gap_of(want: Want[Asked], day: date, promised: Promised, event: Hashable = None) -> Gap[Asked]:
    """The want of an event on that day beside its lots. What the `event` itself was promised of
    them for another want of its own lies there no more."""
    usable: defaultdict[tuple[Hashable, str], list[Lot]] = defaultdict(list)
    unlike, spoiled = [], []
    for lot in want.lots:
        if not convertible(lot.unit, want.unit, want.density):
            unlike.append(lot)
        elif not lot.is_good_on(day):
            spoiled.append(lot)
        else:
            usable[lot.product or lot.id, lot.unit].append(lot)
    counted, others = [], defaultdict[Hashable, Decimal](Decimal)
    for (_, unit), own in usable.items():
        claims = [claim for lot in own for claim in promised.get(lot.id, ())]
        # Added up before it is converted, so that the order of the lots changes nothing.
        claimed = _by_event(claims)
        taken = claimed.pop(event, Decimal(0))
        held = sum((lot.quantity for lot in own), Decimal(0)) - taken
        if held >= DUST or not taken:
            counted.append(Counted(tuple(own), _said(held, unit, want)))
        for other, quantity in claimed.items():
            others[other] += _said(quantity, unit, want)
    return Gap(
        need=want.need,
        wanted=want.quantity,
        counted=tuple(counted),
        unconverted=tuple(unlike),
        spoiled=tuple(spoiled),
        promised=tuple(Claim(other, quantity) for other, quantity in others.items()),
    )


def _by_event(claims: Iterable[Claim]) -> dict[Hashable, Decimal]:
    summed: defaultdict[Hashable, Decimal] = defaultdict(Decimal)
    for claim in claims:
        summed[claim.event] += claim.quantity
    return dict(summed)


def _said(quantity: Decimal, unit: str, want: Want[Asked]) -> Decimal:
    return convert(quantity, unit, want.unit, want.density, want.name)
