"""Ribbon, paper and boxes: lengths in cm, areas in square cm, the rest by the piece; exact."""

from decimal import Decimal
from enum import StrEnum

from baketracker.errors import N_
from baketracker.measures.conversion import ConversionError, NegativeQuantity


class BaseUnit(StrEnum):
    """What a material's stock is counted in."""

    EACH = "each"
    LINEAR_CM = "linear_cm"
    SQUARE_CM = "square_cm"


class UnlikeMaterialUnits(ConversionError):
    """The unit does not measure what this material is counted in."""

    def __init__(self, unit: str, base: BaseUnit) -> None:
        super().__init__(
            N_("“%(unit)s” does not measure this material. Choose one of: %(choices)s."),
            unit=unit,
            choices=", ".join(choices(base)),
        )


FACTORS: dict[BaseUnit, dict[str, Decimal]] = {
    BaseUnit.EACH: {"each": Decimal(1)},
    BaseUnit.LINEAR_CM: {
        "cm": Decimal(1),
        "mm": Decimal("0.1"),
        "inches": Decimal("2.54"),
        "feet": Decimal("30.48"),
        "yards": Decimal("91.44"),
        "meters": Decimal(100),
    },
    BaseUnit.SQUARE_CM: {
        "square_cm": Decimal(1),
        "square_inches": Decimal("6.4516"),
        "square_feet": Decimal("929.0304"),
        "square_meters": Decimal(10000),
    },
}

# UN/CEFACT Recommendation 20, a reference only.
CEFACT: dict[str, str] = {
    "each": "EA",
    "cm": "CMT",
    "mm": "MMT",
    "inches": "INH",
    "feet": "FOT",
    "yards": "YRD",
    "meters": "MTR",
    "square_cm": "CMK",
    "square_inches": "INK",
    "square_feet": "FTK",
    "square_meters": "MTK",
}

# Base types of older desktop files: what they became and the factor their stock is multiplied by.
OLD_BASES: dict[str, tuple[BaseUnit, Decimal]] = {
    "linear_inches": (BaseUnit.LINEAR_CM, Decimal("2.54")),
    "square_inches": (BaseUnit.SQUARE_CM, Decimal("6.4516")),
}

# Other ways people write a unit; the codes themselves stand for themselves.
_WRITTEN: dict[str, str] = {
    **dict.fromkeys(("ea", "count", "piece", "pieces", "pc", "pcs"), "each"),
    **dict.fromkeys(("linear_cm", "centimeter", "centimeters", "centimetres"), "cm"),
    **dict.fromkeys(("millimeters", "millimetres"), "mm"),
    **dict.fromkeys(("in", "inch"), "inches"),
    **dict.fromkeys(("ft", "foot"), "feet"),
    **dict.fromkeys(("yd", "yard"), "yards"),
    **dict.fromkeys(("m", "meter", "metre", "metres"), "meters"),
    **dict.fromkeys(("cm²", "cm2", "square cm", "sq cm"), "square_cm"),
    **dict.fromkeys(("in²", "square inches", "sq in"), "square_inches"),
    **dict.fromkeys(("ft²", "square feet", "sq ft"), "square_feet"),
    **dict.fromkeys(("m²", "m2", "square meters", "sq m"), "square_meters"),
}


def to_base(value: Decimal, unit: str, base: BaseUnit) -> Decimal:
    """`value` of `unit` in the base unit, exact. Unit codes are case-sensitive, plural.

    Raises ConversionError for a negative value or a unit of another kind.
    """
    return _checked(value) * _factor(unit, base)


def from_base(value: Decimal, unit: str, base: BaseUnit) -> Decimal:
    """`value` in the base unit said in `unit`, to 28 digits. Raises as `to_base`."""
    return _checked(value) / _factor(unit, base)


def normalise_material(written: str, base: BaseUnit) -> str:
    """The unit code people mean: case is ignored, "pcs" counts as each, "ft" are feet.

    Raises ConversionError."""
    word = written.strip().lower()
    code = _WRITTEN.get(word, word)
    if code in FACTORS[base]:
        return code
    raise UnlikeMaterialUnits(written.strip()[:50], base)


def choices(base: BaseUnit) -> tuple[str, ...]:
    """The units a list offers: the base first, the rest by the alphabet."""
    first, *others = FACTORS[base]
    return (first, *sorted(others))


def _factor(unit: str, base: BaseUnit) -> Decimal:
    factor = FACTORS[base].get(unit)
    if factor is None:
        raise UnlikeMaterialUnits(unit, base)
    return factor


def _checked(value: Decimal) -> Decimal:
    if not value.is_finite() or value < 0:
        raise NegativeQuantity
    return value
