"""How many of each good there were at events that are over: packed, else on the list."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from baketracker.assembly.packed import packed_for
from baketracker.db.many import among
from baketracker.db.tenancy import TenantSession
from baketracker.events.models import EventFinishedGood
from baketracker.plans.models import AssemblyTarget

Pair = tuple[UUID, UUID]
"""Event and finished good."""


@dataclass(frozen=True)
class Counts:
    """What was on the list (in its order), and what was packed or taken of what lay there and is
    in no other good, by event and good."""

    planned: dict[Pair, int]
    packed: dict[Pair, int]

    def had(self, pair: Pair) -> int:
        """Those that were packed; where nobody wrote that down, those on the list."""
        return self.packed.get(pair, self.planned.get(pair, 0))

    def most(self, pair: Pair) -> int:
        """No more can have been left over."""
        return max(self.packed.get(pair, 0), self.planned.get(pair, 0))


def counts_of(db: TenantSession, event_ids: Collection[UUID]) -> Counts:
    """Seven statements, none for no event."""
    if not event_ids:
        return Counts({}, {})
    wish, target = EventFinishedGood, AssemblyTarget
    wished = select(wish).where(among(wish.event_id, event_ids))
    aimed = select(target.event_id, target.finished_good_id, target.quantity).where(
        among(target.event_id, event_ids)
    )
    wishes = db.scalars(wished.order_by(wish.sort_order, wish.id)).all()
    listed: dict[Pair, int] = {(row.event_id, row.finished_good_id): row.quantity for row in wishes}
    # What only an import planned is on no list.
    planned = listed | (_by_pair(db.execute(aimed.order_by(target.id))) | listed)
    shelf = {(row.event_id, row.finished_good_id): row.from_shelf for row in wishes}
    packed: dict[Pair, int] = {}
    for event, stands in packed_for(db, event_ids).items():
        for good in stands.done:
            if stands.there[good] or (event, good) in planned:
                packed[event, good] = stands.there[good] + shelf.get((event, good), 0)
    return Counts(planned, packed)


def _by_pair(rows: Iterable[Any]) -> dict[Pair, int]:
    return {(event_id, good_id): int(count) for event_id, good_id, count in rows}
