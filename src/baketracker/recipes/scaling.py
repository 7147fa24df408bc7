"""A recipe made larger or smaller, by a factor or for so many pieces. Values in, values out."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from baketracker.measures.units import Category, find_unit

CHIPS = (Decimal("0.5"), Decimal(1), Decimal(2), Decimal(3))
LARGEST = Decimal(1000)
# As near to a whole piece as a scale of a kitchen can tell.
NEAR = Decimal("0.005")


@dataclass(frozen=True, slots=True)
class Scaled:
    """An amount after scaling, in its unit. `whole` is set where the amount is a part of something
    that comes whole, such as an egg: so many pieces to take, rounded to the nearest, at least 1."""

    quantity: Decimal
    unit: str
    whole: int | None


def factor_for(pieces: Decimal, per_batch: Decimal) -> Decimal:
    """What to multiply a batch with for so many pieces; `per_batch` is more than 0."""
    return pieces / per_batch


def scaled(quantity: Decimal, unit: str, factor: Decimal) -> Scaled:
    """`quantity` of `unit`, `factor` times."""
    amount = quantity * factor
    return Scaled(amount, unit, _whole(amount, unit))


def _whole(amount: Decimal, unit: str) -> int | None:
    known = find_unit(unit)
    if known is None or known.category is not Category.COUNT or known.factor is None:
        return None
    pieces = amount * Decimal(str(known.factor))
    nearest = max(pieces.quantize(Decimal(1), ROUND_HALF_UP), Decimal(1))
    return None if abs(pieces - nearest) < NEAR else int(nearest)
