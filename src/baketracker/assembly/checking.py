"""What can be packed of what is there."""

from dataclasses import dataclass
from uuid import UUID

from baketracker.db.rows import live
from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.errors import NotFound
from baketracker.events.models import Event
from baketracker.events.schemas import EventRef
from baketracker.finished_goods.models import FinishedGood
from baketracker.finished_goods.schemas import GoodRef

from .bill import Bill, NothingInside, bill_for
from .feasibility import Checked, Order, Stock, pooled, possible
from .on_hand import stock_of
from .outstanding import ToPack, to_pack
from .schemas import EventPacking, Feasibility, PackingView


@dataclass(frozen=True, slots=True)
class Pool:
    """What is still to be packed for an event, an order for each of `goods`, and what is there for
    all of it. Who adds to `stock` what is still to be baked sees what is possible then:
    `pooled`."""

    goods: list[ToPack]
    bills: dict[UUID, Bill]
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
    need: ready, partial, awaiting production, blocked, or complete. About twenty statements, ten
    more where something is in others only. Raises NotFound."""
    event = live(db, Event, event_id, "event")
    pool = pool_of(db, event_id)
    return EventPacking(
        event=EventRef.of(event),
        plan_state=event.plan_state,
        goods=[
            _packing(pool, one, checked)
            for one, checked in zip(pool.goods, pool.checked(), strict=True)
        ],
    )


def pool_of(db: TenantSession, event_id: UUID) -> Pool:
    """What is still to be packed for an event and what is there for it."""
    goods, bills = to_pack(db, event_id)
    orders = [Order(one.good.id, bills[one.good.id].needs, one.left) for one in goods]
    return Pool(goods, bills, orders, stock_of(db, bills.values()))


def _packing(pool: Pool, one: ToPack, checked: Checked) -> PackingView:
    bill = pool.bills[one.good.id]
    generic = [line.part.name for line in bill.of("packaging") if line.part.is_generic]
    return PackingView(
        good=GoodRef.of(one.good),
        target=one.listed,
        inside=one.inside,
        assembled=one.packed,
        check=Feasibility.of(GoodRef.of(one.good), checked),
        generic=generic,
    )
