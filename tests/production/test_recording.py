"""Writing down runs: what they take, give, lose and cost."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from pydantic import ValidationError
from sqlalchemy import func, select

from baketracker.buying.concerning import PleaseConfirm
from baketracker.db.types import new_id
from baketracker.errors import Forbidden, InvalidInput, NotFound
from baketracker.finished_stock.models import FinishedAdjustment
from baketracker.ingredients.models import Ingredient
from baketracker.pantry.consuming import NotEnough
from baketracker.pantry.models import Depletion
from baketracker.production import service
from baketracker.production.during import NotStarted
from baketracker.production.models import ProductionConsumption, ProductionLoss, ProductionRun
from baketracker.production.outcome import LossesTooMany
from baketracker.production.service import NewRun
from baketracker.production.using import OutOfReach
from baketracker.recipes.batches import YieldMissing
from baketracker.recipes.models import FinishedUnit, Recipe, RecipeIngredient
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.kitchen import Kitchen
from tests.production.bakes import (
    Bakes,
    bake,
    dump,
    event_in,
    kitchen_of,
    left,
    lot_of,
    on_hand,
    target,
)


@pytest.fixture
def bakes(bakery: BakeryOnDatabase) -> Bakes:
    return kitchen_of(bakery)


@pytest.mark.covers("GV8", "GV9", "F6", "M-18", "K-58", "M-01")
def test_the_worked_example(bakery: BakeryOnDatabase, bakes: Bakes) -> None:
    """One batch of cookies with 45 good, then two of brownies: the frosting inside counts."""
    cookies = bake(bakery, bakes.cookie, 1, 45)
    assert (cookies.expected, cookies.lost, cookies.status) == (48, 3, "partial_loss")
    assert (cookies.total_cost, cookies.unit_cost) == (Decimal("2.1733"), Decimal("0.0483"))
    with bakery.session() as db:
        # To the last digit, as the lots tell it.
        spent = db.scalar(select(func.sum(Depletion.cost)))
    assert spent is not None
    assert abs(spent - Decimal("2.173288")) < Decimal("1e-6")
    brownies = bake(bakery, bakes.brownie, 2, 48)
    assert (brownies.total_cost, brownies.unit_cost) == (Decimal("4.1233"), Decimal("0.0859"))
    assert brownies.status == "complete"
    with bakery.session() as db:
        both = db.scalar(select(func.sum(Depletion.cost)))
    assert both is not None
    assert abs(both - spent - Decimal("4.123288")) < Decimal("1e-6")
    assert (on_hand(bakery, bakes.cookie), on_hand(bakery, bakes.brownie)) == (45, 48)
    assert [(one.name, one.quantity, one.unit, one.cost) for one in cookies.consumptions] == [
        ("Flour", 2, "cup", Decimal("0.4233")),
        ("Sugar", 2, "cup", Decimal("1.0000")),
        ("Butter", Decimal("0.5"), "cup", Decimal("0.7500")),
    ]
    assert left(bakery, *bakes.lots[1:3]) == [0, 8]
    sugar = [one for one in brownies.draws if one.ingredient_id == bakes.sugar]
    assert [(one.lot_id, one.quantity, one.cost) for one in sugar] == [
        (bakes.lots[1], 1, Decimal("0.50")), (bakes.lots[2], 2, Decimal("1.20")),
    ]  # fmt: skip


@pytest.mark.covers("EX40", "F41", "K-58")
def test_seven_batches_with_six_lost(bakery: BakeryOnDatabase, bakes: Bakes) -> None:
    with bakery.session() as db:
        lot_of(db, bakes.sugar, "40", "cup", "0.70", date(2026, 3, 1))
    run = bake(bakery, bakes.cookie, 7, 330, losses=[{"category": "burnt", "quantity": 4}])
    assert (run.expected, run.good, run.lost) == (336, 330, 6)
    assert [(one.category, one.quantity) for one in run.losses] == [("burnt", 4), ("other", 2)]
    # The oldest sugar first: 3 at 0.50, 10 at 0.60, the rest at 0.70.
    taken = [one.quantity for one in run.draws if one.ingredient_id == bakes.sugar]
    assert taken == [3, 10, 1]
    each = run.total_cost / 336
    assert abs(sum(one.cost or 0 for one in run.losses) - each * 6) < Decimal("0.001")
    assert run.unit_cost is not None
    assert abs(run.unit_cost * 330 - run.total_cost) < Decimal("0.05")


@pytest.mark.covers("F41", "A12", "A13")
def test_when_everything_is_lost_it_keeps_its_cost(bakery: BakeryOnDatabase, bakes: Bakes) -> None:
    run = bake(bakery, bakes.cookie, 1, 0, losses=[{"category": "dropped", "quantity": 48}])
    assert (run.status, run.good, run.lost, run.unit_cost) == ("total_loss", 0, 48, None)
    assert run.total_cost == Decimal("2.1733")
    assert [(one.category, one.unit_cost, one.cost) for one in run.losses] == [
        ("dropped", Decimal("0.0453"), Decimal("2.1733"))
    ]
    bake(bakery, bakes.cookie, 1, 24)
    with bakery.session() as db:
        told = service.totals(db)
        spent = db.scalar(select(func.sum(Depletion.cost)))
    assert (told.runs, told.good, told.lost, told.unknown) == (2, 24, 72, 0)
    # What was lost is a part of what was spent, not beside it.
    assert spent is not None
    assert abs(told.cost - spent) < Decimal("0.001")
    assert abs(told.lost_cost - (run.total_cost + (told.cost - run.total_cost) / 2)) < Decimal(
        "0.001"
    )


@pytest.mark.covers("F4", "K-58")
def test_a_half_batch_takes_and_gives_half(bakery: BakeryOnDatabase, bakes: Bakes) -> None:
    run = bake(bakery, bakes.cookie, 1, 24, scale="0.5")
    assert (run.scale, run.expected, run.status) == (Decimal("0.5"), 24, "complete")
    assert [one.quantity for one in run.consumptions] == [1, 1, Decimal("0.25")]
    # Cut to whole pieces once, over all batches together; 48 × 0.35 × 3 is 50.4.
    assert bake(bakery, bakes.cookie, 3, 50, scale="0.35").expected == 50


@pytest.mark.covers("F23")
def test_portions_of_several_batches_are_cut_together(
    bakery: BakeryOnDatabase, bakes: Bakes
) -> None:
    with bakery.session() as db:
        share = {"yield_mode": "batch_portion", "batch_percentage": Decimal(30)}
        slice_ = Kitchen(db).finished_unit(bakes.frosting, "Slice", None, **share)
    assert bake(bakery, slice_, 1, 3).expected == 3
    assert bake(bakery, slice_, 3, 10).expected == 10


@pytest.mark.covers("D-15")
def test_more_than_expected_is_asked_about_and_kept(bakery: BakeryOnDatabase, bakes: Bakes) -> None:
    before = dump(bakery)
    with pytest.raises(PleaseConfirm, match="50 are more than the 48"):
        bake(bakery, bakes.cookie, 1, 50)
    assert dump(bakery) == before
    run = bake(bakery, bakes.cookie, 1, 50, confirmed=True)
    assert (run.surplus, run.lost, run.status, run.losses) == (2, 0, "complete", [])
    assert on_hand(bakery, bakes.cookie) == 50


@pytest.mark.parametrize(
    "wrong",
    [
        {"good": -1}, {"batches": 0}, {"batches": 1.5}, {"scale": 0}, {"scale": "NaN"},
        {"losses": [{"category": "eaten", "quantity": 1}]},
        {"losses": [{"category": "burnt", "quantity": 0}]},
        {"short": "maybe"}, {"produced_at": "2026-01-01T10:00:00"}, {"tenant_id": str(uuid4())},
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused(wrong: dict[str, object]) -> None:
    told = {"finished_unit_id": uuid4(), "batches": 1, "good": 3} | wrong
    with pytest.raises(ValidationError):
        NewRun.model_validate(told)


@pytest.mark.covers("K-58")
def test_losses_add_up_to_what_is_missing_at_most(bakery: BakeryOnDatabase, bakes: Bakes) -> None:
    told = [{"category": "burnt", "quantity": 2}, {"category": "broken", "quantity": 2}]
    before = dump(bakery)
    with pytest.raises(LossesTooMany, match="4 are told as lost, but only 3"):
        bake(bakery, bakes.cookie, 1, 45, losses=told)
    with pytest.raises(LossesTooMany):
        bake(bakery, bakes.cookie, 1, 48, losses=told[:1])
    assert dump(bakery) == before


@pytest.mark.covers("M-01")
def test_what_lacks_is_named_and_nothing_is_taken(bakery: BakeryOnDatabase, bakes: Bakes) -> None:
    before = dump(bakery)
    with pytest.raises(NotEnough, match=r"Lacking: 5 cup Sugar"):
        bake(bakery, bakes.cookie, 9, 432)
    assert dump(bakery) == before


def test_written_down_anyway_it_takes_what_there_is(bakery: BakeryOnDatabase, bakes: Bakes) -> None:
    run = bake(bakery, bakes.cookie, 9, 432, short="take")
    assert left(bakery, *bakes.lots[1:3]) == [0, 0]
    assert not run.cost_is_known
    sugar = next(one for one in run.consumptions if one.name == "Sugar")
    assert (sugar.quantity, sugar.cost) == (18, None)
    # What is known of it: 3 at 0.50, 10 at 0.60.
    flour, butter = (
        next(one.cost for one in run.consumptions if one.name == name)
        for name in ("Flour", "Butter")
    )
    assert flour is not None
    assert butter is not None
    assert abs(run.total_cost - (flour + butter + Decimal("7.5"))) < Decimal("0.0002")
    assert run.unit_cost is not None


def test_a_lot_of_unknown_price_makes_the_cost_unknown_not_zero(
    bakery: BakeryOnDatabase,
) -> None:
    with bakery.session() as db:
        kitchen = Kitchen(db)
        egg = kitchen.ingredient("Egg")
        lot_of(db, egg, "12", "each", None, date(2026, 1, 1))
        unit = kitchen.finished_unit(kitchen.recipe("Meringue", {egg: "3 each"}), "Kiss", 20)
    run = bake(bakery, unit, 1, 18)
    assert (run.total_cost, run.cost_is_known, run.unit_cost) == (0, False, None)
    assert [(one.unit_cost, one.cost) for one in run.losses] == [(None, None)]
    with bakery.session() as db:
        assert service.totals(db).unknown == 1


@pytest.mark.covers("D-07")
def test_an_event_decides_whether_it_is_written_down(
    bakery: BakeryOnDatabase, bakes: Bakes
) -> None:
    baking, settled = event_in(bakery), event_in(bakery, "locked", "Settled")
    draft, over = event_in(bakery, "draft", "Draft"), event_in(bakery, "completed", "Over")
    assert bake(bakery, bakes.cookie, 1, 48, event_id=baking).event is not None
    with pytest.raises(NotStarted, match="Start baking for Settled first"):
        bake(bakery, bakes.cookie, 1, 48, event_id=settled, confirmed=True)
    with pytest.raises(PleaseConfirm, match="still a draft"):
        bake(bakery, bakes.cookie, 1, 48, event_id=draft)
    with pytest.raises(PleaseConfirm, match="late entry"):
        bake(bakery, bakes.cookie, 1, 48, event_id=over)
    for event in (draft, over):
        assert bake(bakery, bakes.cookie, 1, 48, event_id=event, confirmed=True)


@pytest.mark.covers("F7", "F4")
def test_a_plan_s_snapshot_is_taken_whatever_the_recipe_became(
    bakery: BakeryOnDatabase, bakes: Bakes
) -> None:
    event = event_in(bakery)
    frozen = target(bakery, event, bakes.cookies, bakes.cookie)
    with bakery.session() as db:
        for line in db.scalars(
            select(RecipeIngredient).where(RecipeIngredient.recipe_id == bakes.cookies)
        ):
            line.quantity *= 2
        unit = db.find(FinishedUnit, bakes.cookie)
        assert unit is not None
        unit.items_per_batch = 12
    run = bake(bakery, bakes.cookie, 1, 40, event_id=event, scale="1.5", confirmed=True)
    assert run.snapshot is not None
    assert run.snapshot.id == frozen
    assert (run.expected, run.scale) == (72, Decimal("1.5"))
    assert [one.quantity for one in run.consumptions] == [3, 3, Decimal("0.75")]
    # Outside the event the recipe of today counts.
    today = bake(bakery, bakes.cookie, 1, 12)
    assert today.snapshot is not None
    assert today.snapshot.id != frozen
    assert today.consumptions[0].quantity == 4
    with bakery.session() as db:
        assert service.get(db, run.id).snapshot == run.snapshot


@pytest.mark.covers("F7")
def test_a_target_of_the_unit_comes_before_one_of_the_recipe(
    bakery: BakeryOnDatabase, bakes: Bakes
) -> None:
    event = event_in(bakery)
    whole = target(bakery, event, bakes.cookies, None)
    run = bake(bakery, bakes.cookie, 1, 48, event_id=event)
    assert run.snapshot is not None
    assert run.snapshot.id == whole
    own = target(bakery, event, bakes.cookies, bakes.cookie)
    run = bake(bakery, bakes.cookie, 1, 48, event_id=event)
    assert run.snapshot is not None
    assert run.snapshot.id == own


def test_what_was_archived_since_is_named_or_left_in_the_pantry(
    bakery: BakeryOnDatabase, bakes: Bakes
) -> None:
    event = event_in(bakery)
    target(bakery, event, bakes.cookies, bakes.cookie)
    with bakery.session() as db:
        butter = db.find(Ingredient, bakes.butter)
        assert butter is not None
        butter.deleted_at = datetime.now(UTC)
    before = left(bakery, bakes.lots[3])
    with pytest.raises(OutOfReach, match="Butter cannot be taken"):
        bake(bakery, bakes.cookie, 1, 48, event_id=event)
    run = bake(bakery, bakes.cookie, 1, 48, event_id=event, short="take")
    assert [(one.name, one.cost is None) for one in run.consumptions] == [
        ("Flour", False), ("Sugar", False), ("Butter", True),
    ]  # fmt: skip
    assert left(bakery, bakes.lots[3]) == before


def test_it_stays_good_as_long_as_it_keeps(bakery: BakeryOnDatabase, bakes: Bakes) -> None:
    with bakery.session() as db:
        unit = db.find(FinishedUnit, bakes.cookie)
        assert unit is not None
        unit.shelf_life_days = 5
        today = db.scope.today()
    day = datetime.combine(today - timedelta(days=2), datetime.min.time(), UTC)
    bake(bakery, bakes.cookie, 1, 48, produced_at=day + timedelta(hours=12), notes="Tray 1")
    with bakery.session() as db:
        unit = db.find(FinishedUnit, bakes.cookie)
        assert unit is not None
        assert unit.on_hand_until == today + timedelta(days=3)
        entry = db.scalars(select(FinishedAdjustment)).one()
        used = db.scalars(select(Depletion)).all()
    assert (entry.reason, entry.quantity_change, entry.notes) == ("production", 48, "Tray 1")
    assert {(row.reason, row.notes, row.happened_at) for row in used} == {
        ("production", "Cookie", day + timedelta(hours=12))
    }


def test_nothing_is_baked_in_days_to_come(bakery: BakeryOnDatabase, bakes: Bakes) -> None:
    with pytest.raises(InvalidInput, match="still to come"):
        bake(bakery, bakes.cookie, 1, 48, produced_at=datetime.now(UTC) + timedelta(days=2))


def test_nothing_archived_and_nothing_without_a_yield_is_baked(
    bakery: BakeryOnDatabase, bakes: Bakes
) -> None:
    with bakery.session() as db:
        vague = Kitchen(db).finished_unit(bakes.frosting, "Bowl", None)
    with pytest.raises(YieldMissing, match="Say how many Bowl"):
        bake(bakery, vague, 1, 1)
    with bakery.session() as db:
        unit, recipe = db.find(FinishedUnit, bakes.brownie), db.find(Recipe, bakes.cookies)
        assert unit is not None
        assert recipe is not None
        unit.deleted_at = recipe.deleted_at = datetime.now(UTC)
    for key in (bakes.brownie, bakes.cookie, uuid4()):
        with pytest.raises(NotFound):
            bake(bakery, key, 1, 1)


def test_the_neighbour_bakes_nothing_of_ours(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase, bakes: Bakes
) -> None:
    event, theirs = event_in(bakery), kitchen_of(neighbour)
    run = bake(bakery, bakes.cookie, 1, 48)
    for told in ({"unit": bakes.cookie}, {"unit": theirs.cookie, "event_id": event}):
        with pytest.raises(NotFound):
            bake(neighbour, told.pop("unit"), 1, 48, **told)
    with neighbour.session() as db:
        with pytest.raises(NotFound):
            service.get(db, run.id)
        assert service.search(db).items == []
        assert service.average_costs(db, [bakes.cookie])[bakes.cookie].per_unit is None
        for entity in (ProductionRun, ProductionConsumption, ProductionLoss):
            assert db.scalars(select(entity)).all() == []


def test_who_may_only_read_writes_nothing_down(bakery: BakeryOnDatabase, bakes: Bakes) -> None:
    with bakery.session(rights=frozenset({"read"})) as db, pytest.raises(Forbidden):
        service.record(db, NewRun(finished_unit_id=bakes.cookie, batches=1, good=48))


def test_the_client_s_id_is_that_of_the_run_and_of_its_operation(
    bakery: BakeryOnDatabase, bakes: Bakes
) -> None:
    key = new_id()
    run = bake(bakery, bakes.cookie, 1, 48, op_id=key)
    assert (run.id, run.operation_id) == (key, key)
