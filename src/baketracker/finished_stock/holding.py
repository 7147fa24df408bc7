"""What is on hand and yet not free: kept for somebody. Features downstream say it."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from uuid import UUID

from baketracker.db.tenancy import TenantSession

Holder = Callable[[TenantSession, Collection[UUID]], Mapping[UUID, int]]

HELD: list[Holder] = []
"""Features downstream add themselves: so many of each finished good are kept, pieces. Goods of
which nothing is kept may be absent."""


def held(db: TenantSession, good_ids: Collection[UUID]) -> Counter[UUID]:
    """How many of each of these finished goods are kept for somebody; 0 of all others."""
    kept: Counter[UUID] = Counter()
    for holder in HELD:
        kept.update(holder(db, good_ids))
    return kept
