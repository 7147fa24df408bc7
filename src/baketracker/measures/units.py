"""The units of a bakery's kitchen: one table, 35 rows, and how people write them."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from baketracker.errors import N_, NN_, InvalidInput


class Category(StrEnum):
    """What a unit measures. Package units have no size of their own: a bag is a bag."""

    WEIGHT = "weight"
    VOLUME = "volume"
    COUNT = "count"
    PACKAGE = "package"


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit. `code` is stored and spoken by every door; `cefact` (UN/CEFACT Recommendation
    20 and 21) is a reference only. `factor` is grams, millilitres or pieces; None for packages.
    `name` and `plural` are gettext msgids."""

    code: str
    name: str
    plural: str
    symbol: str
    category: Category
    factor: float | None
    cefact: str | None
    sort_order: int

    @property
    def metric(self) -> bool:
        """Written with decimals (1.5 kg) rather than with fractions (1½ lb)."""
        return self.code in {"g", "kg", "ml", "l"}


class UnknownUnit(InvalidInput):
    """No unit is written like that."""

    code = "unknown_unit"

    def __init__(self, written: str) -> None:
        super().__init__(
            N_(
                "We do not know the unit “%(unit)s”. "
                "Choose one from the list, such as g, cup or each."
            ),
            unit=written,
        )


# The factors are the desktop's, truncated as they are: figures must agree to the last digit.
_WEIGHTS = (
    ("oz", *NN_("ounce", "ounces"), "oz", 28.3495, "ONZ"),
    ("lb", *NN_("pound", "pounds"), "lb", 453.592, "LBR"),
    ("g", *NN_("gram", "grams"), "g", 1.0, "GRM"),
    ("kg", *NN_("kilogram", "kilograms"), "kg", 1000.0, "KGM"),
)
_VOLUMES = (
    ("tsp", *NN_("teaspoon", "teaspoons"), "tsp", 4.92892, "G25"),
    ("tbsp", *NN_("tablespoon", "tablespoons"), "tbsp", 14.7868, "G24"),
    ("cup", *NN_("cup", "cups"), "cup", 236.588, "G21"),
    ("ml", *NN_("milliliter", "milliliters"), "ml", 1.0, "MLT"),
    ("l", *NN_("liter", "liters"), "l", 1000.0, "LTR"),
    ("fl oz", *NN_("fluid ounce", "fluid ounces"), "fl oz", 29.5735, "OZA"),
    ("pt", *NN_("pint", "pints"), "pt", 473.176, "PTL"),
    ("qt", *NN_("quart", "quarts"), "qt", 946.353, "QTL"),
    ("gal", *NN_("gallon", "gallons"), "gal", 3785.41, "GLL"),
)
_COUNTS = (
    ("each", *NN_("each", "each"), "ea", 1.0, "EA"),
    ("count", *NN_("count", "count"), "ct", 1.0, "C62"),
    ("piece", *NN_("piece", "pieces"), "pc", 1.0, "H87"),
    ("dozen", *NN_("dozen", "dozen"), "dz", 12.0, "DZN"),
)
_PACKAGES = (
    (*NN_("bag", "bags"), "XBG"),
    (*NN_("bar", "bars"), "XBR"),
    (*NN_("bottle", "bottles"), "XBS"),
    (*NN_("box", "boxes"), "XBX"),
    (*NN_("can", "cans"), "XCX"),
    (*NN_("carton", "cartons"), "XCT"),
    (*NN_("clamshell", "clamshells"), "XAI"),
    (*NN_("container", "containers"), None),
    (*NN_("jar", "jars"), "XJR"),
    (*NN_("packet", "packets"), "XPA"),
    (*NN_("pouch", "pouches"), "XPO"),
    (*NN_("roll", "rolls"), "XRO"),
    (*NN_("sachet", "sachets"), "XSH"),
    (*NN_("sheet", "sheets"), "XST"),
    (*NN_("stick", "sticks"), None),
    (*NN_("tub", "tubs"), "XTB"),
    (*NN_("tube", "tubes"), "XTU"),
    (*NN_("wrapper", "wrappers"), None),
)


def _measured(
    rows: Iterable[tuple[str, str, str, str, float, str]], category: Category
) -> tuple[Unit, ...]:
    return tuple(
        Unit(code, name, plural, symbol, category, factor, cefact, order)
        for order, (code, name, plural, symbol, factor, cefact) in enumerate(rows)
    )


UNITS: tuple[Unit, ...] = (
    *_measured(_WEIGHTS, Category.WEIGHT),
    *_measured(_VOLUMES, Category.VOLUME),
    *_measured(_COUNTS, Category.COUNT),
    *(
        Unit(code, code, plural, code, Category.PACKAGE, None, cefact, order)
        for order, (code, plural, cefact) in enumerate(_PACKAGES)
    ),
)

# How people, receipts and models write a unit, beyond its code, names, symbol and UN/CEFACT code.
_ALIASES: dict[str, tuple[str, ...]] = {
    "oz": ("ozs",),
    "lb": ("lbs",),
    "g": ("gr", "gm", "gms", "gramme", "grammes"),
    "kg": ("kgs", "kilo", "kilos", "kilogramme", "kilogrammes"),
    "tsp": ("tsps", "teasp"),
    "tbsp": ("tbsps", "tbs", "tbl", "tblsp"),
    "cup": ("c",),
    "ml": ("mls", "millilitre", "millilitres", "cc"),
    "l": ("ltr", "litre", "litres"),
    "fl oz": ("floz", "fl.oz", "fl. oz", "fl ozs"),
    "pt": ("pts",),
    "qt": ("qts",),
    "gal": ("gals",),
    "piece": ("pcs",),
    "dozen": ("doz", "dozens"),
}


@cache
def _by_code() -> dict[str, Unit]:
    return {unit.code: unit for unit in UNITS}


@cache
def _as_written() -> dict[str, Unit]:
    words: dict[str, Unit] = {}
    for unit in UNITS:
        own = (unit.code, unit.name, unit.plural, unit.symbol, unit.cefact or unit.code)
        for word in (*own, *_ALIASES.get(unit.code, ())):
            words[word.lower()] = unit
    return words


def find_unit(code: str) -> Unit | None:
    """The unit stored under `code`, whatever its case; None when there is none. No aliases."""
    return _by_code().get(code.lower())


def normalise(written: str) -> Unit:
    """The unit people mean by `written`: code, name, plural, symbol, alias or UN/CEFACT code.

    Case does not matter, except that a lone "T" is a tablespoon and a lone "t" a teaspoon.
    Raises UnknownUnit.
    """
    word = " ".join(written.split()).rstrip(".")
    if word in {"T", "t"}:
        return _by_code()["tbsp" if word == "T" else "tsp"]
    if unit := _as_written().get(word.lower()):
        return unit
    raise UnknownUnit(written.strip()[:50])


def units_of(*categories: Category) -> tuple[Unit, ...]:
    """The units of these categories in the order a list shows them."""
    return tuple(unit for unit in UNITS if unit.category in categories)
