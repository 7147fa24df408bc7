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
from baketracker.finished_goods.packing import FinishedGood
from baketracker.plans.models import AssemblyTarget
from baketracker.plans.taken import began_with
from baketracker.plans.wanted import goods_of, wanted_of


def demand_of(db: TenantSession, event_id: UUID) -> Counter[UUID]:
    """Pieces of each finished unit in the goods that are packed for the event: as the plan froze
    them, as they are now where it did not, less what lay there ready when baking began."""
    own = select(EventFinishedGood).where(EventFinishedGood.event_id == event_id)
    in_order = own.order_by(EventFinishedGood.sort_order, EventFinishedGood.id)
    wishes = db.scalars(in_order).all()
    targets = (
        select(AssemblyTarget)
        .where(AssemblyTarget.event_id == event_id)
        .options(joinedload(AssemblyTarget.snapshot))
    )
    frozen: dict[Any, FinishedGood] = {}
    for row in db.scalars(targets):
        if row.snapshot is not None and "inside" in row.snapshot.content:
            frozen = goods_of(row.finished_good_id, row.snapshot.content) | frozen
    loose = [row.finished_good_id for row in wishes if row.finished_good_id not in frozen]
    began = began_with(db, [event_id])
    shelf = Counter({row.finished_good_id: row.from_shelf for row in wishes})
    return wanted_of(
        [(row.finished_good_id, row.quantity) for row in wishes],
        {**contents_of(db, loose).goods, **frozen},
        shelf + (began[event_id].goods if event_id in began else Counter()),
    ).units


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
