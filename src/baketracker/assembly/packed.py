"""What is packed for events and what was: for the list itself, and for other goods of it. A tower
holds bags, and bags are wanted by themselves too."""

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, case, func, select

from baketracker.db.many import among
from baketracker.db.tenancy import TenantSession
from baketracker.events.models import EventFinishedGood
from baketracker.plans.models import AssemblyTarget, DefinitionSnapshot
from baketracker.plans.taken import began_with
from baketracker.plans.wanted import Wanted, goods_of, wanted_of

from .models import AssemblyConsumption, AssemblyRun


@dataclass(frozen=True, slots=True)
class Packed:
    """Of one event, pieces by good. `wanted`: what is to be packed in all; `done`: what was, with
    what was taken into others of what nobody had packed for it; `there`: what stands there by
    itself; `ready`: what it takes of the shelf for other goods and did not take yet."""

    wanted: Wanted = field(default_factory=Wanted)
    done: Counter[UUID] = field(default_factory=Counter)
    there: Counter[UUID] = field(default_factory=Counter)
    ready: Counter[UUID] = field(default_factory=Counter)

    def of_list(self, good: UUID) -> int:
        """What was packed for the list itself: what goes into others is no part of it."""
        return max(0, self.done[good] - self.wanted.inside[good])


@dataclass
class _Books:
    """Of one event and good while its runs are followed: what of the shelf is left for it, what
    stands there, what came from nobody."""

    ready: int = 0
    there: int = 0
    strange: int = 0

    def consume(self, count: int) -> None:
        for name in ("ready", "there"):
            taken = min(count, getattr(self, name))
            setattr(self, name, getattr(self, name) - taken)
            count -= taken
        self.strange += count


def packed_for(db: TenantSession, event_ids: Collection[UUID]) -> dict[UUID, Packed]:
    """What is and was packed for each of these events. Five statements, one more where goods went
    into others."""
    run = AssemblyRun
    made: defaultdict[UUID, Counter[UUID]] = defaultdict(Counter)
    packed = select(run.event_id, run.finished_good_id, func.sum(run.quantity))
    own = packed.where(among(run.event_id, event_ids), run.deleted_at.is_(None))
    for event, good, count in db.execute(own.group_by(run.event_id, run.finished_good_id)):
        if event is not None:
            made[event][good] += int(count)
    shelf = {key: taken.goods for key, taken in began_with(db, event_ids).items()}
    wanted = _wanted(db, event_ids, shelf)
    books = _followed(db, event_ids, shelf)
    return {
        key: _packed(wanted[key], made[key], books[key], shelf.get(key, Counter()))
        for key in event_ids
    }


def _packed(
    wanted: Wanted, made: Counter[UUID], books: dict[UUID, _Books], shelf: Counter[UUID]
) -> Packed:
    strange = Counter({good: one.strange for good, one in books.items()})
    there = {good: one.there for good, one in books.items()}
    ready = {good: one.ready for good, one in books.items()}
    return Packed(wanted, made + strange, +Counter({**made, **there}), +Counter({**shelf, **ready}))


def _followed(
    db: TenantSession, event_ids: Collection[UUID], shelf: dict[UUID, Counter[UUID]]
) -> defaultdict[UUID, dict[UUID, _Books]]:
    """The goods that went into others at each event, run by run in the order they were packed."""
    run, used = AssemblyRun, AssemblyConsumption
    found: defaultdict[UUID, dict[UUID, _Books]] = defaultdict(dict)
    into = (
        select(run.event_id, used.finished_good_id, run.assembled_at, run.id, used.quantity)
        .join(used, and_(used.tenant_id == run.tenant_id, used.assembly_run_id == run.id))
        .where(
            among(run.event_id, event_ids),
            run.deleted_at.is_(None),
            used.finished_good_id.is_not(None),
        )
    )
    moves: list[tuple[datetime, UUID, UUID, UUID, int]] = [
        (at, run_id, event, good, -int(count))
        for event, good, at, run_id, count in db.execute(into)
        if event is not None and good is not None
    ]
    if not moves:
        return found
    goods = {good for _, _, _, good, _ in moves}
    packed = select(run.assembled_at, run.id, run.event_id, run.finished_good_id, run.quantity)
    for at, run_id, event, good, count in db.execute(
        packed.where(
            among(run.event_id, event_ids),
            among(run.finished_good_id, goods),
            run.deleted_at.is_(None),
        )
    ):
        if event is not None:
            moves.append((at, run_id, event, good, count))
    for _, _, event, good, count in sorted(moves):
        taken = shelf.get(event, Counter())
        one = found[event].setdefault(good, _Books(taken[good]))
        if count > 0:
            one.there += count
        else:
            one.consume(-count)
    return found


def _wanted(
    db: TenantSession, event_ids: Collection[UUID], shelf: dict[UUID, Counter[UUID]]
) -> dict[UUID, Wanted]:
    """What each event wants packed: its targets, and what goes into them as it was frozen."""
    target, snapshot, wish = AssemblyTarget, DefinitionSnapshot, EventFinishedGood
    holds = snapshot.content["parts"].contains([{"kind": "finished_good"}])
    aimed: defaultdict[UUID, dict[UUID, int]] = defaultdict(dict)
    goods: defaultdict[UUID, dict[Any, Any]] = defaultdict(dict)
    found = (
        select(target.event_id, target.finished_good_id, target.quantity,
               case((holds, snapshot.content)))
        .outerjoin(snapshot, and_(snapshot.tenant_id == target.tenant_id,
                                  snapshot.id == target.definition_snapshot_id))
        .where(among(target.event_id, event_ids))
        .order_by(target.id)
    )  # fmt: skip
    for event, good, quantity, content in db.execute(found):
        aimed[event][good] = quantity
        if content is not None:
            goods[event] = goods_of(good, content) | goods[event]
    listed = select(wish.event_id, wish.finished_good_id, wish.from_shelf).where(
        among(wish.event_id, event_ids)
    )
    there: defaultdict[UUID, Counter[UUID]] = defaultdict(Counter)
    for event, good, count in db.execute(listed.order_by(wish.sort_order, wish.id)):
        there[event][good] = count
    return {
        key: wanted_of(
            # In the order of the list; what only an import planned is on none.
            [(good, aimed[key].get(good, 0) + there[key][good])
             for good in dict.fromkeys((*there[key], *aimed[key]))],
            goods[key],
            there[key] + shelf.get(key, Counter()),
        )
        for key in event_ids
    }  # fmt: skip
