"""What one batch of a recipe gives."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from math import floor

from baketracker.errors import RuleBroken


class YieldMode(StrEnum):
    """A batch gives so many items, or one item takes so much of a batch."""

    DISCRETE_COUNT = "discrete_count"
    BATCH_PORTION = "batch_portion"


class YieldMissing(RuleBroken):
    """The recipe does not say what one batch gives."""

    code = "yield_missing"

    def __init__(self, unit: str = "this finished unit") -> None:
        super().__init__(
            "Say how many %(unit)s one batch gives; until then none can be planned.", unit=unit
        )


@dataclass(frozen=True, slots=True)
class Yield:
    """What one batch gives. `items_per_batch` counts for DISCRETE_COUNT, `batch_percentage`
    (0 to 100, what one item takes of a batch) for BATCH_PORTION."""

    mode: YieldMode
    items_per_batch: int | None = None
    batch_percentage: Decimal | None = None

    @property
    def per_batch(self) -> Fraction:
        """Items from one batch, exact: 30 % each is 10/3. Raises YieldMissing."""
        if self.mode is YieldMode.DISCRETE_COUNT:
            amount = Fraction(self.items_per_batch or 0)
        else:
            amount = _portions(self.batch_percentage)
        if amount <= 0:
            raise YieldMissing
        return amount

    def items(self, batches: int | Fraction) -> int:
        """Whole items from `batches` together: batter of several batches may be combined."""
        return floor(batches * self.per_batch)


def _portions(percentage: Decimal | None) -> Fraction:
    if percentage is None or not percentage.is_finite() or percentage <= 0:
        return Fraction(0)
    return 100 / Fraction(percentage)
