"""The size a store prints: "12 LB", "4/1LB", "2 X 500G", "6CT"."""

import re
from dataclasses import dataclass
from decimal import Decimal
from math import gcd

from baketracker.measures.conversion import convert
from baketracker.measures.numbers import BadNumber, parse_quantity
from baketracker.measures.units import Category, find_unit

from .wording import unit_code

# Package sizes in shops are seldom further apart than rounding between ounces and grams.
SAME = Decimal("0.15")
_UNIT = (
    r"fl\.?\s?oz|floz|fluid ounces?|fz|ounces?|oz|pounds?|lbs?|kilos?|kilograms?|kg|grams?|"
    r"grammes?|gr|g|millilit(?:er|re)s?|ml|cl|lit(?:er|re)s?|ltr|lt|l|quarts?|qt|pints?|pt|gallons?|gal|"
    r"counts?|ct|each|ea|pcs?|pieces?|dozen|doz|dz|#"
)
_NUMBER = r"\d+(?:[.,]\d+)?|\.\d+"
_MANY = re.compile(
    rf"(?<![\w.])(\d{{1,3}})\s*(x|×|\*|/|pk|pack|ct)\s*-?({_NUMBER})\s*-?({_UNIT})(?![a-z])"
)
_BEHIND = re.compile(
    rf"(?<![\w.])({_NUMBER})\s*({_UNIT})\s*(?:x|×|\*|,)?\s*(\d{{1,3}})\s*(?:pk|pack)?(?![\w.])"
)
_BEHIND_PK = re.compile(
    rf"(?<![\w.])({_NUMBER})\s*-?({_UNIT})\b.*?(?<![\w.])(\d{{1,3}})\s*-?(?:pk|pack)\b"
)
_ONE = re.compile(rf"(?<![\w.])((?:\d+[ -])?\d+/\d+|{_NUMBER})\s*-?({_UNIT})(?![a-z])")
_WORD = re.compile(r"\b(half|1)?[ -]?(gallon|gal|quart|qt|pint|pt|dozen|doz|dz)\b")
# Digits a reader took for letters: "l6oz", "1O lb".
_MISREAD = re.compile(r"\b(?=[\dolis]*\d)([\dolis]{2,4})(?=\s?(?:lb|oz|kg|g|ml|ct)\b)")
_DIGITS = str.maketrans("olis", "0115")
LONGEST = 300
PER_CENTILITRE = Decimal(10)
DENOMINATORS = (2, 3, 4, 8)


@dataclass(frozen=True, slots=True)
class Package:
    """`count` packages of `size` `unit` each in what is bought as one: "4/1LB" is 4 of 1 lb."""

    size: Decimal
    unit: str
    count: int = 1

    @property
    def total(self) -> Decimal:
        """All of it, in `unit`."""
        return self.size * self.count


def read_package(text: str) -> Package | None:
    """The package size a store's text prints; None where it prints none. "1/2 LB" is half a pound,
    "4/1LB" four of a pound; a dozen is 12."""
    plain = " ".join(text[:LONGEST].lower().replace("½", "1/2").replace("¼", "1/4").split())
    plain = _MISREAD.sub(lambda match: match[1].translate(_DIGITS), plain)
    for reader in (_many, _behind, _one, _word):
        if found := reader(plain):
            return found
    return None


def alike(one: Package, other: Package) -> bool | None:
    """Whether two sizes are the same within 15 percent; None where that cannot be said. The two
    ounces are taken for each other, because stores print either."""
    first, second = find_unit(one.unit), find_unit(other.unit)
    if first is None or second is None:
        return None
    ounces = {one.unit, other.unit} == {"oz", "fl oz"}
    if first.category is not second.category and not ounces:
        return None
    if first.category is Category.PACKAGE:
        return None
    mine, theirs = one.total, other.total
    if not ounces:
        mine = convert(mine, one.unit, other.unit)
    return abs(mine - theirs) <= SAME * max(mine, theirs)


def _many(text: str) -> Package | None:
    """ "4/1LB", "2 X 500G", "6PK 12OZ"."""
    match = _MANY.search(text)
    if match is None or _is_fraction(match):
        return None
    return _package(match[3], match[4], int(match[1]))


def _is_fraction(match: re.Match[str]) -> bool:
    """ "1/2 LB", "3/4 LB"; "6/14OZ" are six."""
    if match[2] == "ct":
        # "4ct 1lb" is a pound in four sticks.
        return True
    if match[2] != "/" or not match[3].isdigit():
        return False
    above, below = int(match[1]), int(match[3])
    return above < below and below in DENOMINATORS and gcd(above, below) == 1


def _behind(text: str) -> Package | None:
    """ "500G X 2", "12 oz 4 pk"."""
    match = _BEHIND_PK.search(text)
    if match is None:
        match = _BEHIND.search(text)
        if match is None or not re.search(
            r"x|×|\*", text[match.start(2) + len(match[2]) : match.end()]
        ):
            return None
    return _package(match[1], match[2], int(match[3]))


def _one(text: str) -> Package | None:
    """The size alone; of several a weight or a volume goes before a count."""
    found = [_package(match[1], match[2], 1) for match in _ONE.finditer(text)]
    known = [one for one in found if one]
    measured = [one for one in known if one.unit != "count"]
    return next(iter(measured or known), None)


def _word(text: str) -> Package | None:
    """ "HALF GAL", "DOZEN": the unit is said, the number is not."""
    match = _WORD.search(text)
    if match is None:
        return None
    return _package("0.5" if match[1] == "half" else "1", match[2], 1)


def _package(size: str, unit: str, count: int) -> Package | None:
    try:
        value = parse_quantity(size.replace(",", "."))
    except BadNumber:
        return None
    if not value or not 0 < count <= 1000:
        return None
    if unit == "cl":
        return Package(value * PER_CENTILITRE, "ml", count)
    code = unit_code(unit)
    if code == "dozen":
        return Package(value * 12, "count", count)
    if code in ("each", "piece"):
        code = "count"
    return Package(value, code, count) if code else None
