"""Which products may be the same thing under another name. Folded words in, keys out."""

from collections.abc import Iterable
from typing import TypeVar

from rapidfuzz import fuzz, process

Key = TypeVar("Key")

# Less likeness than this, of 100, is chance.
ALIKE = 60


def likest(names: Iterable[tuple[Key, str]], spoken: Iterable[str], most: int) -> list[Key]:
    """The keys of at most `most` names that are most like one of the ways it was `spoken` of: the
    likest first, then as they come. Words may stand in another order, be cut short or missing."""
    known = list(names)
    best: dict[int, float] = {}
    for way in filter(None, spoken):
        found = process.extract(
            way, [name for _, name in known], scorer=fuzz.token_set_ratio,
            score_cutoff=ALIKE, limit=most,
        )  # fmt: skip
        for _, score, place in found:
            best[place] = max(score, best.get(place, 0))
    ranked = sorted(best, key=lambda place: (-best[place], place))
    return [known[place][0] for place in ranked[:most]]
