"""Two answers side by side, leaf by leaf."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

# Relative or absolute, whichever is kinder.
TOLERANCE = Decimal("1e-9")


class _Absent:
    def __repr__(self) -> str:
        return "absent"


ABSENT = _Absent()
# How the desktop's refusals are recorded.
_REFUSAL = frozenset({"error", "cause"})


@dataclass(frozen=True, slots=True)
class Refused:
    """We refused as well; the desktop's class names are its own."""

    reason: str


@dataclass(frozen=True, slots=True)
class Leaf:
    """One value of an answer: recorded and ours, ABSENT where one side has none."""

    path: tuple[str, ...]
    recorded: Any
    ours: Any

    @property
    def equal(self) -> bool:
        if isinstance(self.ours, Refused):
            return self.recorded is not ABSENT and self.path[-1] in _REFUSAL
        return _same(self.recorded, self.ours)

    @property
    def where(self) -> str:
        """The path as it is written in `unstable_paths.json`."""
        return "/".join(self.path)


def compare(
    path: tuple[str, ...], recorded: Any, ours: Any, *, ordered: bool = False
) -> Iterator[Leaf]:
    """Every leaf of either side. Lists are bags of rows unless `ordered`."""
    if isinstance(ours, Refused) and isinstance(recorded, dict) and "error" in recorded:
        yield from (Leaf((*path, *rest), value, ours) for rest, value in leaves(recorded))
    elif isinstance(recorded, dict) and isinstance(ours, dict):
        for key in {**recorded, **ours}:
            pair = recorded.get(key, ABSENT), ours.get(key, ABSENT)
            yield from compare((*path, str(key)), *pair, ordered=ordered)
    elif isinstance(recorded, list) and isinstance(ours, list):
        aligned = ours if ordered else _aligned(recorded, ours)
        for index in range(max(len(recorded), len(aligned))):
            pair = _at(recorded, index), _at(aligned, index)
            yield from compare((*path, str(index)), *pair, ordered=ordered)
    else:
        yield from _unlike(path, recorded, ours)


def leaves(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """(path, value) of every leaf; empty lists and records have none."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, (*path, str(key)))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from leaves(inner, (*path, str(index)))
    else:
        yield path, value


def _unlike(path: tuple[str, ...], recorded: Any, ours: Any) -> Iterator[Leaf]:
    """Two leaves, or two shapes that do not match: then each leaf of both is a difference."""
    shaped = isinstance(recorded, dict | list), isinstance(ours, dict | list)
    if not any(shaped):
        yield Leaf(path, recorded, ours)
        return
    if recorded is not ABSENT:
        yield from (Leaf((*path, *rest), value, ABSENT) for rest, value in leaves(recorded))
    if ours is not ABSENT:
        yield from (Leaf((*path, *rest), ABSENT, value) for rest, value in leaves(ours))


def _aligned(recorded: list[Any], ours: list[Any]) -> list[Any]:
    """Ours in the order of the recording: equal rows first, the rest by their text."""
    left = sorted(ours, key=_text)
    placed: list[Any] = [ABSENT] * len(recorded)
    for index, row in enumerate(recorded):
        twin = next((i for i, other in enumerate(left) if _equal(row, other)), None)
        if twin is not None:
            placed[index] = left.pop(twin)
    for index in sorted(range(len(recorded)), key=lambda i: _text(recorded[i])):
        if placed[index] is ABSENT and left:
            placed[index] = left.pop(0)
    return placed + left


def _equal(recorded: Any, ours: Any) -> bool:
    return all(leaf.equal for leaf in compare((), recorded, ours))


def _text(value: Any) -> str:
    return json.dumps(value, sort_keys=True, default=str)


def _at(rows: list[Any], index: int) -> Any:
    return rows[index] if index < len(rows) else ABSENT


def _same(recorded: Any, ours: Any) -> bool:
    if recorded is ABSENT or ours is ABSENT:
        return False
    if isinstance(recorded, bool) or isinstance(ours, bool) or recorded is None or ours is None:
        return recorded is ours
    numbers = _number(recorded, ours), _number(ours, recorded)
    if numbers[0] is not None and numbers[1] is not None:
        return _near(numbers[0], numbers[1])
    return bool(recorded == ours)


def _near(one: Decimal, other: Decimal) -> bool:
    if not (one.is_finite() and other.is_finite()):
        return False
    return abs(one - other) <= TOLERANCE * max(abs(one), abs(other), Decimal(1))


def _number(value: Any, other: Any) -> Decimal | None:
    """The desktop wrote exact numbers as text; two texts are compared as texts."""
    if isinstance(value, str) and isinstance(other, str):
        return None
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return None
