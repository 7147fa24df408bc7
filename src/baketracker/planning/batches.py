"""How many batches: never short unless the baker says so."""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from math import ceil, floor

from baketracker.errors import RuleBroken
from baketracker.planning.demand import Demand


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

    def items(self, batches: int) -> int:
        """Whole items from `batches` together: batter of several batches may be combined."""
        return floor(batches * self.per_batch)


@dataclass(frozen=True, slots=True)
class BatchOption:
    """One answer to a demand: `batches` give `total` items, `difference` more than needed."""

    batches: int
    total: int
    difference: int

    @property
    def is_shortfall(self) -> bool:
        """Fewer items than needed; the baker must confirm it."""
        return self.difference < 0

    @property
    def is_exact_match(self) -> bool:
        """Nothing short and nothing over."""
        return self.difference == 0


@dataclass(frozen=True, slots=True)
class BatchChoice:
    """The options for one pooled demand; `issue` blocks the plan and then there are none."""

    demand: Demand
    options: tuple[BatchOption, ...]
    issue: YieldMissing | None = None

    @property
    def default(self) -> BatchOption | None:
        """The option that is exact or, failing that, more than enough."""
        return default_option(self.options)


def batch_options(quantity: int, gives: Yield) -> tuple[BatchOption, ...]:
    """The batches just below and just above `quantity` items; one when it comes out exact.

    None for a quantity of 0 or less; no option of 0 batches. Raises YieldMissing.
    """
    raw = Fraction(max(quantity, 0)) / gives.per_batch
    counts = sorted({floor(raw), ceil(raw)} - {0})
    return tuple(_option(batches, quantity, gives) for batches in counts)


def default_option(options: Iterable[BatchOption]) -> BatchOption | None:
    """The fewest batches that are not short; None when there are no options."""
    enough = (option for option in options if not option.is_shortfall)
    return min(enough, key=lambda option: option.batches, default=None)


def choose_batches(
    demands: Iterable[Demand], yields: Mapping[Hashable, Yield]
) -> tuple[BatchChoice, ...]:
    """One choice per pooled demand, in their order; `yields` is keyed by finished unit."""
    return tuple(_choice(demand, yields.get(demand.unit.id)) for demand in demands)


def _choice(demand: Demand, gives: Yield | None) -> BatchChoice:
    try:
        if gives is None:
            raise YieldMissing
        return BatchChoice(demand, batch_options(demand.quantity, gives))
    except YieldMissing:
        return BatchChoice(demand, (), YieldMissing(demand.unit.name))


def _option(batches: int, quantity: int, gives: Yield) -> BatchOption:
    total = gives.items(batches)
    return BatchOption(batches, total, total - quantity)


def _portions(percentage: Decimal | None) -> Fraction:
    if percentage is None or not percentage.is_finite() or percentage <= 0:
        return Fraction(0)
    return 100 / Fraction(percentage)
