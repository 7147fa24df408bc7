"""One promise per lot: the events take what they want in the order of their days, of the lots that
are good then, the first bought first. What an earlier event was promised is not free for a later
one. Values in, values out."""

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from baketracker.costs import UnitCost
from baketracker.measures.conversion import convertible
from baketracker.stock.fifo import Layer, draw

from .gaps import Claim, Gap, Promised, Want, gap_of

NOTHING: Promised = MappingProxyType({})
# Nobody asks here what a lot cost.
NO_COST = UnitCost(per_unit=None)


@dataclass(frozen=True, slots=True)
class Turn:
    """What one event wants. Of events on one day the one that was planned first (`since`) comes
    first."""

    event: Hashable
    day: date
    since: datetime
    wants: tuple[Want[Any], ...]

    @property
    def place(self) -> tuple[date, datetime, str]:
        return self.day, self.since, str(self.event)


def before_each(turns: Iterable[Turn]) -> dict[Hashable, Promised]:
    """By event: what is promised of each lot when its turn comes."""
    promised, found = NOTHING, dict[Hashable, Promised]()
    for turn in sorted(turns, key=lambda turn: turn.place):
        found[turn.event] = promised
        _, promised = serve(turn.wants, turn.day, promised, turn.event)
    return found


def serve(
    wants: Iterable[Want[Any]], day: date, promised: Promised = NOTHING, event: Hashable = None
) -> tuple[tuple[Gap[Any], ...], Promised]:
    """The gap of each want of one event, one after the other, and what is promised after them."""
    gaps, claims = [], dict(promised)
    for want in wants:
        gaps.append(gap_of(want, day, claims, event))
        drawn = draw(_layers(want, day, claims), want.quantity, want.unit, want.density, want.name)
        for one in drawn.draws:
            key = one.layer.lot
            claims[key] = (*claims.get(key, ()), Claim(event, one.quantity))
    return tuple(gaps), claims


def _layers(want: Want[Any], day: date, promised: Promised) -> Iterator[Layer[Hashable]]:
    """What is free of each lot that counts, the first bought first."""
    for lot in sorted(want.lots, key=lambda lot: lot.place):
        if lot.is_good_on(day) and convertible(lot.unit, want.unit, want.density):
            taken = sum((claim.quantity for claim in promised.get(lot.id, ())), Decimal(0))
            yield Layer(lot.id, lot.quantity - taken, lot.unit, NO_COST)
