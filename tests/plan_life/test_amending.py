"""Changing a plan while it is baked: with a reason, never below what is made, and back again."""

from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from baketracker.activity import service as activity
from baketracker.activity.undoing import BuiltUpon
from baketracker.db.faults import in_words
from baketracker.errors import NotFound, RuleBroken
from baketracker.events.models import BatchDecision
from baketracker.events.states import NotInThisState
from baketracker.exchange.canonical import canonical
from baketracker.finished_goods.models import Composition
from baketracker.plan_life import amending, service
from baketracker.plan_life.refusing import AlreadyMade
from baketracker.plan_life.schemas import AmendBatches, AmendGood, Dropping
from baketracker.planning.deciding import TooFew
from baketracker.plans.models import AssemblyTarget, ProductionTarget
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.kitchen import Kitchen, Stocked

from .baking import baked, begun, settled

WHY = "Aunt Ida comes too"


def amend_good(bakery: BakeryOnDatabase, made: Stocked, good: object, quantity: int) -> object:
    with bakery.session() as db:
        return amending.amend_good(
            db,
            made.event,
            good,
            AmendGood(quantity=quantity, reason=WHY),
        ).operation_id


def drop_good(bakery: BakeryOnDatabase, made: Stocked, good: object) -> None:
    with bakery.session() as db:
        amending.drop_good(db, made.event, good, Dropping(reason=WHY))


def batches(count: int, **more: object) -> AmendBatches:
    return AmendBatches(batches=count, reason=WHY, **more)


@pytest.mark.covers("K-55", "F31", "GV15")
def test_more_batches_and_a_dropped_tower_are_two_changes(bakery: BakeryOnDatabase) -> None:
    made = begun(bakery)
    with bakery.session() as db:
        amending.amend_batches(db, made.event, made.cookie, batches(10))
    drop_good(bakery, made, made.tower)
    with bakery.session() as db:
        view = service.compare(db, made.event)
        told = amending.amendments(db, made.event)
    assert view.changes == 2
    assert {one.name: one.status for one in view.goods} == {"Bag": "unchanged", "Tower": "dropped"}
    assert [(one.kind, one.what, one.before, one.after, one.reason) for one in told] == [
        ("change_batches", "Cookie", 8, 10, WHY),
        ("drop_good", "Tower", 5, None, WHY),
    ]
    assert all(one.by is not None for one in told)
    with bakery.session() as db:
        targets = {row.finished_unit_id: row for row in db.scalars(select(ProductionTarget))}
        assert (targets[made.cookie].batches, targets[made.cookie].needed) == (10, 300)
        assert [row.finished_good_id for row in db.scalars(select(AssemblyTarget))] == [made.bag]


@pytest.mark.covers("F30")
def test_an_added_good_brings_its_recipes_and_its_batches_are_open(
    bakery: BakeryOnDatabase,
) -> None:
    from baketracker.planning import service as planning

    made = begun(bakery)
    with bakery.session() as db:
        kitchen = Kitchen(db)
        scones = kitchen.recipe("Scone", {made.flour: "1 cup"})
        scone = kitchen.finished_unit(scones, "Scone", 12)
        plate = kitchen.good("Plate", units={scone: "4"})
    amend_good(bakery, made, plate, 5)
    with bakery.session() as db:
        plan = planning.plan_for(db, made.event)
        assert "Scone" in [recipe.name for recipe in plan.recipes]
        unit = next(unit for unit in plan.units if unit.name == "Scone")
        assert (unit.to_make, unit.decided) == (20, None)
        assert unit.suggested is not None
        amending.amend_batches(db, made.event, scone, batches(2))
    with bakery.session() as db:
        target = db.scalars(
            select(ProductionTarget).where(ProductionTarget.finished_unit_id == scone)
        ).one()
        assert (target.batches, target.needed) == (2, 20)
        assert target.recipe_snapshot_id is not None


@pytest.mark.covers("F29")
def test_a_good_is_not_dropped_once_anything_in_it_was_baked(bakery: BakeryOnDatabase) -> None:
    made = begun(bakery)
    with bakery.session() as db:
        baked(db, made.event, made.brownie, 1, 24, 24)
    # Brownies are in the bags inside the tower.
    with pytest.raises(AlreadyMade, match="Fudge Brownie was baked"):
        drop_good(bakery, made, made.tower)
    amend_good(bakery, made, made.tower, 4)


@pytest.mark.covers("F31", "B3")
def test_batches_never_fall_below_what_is_baked_nor_to_nothing(bakery: BakeryOnDatabase) -> None:
    made = begun(bakery)
    with pytest.raises(ValueError, match="greater than or equal to 1"):
        batches(0)
    with bakery.session() as db:
        baked(db, made.event, made.cookie, 3, 144, 144)
    with bakery.session() as db, pytest.raises(AlreadyMade, match="3 batches of Cookie"):
        amending.amend_batches(db, made.event, made.cookie, batches(2, confirm_shortfall=True))
    with bakery.session() as db, pytest.raises(TooFew):
        amending.amend_batches(db, made.event, made.cookie, batches(7))
    with bakery.session() as db:
        amending.amend_batches(db, made.event, made.cookie, batches(7, confirm_shortfall=True))
        baked(db, made.event, made.cookie, 5, 240, 240)
    with bakery.session() as db, pytest.raises(AlreadyMade, match="All 380 Cookie"):
        amending.amend_batches(db, made.event, made.cookie, batches(9))


def test_the_same_number_is_no_amendment(bakery: BakeryOnDatabase) -> None:
    made = begun(bakery)
    with bakery.session() as db, pytest.raises(RuleBroken, match="already"):
        amending.amend_batches(db, made.event, made.cookie, batches(8))


def test_what_is_not_baked_yet_may_be_left_out(bakery: BakeryOnDatabase) -> None:
    made = begun(bakery)
    with bakery.session() as db:
        amending.drop_batches(db, made.event, made.brownie, Dropping(reason=WHY))
    with bakery.session() as db:
        assert [row.finished_unit_id for row in db.scalars(select(BatchDecision))] == [made.cookie]
        assert [row.finished_unit_id for row in db.scalars(select(ProductionTarget))] == [
            made.cookie
        ]
        baked(db, made.event, made.cookie, 1, 48, 48)
    with bakery.session() as db, pytest.raises(AlreadyMade):
        amending.drop_batches(db, made.event, made.cookie, Dropping(reason=WHY))


@pytest.mark.covers("SC-08", "EX8", "G-26", "M-28")
def test_an_amendment_is_taken_back_exactly_and_both_are_told(bakery: BakeryOnDatabase) -> None:
    made = begun(bakery)
    with bakery.session() as db:
        before = canonical(db)
    operation = amend_good(bakery, made, made.bag, 60)
    with bakery.session() as db:
        (told,) = amending.amendments(db, made.event)
        assert told.operation_id == operation
        activity.undo(db, told.operation_id)
    with bakery.session() as db:
        assert canonical(db) == before
        first, back = amending.amendments(db, made.event)
        assert (first.undone, back.reverses) == (True, first.id)
        assert (back.before, back.after) == (60, 50)


def left_out(bakery: BakeryOnDatabase, made: Stocked) -> UUID:
    with bakery.session() as db:
        dropped = Dropping(reason=WHY)
        operation = amending.drop_batches(db, made.event, made.brownie, dropped).operation_id
    assert operation
    return operation


@pytest.mark.covers("SC-08", "DEC-19")
def test_what_was_left_out_comes_back_once_what_took_its_place_is_taken_back_too(
    bakery: BakeryOnDatabase,
) -> None:
    made = begun(bakery)
    with bakery.session() as db:
        before = canonical(db)
    operation = left_out(bakery, made)
    with bakery.session() as db:
        given = batches(5, confirm_shortfall=True)
        later = amending.amend_batches(db, made.event, made.brownie, given).operation_id
    with bakery.session() as db, pytest.raises(BuiltUpon) as refused:
        activity.undo(db, operation)
    assert [one.id for one in refused.value.chain] == [later]
    with bakery.session() as db:
        activity.undo(db, operation, [one.id for one in refused.value.chain])
    with bakery.session() as db:
        assert canonical(db) == before


def test_what_is_no_operation_and_took_its_place_is_told(bakery: BakeryOnDatabase) -> None:
    made = begun(bakery)
    operation = left_out(bakery, made)
    with bakery.session() as db:
        db.add(BatchDecision(event_id=made.event, finished_unit_id=made.brownie, batches=1))
    with bakery.session() as db, pytest.raises(IntegrityError, match="uq_bd_pair") as refused:
        activity.undo(db, operation)
    assert "already one like it" in str(in_words(refused.value))


def test_without_a_reason_nothing_is_amended() -> None:
    for reason in ("", "   "):
        with pytest.raises(ValueError, match="reason"):
            AmendGood(quantity=1, reason=reason)


def test_only_a_plan_that_is_baked_is_amended(bakery: BakeryOnDatabase) -> None:
    made = settled(bakery)
    with pytest.raises(NotInThisState):
        amend_good(bakery, made, made.bag, 60)


def test_the_neighbour_amends_nothing(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase
) -> None:
    made = begun(bakery)
    with neighbour.session() as db, pytest.raises(NotFound):
        amending.amend_good(db, made.event, made.bag, AmendGood(quantity=1, reason=WHY))
    with neighbour.session() as db, pytest.raises(NotFound):
        amending.amend_batches(db, made.event, made.cookie, batches(9))
    with neighbour.session() as db, pytest.raises(NotFound):
        amending.amendments(db, made.event)


def test_what_is_added_and_dropped_again_leaves_nothing_to_pack(bakery: BakeryOnDatabase) -> None:
    made = begun(bakery)
    with bakery.session() as db:
        plate = Kitchen(db).good("Plate", units={made.cookie: "4"})
    amend_good(bakery, made, plate, 5)
    drop_good(bakery, made, plate)
    with bakery.session() as db:
        packed = {row.finished_good_id for row in db.scalars(select(AssemblyTarget))}
    assert packed == {made.bag, made.tower}


def test_a_good_that_is_packed_otherwise_by_now_counts_as_it_was_frozen(
    bakery: BakeryOnDatabase,
) -> None:
    made = begun(bakery)
    with bakery.session() as db:
        for line in db.scalars(
            select(Composition).where(Composition.finished_unit_id.is_not(None))
        ):
            line.quantity *= 2
    # 380 cookies are for 50 bags of 6 and 5 towers.
    amend_good(bakery, made, made.bag, 40)
    with bakery.session() as db:
        needed = {
            row.finished_unit_id: row.quantity_needed for row in db.scalars(select(BatchDecision))
        }
    assert needed[made.cookie] == 380 - 10 * 6
