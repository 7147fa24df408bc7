"""What the forms offer to choose from."""

from collections.abc import Iterable

from babel import Locale

from baketracker.faces.words import _, ngettext, speaking
from baketracker.measures.durations import Span
from baketracker.measures.units import Category, units_of

Options = list[tuple[str, str]]
# What bakers of the world write labels and recipes in; any other may come in by an import.
LANGUAGES = (
    "ar", "bg", "cs", "da", "de", "el", "en", "es", "et", "fa", "fi", "fr", "he", "hi", "hr",
    "hu", "id", "it", "ja", "ko", "lt", "lv", "nb", "nl", "pl", "pt", "ro", "ru", "sk", "sl",
    "sr", "sv", "th", "tr", "uk", "vi", "zh",
)  # fmt: skip
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


def language_options(spoken: Iterable[str] = ()) -> Options:
    """Languages another name may be in, as the reader calls them; `spoken` are offered too."""
    names = Locale.parse(speaking.get()).languages
    known = [(code, names.get(code, code)) for code in {*LANGUAGES, *spoken}]
    return [("", _("any")), *sorted(known, key=lambda pair: pair[1].casefold())]


def span_options() -> Options:
    """What a shelf life is counted in."""
    return [
        (Span.DAYS, _("days")),
        (Span.WEEKS, _("weeks")),
        (Span.MONTHS, _("months")),
        (Span.YEARS, _("years")),
    ]
