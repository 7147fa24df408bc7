"""What was lost when baking: by reason, recipe and month, with its share of what was baked."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from baketracker.activity import service as activity
from baketracker.db.types import now
from baketracker.production.models import ProductionLoss
from baketracker.reports import service
from baketracker.reports.loss_schemas import LossReport
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.statements import asked
from tests.reports.making import bake, making


def losses(bakery: BakeryOnDatabase, days: int = 365) -> LossReport:
    with bakery.session() as db:
        return service.losses(db, days)


@pytest.mark.covers("SC-34", "A13")
def test_losses_are_added_up_by_reason_recipe_and_month(bakery: BakeryOnDatabase) -> None:
    made = making(bakery)
    burnt, dropped = {"category": "burnt", "quantity": 3}, {"category": "dropped", "quantity": 1}
    bake(bakery, made, 12, losses=[burnt, dropped])
    bake(bakery, made, 16)
    bake(bakery, made, 0, losses=[{"category": "burnt", "quantity": 16}])
    told = losses(bakery)
    # 48 came out of the oven, each took 0.05 with it.
    assert (told.pieces, told.losses, told.value, told.unknown) == (20, 3, 1, 0)
    assert (told.baked, told.share) == (48, Decimal("41.67"))
    assert [(one.category, one.pieces, one.value) for one in told.categories] == [
        ("burnt", 19, Decimal("0.95")),
        ("dropped", 1, Decimal("0.05")),
    ]
    (recipe,) = told.recipes
    assert (recipe.recipe.name, recipe.pieces, recipe.baked) == ("Cookies", 20, 48)
    assert len(told.months) == 13
    assert told.months[-1].parts == [Decimal("0.95"), Decimal("0.05")]
    assert all(month.share is None for month in told.months[:-1])
    assert sum(month.value for month in told.months) == told.value
    assert {(one.name, one.event and one.event.name) for one in told.entries} == {
        ("Cookie", "Cookie Boxes")
    }


@pytest.mark.covers("M-10")
def test_a_loss_that_outlived_its_run_counts(bakery: BakeryOnDatabase) -> None:
    made = making(bakery)
    with bakery.session() as db:
        known = {"finished_unit_id": made.cookie, "happened_at": now()}
        db.add(ProductionLoss(category="broken", quantity=5, cost=None, **known))
        db.add(ProductionLoss(category="broken", quantity=2, cost=Decimal("0.4"), **known))
    told = losses(bakery)
    assert (told.pieces, told.value, told.unknown, told.baked) == (7, Decimal("0.4"), 1, 7)
    assert {(one.run_id, one.event, one.recipe.name) for one in told.entries} == {
        (None, None, "Cookies")
    }


def test_what_was_taken_back_or_is_long_ago_is_left_out(bakery: BakeryOnDatabase) -> None:
    made = making(bakery)
    run = bake(bakery, made, 15)
    bake(bakery, made, 14, produced_at=datetime.now(UTC) - timedelta(days=40))
    assert losses(bakery).pieces == 3
    assert losses(bakery, 30).pieces == 1
    with bakery.session() as db:
        assert run.operation_id is not None
        activity.undo(db, run.operation_id)
    told = losses(bakery, 30)
    assert (told.pieces, told.baked, told.share, told.entries) == (0, 0, None, [])


def test_the_list_goes_on_and_the_sums_stay(bakery: BakeryOnDatabase) -> None:
    made = making(bakery)
    for good in (15, 14, 13):
        bake(bakery, made, good)
    with bakery.session() as db:
        whole = service.losses(db)
        first = service.losses(db, limit=2)
        rest = service.losses(db, cursor=first.next, limit=2)
        assert [*first.entries, *rest.entries] == whole.entries == service.all_losses(db)
        assert rest.next is None
        assert first.pieces == rest.pieces == 6


def test_as_many_statements_however_much_was_lost(bakery: BakeryOnDatabase) -> None:
    made = making(bakery)
    bake(bakery, made, 15)
    with bakery.session() as db:
        few = asked(lambda: service.losses(db))
    for _ in range(5):
        bake(bakery, made, 15)
    with bakery.session() as db:
        assert asked(lambda: service.losses(db)) == few
