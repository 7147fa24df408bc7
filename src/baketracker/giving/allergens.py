"""What somebody may not eat, against what a box holds through every level of it. Pure: goods,
recipes and words in, words out."""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence

from baketracker.finished_goods.packing import Goods, Part
from baketracker.measures.folding import fold
from baketracker.recipes.ingredients import Recipes

Onward = Callable[[Hashable], Iterable[Hashable]]


def units_within(good: Hashable, goods: Goods) -> set[Hashable]:
    """The finished units in one good, however deep; what cannot be counted is met all the same."""
    inside = _reached(
        good, lambda key: (part.finished_good for part in _parts(key, goods) if part.finished_good)
    )
    return {
        part.finished_unit
        for key in inside
        for part in _parts(key, goods)
        if part.finished_unit is not None
    }


def brought_by(
    recipe: Hashable, recipes: Recipes, by_ingredient: Mapping[Hashable, Sequence[str]]
) -> set[str]:
    """The allergens of a recipe and of all recipes inside it."""
    inside = _reached(
        recipe, lambda key: (one.recipe for one in recipes[key].nested) if key in recipes else ()
    )
    return {
        name
        for key in inside
        if key in recipes
        for line in recipes[key].lines
        for name in by_ingredient.get(line.ingredient, ())
    }


def against(own: Iterable[str], inside: Iterable[str]) -> list[str]:
    """Which of somebody's `own` allergens a box with these `inside` holds, as they said them.

    Rather once too often: "Nuts" are in "tree nuts", and an egg is eggs."""
    held = [_words(name) for name in inside]
    return [name for name in own if any(_meet(_words(name), one) for one in held)]


def _meet(one: frozenset[str], other: frozenset[str]) -> bool:
    return bool(one and other) and (one <= other or other <= one)


def _words(name: str) -> frozenset[str]:
    return frozenset(
        word[:-1] if word.endswith("s") and len(word) > 3 else word for word in fold(name).split()
    )


def _reached(start: Hashable, onward: Onward) -> set[Hashable]:
    """All that is met from `start`, itself among it; what holds itself is met once."""
    waiting, seen = [start], set[Hashable]()
    while waiting:
        key = waiting.pop()
        if key not in seen:
            seen.add(key)
            waiting += onward(key)
    return seen


def _parts(key: Hashable, goods: Goods) -> Sequence[Part]:
    return goods[key].parts if key in goods else ()
