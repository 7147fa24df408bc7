"""From one unit to another, digit for digit as the desktop does it."""

from decimal import Decimal

from baketracker.errors import N_, InvalidInput
from baketracker.measures.units import Category, Unit, UnknownUnit, find_unit


class ConversionError(InvalidInput):
    """The quantity cannot be said in that unit; UnknownUnit is the other way to fail."""

    code = "conversion"


class NegativeQuantity(ConversionError):
    """Less than nothing, or not a number at all."""

    def __init__(self) -> None:
        super().__init__(N_("A quantity must be 0 or more."))


class UnlikeUnits(ConversionError):
    """Eggs are not pounds: no factor and no density leads from one to the other."""

    def __init__(self, unit: str, target: str) -> None:
        super().__init__(
            N_("%(unit)s cannot be turned into %(target)s. Choose units of the same kind."),
            unit=unit,
            target=target,
        )


class DensityMissing(ConversionError):
    """Weight and volume meet only through the ingredient's density."""

    def __init__(self, ingredient: str, unit: str, target: str) -> None:
        super().__init__(
            N_("To turn %(unit)s into %(target)s, say what a cup of %(ingredient)s weighs."),
            ingredient=ingredient,
            unit=unit,
            target=target,
        )


def convert(
    value: Decimal,
    from_unit: str,
    to_unit: str,
    density: Decimal | None = None,
    ingredient: str = N_("this ingredient"),
) -> Decimal:
    """`value` of `from_unit` said in `to_unit`; nothing is rounded.

    `density` is grams per millilitre and `ingredient` the name an error may use. A unit turned
    into itself is unchanged even when unknown. Computed in double, because the desktop does:
    1 cup is 15.999945897692537 tbsp. Raises ConversionError or UnknownUnit.
    """
    if not value.is_finite() or value < 0:
        raise NegativeQuantity
    if from_unit.lower() == to_unit.lower():
        return value
    source, target = _measure(from_unit, to_unit), _measure(to_unit, from_unit)
    amount = float(value) * _factor(source)
    if source.category is not target.category:
        amount = _across(amount, source, target, density, ingredient)
    return Decimal(str(amount / _factor(target)))


def convertible(from_unit: str, to_unit: str, density: Decimal | None = None) -> bool:
    """Whether `convert` would answer for any amount from 0 up."""
    try:
        convert(Decimal(1), from_unit, to_unit, density)
    except InvalidInput:
        return False
    return True


def _measure(code: str, other: str) -> Unit:
    unit = find_unit(code)
    if unit is None:
        raise UnknownUnit(code)
    if unit.category is Category.PACKAGE:
        raise UnlikeUnits(code, other)
    return unit


def _factor(unit: Unit) -> float:
    return unit.factor or 1.0


def _across(
    amount: float, source: Unit, target: Unit, density: Decimal | None, ingredient: str
) -> float:
    """Grams from millilitres or the reverse."""
    if Category.COUNT in {source.category, target.category}:
        raise UnlikeUnits(source.code, target.code)
    if density is None or not density.is_finite() or density <= 0:
        raise DensityMissing(ingredient, source.code, target.code)
    weighed = source.category is Category.WEIGHT
    return amount / float(density) if weighed else amount * float(density)
