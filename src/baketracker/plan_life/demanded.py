"""What the goods of an event come to, in pieces of each finished unit, and the decisions that
follow it."""

from collections import Counter
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from baketracker.db.many import among
from baketracker.db.tenancy import TenantSession
from baketracker.events.models import BatchDecision, EventFinishedGood
from baketracker.finished_goods.contents import contents_of
from baketracker.finished_goods.packing import tally
from baketracker.plans.freezing import units_in
from baketracker.plans.models import AssemblyTarget


def demand_of(db: TenantSession, event_id: UUID) -> Counter[UUID]:
    """Pieces of each finished unit in the goods that are packed for the event: as the plan froze
    them, as they are now where it did not."""
    own = select(EventFinishedGood).where(EventFinishedGood.event_id == event_id)
    wishes = db.scalars(own).all()
    targets = (
        select(AssemblyTarget)
        .where(AssemblyTarget.event_id == event_id)
        .options(joinedload(AssemblyTarget.snapshot))
    )
    frozen = {
        row.finished_good_id: units_in(row.snapshot.content)
        for row in db.scalars(targets)
        if row.snapshot is not None and "inside" in row.snapshot.content
    }
    loose = [row.finished_good_id for row in wishes if row.finished_good_id not in frozen]
    contents = contents_of(db, loose)
    found: Counter[UUID] = Counter()
    for row in wishes:
        good = row.finished_good_id
        now: dict[Any, int] = frozen[good] if good in frozen else tally(good, contents.goods).units
        for unit, count in now.items():
            found[unit] += count * (row.quantity - row.from_shelf)
    return found


def follow_demand(
    db: TenantSession, event_id: UUID, before: Counter[UUID], after: Counter[UUID]
) -> None:
    """What was decided for a demand is for the new one, less what lay there when it was decided."""
    changed = {key for key in before | after if before[key] != after[key]}
    own = select(BatchDecision).where(
        BatchDecision.event_id == event_id, among(BatchDecision.finished_unit_id, changed)
    )
    for row in db.scalars(own):
        if row.quantity_needed is not None:
            more = after[row.finished_unit_id] - before[row.finished_unit_id]
            row.quantity_needed = max(0, row.quantity_needed + more)
            row.shortfall_confirmed = False
    db.flush()
