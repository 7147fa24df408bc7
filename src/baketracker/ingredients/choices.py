"""What the forms offer to choose from."""

from baketracker.faces.words import _, ngettext
from baketracker.measures.units import Category, units_of

Options = list[tuple[str, str]]
# So many that every language takes the form for many.
SEVERAL = 100


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
        named = [(unit.code, ngettext(unit.name, unit.plural, SEVERAL)) for unit in units_of(kind)]
        options.append((kinds[kind], named))
    return options
