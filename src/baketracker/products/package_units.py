"""In which unit packages of an ingredient are likely to be measured, and when one seems odd. Values
in, values out."""

import re
import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from baketracker.errors import N_
from baketracker.issues import Issue
from baketracker.measures.folding import fold
from baketracker.measures.units import Category, find_unit

FITS = Path(__file__).with_name("package_units.toml")
MEASURED = (Category.WEIGHT, Category.VOLUME)
# The two ounces, which are taken for each other.
OUNCES = ("oz", "fl oz")


@dataclass(frozen=True, slots=True)
class Fit:
    """One line of the table."""

    words: tuple[str, ...]
    us: str
    metric: str

    def unit(self, system: str) -> str:
        return self.metric if system == "metric" else self.us


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of an ingredient before its next package: `units` of its other packages,
    `has_density`: somebody said what a volume of it weighs."""

    name: str
    category: str
    units: tuple[str, ...] = ()
    has_density: bool = False
    is_packaging: bool = False


def usual_unit(known: Known, system: str) -> str:
    """The unit to begin with in a bakery that measures as `system` ("us" or "metric") says."""
    if known.is_packaging:
        return "count"
    return (_fit(known.category) or _fits()[-1]).unit(system)


def doubts(unit: str, known: Known) -> list[Issue]:
    """What seems odd about a package of this ingredient that is measured in `unit`: one sentence
    at most."""
    kind = _kind(unit)
    kinds = {_kind(other) for other in known.units}
    if kind is None or (kind in kinds and not _ounces_mixed(unit, known.units)):
        return []
    usual = _fit(known.category)
    if _ounces_mixed(unit, (*known.units, *([usual.us] if usual else []))):
        return [_issue("ounces", WEIGHT if unit == "oz" else VOLUME, unit, known)]
    if kinds and not (known.has_density and kinds | {kind} <= set(MEASURED)):
        numbers = {"others": ", ".join(dict.fromkeys(known.units))}
        return [_issue("other_kind", OTHER_KIND, unit, known, **numbers)]
    if known.has_density and kind not in MEASURED:
        return [_issue("not_measured", NOT_MEASURED, unit, known)]
    usual_kind = _kind(usual.us) if usual else None
    if {kind, usual_kind} == set(MEASURED) and not known.has_density:
        sold = usual.us if usual else ""
        return [_issue("unlike_category", UNLIKE_CATEGORY, unit, known, usual=sold)]
    return []


WEIGHT = N_("An oz is a weight. %(name)s is measured by volume: is it fl oz?")
VOLUME = N_("A fl oz is a volume. %(name)s is measured by weight: is it oz?")
OTHER_KIND = N_(
    "Other packages of %(name)s are measured in %(others)s. "
    "What is in %(unit)s cannot be added to them."
)
NOT_MEASURED = N_(
    "Recipes weigh or measure %(name)s. What is in %(unit)s cannot be told in their units."
)
UNLIKE_CATEGORY = N_(
    "%(category)s are mostly measured in %(usual)s. Is %(unit)s right for %(name)s?"
)


def _issue(code: str, message: str, unit: str, known: Known, **more: str) -> Issue:
    numbers = {"name": known.name, "unit": unit, "category": known.category} | more
    return Issue(code=code, message=message, numbers=numbers)


def _ounces_mixed(unit: str, others: Collection[str]) -> bool:
    """Whether it is the one ounce and the others have only the other."""
    return unit in OUNCES and unit not in others and bool(set(OUNCES) & set(others))


def _kind(unit: str) -> Category | None:
    found = find_unit(unit)
    return found.category if found else None


def _fit(category: str) -> Fit | None:
    """The line for a category of the bakery; None when no word of it is known."""
    for word in re.findall(r"\w+", fold(category)):
        for line in _fits():
            if any(word.startswith(beginning) for beginning in line.words):
                return line
    return None


@cache
def _fits() -> tuple[Fit, ...]:
    with FITS.open("rb") as file:
        table = tomllib.load(file)
    return tuple(Fit(tuple(row["words"]), row["us"], row["metric"]) for row in table["fits"])
