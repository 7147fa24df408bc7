"""What a price usually was, day by day: prices in the order of their days in, bands out. A gift is
no price to expect again, so it counts in none of them."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from statistics import mean, quantiles


@dataclass(frozen=True, slots=True)
class Paid:
    """What one unit cost on a day."""

    on: date
    per_unit: Decimal


@dataclass(frozen=True, slots=True)
class Band:
    """The middle half of `count` prices, and the one in their middle."""

    low: Decimal
    median: Decimal
    high: Decimal
    count: int


@dataclass(frozen=True, slots=True)
class Span:
    """From one day to another (which is not part of it) this band was the usual one."""

    since: date
    until: date
    band: Band


def band_of(prices: Sequence[Decimal]) -> Band | None:
    """The band of these prices; one alone is a band without width. None of none."""
    if not prices:
        return None
    if len(prices) == 1:
        return Band(prices[0], prices[0], prices[0], 1)
    low, middle, high = quantiles(prices, n=4, method="inclusive")
    return Band(low, middle, high, len(prices))


def band_on(paid: Sequence[Paid], day: date, late: timedelta) -> Band | None:
    """What was usual on a day: of what was paid then and `late` before it."""
    return band_of([one.per_unit for one in _between(paid, day - late, day)])


def average_before(paid: Sequence[Paid], day: date, late: timedelta) -> Decimal | None:
    """The mean of what was paid on the `late` days before this one, each purchase alike."""
    prices = [one.per_unit for one in _between(paid, day - late, day - timedelta(1))]
    return mean(prices) if prices else None


def spans(paid: Sequence[Paid], late: timedelta, until: date) -> list[Span]:
    """How the usual price moved up to a day: a span ends where a purchase comes in or one has
    grown too old. Nothing stands where nothing was bought of late."""
    grown = {day + late + timedelta(1) for day in _days(paid) if day <= date.max - late * 2}
    turns = sorted(day for day in {*_days(paid), *grown} if day < until)
    found = []
    for since, end in pairwise([*turns, until]):
        if band := band_on(paid, since, late):
            found.append(Span(since, end, band))
    return found


def _days(paid: Sequence[Paid]) -> Iterator[date]:
    return (one.on for one in paid if one.per_unit)


def _between(paid: Sequence[Paid], first: date, last: date) -> Iterator[Paid]:
    start = bisect_left(paid, first, key=lambda one: one.on)
    end = bisect_right(paid, last, key=lambda one: one.on)
    return (one for one in paid[start:end] if one.per_unit)
