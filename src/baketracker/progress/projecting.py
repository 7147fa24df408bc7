"""What can be packed once all that is planned is baked: ready now, after production, or blocked and
by what."""

from collections import defaultdict
from collections.abc import Hashable
from decimal import Decimal
from typing import Literal
from uuid import UUID

from pydantic import BaseModel

from baketracker.assembly.checking import Pool, pool_of
from baketracker.assembly.feasibility import Checked
from baketracker.db.rows import live
from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.events.models import Event
from baketracker.fields import DecimalOut
from baketracker.finished_goods.models import FinishedGood
from baketracker.finished_goods.packing import DEEPEST
from baketracker.finished_goods.schemas import GoodRef

from .telling import progress

Readiness = Literal["complete", "ready_now", "after_production", "blocked"]


class BlockerView(BaseModel):
    """So much of something lacks even then."""

    name: str
    short: DecimalOut
    unit: str


class ProjectedView(BaseModel):
    """A good still to be packed: `left` of it, `now` of those can be packed of what is there,
    `after` once all planned batches are baked. `blockers` are what lacks even then."""

    good: GoodRef
    left: int
    now: int
    after: int
    readiness: Readiness
    blockers: list[BlockerView]


class ProjectionView(BaseModel):
    """The goods of an event in the order they are packed, each after those before it took what
    they need."""

    event_id: UUID
    goods: list[ProjectedView]


@verb("read")
def projected(db: TenantSession, event_id: UUID) -> ProjectionView:
    """What can be packed for an event now, and once what is planned is baked well. About thirty
    statements. Raises NotFound."""
    live(db, Event, event_id, "event")
    pool = pool_of(db, event_id)
    coming: defaultdict[Hashable, Decimal] = defaultdict(Decimal)
    for target in progress(db, event_id).baking:
        # What all planned batches did not give does not come by itself.
        if target.unit_id is not None and target.batches > target.batches_done:
            coming[target.unit_id] += target.units.left
    after = {key: amount + coming[key] for key, amount in pool.stock.items()}
    after |= {key: more for key, more in coming.items() if key not in after}
    return ProjectionView(
        event_id=event_id,
        goods=[
            _view(one.good, now, then)
            for one, now, then in zip(
                pool.goods, pool.checked(), _once_packed(pool, after), strict=True
            )
        ],
    )


def _once_packed(pool: Pool, stock: dict[Hashable, Decimal]) -> list[Checked]:
    """How the goods stand with this stock; what comes about of one good is there for those that
    hold it, level by level."""
    found = pool.checked(stock)
    held = {
        need.id for order in pool.orders for need in order.needs if need.kind == "finished_good"
    }
    for _ in range(DEEPEST if held else 0):
        inner = {one.order.key: Decimal(one.possible) for one in found if one.order.key in held}
        more = {key: stock.get(key, Decimal(0)) + count for key, count in inner.items()}
        before, found = found, pool.checked(stock | more)
        if [one.possible for one in found] == [one.possible for one in before]:
            break
    return found


def _view(good: FinishedGood, now: Checked, then: Checked) -> ProjectedView:
    left = now.order.count
    readiness: Readiness = "blocked"
    if left == 0:
        readiness = "complete"
    elif now.possible >= left:
        readiness = "ready_now"
    elif then.possible >= left:
        readiness = "after_production"
    return ProjectedView(
        good=GoodRef.of(good),
        left=left,
        now=now.possible,
        after=max(now.possible, then.possible),
        readiness=readiness,
        blockers=[
            BlockerView(name=part.need.name, short=part.short, unit=part.need.unit)
            for part in then.missing
        ]
        if readiness == "blocked"
        else [],
    )
