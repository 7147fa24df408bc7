"""How far something is: good units against what is wanted, whole batches beside it.

Only good units count: batches that were lost complete nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from math import ceil, floor

from baketracker.recipes.batches import Yield, YieldMissing

PERCENT = Decimal("0.01")
FULL = Decimal(100)


@dataclass(frozen=True, slots=True)
class Made:
    """What runs gave: good units, the batches they were (a half batch is 0.5) and what of these
    came out well, units lost."""

    good: int = 0
    batches: Decimal = Decimal(0)
    good_batches: Decimal = Decimal(0)
    lost: int = 0
    runs: int = 0

    def __add__(self, other: "Made") -> "Made":
        return Made(
            self.good + other.good,
            self.batches + other.batches,
            self.good_batches + other.good_batches,
            self.lost + other.lost,
            self.runs + other.runs,
        )


@dataclass(frozen=True, slots=True)
class Standing:
    """`done` of `wanted` pieces (of batches, where only those were planned, a part of one may be
    done). `batches_left` None: nobody knows what a batch gives."""

    wanted: int
    done: Decimal | int
    batches_left: int | None = None

    @property
    def left(self) -> int:
        """Never below 0; what is begun is left."""
        return max(0, ceil(self.wanted - self.done))

    @property
    def extra(self) -> int:
        """Made beyond what is wanted."""
        return max(0, floor(self.done - self.wanted))

    @property
    def percent(self) -> Decimal:
        """The true percent, also above 100; two decimals."""
        return percent(self.done, self.wanted)

    @property
    def is_complete(self) -> bool:
        return self.done >= self.wanted


def wanted_of(batches: int, needed: int | None, gives: Yield | None) -> int:
    """Good units that so many planned batches are for, where fewer than needed are meant: not more
    than they give. Without a known demand all that they give; without a known yield what is
    needed, or one unit a batch."""
    try:
        makes = gives.items(batches) if gives else None
    except YieldMissing:
        makes = None
    if makes is None:
        return batches if needed is None else needed
    return makes if needed is None else min(needed, makes)


def batches_left(left: int, gives: Yield | None) -> int | None:
    """Whole batches for `left` good units; None while nobody says what one gives."""
    try:
        return ceil(Fraction(max(left, 0)) / gives.per_batch) if gives else None
    except YieldMissing:
        return None


def standing(batches: int, needed: int | None, gives: Yield | None, made: Made) -> Standing:
    """Where a target of so many batches stands; `needed` None: what they give."""
    wanted = wanted_of(batches, None, gives) if needed is None else needed
    left = Standing(wanted, made.good).left
    return Standing(wanted, made.good, batches_left(left, gives))


def percent(done: Decimal | int, wanted: Decimal | int) -> Decimal:
    """`done` of `wanted` in percent, to two decimals, not capped; 0 of nothing."""
    share = Decimal(done) / Decimal(wanted) * 100 if wanted else Decimal(0)
    return share.quantize(PERCENT, ROUND_HALF_EVEN)


def together(percents: Iterable[Decimal]) -> Decimal | None:
    """The mean of several, each capped at 100; None of none."""
    capped = [min(one, FULL) for one in percents]
    if not capped:
        return None
    return (sum(capped, Decimal(0)) / len(capped)).quantize(PERCENT, ROUND_HALF_EVEN)


def overall(kinds: Iterable[Decimal | None]) -> Decimal:
    """The mean of the kinds there are (baking, packing); 0 of none."""
    present = [one for one in kinds if one is not None]
    if not present:
        return Decimal(0)
    return (sum(present, Decimal(0)) / len(present)).quantize(PERCENT, ROUND_HALF_EVEN)
