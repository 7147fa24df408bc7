"""One need out of several events': what lacks when they share one pantry. Values in, values out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from baketracker.measures.numbers import DUST


@dataclass(frozen=True, slots=True)
class Part:
    """What one event needs of something, and what of the stock counts on its day. An event that
    does not count the pantry (`counts_stock`) has everything bought anew."""

    day: date
    need: Decimal
    on_hand: Decimal
    counts_stock: bool = True


def missing(parts: Iterable[Part]) -> Decimal:
    """What lacks for all events together; 0 when only dust does.

    The same stock is promised once. What is still good at a later event was good at an earlier
    one, so it lacks most where an event and all after it ask for more than there is on its day."""
    listed = list(parts)
    anew = sum((part.need for part in listed if not part.counts_stock), Decimal(0))
    shared = sorted((part for part in listed if part.counts_stock), key=lambda part: part.day)
    worst, asked = Decimal(0), Decimal(0)
    for part in reversed(shared):
        asked += part.need
        worst = max(worst, asked - part.on_hand)
    return _whole(anew + worst)


def _whole(amount: Decimal) -> Decimal:
    return amount if amount >= DUST else Decimal(0)
