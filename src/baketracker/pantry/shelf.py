"""Adding up what stands on a shelf: amounts in, one amount out where units allow it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pydantic import BaseModel

from baketracker.fields import DecimalOut, plain
from baketracker.measures.conversion import convert, convertible
from baketracker.measures.numbers import DUST
from baketracker.measures.units import Category, find_unit


class Amount(BaseModel):
    """So much of one unit."""

    amount: DecimalOut
    unit: str


def brief(amount: Decimal, unit: str) -> str:
    """An amount inside a sentence: "2.5 lb", "0.333 cup", pieces bare as "12"."""
    known = find_unit(unit)
    word = "" if known and known.category is Category.COUNT and known.factor == 1 else unit
    return f"{plain(amount.quantize(DUST))} {word}".rstrip()


def total_of(
    amounts: Mapping[str, Decimal], density: Decimal | None, wanted_unit: str | None = None
) -> Amount | None:
    """`amounts` by unit as one amount, or None when some cannot be turned into any other.

    One unit stays as it is. Several are added up in `wanted_unit` if all of them can be, else in
    the first of their own units, weights before others, that all can be turned into."""
    if len(amounts) == 1:
        unit, amount = next(iter(amounts.items()))
        return Amount(amount=amount, unit=unit)
    for unit in _candidates(amounts, wanted_unit):
        if all(convertible(other, unit, density) for other in amounts):
            said = (convert(amount, other, unit, density) for other, amount in amounts.items())
            return Amount(amount=sum(said, Decimal(0)), unit=unit)
    return None


def amounts_of(
    amounts: Mapping[str, Decimal], density: Decimal | None, wanted_unit: str | None = None
) -> list[Amount]:
    """The total alone, or every unit for itself where there is none."""
    total = total_of(amounts, density, wanted_unit)
    return [total] if total else [Amount(amount=amounts[u], unit=u) for u in sorted(amounts)]


def _candidates(amounts: Mapping[str, Decimal], wanted_unit: str | None) -> Sequence[str]:
    """The wanted unit, then their own: weights before volumes, a shelf is thought of in pounds."""
    return [*([wanted_unit] if wanted_unit else []), *sorted(amounts, key=_weights_first)]


def _weights_first(code: str) -> tuple[bool, str]:
    unit = find_unit(code)
    return (unit is None or unit.category is not Category.WEIGHT, code)


@dataclass(frozen=True, slots=True)
class Value:
    """What stock cost; `unpriced` lots have an unknown cost and are not in it."""

    amount: Decimal
    unpriced: int


def value_of(lots: Sequence[tuple[Decimal, Decimal | None]]) -> Value:
    """The value of (quantity, unit cost) pairs; an unknown cost is never taken for 0."""
    known = [quantity * cost for quantity, cost in lots if cost is not None]
    return Value(sum(known, Decimal(0)), len(lots) - len(known))


def there_in(amounts: Mapping[str, Decimal], unit: str, density: Decimal | None) -> Decimal:
    """What of `amounts` by unit can be said in `unit`, added up in it."""
    said = (
        convert(amount, own, unit, density)
        for own, amount in amounts.items()
        if convertible(own, unit, density)
    )
    return sum(said, Decimal(0))
