"""What lies there and is for another event is not counted twice."""

from collections import Counter
from datetime import timedelta
from uuid import UUID

import pytest

from baketracker.events.models import Event, EventFinishedGood
from baketracker.finished_goods.models import FinishedGood
from baketracker.finished_stock.ledger import locked, move
from baketracker.giving.delivering import make_ready
from baketracker.plan_life import amending
from baketracker.plan_life import service as plan_life
from baketracker.plan_life.schemas import AmendBatches, AmendGood
from baketracker.planning import deciding
from baketracker.planning import service as planning
from baketracker.planning.schemas import PlanView
from baketracker.production import service as production
from baketracker.production.given import NewRun
from baketracker.progress.keeping import goods_kept, units_kept
from baketracker.recipes.models import FinishedUnit
from tests.activity.test_whole_or_nothing import gift_of
from tests.assembly.packing import pack
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.clients import browser
from tests.factories.kitchen import Kitchen, Stocked, stocked
from tests.plan_life.baking import settled

pytestmark = pytest.mark.covers("P-13", "O-04", "P-01")


def lie_there(bakery: BakeryOnDatabase, *, bags: int = 0, cookies: int = 0) -> None:
    with bakery.session() as db:
        (cookie,) = db.query(FinishedUnit).where(FinishedUnit.name == "Cookie").all()
        (bag,) = db.query(FinishedGood).where(FinishedGood.name == "Bag").all()
        units, goods = locked(db, [cookie.id], [bag.id])
        for row, count in ((units[0], cookies), (goods[0], bags)):
            if count:
                move(db, row, count, "adjustment")


def fair(bakery: BakeryOnDatabase, made: Stocked, bags: int, days: int = 20) -> UUID:
    """An event that wants bags, and counts what lies there."""
    with bakery.session() as db:
        day = db.scope.today() + timedelta(days=days)
        event = Kitchen(db).event("Fair", day, {made.bag: bags})
    counting(bakery, event)
    return event


def counting(bakery: BakeryOnDatabase, event: UUID) -> None:
    with bakery.session() as db:
        row = db.find(Event, event)
        assert row is not None
        row.net_goods = row.net_units = True


def plan(bakery: BakeryOnDatabase, event: UUID) -> PlanView:
    with bakery.session() as db:
        return planning.plan_for(db, event)


def cookies(bakery: BakeryOnDatabase, event: UUID, made: Stocked) -> tuple[int, int]:
    """Counted from the shelf, and to be baked."""
    (unit,) = (one for one in plan(bakery, event).units if one.id == made.cookie)
    return unit.from_stock, unit.to_make


def begin(bakery: BakeryOnDatabase, event: UUID) -> None:
    with bakery.session() as db:
        deciding.lock(db, event)
    with bakery.session() as db:
        plan_life.start(db, event)


def test_what_is_baked_for_one_event_is_not_there_for_another(bakery: BakeryOnDatabase) -> None:
    made = settled(bakery)
    with bakery.session() as db:
        plan_life.start(db, made.event)
    later = fair(bakery, made, 10)
    lie_there(bakery, cookies=30)
    assert cookies(bakery, later, made) == (30, 30)
    with bakery.session() as db:
        Kitchen(db).lot(made.sugar, "40", "cup")
    with bakery.session() as db:
        run = NewRun(finished_unit_id=made.cookie, batches=1, good=48, event_id=made.event)
        production.record(db, run)
    assert cookies(bakery, later, made) == (30, 30)
    reason = next(one for one in plan(bakery, later).units if one.id == made.cookie).stock_reason
    assert reason is not None
    assert "30 on hand" in str(reason.sentence)


def test_what_is_packed_for_one_event_is_not_there_for_another(bakery: BakeryOnDatabase) -> None:
    made = settled(bakery)
    with bakery.session() as db:
        plan_life.start(db, made.event)
        units, _goods = locked(db, [made.cookie, made.brownie])
        for row in units:
            move(db, row, 200, "adjustment")
    later = fair(bakery, made, 10)
    pack(bakery, made.bag, 20, event_id=made.event)
    wish = plan(bakery, later).goods[0]
    assert (wish.from_stock, wish.to_assemble) == (0, 10)
    assert "20 of the 20" in str(wish.stock_reason.sentence if wish.stock_reason else "")
    assert "20 of the 20 on hand are kept" in browser(bakery).get(f"/events/{later}").text
    pack(bakery, made.bag, 4)
    assert plan(bakery, later).goods[0].from_stock == 4
    with bakery.session() as db:
        assert goods_kept(db, [made.bag]) == {made.event: {made.bag: 20}}


def test_what_the_first_plan_counts_is_gone_for_the_second(bakery: BakeryOnDatabase) -> None:
    made = stocked(bakery)
    first, second = fair(bakery, made, 10, days=3), fair(bakery, made, 10, days=4)
    lie_there(bakery, bags=14, cookies=20)
    assert [plan(bakery, one).goods[0].from_stock for one in (first, second)] == [10, 4]
    assert [cookies(bakery, one, made) for one in (first, second)] == [(0, 0), (20, 16)]
    begin(bakery, first)
    # It takes the same of them as it counted.
    assert [plan(bakery, one).goods[0].from_stock for one in (first, second)] == [10, 4]
    assert [cookies(bakery, one, made) for one in (first, second)] == [(0, 0), (20, 16)]


def test_pieces_that_answered_the_whole_demand_are_not_asked_for_again(
    bakery: BakeryOnDatabase,
) -> None:
    made = stocked(bakery)
    event = fair(bakery, made, 10, days=3)
    lie_there(bakery, cookies=60)
    assert cookies(bakery, event, made) == (60, 0)
    begin(bakery, event)
    assert cookies(bakery, event, made) == (60, 0)
    with bakery.session() as db:
        assert units_kept(db, [made.cookie]) == {event: {made.cookie: 60}}
    with bakery.session() as db:
        amending.amend_good(db, event, made.bag, AmendGood(quantity=12, reason="two more"))
    assert cookies(bakery, event, made) == (60, 12)
    with bakery.session() as db:
        one = AmendBatches(batches=1, reason="two more")
        amending.amend_batches(db, event, made.cookie, one)
    assert cookies(bakery, event, made) == (60, 12)


def test_once_the_event_is_over_it_keeps_nothing(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase
) -> None:
    made = stocked(bakery)
    event = fair(bakery, made, 10, days=3)
    lie_there(bakery, bags=10)
    begin(bakery, event)
    with neighbour.session() as db:
        assert +sum(goods_kept(db, [made.bag]).values(), Counter()) == {}
    with bakery.session() as db:
        assert goods_kept(db, [made.bag]) == {event: {made.bag: 10}}
        plan_life.complete(db, event, confirmed=True)
        assert +sum(goods_kept(db, [made.bag]).values(), Counter()) == {}


def test_ready_gifts_of_an_event_are_no_reason_to_make_more_for_it(
    bakery: BakeryOnDatabase,
) -> None:
    made = stocked(bakery)
    with bakery.session() as db:
        event = db.find(Event, made.event)
        assert event is not None
        event.output_mode = "packaged"
        for row in db.query(EventFinishedGood).all():
            db.delete(row)
    counting(bakery, made.event)
    _eve, _package, gift = gift_of(bakery, made)
    lie_there(bakery, bags=2)
    later = fair(bakery, made, 5)
    assert [plan(bakery, one).goods[0].to_assemble for one in (made.event, later)] == [0, 5]
    with bakery.session() as db:
        make_ready(db, [gift])
    assert [plan(bakery, one).goods[0].to_assemble for one in (made.event, later)] == [0, 5]
