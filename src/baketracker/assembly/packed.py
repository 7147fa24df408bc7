"""What was packed for events, and what of that is for other goods of them: a tower holds bags, and
bags are wanted by themselves too."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, select

from baketracker.db.many import among
from baketracker.db.tenancy import TenantSession
from baketracker.plans.freezing import goods_in
from baketracker.plans.models import AssemblyTarget, DefinitionSnapshot
from baketracker.plans.taken import began_with

from .models import AssemblyConsumption, AssemblyRun


@dataclass(frozen=True, slots=True)
class Packed:
    """Of one event, pieces by good. `done`: all that were packed, those in others too; `there`:
    those that stand there by themselves; `inside`: so many go into other goods in all, beside what
    of the shelf goes into them; `ready`: what of that still lies on the shelf."""

    done: Counter[UUID] = field(default_factory=Counter)
    there: Counter[UUID] = field(default_factory=Counter)
    inside: Counter[UUID] = field(default_factory=Counter)
    ready: Counter[UUID] = field(default_factory=Counter)


def packed_for(db: TenantSession, event_ids: Collection[UUID]) -> dict[UUID, Packed]:
    """What was packed for each of these events. Four statements."""
    run, used = AssemblyRun, AssemblyConsumption
    made = select(run.event_id, run.finished_good_id, func.sum(run.quantity))
    packed = _by_event(db, made, run.finished_good_id, event_ids)
    into = select(run.event_id, used.finished_good_id, func.sum(used.quantity)).join(
        used, and_(used.tenant_id == run.tenant_id, used.assembly_run_id == run.id)
    )
    gone = _by_event(db, into, used.finished_good_id, event_ids)
    inside: defaultdict[UUID, Counter[UUID]] = defaultdict(Counter)
    for event, good, count in _planned_inside(db, event_ids):
        inside[event][good] += count
    began = began_with(db, event_ids)
    shelf = {key: taken.goods for key, taken in began.items()}
    return {
        key: _packed(packed[key], gone[key], inside[key], shelf.get(key, Counter()))
        for key in event_ids
    }


def _packed(
    made: Counter[UUID], gone: Counter[UUID], inside: Counter[UUID], shelf: Counter[UUID]
) -> Packed:
    # What lay ready goes into others first; what was packed for nobody counts once it is in them.
    anew = gone - shelf
    return Packed(made | anew, made - anew, inside - shelf, shelf - gone)


def _by_event(
    db: TenantSession, found: Any, good: Any, event_ids: Collection[UUID]
) -> defaultdict[UUID, Counter[UUID]]:
    own = found.where(
        among(AssemblyRun.event_id, event_ids), AssemblyRun.deleted_at.is_(None), good.is_not(None)
    )
    counts: defaultdict[UUID, Counter[UUID]] = defaultdict(Counter)
    for event, key, count in db.execute(own.group_by(AssemblyRun.event_id, good)):
        counts[event][key] += int(count)
    return counts


def _planned_inside(
    db: TenantSession, event_ids: Collection[UUID]
) -> Iterator[tuple[UUID, UUID, int]]:
    """Event, good and pieces that go into the goods of its list, as they were frozen."""
    target, snapshot = AssemblyTarget, DefinitionSnapshot
    found = (
        select(target.event_id, target.quantity, snapshot.content)
        .join(
            snapshot,
            and_(
                snapshot.tenant_id == target.tenant_id,
                snapshot.id == target.definition_snapshot_id,
            ),
        )
        .where(
            among(target.event_id, event_ids),
            snapshot.content["parts"].contains([{"kind": "finished_good"}]),
        )
    )
    for event, quantity, content in db.execute(found):
        for good, each in goods_in(content).items():
            yield event, good, each * quantity
