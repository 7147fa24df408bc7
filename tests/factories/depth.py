"""How far the tests look: what is cheap in every check, everything in the deep run."""

import os

import pytest

DEEP = bool(os.environ.get("BAKETRACKER_DEEP"))


def examples(deep: int, most: int = 50) -> int:
    """How many examples a property is tried with: so many in the deep run; in the check a fifth of
    them, from five to `most`, the same each time."""
    return deep if DEEP else min(max(deep // 5, 5), most)


only_deep = pytest.mark.skipif(not DEEP, reason="the deep run does this too")
"""A scenario beside those that every check runs."""
