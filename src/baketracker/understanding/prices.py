"""Whether a price makes sense, and what was probably meant when it does not."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

LOWEST, HIGHEST = Decimal("0.5"), Decimal(2)
DEAREST = Decimal(10_000)
# So many prices of a product say what it costs; below that its ingredient says more.
ENOUGH = 3
FINEST = Decimal("0.0001")
# Slips of the decimal point, one place or two.
SLIPS = (Decimal("0.1"), Decimal(10), Decimal("0.01"), Decimal(100))


@dataclass(frozen=True, slots=True)
class Usual:
    """The middle of `n` prices of one unit in the last 90 days."""

    median: Decimal
    n: int


@dataclass(frozen=True, slots=True)
class Fix:
    """What was probably meant: the price of one package ("each": the price was that of all;
    "decimal": the point slipped) or the size of the package ("size")."""

    kind: Literal["each", "size", "decimal"]
    value: Decimal


@dataclass(frozen=True, slots=True)
class PriceDoubt:
    """A price nobody expects: `times` what one unit usually costs (`usual`), with what was probably
    meant. "stop": it cannot be right, whatever is usual; `times` and `usual` may then be None."""

    level: Literal["warn", "stop"]
    usual: Decimal | None
    times: Decimal | None
    fix: Fix | None


def price_sense(
    per_unit: Decimal,
    usual: Usual | None,
    ingredient: Usual | None = None,
    *,
    price: Decimal | None = None,
    packages: int = 1,
    sizes: Sequence[Decimal] = (),
) -> PriceDoubt | None:
    """What is odd about paying `per_unit` for one unit of a product; None where nothing is.

    It is compared with the product's `usual` of 3 prices and more, else with its ingredient's, both
    for one of the same unit. Outside half to twice of that is odd. The fixes are told of `price`,
    that of one package (None: of one unit): `packages` were bought, and `sizes` in units are others
    this is sold in. A price of 0 or less, or above 10,000, stops."""
    paid = per_unit if price is None else price
    known = usual_of(usual, ingredient)
    stops = paid <= 0 or per_unit <= 0 or paid > DEAREST
    if known is None or paid <= 0 or per_unit <= 0:
        return PriceDoubt("stop", known, None, None) if stops else None
    if not stops and fits(per_unit, known):
        return None
    fix = _fix(paid, paid / per_unit, known, packages, sizes)
    return PriceDoubt("stop" if stops else "warn", known, _times(per_unit, known), fix)


def usual_of(product: Usual | None, ingredient: Usual | None) -> Decimal | None:
    """What one unit usually costs: the product's own median where there are enough prices of it,
    else that of its ingredient; None where neither is known."""
    known = product if product and product.n >= ENOUGH else ingredient
    return known.median if known and known.n > 0 and known.median > 0 else None


def fits(per_unit: Decimal, usual: Decimal) -> bool:
    """Whether a price of one unit is between half and twice the usual one, both included."""
    return usual * LOWEST <= per_unit <= usual * HIGHEST


def _fix(
    price: Decimal, size: Decimal, usual: Decimal, packages: int, sizes: Sequence[Decimal]
) -> Fix | None:
    """The change that comes nearest to what is usual; of equal ones the first."""
    found = [
        (_distance(per_unit, usual), order, fix)
        for order, (fix, per_unit) in enumerate(_fixes(price, size, packages, sizes))
        if fits(per_unit, usual)
    ]
    return min(found, key=lambda one: one[:2])[2] if found else None


def _fixes(
    price: Decimal, size: Decimal, packages: int, sizes: Sequence[Decimal]
) -> Iterator[tuple[Fix, Decimal]]:
    """Everything that might have been meant, and what one unit would cost then."""
    if packages > 1:
        one = (price / packages).quantize(FINEST, ROUND_HALF_UP).normalize() + 0
        yield Fix("each", one), one / size
    for other in sizes:
        if other > 0 and other != size:
            yield Fix("size", other), price / other
    for slip in SLIPS:
        moved = (price * slip).normalize() + 0
        yield Fix("decimal", moved), moved / size


def _distance(per_unit: Decimal, usual: Decimal) -> Decimal:
    """How many times apart, whichever is more; 1 is no distance."""
    return max(per_unit / usual, usual / per_unit)


def _times(per_unit: Decimal, usual: Decimal) -> Decimal:
    return (per_unit / usual).quantize(Decimal("0.01"), ROUND_HALF_UP)
