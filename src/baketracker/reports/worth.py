"""What the stock was worth at the end of each month, told backwards from what is left now."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, localcontext

from baketracker.measures.numbers import DUST

Category = tuple[str, str]
"""Kind and name."""

# A quantity times a unit cost has twenty decimals: sums keep them all.
DIGITS = 80


@dataclass(frozen=True, slots=True)
class LotStory:
    """What is left of a lot now, what one unit of it cost (None: nobody knows), the month it was
    bought in (None: before all), and what left it in which month. Months are their first days."""

    category: Category
    left: Decimal
    unit_cost: Decimal | None
    bought: date | None = None
    outs: Mapping[date, Decimal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Worth:
    """What stood there at the end of a month; `unpriced` lots of unknown cost are not in it."""

    month: date
    by_category: Mapping[Category, Decimal]
    total: Decimal
    unpriced: int


def worth_by_month(stories: Iterable[LotStory], months: Sequence[date]) -> list[Worth]:
    """The worth at the end of each of these months, in order; the last one is as it is now,
    whatever days somebody has written. Less than 0.001 of a unit is nothing."""
    known = list(stories)
    with localcontext(prec=DIGITS):
        return [_worth(known, month, months[-1]) for month in months]


def _worth(stories: Sequence[LotStory], month: date, last: date) -> Worth:
    found: defaultdict[Category, Decimal] = defaultdict(Decimal)
    unpriced = 0
    for story in stories:
        left = _left(story, month, last)
        if left < DUST:
            continue
        if story.unit_cost is None:
            unpriced += 1
        else:
            found[story.category] += left * story.unit_cost
    return Worth(month, dict(found), sum(found.values(), Decimal(0)), unpriced)


def _left(story: LotStory, month: date, last: date) -> Decimal:
    """What was there at the end of the month: what is left now, and what left since."""
    if story.bought is not None and min(story.bought, last) > month:
        return Decimal(0)
    since = (quantity for when, quantity in story.outs.items() if min(when, last) > month)
    return story.left + sum(since, Decimal(0))
