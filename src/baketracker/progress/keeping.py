"""What lies there and is not free: events that are being baked need it, or it is kept for
somebody."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, select

from baketracker.assembly.models import AssemblyConsumption, AssemblyRun
from baketracker.assembly.packed import packed_for
from baketracker.db.many import among
from baketracker.db.tenancy import TenantSession
from baketracker.events.models import Event, EventFinishedGood
from baketracker.giving.holding import taken_by_gifts
from baketracker.plans.taken import BAKING, taken_of_shelf
from baketracker.production.models import ProductionRun

Count = tuple[UUID, UUID, int]


def units_kept(db: TenantSession, unit_ids: Collection[UUID]) -> dict[UUID, Counter[UUID]]:
    """By event that is being baked: pieces of these finished units that were baked for it or that
    it took, and that it has not packed yet. Four statements, however many events."""
    kept: defaultdict[UUID, Counter[UUID]] = defaultdict(Counter)
    for event, unit, count in _baked(db, unit_ids):
        kept[event][unit] += count
    for event, taken in taken_of_shelf(db).items():
        for unit in taken.units.keys() & set(unit_ids):
            kept[event][unit] += taken.units[unit]
    for event, unit, count in _used(db, unit_ids):
        kept[event][unit] -= count
    return {event: +counts for event, counts in kept.items()}


def goods_kept(db: TenantSession, good_ids: Collection[UUID]) -> dict[UUID, Counter[UUID]]:
    """By event, pieces of these finished goods that are not free: packed for it or taken by it
    while it is being baked, and not given out or packed into others yet; kept by ready gifts of all
    other events. Eight statements."""
    baking = list(db.scalars(select(Event.id).where(BAKING)))
    theirs = {
        event: packed.there + packed.ready for event, packed in packed_for(db, baking).items()
    }
    for event, good, count in _listed(db, baking):
        theirs[event][good] += count
    kept = {event: +counts for event, counts in theirs.items()}
    for (event, good), gifts in taken_by_gifts(db, good_ids).items():
        own = kept.setdefault(event, Counter())
        # What a gift keeps is of what was packed for its event, or more than that.
        own[good] = max(own[good] - gifts.gone if event in theirs else 0, gifts.ready)
    wanted = set(good_ids)
    return {
        event: +Counter({good: count for good, count in counts.items() if good in wanted})
        for event, counts in kept.items()
    }


def _baked(db: TenantSession, unit_ids: Collection[UUID]) -> Iterator[Count]:
    run = ProductionRun
    made = select(run.event_id, run.finished_unit_id, func.sum(run.good)).where(
        among(run.finished_unit_id, unit_ids), run.deleted_at.is_(None)
    )
    yield from _of_baking(db, run, made.group_by(run.event_id, run.finished_unit_id))


def _used(db: TenantSession, unit_ids: Collection[UUID]) -> Iterator[Count]:
    run, used = AssemblyRun, AssemblyConsumption
    packed = (
        select(run.event_id, used.finished_unit_id, func.sum(used.quantity))
        .join(used, and_(used.tenant_id == run.tenant_id, used.assembly_run_id == run.id))
        .where(among(used.finished_unit_id, unit_ids), run.deleted_at.is_(None))
    )
    yield from _of_baking(db, run, packed.group_by(run.event_id, used.finished_unit_id))


def _listed(db: TenantSession, event_ids: Collection[UUID]) -> Iterator[Count]:
    """Goods of the lists that come from the shelf. One statement."""
    wish = EventFinishedGood
    taken = select(wish.event_id, wish.finished_good_id, wish.from_shelf)
    yield from (
        (event, good, count)
        for event, good, count in db.execute(taken.where(among(wish.event_id, event_ids)))
    )


def _of_baking(db: TenantSession, run: Any, found: Any) -> Iterator[Count]:
    """Of the events that are being baked."""
    joined = and_(Event.tenant_id == run.tenant_id, Event.id == run.event_id)
    for event, item, count in db.execute(found.join(Event, joined).where(BAKING)):
        yield event, item, int(count)
