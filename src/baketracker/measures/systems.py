"""Amounts said as somebody is used to: grams and litres, or ounces and cups. Only weights and
volumes have another system; pieces and packages are what they are."""

from decimal import Decimal
from typing import Literal

from .conversion import convert
from .units import Category, find_unit

System = Literal["us", "metric"]

# From the smallest: (unit, from how many of it on the next one is said).
STEPS: dict[System, dict[Category, tuple[tuple[str, Decimal | None], ...]]] = {
    "metric": {
        Category.WEIGHT: (("g", Decimal(1000)), ("kg", None)),
        Category.VOLUME: (("ml", Decimal(1000)), ("l", None)),
    },
    "us": {
        Category.WEIGHT: (("oz", Decimal(16)), ("lb", None)),
        Category.VOLUME: (("tsp", Decimal(3)), ("tbsp", Decimal(4)), ("cup", None)),
    },
}


def said_in(value: Decimal, unit: str, system: System | None) -> tuple[Decimal, str]:
    """The amount and unit in which `system` says `value` of `unit`: 2.5 lb are 1.13398 kg. What is
    in that system already, in none, or in no system at all stays as it is."""
    known = find_unit(unit)
    if known is None or system is None or known.metric == (system == "metric"):
        return value, unit
    for code, most in STEPS[system].get(known.category, ()):
        told = convert(abs(value), known.code, code)
        if most is None or told < most:
            return told.copy_sign(value), code
    return value, unit


def priced_in(per_unit: Decimal, unit: str, system: System | None) -> tuple[Decimal, str]:
    """What a unit costs, by the largest unit of the other system: 0.70 a lb are 1.54 a kg."""
    known = find_unit(unit)
    if known is None or system is None or known.metric == (system == "metric"):
        return per_unit, unit
    steps = STEPS[system].get(known.category)
    if steps is None:
        return per_unit, unit
    largest, _most = steps[-1]
    return per_unit * convert(Decimal(1), largest, known.code), largest
