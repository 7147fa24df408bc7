"""How many of each good there were at events that are over: packed, else on the list."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from baketracker.assembly.models import AssemblyRun
from baketracker.db.many import among
from baketracker.db.tenancy import TenantSession
from baketracker.events.models import EventFinishedGood
from baketracker.plans.models import AssemblyTarget

Pair = tuple[UUID, UUID]
"""Event and finished good."""


@dataclass(frozen=True)
class Counts:
    """What was on the list (in its order) and what was packed, by event and good."""

    planned: dict[Pair, int]
    packed: dict[Pair, int]

    def had(self, pair: Pair) -> int:
        """Those that were packed; where nobody wrote that down, those on the list."""
        return self.packed.get(pair) or self.planned.get(pair, 0)

    def most(self, pair: Pair) -> int:
        """No more can have been left over."""
        return max(self.packed.get(pair, 0), self.planned.get(pair, 0))


def counts_of(db: TenantSession, event_ids: Collection[UUID]) -> Counts:
    """Three statements, none for no event."""
    if not event_ids:
        return Counts({}, {})
    wish, target, run = EventFinishedGood, AssemblyTarget, AssemblyRun
    wished = select(wish.event_id, wish.finished_good_id, wish.quantity).where(
        among(wish.event_id, event_ids)
    )
    aimed = select(target.event_id, target.finished_good_id, target.quantity).where(
        among(target.event_id, event_ids)
    )
    packed = (
        select(run.event_id, run.finished_good_id, func.sum(run.quantity))
        .where(among(run.event_id, event_ids), run.deleted_at.is_(None))
        .group_by(run.event_id, run.finished_good_id)
    )
    listed = _by_pair(db.execute(wished.order_by(wish.sort_order, wish.id)))
    # What only an import planned is on no list.
    planned = listed | (_by_pair(db.execute(aimed.order_by(target.id))) | listed)
    return Counts(planned, _by_pair(db.execute(packed)))


def _by_pair(rows: Iterable[Any]) -> dict[Pair, int]:
    return {(event_id, good_id): int(count) for event_id, good_id, count in rows}
