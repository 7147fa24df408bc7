"""Taking a run back leaves the bakery as it was."""

from decimal import Decimal

import pytest
from sqlalchemy import select

from baketracker.activity import service as activity
from baketracker.activity.undoing import BuiltUpon
from baketracker.errors import NotFound
from baketracker.pantry.consuming import consume
from baketracker.pantry.schemas import Want
from baketracker.plans.models import RecipeSnapshot
from baketracker.production import service
from baketracker.production.models import ProductionLoss, ProductionRun
from tests.factories.bakeries import BakeryOnDatabase
from tests.production.bakes import (
    Bakes,
    assert_taken_back,
    bake,
    dump,
    event_in,
    kitchen_of,
    on_hand,
    target,
    undo,
)


@pytest.fixture
def bakes(bakery: BakeryOnDatabase) -> Bakes:
    return kitchen_of(bakery)


@pytest.mark.covers("M-01")
def test_a_run_taken_back_never_was(bakery: BakeryOnDatabase, bakes: Bakes) -> None:
    event = event_in(bakery)
    target(bakery, event, bakes.brownies, bakes.brownie)
    losses = [{"category": "burnt", "quantity": 3}]
    assert_taken_back(bakery, lambda: bake(bakery, bakes.cookie, 1, 44, losses=losses))
    assert_taken_back(bakery, lambda: bake(bakery, bakes.brownie, 1, 0, event_id=event))
    assert_taken_back(bakery, lambda: bake(bakery, bakes.cookie, 9, 400, short="take"))
    assert_taken_back(bakery, lambda: bake(bakery, bakes.cookie, 1, 60, confirmed=True))


def test_it_is_in_no_list_and_no_sum_any_more(bakery: BakeryOnDatabase, bakes: Bakes) -> None:
    kept, run = bake(bakery, bakes.cookie, 1, 48), bake(bakery, bakes.cookie, 1, 20)
    undo(bakery, run.operation_id)
    with bakery.session() as db:
        assert [one.id for one in service.search(db).items] == [kept.id]
        assert [one.id for one in service.all_runs(db)] == [kept.id]
        assert service.totals(db).lost == 0
        assert service.average_costs(db, [bakes.cookie])[bakes.cookie].per_unit == kept.unit_cost
        with pytest.raises(NotFound):
            service.get(db, run.id)
    assert on_hand(bakery, bakes.cookie) == 48


@pytest.mark.covers("M-10")
def test_its_losses_stay_where_they_are_found_again(bakery: BakeryOnDatabase, bakes: Bakes) -> None:
    run = bake(bakery, bakes.cookie, 1, 45)
    undo(bakery, run.operation_id)
    with bakery.session() as db:
        rows = db.scalars(select(ProductionLoss)).all()
        assert [(row.id, row.deleted_at is None) for row in rows] == [(run.losses[0].id, False)]
        # One that came without its run counts, and is told with its id.
        alone = ProductionLoss(finished_unit_id=bakes.cookie, quantity=2, category="burnt")
        db.add(alone)
    told = dump(bakery)["production_losses"]
    assert [row["id"] for row in told] == [alone.id]


def test_what_was_taken_from_the_same_lots_later_stands(
    bakery: BakeryOnDatabase, bakes: Bakes
) -> None:
    first = bake(bakery, bakes.cookie, 1, 48)
    with bakery.session() as db:
        consume(db, [Want(bakes.sugar, Decimal(4), "cup")], "ad_hoc_usage")
    second = bake(bakery, bakes.brownie, 1, 24)
    undo(bakery, first.operation_id)
    assert (on_hand(bakery, bakes.cookie), on_hand(bakery, bakes.brownie)) == (0, 24)
    with bakery.session() as db:
        assert service.get(db, second.id).draws == second.draws


def test_all_of_them_in_any_order_leave_what_was_before(
    bakery: BakeryOnDatabase, bakes: Bakes
) -> None:
    before = dump(bakery)
    runs = [bake(bakery, unit, 1, 20) for unit in (bakes.cookie, bakes.brownie, bakes.cookie)]
    for run in (runs[1], runs[0], runs[2]):
        undo(bakery, run.operation_id)
    assert dump(bakery) == before


def test_what_used_up_the_units_goes_back_with_it(bakery: BakeryOnDatabase, bakes: Bakes) -> None:
    """Later entries that need the units are told as a chain, and go back together."""
    from baketracker.db.journal import doing
    from baketracker.finished_stock.ledger import locked, move

    before = dump(bakery)
    run = bake(bakery, bakes.cookie, 1, 48)
    with bakery.session() as db, doing(db, "test.eat", "Ate some") as eaten:
        ((unit,), _) = locked(db, [bakes.cookie])
        move(db, unit, -10, "consumption")
    assert run.operation_id is not None
    with bakery.session() as db:
        assert [one.id for one in activity.dependants(db, run.operation_id)] == [eaten]
        with pytest.raises(BuiltUpon):
            activity.undo(db, run.operation_id)
    undo(bakery, run.operation_id, eaten)
    assert dump(bakery) == before


@pytest.mark.covers("F7")
def test_the_plan_s_snapshot_stays_when_its_run_goes(
    bakery: BakeryOnDatabase, bakes: Bakes
) -> None:
    event = event_in(bakery)
    frozen = target(bakery, event, bakes.cookies, bakes.cookie)
    run = bake(bakery, bakes.cookie, 1, 48, event_id=event)
    undo(bakery, run.operation_id)
    assert [row["id"] for row in dump(bakery)["recipe_snapshots"]] == [frozen]
    with bakery.session() as db:
        assert db.find(RecipeSnapshot, frozen) is not None
        assert db.find(ProductionRun, run.id) is not None
