"""Which events are the same occasion in other years: by their names without the year."""

import re

from baketracker.measures.folding import fold

# "2026" standing for itself, or "'26".
YEAR = re.compile(r"(?<!\d)(?:19|20|21)\d{2}(?!\d)|['’]\d{2}(?!\d)")
SIGNS = re.compile(r"[\W_]+")


def series_of(name: str) -> str:
    """What "Christmas 2025", "christmas (2026)" and "Christmas" have in common. A name that is
    only a year is a series of its own."""
    folded = fold(name)
    return SIGNS.sub(" ", YEAR.sub(" ", folded)).strip() or folded


def without_year(name: str) -> str:
    """The name as it is written, without the year."""
    bare = " ".join(YEAR.sub(" ", name).replace("()", " ").split())
    return bare.strip(" ,-–—") or name
