"""What every page of the pantry shares."""

from typing import Any

from fastapi import Request, Response

from baketracker.faces.web import Toast, page
from baketracker.faces.words import _
from baketracker.ingredients.choices import Options, unit_options
from baketracker.measures.units import Category, find_unit

from .schemas import StockChange


def draw(request: Request, template: str, **shown: Any) -> Response:
    """A template of this feature, in its place of the navigation."""
    return page(request, f"pantry/{template}", here="pantry", mode="purchase", **shown)


def toast(sentence: str, change: StockChange) -> Toast:
    """What was done and the way back; or that nothing had to be."""
    if change.operation_id is None:
        return Toast(_("Nothing was changed: it is as it was."))
    return Toast(sentence, f"/activity/{change.operation_id}/undo")


def units_like(unit: str) -> list[tuple[str, str | Options]]:
    """The units an amount of something kept in `unit` may be said in, for a select."""
    known = find_unit(unit)
    if known is None or known.category is Category.PACKAGE:
        return [(unit, unit)]
    if known.category is Category.COUNT:
        return unit_options(Category.COUNT)
    return unit_options(Category.WEIGHT, Category.VOLUME)
