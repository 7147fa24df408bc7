"""How recipes may stand inside each other: at most three levels, never round in a circle.

Values in, values out. `Inside` says which recipes each recipe has as components."""

from collections.abc import Collection, Mapping
from typing import TypeVar

from baketracker.errors import RuleBroken

LEVELS = 3

Key = TypeVar("Key")


class Circular(RuleBroken):
    """A recipe would contain itself."""

    code = "circular"

    def __init__(self, name: str) -> None:
        super().__init__(
            "%(name)s already contains this recipe, so it cannot stand inside it.", name=name
        )


class TooDeep(RuleBroken):
    """There would be a fourth level."""

    code = "too_deep"

    def __init__(self, name: str) -> None:
        super().__init__(
            "With %(name)s there would be more than three recipes inside each other.", name=name
        )


def check(inside: Mapping[Key, Collection[Key]], recipe: Key, component: Key, name: str) -> None:
    """Raise Circular or TooDeep when `component`, called `name`, cannot stand in `recipe`.

    A recipe may well be reached in two ways: only circles and depth are refused."""
    if component == recipe or recipe in _within(inside, component):
        raise Circular(name)
    if height(_turned(inside), recipe) + height(inside, component) > LEVELS:
        raise TooDeep(name)


def height(inside: Mapping[Key, Collection[Key]], recipe: Key) -> int:
    """Recipes on the longest way down from `recipe`, itself counted. A circle, which only an
    import can bring, counts each of its recipes once."""
    known: dict[Key, int] = {}

    def walk(key: Key, path: frozenset[Key]) -> int:
        if key not in known:
            below = [walk(k, path | {key}) for k in inside.get(key, ()) if k not in path | {key}]
            known[key] = 1 + max(below, default=0)
        return known[key]

    return walk(recipe, frozenset())


def _within(inside: Mapping[Key, Collection[Key]], recipe: Key) -> set[Key]:
    """All recipes inside `recipe`, however deep."""
    found: set[Key] = set()
    waiting = [recipe]
    while waiting:
        for key in inside.get(waiting.pop(), ()):
            if key not in found:
                found.add(key)
                waiting.append(key)
    return found


def _turned(inside: Mapping[Key, Collection[Key]]) -> dict[Key, set[Key]]:
    """Which recipes each recipe stands in."""
    around: dict[Key, set[Key]] = {}
    for outer, inner in inside.items():
        for key in inner:
            around.setdefault(key, set()).add(outer)
    return around
