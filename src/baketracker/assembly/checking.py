"""What can be packed of what is there."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select

from baketracker.db.many import among
from baketracker.db.rows import live
from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.errors import NotFound
from baketracker.events.models import Event
from baketracker.events.schemas import EventRef
from baketracker.finished_goods.models import FinishedGood
from baketracker.finished_goods.schemas import GoodRef
from baketracker.plans.models import AssemblyTarget

from .bill import Bill, NothingInside, bill_for, bills_for, targets_of
from .feasibility import Checked, Order, Stock, pooled, possible
from .models import AssemblyRun
from .on_hand import stock_of
from .schemas import EventPacking, Feasibility, PackingView


@dataclass(frozen=True, slots=True)
class Pool:
    """What is still to be packed for an event, an order for each target, and what is there for all
    of it. Who adds to `stock` what is still to be baked sees what is possible then: `pooled`."""

    targets: list[AssemblyTarget]
    bills: dict[UUID, Bill]
    assembled: dict[UUID, int]
    orders: list[Order]
    stock: Stock

    def checked(self, stock: Stock | None = None) -> list[Checked]:
        """How each target stands with this stock, what is there unless told."""
        return pooled(self.orders, self.stock if stock is None else stock)


@verb("read")
def check(
    db: TenantSession, good_id: UUID, quantity: int, event_id: UUID | None = None
) -> Feasibility:
    """Whether so many of a good (1 or more) can be packed now, as it is packed for this event or as
    it is now; what is missing, by name. `possible` does not stop at what is asked. About fourteen
    statements. Raises NotFound, NothingInside, CircularGood, TooDeep, NotWhole."""
    # What was archived since stands in old plans, and is told of.
    good = db.find(FinishedGood, good_id)
    if good is None:
        raise NotFound("finished good")
    if event_id is not None:
        live(db, Event, event_id, "event")
    bill = bill_for(db, good_id, event_id)
    if not bill.lines:
        raise NothingInside(good.name)
    stock = stock_of(db, [bill])
    (checked,) = pooled([Order(good_id, bill.needs, quantity)], stock)
    return Feasibility.of(GoodRef.of(good), checked, possible(bill.needs, stock))


@verb("read")
def check_pooled(db: TenantSession, event_id: UUID) -> EventPacking:
    """What is still to be packed for an event, each good after those before it took what they
    need: ready, partial, awaiting production, blocked, or complete. About sixteen statements.
    Raises NotFound."""
    event = live(db, Event, event_id, "event")
    pool = pool_of(db, event_id)
    return EventPacking(
        event=EventRef.of(event),
        plan_state=event.plan_state,
        goods=[
            _packing(pool, target, checked)
            for target, checked in zip(pool.targets, pool.checked(), strict=True)
        ],
    )


def pool_of(db: TenantSession, event_id: UUID) -> Pool:
    """What is still to be packed for an event and what is there for it."""
    targets = targets_of(db, event_id)
    bills = bills_for(db, targets)
    done = assembled_for(db, event_id)
    orders = [
        Order(
            row.finished_good_id,
            bills[row.finished_good_id].needs,
            max(row.quantity - done.get(row.finished_good_id, 0), 0),
        )
        for row in targets
    ]
    return Pool(targets, bills, done, orders, stock_of(db, bills.values()))


def assembled_for(
    db: TenantSession, event_id: UUID, good_ids: Collection[UUID] | None = None
) -> dict[UUID, int]:
    """How many of each good were packed for an event. One statement."""
    run = AssemblyRun
    found = select(run.finished_good_id, func.sum(run.quantity)).where(
        run.event_id == event_id, run.deleted_at.is_(None)
    )
    if good_ids is not None:
        found = found.where(among(run.finished_good_id, good_ids))
    return {key: int(count) for key, count in db.execute(found.group_by(run.finished_good_id))}


def _packing(pool: Pool, target: AssemblyTarget, checked: Checked) -> PackingView:
    good = target.finished_good
    bill = pool.bills[good.id]
    generic = [line.part.name for line in bill.of("packaging") if line.part.is_generic]
    return PackingView(
        good=GoodRef.of(good),
        target=target.quantity,
        assembled=pool.assembled.get(good.id, 0),
        check=Feasibility.of(GoodRef.of(good), checked),
        generic=generic,
    )
