"""What a baker says in two numbers: what a volume weighs, and how little is too little."""

from collections.abc import Mapping
from typing import Any

from baketracker.errors import N_, InvalidInput
from baketracker.measures.density import BadDensity, density_of
from baketracker.measures.units import Category, find_unit

DENSITY = ("density_volume", "density_volume_unit", "density_weight", "density_weight_unit")
LOW = ("low_below", "low_unit")
NOT_WHOLE = N_("Say how much and of which unit, or leave both empty.")
NOT_A_MEASURE = N_("Choose a weight, a volume or a number of pieces, so that it can be compared.")


def density_in(values: Mapping[str, Any]) -> dict[str, Any]:
    """The four fields as they are stored, all or none; either side may be the weight: 120 g are
    1 cup is 1 cup weighs 120 g. Raises InvalidInput."""
    fields = [values[name] for name in DENSITY]
    if _kind(fields[1]) is Category.WEIGHT and _kind(fields[3]) is Category.VOLUME:
        fields = [*fields[2:], *fields[:2]]
    try:
        density = density_of(*fields)
    except BadDensity as error:
        raise InvalidInput(
            error.message, fields={"density_volume": str(error)}, **error.numbers
        ) from error
    return dict(zip(DENSITY, fields if density else [None] * 4, strict=True))


def low_in(values: Mapping[str, Any]) -> dict[str, Any]:
    """The two fields as they are stored: both or none, 0 is none. Raises InvalidInput."""
    amount, unit = (values[name] or None for name in LOW)
    if amount is None:
        if unit is not None and values["low_below"] is None:
            raise InvalidInput(NOT_WHOLE, {"low_below": NOT_WHOLE})
        return dict.fromkeys(LOW)
    if unit is None:
        raise InvalidInput(NOT_WHOLE, {"low_unit": NOT_WHOLE})
    if _kind(unit) is Category.PACKAGE:
        raise InvalidInput(NOT_A_MEASURE, {"low_unit": NOT_A_MEASURE})
    return dict(zip(LOW, (amount, unit), strict=True))


def _kind(code: str | None) -> Category | None:
    unit = find_unit(code) if code else None
    return unit.category if unit else None
