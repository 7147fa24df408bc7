"""What events cost: food once, losses inside it, runs without a good unit too, unknown told."""

from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import select

from baketracker.activity import service as activity
from baketracker.assembly.models import AssemblyRun
from baketracker.db.rows import live
from baketracker.db.types import now
from baketracker.errors import NotFound
from baketracker.events.models import Event
from baketracker.plan_life import amending
from baketracker.plan_life import service as plan_life
from baketracker.plan_life.schemas import AmendGood
from baketracker.planning import deciding
from baketracker.production.models import ProductionRun
from baketracker.products.models import Product
from baketracker.reports import service
from baketracker.reports.cost_schemas import EventCosts
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.statements import asked
from tests.production.bakes import lot_of
from tests.purchases.paying import pay
from tests.reports.making import BATCH, LONG_AGO, another, bake, making, pack


def costs(bakery: BakeryOnDatabase, event: UUID) -> EventCosts:
    with bakery.session() as db:
        return service.get_event_costs(db, event)


@pytest.mark.covers("F47", "K-63")
def test_food_is_counted_once_when_it_is_baked(bakery: BakeryOnDatabase) -> None:
    made = making(bakery)
    bake(bakery, made, 16)
    bake(bakery, made, 16)
    packed = pack(bakery, made, 8)
    # A bag holds 0.20 of cookies, a box for 0.30 and ribbon for 0.50.
    assert packed.total_cost == 8
    told = costs(bakery, made.event)
    assert [(one.kind, one.planned, one.actual) for one in told.kinds] == [
        ("food", Decimal("1.6"), Decimal("1.6")),
        ("packaging", Decimal("2.4"), Decimal("2.4")),
        ("materials", 4, 4),
    ]
    assert (told.planned, told.actual, told.difference, told.percent) == (8, 8, 0, 0)
    (bag,) = told.goods
    assert (bag.quantity, bag.wrapping, bag.each, bag.planned_each) == (8, Decimal("6.4"), 1, 1)
    (recipe,) = told.recipes
    assert (recipe.planned_batches, recipe.batches, recipe.runs, recipe.good) == (2, 2, 2, 32)
    assert (recipe.actual, recipe.per_good_unit) == (2 * BATCH, Decimal("0.05"))


@pytest.mark.covers("A12", "A13")
def test_a_run_without_a_good_one_keeps_its_cost_and_losses_are_a_part_of_it(
    bakery: BakeryOnDatabase,
) -> None:
    made = making(bakery)
    bake(bakery, made, 12, losses=[{"category": "burnt", "quantity": 4}])
    bake(bakery, made, 0, losses=[{"category": "dropped", "quantity": 16}])
    told = costs(bakery, made.event)
    food = told.kinds[0]
    assert (food.actual, told.lost_cost) == (2 * BATCH, Decimal("0.2") + BATCH)
    assert told.actual_known == 2 * BATCH
    (recipe,) = told.recipes
    assert (recipe.good, recipe.lost, recipe.lost_cost) == (12, 20, 1)
    assert recipe.per_good_unit == Decimal("0.1333")


@pytest.mark.covers("F47")
def test_what_is_unknown_is_told_and_is_not_nothing(bakery: BakeryOnDatabase) -> None:
    made = making(bakery)
    told = costs(bakery, made.event)
    # Nobody has written anything down: that is not the same as free.
    assert [one.actual for one in told.kinds] == [None, None, None]
    assert (told.actual, told.actual_known, told.difference) == (None, 0, None)
    bake(bakery, made, 16)
    told = costs(bakery, made.event)
    assert (told.kinds[0].actual, told.actual, told.actual_known) == (BATCH, None, BATCH)
    with bakery.session() as db:
        lot_of(db, made.flour, "1000", "lb", None, LONG_AGO - timedelta(days=1))
    bake(bakery, made, 16)
    told = costs(bakery, made.event)
    assert (told.kinds[0].actual, told.kinds[0].actual_known) == (None, BATCH)
    assert (told.unknown_runs, told.recipes[0].per_good_unit) == (1, None)


@pytest.mark.covers("F47")
def test_packaging_that_is_still_owed_is_unknown(bakery: BakeryOnDatabase) -> None:
    made = making(bakery, generic=True)
    bake(bakery, made, 16)
    pack(bakery, made, 4, packaging="defer")
    kinds = {one.kind: one for one in costs(bakery, made.event).kinds}
    assert (kinds["packaging"].actual, kinds["packaging"].unknown) == (None, 1)
    assert kinds["materials"].actual == 2


def test_what_was_taken_back_cost_nothing(bakery: BakeryOnDatabase) -> None:
    made = making(bakery)
    run = bake(bakery, made, 12, losses=[{"category": "burnt", "quantity": 4}])
    with bakery.session() as db:
        assert run.operation_id is not None
        activity.undo(db, run.operation_id)
    told = costs(bakery, made.event)
    assert (told.actual_known, told.lost_cost, told.recipes[0].runs) == (0, 0, 0)


@pytest.mark.covers("UX-41")
def test_outputs_tell_needed_planned_made_packed(bakery: BakeryOnDatabase) -> None:
    made = making(bakery)
    bake(bakery, made, 12, losses=[{"category": "burnt", "quantity": 4}])
    pack(bakery, made, 3)
    told = [
        (one.name, one.needed, one.planned, one.made, one.packed, one.delivered)
        for one in costs(bakery, made.event).outputs
    ]
    assert told == [("Cookie", 32, 32, 12, None, None), ("Bag", 8, 8, None, 3, None)]


@pytest.mark.covers("K-63", "SC-34")
def test_the_list_tells_of_every_event_what_its_page_tells(bakery: BakeryOnDatabase) -> None:
    made = making(bakery)
    bake(bakery, made, 16)
    bake(bakery, made, 16)
    pack(bakery, made, 8)
    past = another(bakery, "Cookie Boxes", {made.bag: 4})
    another(bakery, "Ahead", {made.bag: 4}, days=30, state="draft")
    with bakery.session() as db:
        page = service.event_costs(db)
        assert [one.event.id for one in page.items] == [made.event, past]
        for one in page.items:
            alone = service.get_event_costs(db, one.event.id)
            assert one.model_dump() == alone.model_dump(include=set(one.model_dump()))
        assert (page.events, page.spent) == (2, 8)
        today = db.scope.today()
        assert page.years == [today.year, (today - timedelta(days=365)).year]
        last = service.event_costs(db, page.years[1])
        assert [one.event.id for one in last.items] == [past]
        first = service.event_costs(db, limit=1)
        rest = service.event_costs(db, cursor=first.next, limit=1)
        assert [*first.items, *rest.items] == page.items
        assert rest.next is None
        live(db, Event, past, "event").deleted_at = now()
        db.flush()
        with pytest.raises(NotFound):
            service.get_event_costs(db, past)


def test_as_many_statements_for_fifty_events_as_for_one(bakery: BakeryOnDatabase) -> None:
    made = making(bakery)
    bake(bakery, made, 16)
    pack(bakery, made, 2)

    def statements() -> list[int]:
        with bakery.session() as db:
            told = [asked(lambda: service.event_costs(db, limit=100))]
            told.append(asked(lambda: service.years(db)))
        return told

    few = statements()
    for number in range(50):
        other = another(bakery, f"Fair {number}", {made.bag: 4}, days=-number - 1)
        with bakery.session() as db:
            cost = {"event_id": other, "total_cost": Decimal(1), "unit_cost": Decimal(1)}
            one = {"batches": 1, "expected": 1, "good": 1, "recipe_id": made.cookies}
            db.add(ProductionRun(**cost, **one))
            db.add(AssemblyRun(**cost, finished_good_id=made.bag, quantity=1))
    assert statements() == few
    with bakery.session() as db:
        assert service.event_costs(db).events == 51


@pytest.mark.covers("K-63")
def test_what_was_planned_stays_what_it_was_when_baking_began(bakery: BakeryOnDatabase) -> None:
    made = making(bakery)
    with bakery.session() as db:
        live(db, Event, made.event, "event").plan_state = "draft"
    with bakery.session() as db:
        deciding.lock(db, made.event)
    with bakery.session() as db:
        plan_life.start(db, made.event)
    before = costs(bakery, made.event)
    with bakery.session() as db:
        own = select(Product.id).where(Product.ingredient_id == made.flour)
        pay(db, db.scalars(own).one(), "2.00", db.scope.today())
        more = AmendGood(quantity=12, reason="Aunt Ida comes too")
        amending.amend_good(db, made.event, made.bag, more)
    after = costs(bakery, made.event)
    assert before.planned == 8
    assert (after.planned, after.kinds, after.recipes) == (8, before.kinds, before.recipes)
    with bakery.session() as db:
        (listed,) = service.event_costs(db).items
    assert listed.planned == 8
