"""How the kitchen says amounts: by cups and by weight, and beside the step that needs them. Values
in, values out."""

import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from baketracker.measures.conversion import convert, convertible
from baketracker.measures.folding import fold
from baketracker.measures.units import Category, find_unit

_OTHER = {Category.VOLUME: "g", Category.WEIGHT: "cup"}
TEN = Decimal(10)
# A cup is not filled more exactly than that.
NEAR = Decimal("0.03")
_WORD = re.compile(r"\w+")


def other_way(quantity: Decimal, unit: str, density: Decimal | None) -> tuple[Decimal, str] | None:
    """A volume by weight, in grams, and a weight by volume, in cups, as a scale and a cup can tell
    it; None where the ingredient's density (grams per millilitre) is not known, and for pieces."""
    known = find_unit(unit)
    other = _OTHER.get(known.category) if known else None
    if other is None or not convertible(unit, other, density):
        return None
    amount = convert(quantity, unit, other, density)
    return (_on_a_scale(amount) if other == "g" else _in_a_cup(amount)), other


def _on_a_scale(grams: Decimal) -> Decimal:
    return grams.quantize(Decimal(1) if grams >= TEN else Decimal("0.1"), ROUND_HALF_UP)


def _in_a_cup(cups: Decimal) -> Decimal:
    """The nearest eighth or third, where that is near enough."""
    marks = [(cups * part).quantize(Decimal(1), ROUND_HALF_UP) / part for part in (8, 3)]
    nearest = min(marks, key=lambda mark: abs(mark - cups))
    return nearest if abs(nearest - cups) <= cups * NEAR else cups


def named_in(text: str, names: Sequence[str]) -> list[int]:
    """Which of these ingredients a step speaks of: the places of those whose main word stands in
    it. Of several kinds of one thing (brown sugar, white sugar) those that are named best."""
    spoken = {_stem(word) for word in _WORD.findall(fold(text))}
    found: dict[str, list[tuple[int, int]]] = {}
    for place, name in enumerate(names):
        words = [_stem(word) for word in _WORD.findall(fold(name.split(",")[0]))]
        if words and words[-1] in spoken:
            named = sum(word in spoken for word in words)
            found.setdefault(words[-1], []).append((named, place))
    best = {word: max(named for named, _place in own) for word, own in found.items()}
    return sorted(
        place for word, own in found.items() for named, place in own if named == best[word]
    )


def _stem(word: str) -> str:
    """One egg and two eggs are eggs."""
    return word[:-1] if len(word) > 3 and word.endswith("s") else word
