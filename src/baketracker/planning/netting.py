"""What is on hand spares work, level by level: finished goods first, then finished units.

Only what is still good on the day of the event counts, and only where the baker said so."""

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import date
from math import prod

from baketracker.errors import N_, RuleBroken
from baketracker.finished_goods.netting import Netted
from baketracker.finished_goods.packing import Goods, tally


class NotCounted(RuleBroken):
    """What lies there does not count for this event."""

    code = "not_counted"


class KeptForOthers(RuleBroken):
    """It lies there for another event or for somebody's gift."""

    code = "kept_for_others"

    def __init__(self, kept: int, count: int) -> None:
        super().__init__(
            N_("%(kept)s of the %(count)s on hand are kept for other events."),
            kept=kept, count=count,
        )  # fmt: skip


class GoodUntilUnknown(RuleBroken):
    """It counts, although nobody has said how long it keeps."""

    code = "good_until_unknown"

    def __init__(self, count: int) -> None:
        super().__init__(
            N_("Counted: %(count)s on hand. Nobody has said until when they are good."),
            count=count,
        )


@dataclass(frozen=True, slots=True)
class OnHand:
    """`count` pieces lie there, good until the day `until` and on it (None: nobody has said);
    `kept` of them are for other events."""

    count: int
    until: date | None = None
    kept: int = 0

    @property
    def free(self) -> int:
        return self.count - self.kept

    def counted(self, day: date, *, switched_on: bool) -> int:
        """How many of them an event on `day` may count."""
        spoiled = self.until is not None and self.until < day
        return self.free if switched_on and not spoiled else 0

    def remark(self, day: date, *, switched_on: bool) -> RuleBroken | None:
        """Why they count or do not; nothing where there is nothing to say."""
        if self.count <= 0:
            return None
        if not switched_on:
            words = N_("%(count)s are on hand. This plan does not count them.")
            return NotCounted(words, count=self.count)
        if self.free and self.until is None:
            return GoodUntilUnknown(self.free)
        if self.until is not None and self.until < day:
            words = N_("%(count)s on hand will no longer be good on the day.")
            return NotCounted(words, count=self.count)
        if self.kept:
            return KeptForOthers(self.kept, self.count)
        return None


@dataclass(frozen=True, slots=True)
class Spared:
    """`count` of a good on hand hold `each` of a finished unit, which nobody needs to bake."""

    good: Hashable
    unit: Hashable
    count: int
    each: int

    @property
    def quantity(self) -> int:
        """Finished units, pieces."""
        return prod((self.count, self.each))


def spared(netted: Netted, goods: Goods) -> list[Spared]:
    """The finished units inside the goods that were taken from the shelf."""
    return [
        Spared(good, unit, count, each)
        for good, count in netted.from_shelf.items()
        for unit, each in tally(good, goods).units.items()
    ]
