"""A fault at each statement of the flows that write in many places: no partial state, ever."""

from collections.abc import Callable
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import select

from baketracker.activity import service as activity
from baketracker.assembly import service as assembly
from baketracker.assembly.given import NewAssembly
from baketracker.buying import service as buying
from baketracker.buying.schemas import NewLine, NewReceipt
from baketracker.db.tenancy import TenantSession
from baketracker.finished_stock.ledger import locked, move
from baketracker.giving import service as giving
from baketracker.giving.models import Gift, Package, PackageLine, Recipient
from baketracker.giving.schemas import Delivery, NewGifts
from baketracker.plan_life import amending
from baketracker.plan_life import service as plan_life
from baketracker.plan_life.schemas import AmendBatches, AmendGood
from baketracker.production import service as production
from baketracker.production.given import NewRun
from baketracker.production.models import ProductionRun
from baketracker.products.models import Product
from baketracker.recipes.models import FinishedUnit
from baketracker.repairs import service as repairs
from baketracker.repairs.schemas import Chosen
from baketracker.shopping import finishing, items
from baketracker.shopping.trip_given import Trip
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.breaking import whole_or_nothing
from tests.factories.kitchen import Kitchen, Stocked
from tests.plan_life.baking import begun, settled
from tests.shopping.trips import shopped

Flow = Callable[[TenantSession], object]
Prepared = tuple[Flow, int]


def filled(bakery: BakeryOnDatabase, made: Stocked) -> None:
    """Enough of everything in the pantry, and baked things on the shelf."""
    with bakery.session() as db:
        kitchen = Kitchen(db)
        for ingredient in (made.flour, made.sugar):
            kitchen.lot(ingredient, "1000", "cup", brand="Silo")
        units, goods = locked(db, [made.cookie, made.brownie], [made.bag])
        for row in (*units, *goods):
            move(db, row, 400, "adjustment")


def starting(bakery: BakeryOnDatabase) -> Prepared:
    made = settled(bakery)
    return lambda db: plan_life.start(db, made.event), 25


def ending(bakery: BakeryOnDatabase) -> Prepared:
    made = begun(bakery)
    return lambda db: plan_life.complete(db, made.event, confirmed=True), 8


def amending_goods(bakery: BakeryOnDatabase) -> Prepared:
    made = begun(bakery)
    given = AmendGood(quantity=60, reason="more people")
    return lambda db: amending.amend_good(db, made.event, made.bag, given), 15


def amending_batches(bakery: BakeryOnDatabase) -> Prepared:
    made = begun(bakery)
    given = AmendBatches(batches=11, reason="to be sure")
    return lambda db: amending.amend_batches(db, made.event, made.cookie, given), 12


def baking(bakery: BakeryOnDatabase) -> Prepared:
    made = begun(bakery)
    filled(bakery, made)
    run = NewRun(finished_unit_id=made.cookie, batches=2, good=90, event_id=made.event)
    return lambda db: production.record(db, run), 20


def packing(bakery: BakeryOnDatabase) -> Prepared:
    made = begun(bakery)
    filled(bakery, made)
    new = NewAssembly(finished_good_id=made.tower, quantity=3, event_id=made.event)
    return lambda db: assembly.record(db, new), 20


def gift_of(bakery: BakeryOnDatabase, made: Stocked) -> tuple[UUID, UUID, UUID]:
    """A recipient, a package of two bags, and the gift."""
    with bakery.session() as db:
        eve = Recipient(name="Eve", slug="eve")
        two = Package(name="Two bags", slug="two-bags")
        db.add_all([eve, two])
        db.flush()
        db.add(PackageLine(package_id=two.id, finished_good_id=made.bag, quantity=Decimal(2)))
        gift = Gift(event_id=made.event, recipient_id=eve.id, package_id=two.id)
        db.add(gift)
        db.flush()
        return eve.id, two.id, gift.id


def giving_away(bakery: BakeryOnDatabase) -> Prepared:
    made = begun(bakery)
    eve, two, _gift = gift_of(bakery, made)
    new = NewGifts(event_id=made.event, package_id=two, recipient_ids=[eve], quantity=2)
    return lambda db: giving.assign(db, new), 8


def delivering(bakery: BakeryOnDatabase) -> Prepared:
    made = begun(bakery)
    filled(bakery, made)
    _eve, _two, gift = gift_of(bakery, made)
    with bakery.session() as db:
        giving.make_ready(db, [gift])
    return lambda db: giving.deliver(db, gift, Delivery(delivered_to="the neighbour")), 10


def mending(bakery: BakeryOnDatabase) -> Prepared:
    made = begun(bakery)
    with bakery.session() as db:
        unit = db.find(FinishedUnit, made.cookie)
        assert unit is not None
        db.add(
            ProductionRun(recipe_id=unit.recipe_id, finished_unit_id=unit.id, event_id=made.event,
                          batches=8, expected=384, good=370)
        )  # fmt: skip
    chosen = Chosen(steps=["top_up::1"])
    return lambda db: repairs.take(db, made.event, made.cookie, chosen), 30


def buying_things(bakery: BakeryOnDatabase) -> Prepared:
    made = begun(bakery)
    with bakery.session() as db:
        own = select(Product.id).where(Product.ingredient_id == made.flour)
        product = db.scalars(own.order_by(Product.id)).first()
    line = NewLine(product_id=product, packages=2, package_price=Decimal("3.50"))
    new = NewReceipt(bought_on=bakery.scope.today(), lines=[line], confirmed=True)
    return lambda db: buying.record(db, new), 15


def ending_a_trip(bakery: BakeryOnDatabase) -> Prepared:
    _trip, shown = shopped(bakery)
    with bakery.session() as db:
        for item in shown.items:
            items.set_in_cart(db, shown.id, item.id, in_cart=True)
    return lambda db: finishing.finish(db, shown.id, Trip(confirmed=True)), 20


def taking_back(bakery: BakeryOnDatabase) -> Prepared:
    made = begun(bakery)
    filled(bakery, made)
    run = NewRun(finished_unit_id=made.cookie, batches=2, good=90, event_id=made.event)
    with bakery.session() as db:
        operation = production.record(db, run).operation_id
    assert operation is not None
    return lambda db: activity.undo(db, operation), 15


@pytest.mark.covers("SR63", "M-01", "M-02")
@pytest.mark.parametrize(
    "flow",
    [starting, ending, amending_goods, amending_batches, baking, packing, giving_away, delivering,
     mending, buying_things, ending_a_trip, taking_back],
    ids=lambda flow: flow.__name__,
)  # fmt: skip
def test_a_fault_at_any_statement_leaves_nothing_behind(
    bakery: BakeryOnDatabase, flow: Callable[[BakeryOnDatabase], Prepared]
) -> None:
    do, least = flow(bakery)

    def once() -> None:
        with bakery.session() as db:
            do(db)

    assert whole_or_nothing(bakery, once) >= least
