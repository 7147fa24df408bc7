"""Goods that go into other goods: a tower holds two bags, and bags are wanted by themselves too."""

from typing import Any
from uuid import UUID

import pytest

from baketracker.assembly import service
from baketracker.assembly.schemas import PackingView
from baketracker.events.models import Event
from baketracker.finished_goods.models import FinishedGood
from baketracker.finished_stock.ledger import locked, move
from baketracker.plan_life import service as plan_life
from baketracker.plan_life.service import NotAllMade
from baketracker.planning import deciding
from baketracker.planning import service as planning
from baketracker.progress import service as progress
from tests.assembly.packing import Packing, pack
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.kitchen import Stocked, stocked
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
    made = stocked(bakery)
    with bakery.session() as db:
        event, tower = db.find(Event, made.event), db.find(FinishedGood, made.tower)
        assert event is not None
        assert tower is not None
        event.net_goods = True
        _units, goods = locked(db, goods=[made.bag])
        move(db, goods[0], 56, "adjustment")
    with bakery.session() as db:
        deciding.lock(db, made.event)
    start(bakery, made)
    all_baked(bakery, made)
    # Fifty for the guests and six for the towers lay there: four are packed anew.
    assert figures(board(bakery, made.event)["Bag"]) == (0, 4, 0, 4)
    pack(bakery, made.bag, 4, event_id=made.event)
    pack(bakery, made.tower, 5, event_id=made.event)
    assert all(one.left == 0 for one in board(bakery, made.event).values())
