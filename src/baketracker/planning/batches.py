"""How many batches: never short unless the baker says so."""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

from baketracker.recipes.batches import Yield, YieldMissing

Yields = Mapping[Hashable, Yield]


@dataclass(frozen=True, slots=True)
class BatchOption:
    """One answer to a demand: `batches` give `total` items, `difference` more than needed.

    `made_as` is the other size of the recipe that is baked instead; None: the unit itself."""

    batches: int
    total: int
    difference: int
    made_as: Hashable | None = None

    @property
    def is_shortfall(self) -> bool:
        """Fewer items than needed; the baker must confirm it."""
        return self.difference < 0

    @property
    def is_exact_match(self) -> bool:
        """Nothing short and nothing over."""
        return self.difference == 0

    @property
    def waste_percent(self) -> Decimal:
        """What is made too much, as a share of all that is made; 0 when nothing is."""
        return waste_percent(self.total, self.difference)


@dataclass(frozen=True, slots=True)
class Decision:
    """What the baker chose for one finished unit. `needed_then`: the demand it was chosen for
    (None: imported, unknown)."""

    batches: int
    made_as: Hashable | None = None
    needed_then: int | None = None
    shortfall_confirmed: bool = False
    bake_on: date | None = None

    def is_stale(self, needed: int) -> bool:
        """Whether it was made for another demand."""
        return self.needed_then is not None and self.needed_then != needed


def batch_options(
    quantity: int, gives: Yield, made_as: Hashable | None = None
) -> tuple[BatchOption, ...]:
    """The batches just below and just above `quantity` items; one when it comes out exact.

    None for a quantity of 0 or less; no option of 0 batches. Raises YieldMissing.
    """
    raw = Fraction(max(quantity, 0)) / gives.per_batch
    counts = sorted({floor(raw), ceil(raw)} - {0})
    return tuple(_option(batches, quantity, gives, made_as) for batches in counts)


def all_options(
    quantity: int, unit: Hashable, yields: Yields, sizes: Iterable[Hashable] = ()
) -> tuple[BatchOption, ...]:
    """Every way to make `quantity` of `unit`: its own yield from below and from above, and the
    recipe's other `sizes` from above; fewest batches first.

    A size that gives as many a batch as the unit itself is no choice. Raises YieldMissing for the
    unit; a size without a yield is left out."""
    own = yields.get(unit)
    if own is None:
        raise YieldMissing
    found = list(batch_options(quantity, own))
    for size in sizes:
        gives = yields.get(size)
        if gives and _is_another(gives, own):
            found += [o for o in batch_options(quantity, gives, size) if not o.is_shortfall]
    # The unit's own yield first where the batches are equal; the text of the key breaks ties.
    return tuple(
        sorted(found, key=lambda o: (o.batches, o.made_as is not None, o.total, str(o.made_as)))
    )


def default_option(options: Iterable[BatchOption]) -> BatchOption | None:
    """The fewest batches of the unit itself that are not short; None when there are none."""
    enough = (option for option in options if not option.is_shortfall and option.made_as is None)
    return min(enough, key=lambda option: option.batches, default=None)


def waste_percent(total: int, difference: int) -> Decimal:
    """`difference` too many of `total` made, in percent, not rounded; 0 when none are."""
    return Decimal(difference) / total * 100 if difference > 0 else Decimal(0)


def _is_another(size: Yield, own: Yield) -> bool:
    try:
        return size.per_batch != own.per_batch
    except YieldMissing:
        return False


def _option(batches: int, quantity: int, gives: Yield, made_as: Hashable | None) -> BatchOption:
    total = gives.items(batches)
    return BatchOption(batches, total, total - quantity, made_as)
