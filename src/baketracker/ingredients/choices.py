"""What the forms offer to choose from."""

from baketracker.faces.words import _
from baketracker.measures.units import Category, units_of

Options = list[tuple[str, str]]


def unit_options(*categories: Category, empty: bool = False) -> list[tuple[str, str | Options]]:
    """Units by kind, for a select; with an empty choice first when none is needed."""
    kinds = {
        Category.WEIGHT: _("Weight"),
        Category.VOLUME: _("Volume"),
        Category.COUNT: _("Count"),
        Category.PACKAGE: _("Package"),
    }
    options: list[tuple[str, str | Options]] = [("", "–")] if empty else []
    for kind in categories or tuple(kinds):
        options.append((kinds[kind], [(unit.code, _(unit.plural)) for unit in units_of(kind)]))
    return options
