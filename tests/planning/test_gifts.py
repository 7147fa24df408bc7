"""An event of packages wants what its gifts take; at other events gifts take of what is made."""

from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import select

from baketracker.activity import service as activity
from baketracker.events.models import Event, EventFinishedGood
from baketracker.giving.models import Gift, PackageLine
from baketracker.plan_life import service as plan_life
from baketracker.planning import deciding
from baketracker.planning.deciding import NotComplete
from tests.activity.test_whole_or_nothing import gift_of
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.kitchen import Kitchen, Stocked, stocked
from tests.planning.furnished import plan_of


def with_gifts(bakery: BakeryOnDatabase, mode: str) -> tuple[Stocked, UUID]:
    """Two bags for Eve beside the 50 of the list."""
    made = stocked(bakery)
    with bakery.session() as db:
        event = db.find(Event, made.event)
        assert event is not None
        event.output_mode = mode
    _eve, _package, gift = gift_of(bakery, made)
    return made, gift


def wanted(bakery: BakeryOnDatabase, made: Stocked) -> dict[str, int]:
    return {wish.good.name: wish.quantity for wish in plan_of(bakery, made.event).goods}


@pytest.mark.covers("F39")
def test_gifts_of_an_event_of_packages_are_made_too(bakery: BakeryOnDatabase) -> None:
    made, _gift = with_gifts(bakery, "packaged")
    assert wanted(bakery, made) == {"Bag": 52, "Tower": 5}
    plan = plan_of(bakery, made.event)
    # Two bags more, of 6 cookies and 3 brownies each, through the same pool.
    assert {unit.name: unit.needed for unit in plan.units} == {"Cookie": 392, "Brownie": 186}


def test_at_other_events_they_take_of_what_is_made(bakery: BakeryOnDatabase) -> None:
    made, _gift = with_gifts(bakery, "bundled")
    assert wanted(bakery, made) == {"Bag": 50, "Tower": 5}


@pytest.mark.covers("F39", "F19")
def test_when_baking_begins_they_are_on_the_list(bakery: BakeryOnDatabase) -> None:
    made, gift = with_gifts(bakery, "packaged")
    with bakery.session() as db:
        deciding.lock(db, made.event)
        done = plan_life.start(db, made.event)
    with bakery.session() as db:
        row = db.find(Gift, gift)
        assert row is not None
        row.quantity = 9
    # What is given away meanwhile changes no plan by itself.
    assert wanted(bakery, made) == {"Bag": 52, "Tower": 5}
    with bakery.session() as db:
        activity.undo(db, done.operation_id)
    with bakery.session() as db:
        listed = db.scalars(select(EventFinishedGood.quantity)).all()
        assert sorted(listed) == [5, 50]


def test_more_gifts_after_the_plan_was_settled_are_not_forgotten(bakery: BakeryOnDatabase) -> None:
    made, gift = with_gifts(bakery, "packaged")
    with bakery.session() as db:
        deciding.lock(db, made.event)
    with bakery.session() as db:
        row = db.find(Gift, gift)
        assert row is not None
        row.quantity = 40
    with bakery.session() as db, pytest.raises(NotComplete, match="Cookie"):
        plan_life.start(db, made.event)


@pytest.mark.covers("F39")
def test_the_box_of_a_package_is_bought_with_the_rest_until_it_is_packed(
    bakery: BakeryOnDatabase,
) -> None:
    made, gift = with_gifts(bakery, "bundled")
    with bakery.session() as db:
        kitchen = Kitchen(db)
        boxes = kitchen.ingredient("Gift boxes", is_packaging=True)
        crate = kitchen.product(boxes, "each", name="Crate")
        kitchen.stock(crate, "2")
        row = db.find(Gift, gift)
        assert row is not None
        row.quantity = 5
        db.add(PackageLine(package_id=row.package_id, packaging_product_id=crate,
                           quantity=Decimal(1)))  # fmt: skip
    plan = plan_of(bakery, made.event)
    assert [(one.product, one.needed, one.short) for one in plan.wrapping] == [("Crate", 5, 3)]
    assert plan.to_buy_supplies == 1
    with bakery.session() as db:
        row = db.find(Gift, gift)
        assert row is not None
        row.status = "ready"
    assert plan_of(bakery, made.event).wrapping == []
