"""Baking begins: what was decided becomes targets, and everything is frozen as it is."""

from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import select

from baketracker.activity import service as activity
from baketracker.db.rows import live
from baketracker.errors import Conflict, NotFound
from baketracker.events import service as events
from baketracker.events.models import BatchDecision, Event, EventFinishedGood
from baketracker.events.schemas import EventChange
from baketracker.events.states import NotInThisState
from baketracker.exchange.canonical import canonical
from baketracker.finished_goods.models import FinishedGood
from baketracker.plan_life import amending, service
from baketracker.plan_life.schemas import AmendGood
from baketracker.plan_life.service import NotAllMade
from baketracker.planning import deciding
from baketracker.planning import service as planning
from baketracker.planning.deciding import BatchesIn
from baketracker.plans.freezing import good_contents, needs_in
from baketracker.plans.models import AssemblyTarget, PlanSnapshot, ProductionTarget, RecipeSnapshot
from baketracker.progress import service as progress
from baketracker.recipes import service as recipes
from baketracker.recipes.given import RecipeChange
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.kitchen import stocked
from tests.giving.boxes import give, package, person

from .baking import baked, begun, settled, start


@pytest.mark.covers("F19", "K-56", "M-23")
def test_decisions_become_targets_and_what_they_count_with_is_frozen(
    bakery: BakeryOnDatabase,
) -> None:
    made = settled(bakery)
    done = start(bakery, made)
    assert done.event.plan_state == "in_production"
    with bakery.session() as db:
        (kept,) = db.scalars(select(PlanSnapshot)).all()
        targets = {row.finished_unit_id: row for row in db.scalars(select(ProductionTarget))}
        cookies, brownies = targets[made.cookie], targets[made.brownie]
        assert (cookies.batches, cookies.needed) == (8, 380)
        assert (brownies.batches, brownies.needed) == (8, 180)
        packing = {row.finished_good_id: row.quantity for row in db.scalars(select(AssemblyTarget))}
        assert packing == {made.bag: 50, made.tower: 5}
        frozen = {row.id: row for row in db.scalars(select(RecipeSnapshot))}
        assert all(row.plan_snapshot_id == kept.id for row in frozen.values())
        assert cookies.recipe_snapshot_id in frozen


@pytest.mark.covers("F19")
def test_targets_that_an_import_brought_bare_are_frozen_with_the_rest(
    bakery: BakeryOnDatabase,
) -> None:
    """Those that are decided on and the others: a recipe changed later changes neither."""
    made = settled(bakery)
    with bakery.session() as db:
        event, cookies, frosting = made.event, made.cookie_recipe, made.frosting
        db.add(ProductionTarget(event_id=event, recipe_id=cookies, batches=3))
        db.add(ProductionTarget(event_id=event, recipe_id=frosting, batches=1))
        db.add(AssemblyTarget(event_id=event, finished_good_id=made.bag, quantity=9))
    start(bakery, made)
    with bakery.session() as db:
        targets = db.scalars(select(ProductionTarget)).all()
        batches = {row.recipe_id: row.batches for row in targets}
        assert (batches[cookies], batches[frosting]) == (8, 1)
        assert all(row.recipe_snapshot_id is not None for row in targets)
        packing = db.scalars(select(AssemblyTarget)).all()
        assert all(row.definition_snapshot_id is not None for row in packing)


@pytest.mark.covers("F6", "F13", "F14")
def test_what_is_frozen_goes_as_deep_as_the_recipe_and_the_box(bakery: BakeryOnDatabase) -> None:
    made = begun(bakery)
    with bakery.session() as db:
        target = db.scalars(
            select(ProductionTarget).where(ProductionTarget.finished_unit_id == made.cookie)
        ).one()
        snapshot = db.get_one(RecipeSnapshot, (db.scope.tenant_id, target.recipe_snapshot_id))
        needs = {need.name: (need.quantity, need.unit) for need in needs_in(snapshot)}
        assert needs == {
            "Flour": (Decimal(2), "cup"), "Sugar": (Decimal(2), "cup"),
            "Butter": (Decimal("0.5"), "cup"),
        }  # fmt: skip
        assert snapshot.content["components"][0]["recipe"] == "Frosting"
        tower = db.scalars(
            select(AssemblyTarget).where(AssemblyTarget.finished_good_id == made.tower)
        ).one()
        box = good_contents(db, [made.tower])[made.tower]
        assert list(box["inside"]) == [str(made.bag)]
        assert {unit["name"] for unit in box["units"].values()} == {"Cookie", "Brownie"}
        assert tower.definition_snapshot_id is not None


def test_what_nobody_decided_is_baked_as_the_plan_suggests(bakery: BakeryOnDatabase) -> None:
    made = stocked(bakery)
    with bakery.session() as db:
        deciding.lock(db, made.event)
        decided = {row.finished_unit_id: row for row in db.scalars(select(BatchDecision))}
        assert (decided[made.cookie].batches, decided[made.brownie].batches) == (8, 8)
        assert decided[made.cookie].quantity_needed == 380


@pytest.mark.covers("F18", "D-07")
def test_only_a_settled_plan_is_begun_and_only_once(bakery: BakeryOnDatabase) -> None:
    made = stocked(bakery)
    with bakery.session() as db, pytest.raises(NotInThisState):
        service.start(db, made.event)
    with bakery.session() as db:
        deciding.lock(db, made.event)
    start(bakery, made)
    with bakery.session() as db, pytest.raises(NotInThisState):
        service.start(db, made.event)


@pytest.mark.covers("G-26")
def test_beginning_is_taken_back_exactly(bakery: BakeryOnDatabase) -> None:
    made = settled(bakery)
    with bakery.session() as db:
        before = canonical(db)
    done = start(bakery, made)
    with bakery.session() as db:
        activity.undo(db, done.operation_id)
    with bakery.session() as db:
        assert canonical(db) == before
    # And it may begin again.
    assert start(bakery, made).event.plan_state == "in_production"


@pytest.mark.covers("K-54", "B5")
def test_an_event_may_end_with_something_unmade_but_says_so(bakery: BakeryOnDatabase) -> None:
    made = begun(bakery)
    with bakery.session() as db:
        baked(db, made.event, made.cookie, 8, 380, 384)
    with bakery.session() as db, pytest.raises(NotAllMade, match="180 Brownie, 50 Bag, 5 Tower"):
        service.complete(db, made.event)
    with bakery.session() as db:
        done = service.complete(db, made.event, confirmed=True)
        assert done.event.plan_state == "completed"
    with bakery.session() as db:
        activity.undo(db, done.operation_id)
        assert progress.progress(db, made.event).plan_state == "in_production"


@pytest.mark.covers("F5", "F35", "M-29")
def test_progress_counts_good_units_and_half_batches_as_halves(bakery: BakeryOnDatabase) -> None:
    made = begun(bakery)
    with bakery.session() as db:
        run = baked(db, made.event, made.cookie, 4, 90, 96)
        row = db.find(service_run(), run)
        assert row is not None
        row.scale = Decimal("0.5")
        db.flush()
        baked(db, made.event, made.brownie, 8, 0, 192)
    with bakery.session() as db:
        view = progress.progress(db, made.event)
    cookies, brownies = view.baking[1], view.baking[0]
    assert (cookies.unit_name, cookies.batches_done, cookies.units.done) == ("Cookie", 2, 90)
    assert (cookies.units.left, cookies.batches_left) == (290, 7)
    assert (brownies.units.percent, brownies.batches_percent) == (0, 100)
    assert view.phases.baking == "in_progress"
    assert view.status == "in_progress"


def service_run() -> type:
    from baketracker.production.models import ProductionRun

    return ProductionRun


@pytest.mark.covers("K-65")
def test_a_plan_being_baked_needs_only_what_is_left(bakery: BakeryOnDatabase) -> None:
    from baketracker.planning import service as planning

    made = begun(bakery)
    with bakery.session() as db:
        before = {
            row.ingredient.name: row.need for row in planning.plan_for(db, made.event).ingredients
        }
        baked(db, made.event, made.cookie, 8, 384, 384)
    with bakery.session() as db:
        plan = planning.plan_for(db, made.event)
    after = {row.ingredient.name: row.need for row in plan.ingredients}
    assert "Butter" in before
    assert "Butter" not in after
    assert after["Sugar"] < before["Sugar"]
    cookie = next(unit for unit in plan.units if unit.name == "Cookie")
    assert (cookie.to_make, cookie.short) == (380, 0)
    with bakery.session() as db:
        whole = planning.plan_for(db, made.event, whole=True)
    assert {row.ingredient.name: row.need for row in whole.ingredients} == before
    assert (plan.is_remaining, whole.is_remaining) == (True, False)


@pytest.mark.covers("P-04")
def test_a_short_run_makes_the_plan_need_another_batch(bakery: BakeryOnDatabase) -> None:
    from baketracker.planning import service as planning

    made = begun(bakery)
    with bakery.session() as db:
        baked(db, made.event, made.cookie, 8, 350, 384)
    with bakery.session() as db:
        plan = planning.plan_for(db, made.event)
    cookie = next(unit for unit in plan.units if unit.name == "Cookie")
    assert cookie.short == 30
    butter = next(row for row in plan.ingredients if row.ingredient.name == "Butter")
    assert butter.need == Decimal("0.5")


@pytest.mark.covers("K-67")
def test_a_recipe_changed_after_planning_is_pointed_out(bakery: BakeryOnDatabase) -> None:
    made = begun(bakery)
    with bakery.session() as db:
        assert service.changed(db, made.event) == []
        view = recipes.get(db, made.cookie_recipe)
        lines = [
            {"ingredient_id": line.ingredient.id, "quantity": line.quantity + 1, "unit": line.unit}
            for line in view.lines
        ]
        recipes.update(db, made.cookie_recipe, RecipeChange(lines=lines), view.version)
    with bakery.session() as db:
        (found,) = service.changed(db, made.event)
        assert (found.kind, found.id) == ("recipe", made.cookie_recipe)
        assert "Sugar Cookie was changed since" in found.issue.sentence


@pytest.mark.covers("K-67")
def test_before_baking_a_recipe_saved_after_its_batches_were_decided_is_pointed_out(
    bakery: BakeryOnDatabase,
) -> None:
    made = settled(bakery)
    with bakery.session() as db:
        view = recipes.get(db, made.brownie_recipe)
        recipes.update(db, made.brownie_recipe, RecipeChange(notes="Less sugar"), view.version)
    with bakery.session() as db:
        assert [one.id for one in service.changed(db, made.event)] == [made.brownie_recipe]


@pytest.mark.covers("K-57")
def test_shopping_is_said_to_be_done_and_not_done(bakery: BakeryOnDatabase) -> None:
    made = begun(bakery)
    for said, phase in ((True, "complete"), (False, "not_started")):
        with bakery.session() as db:
            service.say_shopping(db, made.event, said)
        with bakery.session() as db:
            event = db.find(Event, made.event)
            assert event is not None
            assert (event.shopping_done_at is not None) == said
            assert progress.progress(db, made.event).phases.shopping == phase


def test_the_neighbour_has_no_such_event(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase
) -> None:
    made = settled(bakery)

    def refused(event: UUID) -> None:
        for step in (service.start, service.complete, service.compare, service.changed):
            with neighbour.session() as db, pytest.raises(NotFound):
                step(db, event)
        with neighbour.session() as db, pytest.raises(NotFound):
            progress.progress(db, event)

    refused(made.event)


def test_gifts_that_are_thought_of_later_are_pointed_out(bakery: BakeryOnDatabase) -> None:
    made = settled(bakery)
    with bakery.session() as db:
        live(db, Event, made.event, "event").output_mode = "packaged"
    start(bakery, made)
    box = package(bakery, {made.bag: 1})
    people = [person(bakery, name).id for name in ("Anna", "Ben")]
    with bakery.session() as db:
        assert service.changed(db, made.event) == []
    give(bakery, made.event, box.id, people, quantity=30)
    with bakery.session() as db:
        [told] = service.changed(db, made.event)
    assert told.issue.sentence == "Gifts take 60 Bag, and 50 are planned. Change the plan."


def test_a_recipe_that_is_being_baked_is_not_put_away(bakery: BakeryOnDatabase) -> None:
    made = begun(bakery)
    with bakery.session() as db:
        version = recipes.get(db, made.brownie_recipe).version
    with bakery.session() as db, pytest.raises(Conflict, match="is being baked for") as refused:
        recipes.archive(db, made.brownie_recipe, version)
    assert refused.value.numbers["name"] == "Fudge Brownie"
    with bakery.session() as db:
        service.complete(db, made.event, confirmed=True)
    with bakery.session() as db:
        recipes.archive(db, made.brownie_recipe, version)


def test_gifts_fix_the_number_of_what_went_by_the_guests(bakery: BakeryOnDatabase) -> None:
    made = settled(bakery)
    with bakery.session() as db:
        event = live(db, Event, made.event, "event")
        event.output_mode, event.expected_guests = "packaged", 50
        own = select(EventFinishedGood).where(EventFinishedGood.finished_good_id == made.bag)
        db.scalars(own).one().per_guest = Decimal(1)
    give(bakery, made.event, package(bakery, {made.bag: 1}).id, [person(bakery).id], quantity=5)
    with bakery.session() as db:
        for unit in (made.cookie, made.brownie):
            deciding.decide(db, made.event, unit, BatchesIn(batches=12, confirm_shortfall=True))
    start(bakery, made)
    with bakery.session() as db:
        row = db.scalars(own).one()
        assert (row.quantity, row.per_guest) == (55, None)
        version = events.get(db, made.event).version
        events.update(db, made.event, EventChange(notes="Bring tape"), version)


def test_what_lies_packed_when_baking_begins_is_not_packed_anew(bakery: BakeryOnDatabase) -> None:
    made = stocked(bakery)
    with bakery.session() as db:
        live(db, Event, made.event, "event").net_goods = True
        live(db, FinishedGood, made.bag, "finished good").on_hand = 10
    with bakery.session() as db:
        for unit in (made.cookie, made.brownie):
            deciding.decide(db, made.event, unit, BatchesIn(batches=8))
        deciding.lock(db, made.event)
    start(bakery, made)
    with bakery.session() as db:
        targets = {row.finished_good_id: row.quantity for row in db.scalars(select(AssemblyTarget))}
        assert targets == {made.bag: 40, made.tower: 5}
        plan = planning.plan_for(db, made.event)
        (bag,) = (wish for wish in plan.goods if wish.good.id == made.bag)
        assert (bag.quantity, bag.from_stock, bag.to_assemble, bag.short) == (50, 10, 40, 0)
        needed = {unit.id: unit.to_make for unit in plan.units}
        assert needed[made.cookie] == 380 - 10 * 6
        # More of them are wanted: those that lay there stay taken.
        more = AmendGood(quantity=60, reason="more people")
        amending.amend_good(db, made.event, made.bag, more)
    with bakery.session() as db:
        targets = {row.finished_good_id: row.quantity for row in db.scalars(select(AssemblyTarget))}
        assert targets[made.bag] == 50
        own = select(BatchDecision.quantity_needed).where(
            BatchDecision.finished_unit_id == made.cookie
        )
        assert db.scalars(own).one() == 380
