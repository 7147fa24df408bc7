"""How much a volume of an ingredient weighs: "1 cup = 4.25 oz", four fields, all or none."""

from dataclasses import dataclass
from decimal import Decimal

from baketracker.errors import InvalidInput
from baketracker.measures.units import Category, find_unit


class BadDensity(InvalidInput):
    """The four fields do not say what a volume weighs."""

    code = "bad_density"


@dataclass(frozen=True, slots=True)
class Density:
    """`volume` `volume_unit` weigh `weight` `weight_unit`: above 0, units of the right kind.

    Raises BadDensity when it is not so.
    """

    volume: Decimal
    volume_unit: str
    weight: Decimal
    weight_unit: str

    def __post_init__(self) -> None:
        if not (_above_zero(self.volume) and _above_zero(self.weight)):
            raise BadDensity("Both amounts of a density must be more than 0.")
        if _factor(self.volume_unit, Category.VOLUME) is None:
            raise BadDensity(
                "“%(unit)s” is not a volume. Choose cup, tbsp, ml or another volume.",
                unit=self.volume_unit,
            )
        if _factor(self.weight_unit, Category.WEIGHT) is None:
            raise BadDensity(
                "“%(unit)s” is not a weight. Choose g, oz, lb or kg.", unit=self.weight_unit
            )

    @property
    def grams_per_ml(self) -> Decimal:
        """Grams per millilitre: 1 cup = 4.25 oz is 0.5092624097587367."""
        grams = float(self.weight) * (_factor(self.weight_unit, Category.WEIGHT) or 1.0)
        millilitres = float(self.volume) * (_factor(self.volume_unit, Category.VOLUME) or 1.0)
        return Decimal(str(grams / millilitres))


def density_of(
    volume: Decimal | None,
    volume_unit: str | None,
    weight: Decimal | None,
    weight_unit: str | None,
) -> Density | None:
    """The density these four fields say; None when all are empty (0 and "" are empty).

    Raises BadDensity when only some are filled or what they say makes no sense.
    """
    if volume and volume_unit and weight and weight_unit:
        return Density(volume, volume_unit, weight, weight_unit)
    if volume or volume_unit or weight or weight_unit:
        raise BadDensity("Fill in all four parts of a density, or none: 1 cup weighs 120 g.")
    return None


def grams_per_ml(
    volume: Decimal | None,
    volume_unit: str | None,
    weight: Decimal | None,
    weight_unit: str | None,
) -> Decimal | None:
    """Grams per millilitre of stored fields; None when they do not make a density."""
    try:
        density = density_of(volume, volume_unit, weight, weight_unit)
    except BadDensity:
        return None
    return density.grams_per_ml if density else None


def _above_zero(value: Decimal) -> bool:
    return value.is_finite() and value > 0


def _factor(code: str, category: Category) -> float | None:
    unit = find_unit(code)
    return unit.factor if unit and unit.category is category else None
