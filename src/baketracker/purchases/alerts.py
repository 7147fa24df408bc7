"""Whether a price is out of the ordinary, and where prices are going: numbers in, words out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Literal

Level = Literal["usual", "warning", "critical"]
Direction = Literal["rising", "falling", "stable"]

WARNING, CRITICAL = Decimal(20), Decimal(40)
TENTH = Decimal("0.1")
# So little a day is no movement.
STILL = Decimal("0.001")


@dataclass(frozen=True, slots=True)
class Alert:
    """How far a price is from the usual one, in percent to one decimal: above it is positive."""

    level: Level
    percent: Decimal


def alert(price: Decimal, usual: Decimal) -> Alert | None:
    """How `price` stands to what is `usual` (an average or a median of the same unit): 20 % off
    warns, 40 % off is critical. None where nothing is usual: nobody can be off from nothing."""
    if usual <= 0:
        return None
    percent = ((price - usual) / usual * 100).quantize(TENTH, ROUND_HALF_EVEN)
    far = abs(percent)
    level: Level = "critical" if far >= CRITICAL else "warning" if far >= WARNING else "usual"
    return Alert(level, percent)


@dataclass(frozen=True, slots=True)
class Trend:
    """By how much a price moves in one day, and which way that is."""

    per_day: Decimal
    direction: Direction


def trend(prices: Sequence[tuple[date, Decimal]]) -> Trend | None:
    """The straight line nearest to these prices. None for fewer than two, or for one day only."""
    if len({day for day, _ in prices}) < 2:
        return None
    first = min(day for day, _ in prices)
    days = [Decimal((day - first).days) for day, _ in prices]
    paid = [price for _, price in prices]
    middle, mean = _mean(days), _mean(paid)
    spread = sum(((day - middle) ** 2 for day in days), Decimal(0))
    both = zip(days, paid, strict=True)
    together = sum(((day - middle) * (price - mean) for day, price in both), Decimal(0))
    slope = together / spread
    if abs(slope) < STILL:
        return Trend(slope, "stable")
    return Trend(slope, "rising" if slope > 0 else "falling")


def _mean(values: Sequence[Decimal]) -> Decimal:
    return sum(values, Decimal(0)) / len(values)
