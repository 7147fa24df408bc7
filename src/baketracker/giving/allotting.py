"""Which of the gifts can be packed from what is free: first come, first served. Pure."""

from collections.abc import Hashable, Iterable, Mapping
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)
Good = TypeVar("Good", bound=Hashable)

Wants = Mapping[Good, int]
"""Finished good → pieces."""


def lacking(wants: Wants[Good], free: Mapping[Good, int]) -> dict[Good, int]:
    """How many pieces of each good are missing; goods of which enough is free are left out."""
    gaps = {good: wanted - max(0, free.get(good, 0)) for good, wanted in wants.items()}
    return {good: gap for good, gap in gaps.items() if gap > 0}


def allotted(
    gifts: Iterable[tuple[Key, Wants[Good]]], free: Mapping[Good, int]
) -> dict[Key, dict[Good, int]]:
    """What each gift lacks when they are packed one after the other; empty: it can be packed. One
    that cannot be packed whole takes nothing from those behind it."""
    left = dict(free)
    short: dict[Key, dict[Good, int]] = {}
    for key, wants in gifts:
        short[key] = lacking(wants, left)
        if not short[key]:
            for good, wanted in wants.items():
                left[good] = left.get(good, 0) - wanted
    return short
