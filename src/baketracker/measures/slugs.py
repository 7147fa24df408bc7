"""The one slug function for every entity. Imported slugs are kept as they are, byte for byte."""

import re
from collections.abc import Container
from itertools import count

from baketracker.measures.folding import fold

LONGEST = 200


def slugify(name: str, fallback: str = "unnamed", longest: int = LONGEST) -> str:
    """`name` as lower-case a-z, 0-9 and single hyphens, at most `longest` characters.

    `fallback` is answered when nothing is left ("unknown-recipe" for "🍪").
    """
    folded = re.sub(r"[\s_-]+", "-", fold(name))
    kept = re.sub(r"-+", "-", re.sub(r"[^a-z0-9-]", "", folded)).strip("-")
    return kept[:longest].rstrip("-") or fallback


def unique_slug(slug: str, taken: Container[str], longest: int = LONGEST) -> str:
    """`slug`, or with the first free suffix -2, -3, ...; never longer than `longest`."""
    if slug not in taken:
        return slug
    numbered = (f"{slug[: longest - len(f'-{n}')].rstrip('-')}-{n}" for n in count(2))
    return next(candidate for candidate in numbered if candidate not in taken)
