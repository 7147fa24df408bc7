"""What can be packed now, after baking, and what is in the way."""

from decimal import Decimal

import pytest

from baketracker.errors import NotFound
from baketracker.finished_goods.models import Composition
from baketracker.finished_stock.ledger import locked, move
from baketracker.progress import service
from tests.assembly.packing import Packing, bags
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.kitchen import Kitchen
from tests.plan_life.baking import begun


@pytest.mark.covers("G-32")
def test_ready_now_after_baking_or_blocked_by_a_box(bakery: BakeryOnDatabase) -> None:
    made = begun(bakery)
    with bakery.session() as db:
        before = {one.good.name: one for one in service.projected(db, made.event).goods}
    # Nothing is baked yet; the towers also need ten bags that are packed first.
    assert (before["Bag"].left, before["Bag"].now, before["Bag"].after) == (60, 0, 60)
    assert before["Bag"].readiness == "after_production"
    assert before["Tower"].readiness in ("after_production", "blocked")
    with bakery.session() as db:
        units, _goods = locked(db, [made.cookie, made.brownie])
        for row in units:
            move(db, row, 320, "adjustment")
    with bakery.session() as db:
        bag = next(one for one in service.projected(db, made.event).goods if one.good.name == "Bag")
        assert (bag.now, bag.readiness) == (53, "after_production")


@pytest.mark.covers("G-32")
def test_what_lacks_even_then_is_named(bakery: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        made = bags(db)
        kitchen = Packing(db)
        box = kitchen.box()
        kitchen.wrap(made.bag, box)
    with bakery.session() as db:
        # The plan froze the bag without a box: it is packed as it was planned.
        assert db.query(Composition).count() == 3
        (bag,) = service.projected(db, made.event).goods
        assert (bag.left, bag.now, bag.after, bag.readiness) == (10, 8, 8, "blocked")
        assert [(one.name, one.short) for one in bag.blockers] == [("Cookie", Decimal(9))]


def test_nothing_planned_is_nothing_to_pack(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase
) -> None:
    with bakery.session() as db:
        kitchen = Kitchen(db)
        event = kitchen.event("Empty", db.scope.today(), {})
    with bakery.session() as db:
        assert service.projected(db, event).goods == []
    with neighbour.session() as db, pytest.raises(NotFound):
        service.projected(db, event)
