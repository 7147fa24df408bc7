"""Goods that go into other goods: a tower holds two bags, and bags are wanted by themselves too."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from baketracker.assembly import service
from baketracker.assembly.schemas import PackingView
from baketracker.db.tenancy import TenantSession
from baketracker.events.models import BatchDecision, Event, EventFinishedGood
from baketracker.finished_stock.ledger import locked, move
from baketracker.plan_life import amending
from baketracker.plan_life import service as plan_life
from baketracker.plan_life.refusing import AlreadyMade
from baketracker.plan_life.schemas import AmendGood
from baketracker.plan_life.service import NotAllMade
from baketracker.planning import deciding
from baketracker.planning import service as planning
from baketracker.progress import service as progress
from baketracker.recipes.models import FinishedUnit
from tests.assembly.packing import Packing, pack
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.kitchen import Stocked, stock, stocked
from tests.plan_life.baking import begun, start

pytestmark = pytest.mark.covers("A16", "EX41", "P-01")


def all_baked(bakery: BakeryOnDatabase, made: Stocked) -> None:
    with bakery.session() as db:
        units, _goods = locked(db, [made.cookie, made.brownie])
        for row in units:
            move(db, row, 400, "adjustment")


def board(bakery: BakeryOnDatabase, event: UUID) -> dict[str, PackingView]:
    with bakery.session() as db:
        return {one.good.name: one for one in service.check_pooled(db, event).goods}


def figures(one: PackingView) -> tuple[int, int, int, int]:
    return one.target, one.inside, one.assembled, one.left


def test_bags_for_the_towers_are_packed_beside_those_for_the_guests(
    bakery: BakeryOnDatabase,
) -> None:
    made = begun(bakery)
    all_baked(bakery, made)
    assert figures(board(bakery, made.event)["Bag"]) == (50, 10, 0, 60)
    pack(bakery, made.bag, 50, event_id=made.event)
    # The towers take of the bags that stand there, so that ten are to be packed still.
    pack(bakery, made.tower, 5, event_id=made.event)
    there = board(bakery, made.event)
    assert figures(there["Bag"]) == (50, 10, 50, 10)
    assert figures(there["Tower"]) == (5, 0, 5, 0)
    with bakery.session() as db:
        stands = progress.progress(db, made.event)
        assert [(one.good.name, one.units.left) for one in stands.unpacked] == [("Bag", 10)]
        assert stands.phases.packing == "in_progress"
        with pytest.raises(NotAllMade, match="10 Bag"):
            plan_life.complete(db, made.event)
    pack(bakery, made.bag, 10, event_id=made.event)
    assert board(bakery, made.event)["Bag"].left == 0
    with bakery.session() as db:
        assert progress.progress(db, made.event).unpacked == []


def test_what_only_goes_into_others_is_packed_for_the_event_too(bakery: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        kitchen = Packing(db)
        cookie, box = kitchen.baked("Star", 100), kitchen.box()
        kitchen.stock(box, "20")
        bag = kitchen.good("Pouch", units={cookie: "3"})
        kitchen.wrap(bag, box)
        basket = kitchen.good("Basket", goods={bag: "4"})
        event = kitchen.event("Raffle", db.scope.today(), {basket: 2})
    with bakery.session() as db:
        deciding.lock(db, event)
        plan_life.start(db, event)
    there = board(bakery, event)
    assert list(there) == ["Pouch", "Basket"]
    assert figures(there["Pouch"]) == (0, 8, 0, 8)
    assert there["Pouch"].check.possible == 8
    pack(bakery, bag, 8, event_id=event)
    assert figures(board(bakery, event)["Pouch"]) == (0, 8, 8, 0)
    assert wrapping(bakery, event) == {"Gift box": 0}
    pack(bakery, basket, 2, event_id=event)
    assert [one.left for one in board(bakery, event).values()] == [0, 0]
    assert wrapping(bakery, event) == {"Gift box": 0}


def wrapping(bakery: BakeryOnDatabase, event: UUID) -> dict[str, Any]:
    with bakery.session() as db:
        found = {row.product: row.needed for row in planning.plan_for(db, event).wrapping}
    return found or {"Gift box": 0}


def test_bags_that_lay_there_go_into_the_towers(bakery: BakeryOnDatabase) -> None:
    made = lying_there(bakery, bags=56)
    all_baked(bakery, made)
    # Fifty for the guests and six for the towers lay there: four are packed anew.
    assert figures(board(bakery, made.event)["Bag"]) == (0, 4, 0, 4)
    pack(bakery, made.bag, 4, event_id=made.event)
    pack(bakery, made.tower, 5, event_id=made.event)
    assert all(one.left == 0 for one in board(bakery, made.event).values())


def lying_there(bakery: BakeryOnDatabase, *, bags: int) -> Stocked:
    """The worked example begun with so many bags on the shelf, which the plan counts."""
    made = stocked(bakery)
    with bakery.session() as db:
        event = db.find(Event, made.event)
        assert event is not None
        event.net_goods = True
        _units, goods = locked(db, goods=[made.bag])
        move(db, goods[0], bags, "adjustment")
    with bakery.session() as db:
        deciding.lock(db, made.event)
    start(bakery, made)
    return made


def fewer_towers(bakery: BakeryOnDatabase, made: Stocked, towers: int) -> None:
    with bakery.session() as db:
        given = AmendGood(quantity=towers, reason="a table less")
        amending.amend_good(db, made.event, made.tower, given)


def test_fewer_towers_want_no_fewer_cookies_than_their_bags_lacked(
    bakery: BakeryOnDatabase,
) -> None:
    made = lying_there(bakery, bags=60)
    needed = needed_cookies(bakery)
    assert needed == 5 * 4
    fewer_towers(bakery, made, 2)
    assert needed_cookies(bakery) == 2 * 4


def needed_cookies(bakery: BakeryOnDatabase) -> int | None:
    with bakery.session() as db:
        rows = db.scalars(select(BatchDecision).order_by(BatchDecision.id)).all()
        units = {row.id: row.name for row in db.scalars(select(FinishedUnit))}
        return next(
            (r.quantity_needed for r in rows if units[r.finished_unit_id] == "Cookie"), None
        )


def test_bags_that_fewer_towers_leave_on_the_shelf_are_for_the_guests(
    bakery: BakeryOnDatabase,
) -> None:
    with bakery.session() as db:
        made = stock_with_towers_first(db)
    with bakery.session() as db:
        _units, goods = locked(db, goods=[made.bag])
        move(db, goods[0], 30, "adjustment")
    with bakery.session() as db:
        deciding.lock(db, made.event)
    start(bakery, made)
    assert board(bakery, made.event)["Bag"].left == 30
    fewer_towers(bakery, made, 1)
    with bakery.session() as db:
        plan = {one.good.name: one for one in planning.plan_for(db, made.event).goods}
    assert plan["Bag"].to_assemble == 22
    assert board(bakery, made.event)["Bag"].left == 22
    all_baked(bakery, made)
    pack(bakery, made.bag, 22, event_id=made.event)
    pack(bakery, made.tower, 1, event_id=made.event)
    with bakery.session() as db:
        assert progress.progress(db, made.event).unpacked == []


def stock_with_towers_first(db: TenantSession) -> Stocked:
    made = stock(db)
    rows = db.scalars(select(EventFinishedGood)).all()
    for row in rows:
        row.sort_order = 0 if row.finished_good_id == made.tower else 1
    event = db.find(Event, made.event)
    assert event is not None
    event.net_goods = True
    return made


def test_two_levels_down_only_what_is_packed_anew_counts(bakery: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        made = stock(db)
        kitchen = Packing(db)
        hamper = kitchen.good("Hamper", goods={made.tower: "1"})
        fete = kitchen.event("Fete", db.scope.today(), {hamper: 5}, made.cookie_recipe,
                             made.brownie_recipe)  # fmt: skip
        row = db.find(Event, fete)
        assert row is not None
        row.net_goods = True
    with bakery.session() as db:
        _units, goods = locked(db, goods=[made.tower])
        move(db, goods[0], 3, "adjustment")
    with bakery.session() as db:
        deciding.lock(db, fete)
        plan_life.start(db, fete)
    there = board(bakery, fete)
    assert {name: one.left for name, one in there.items()} == {"Bag": 4, "Tower": 2, "Hamper": 5}
    all_baked(bakery, made)
    with bakery.session() as db:
        after = {one.good.name: one.after for one in progress.projected(db, fete).goods}
    assert after == {"Bag": 4, "Tower": 2, "Hamper": 5}
    pack(bakery, made.bag, 4, event_id=fete)
    pack(bakery, made.tower, 2, event_id=fete)
    pack(bakery, hamper, 5, event_id=fete)
    with bakery.session() as db:
        assert progress.progress(db, fete).unpacked == []


def test_loose_bags_that_go_into_towers_need_not_be_packed_again(
    bakery: BakeryOnDatabase,
) -> None:
    made = begun(bakery)
    all_baked(bakery, made)
    pack(bakery, made.bag, 10)
    pack(bakery, made.tower, 5, event_id=made.event)
    assert board(bakery, made.event)["Bag"].left == 50
    pack(bakery, made.bag, 50, event_id=made.event)
    assert board(bakery, made.event)["Bag"].left == 0
    with bakery.session() as db:
        (bag, _tower) = progress.progress(db, made.event).packing
        assert (bag.units.done, bag.units.extra) == (50, 0)


def test_what_is_packed_for_towers_does_not_hold_the_list(bakery: BakeryOnDatabase) -> None:
    made = begun(bakery)
    all_baked(bakery, made)
    pack(bakery, made.bag, 60, event_id=made.event)
    with bakery.session() as db:
        amending.amend_good(db, made.event, made.bag, AmendGood(quantity=55, reason="more"))
    with bakery.session() as db, pytest.raises(AlreadyMade, match="50 Bag"):
        amending.amend_good(db, made.event, made.bag, AmendGood(quantity=49, reason="fewer"))
