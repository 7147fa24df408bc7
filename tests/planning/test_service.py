"""The plan of an event, out of a real bakery."""

from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal
from math import prod
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from baketracker.db.base import Base
from baketracker.db.types import new_id
from baketracker.errors import NotFound
from baketracker.events.models import Event, EventRecipe
from baketracker.planning import service
from baketracker.planning.need_schemas import IngredientPlan
from baketracker.planning.schemas import PlanView
from baketracker.planning.unit_schemas import UnitPlan
from tests.architecture.statement_log import statements
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.depth import examples
from tests.factories.kitchen import Kitchen, Stocked, stock, stocked

pytestmark = pytest.mark.covers("G-07")


def plan_of(bakery: BakeryOnDatabase, event: UUID) -> PlanView:
    with bakery.session("member") as db:
        return service.plan_for(db, event)


def ingredients(plan: PlanView) -> dict[str, IngredientPlan]:
    return {row.ingredient.name: row for row in plan.ingredients}


def units(plan: PlanView) -> dict[str, UnitPlan]:
    return {unit.name: unit for unit in plan.units}


def folded(steps: Iterable[Any], start: Decimal = Decimal(1)) -> Decimal:
    return prod((Decimal(step.batches) for step in steps), start=start)


def test_what_the_goods_need_is_pooled_per_finished_unit(bakery: BakeryOnDatabase) -> None:
    made = stocked(bakery)
    found = units(plan_of(bakery, made.event))
    assert {name: unit.needed for name, unit in found.items()} == {"Cookie": 380, "Brownie": 180}
    chains = [[(link.name, link.quantity) for link in s.chain] for s in found["Cookie"].sources]
    assert chains == [
        [("Bag", 50), ("Cookie", 6)],
        [("Tower", 5), ("Bag", 2), ("Cookie", 6)],
        [("Tower", 5), ("Cookie", 4)],
    ]
    best = found["Cookie"].suggested
    assert best is not None
    assert (best.batches, best.makes, best.extra) == (8, 384, 4)


def test_ingredients_are_merged_converted_and_the_short_ones_first(
    bakery: BakeryOnDatabase,
) -> None:
    plan = plan_of(bakery, stocked(bakery).event)
    assert [row.ingredient.name for row in plan.ingredients] == [
        "Sugar", "Butter", "Cocoa", "Flour",
    ]  # fmt: skip
    sugar, flour = ingredients(plan)["Sugar"], ingredients(plan)["Flour"]
    assert (sugar.need, sugar.on_hand, sugar.missing, sugar.unit) == (28, 13, 15, "cup")
    assert round(flour.need, 3) == Decimal("6.349")
    assert (flour.on_hand, flour.missing, flour.unit) == (10, 0, "lb")
    assert (plan.batches, plan.to_buy, plan.feasible) == (16, 1, False)


def test_decided_batches_count_and_too_few_are_marked(bakery: BakeryOnDatabase) -> None:
    made = stocked(bakery)
    with bakery.session() as db:
        Kitchen(db).decide(made.event, made.cookie, 8)
        Kitchen(db).decide(made.event, made.brownie, 7)
    plan = plan_of(bakery, made.event)
    brownie = units(plan)["Brownie"]
    assert brownie.decided is not None
    assert (brownie.decided.batches, brownie.decided.makes, brownie.short) == (7, 168, 12)
    assert units(plan)["Cookie"].short == 0
    # The desktop's example with the frosting inside: 26.5 cups of sugar.
    assert ingredients(plan)["Sugar"].need == Decimal("26.5")
    assert plan.underplanned == [brownie]


def test_batches_nobody_asks_for_are_still_shown_and_baked(bakery: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        made = stock(db)
        kitchen = Kitchen(db)
        empty = kitchen.event("Tasting", db.scope.today(), {})
        kitchen.decide(empty, made.brownie, 2)
    plan = plan_of(bakery, empty)
    (unit,) = plan.units
    assert (unit.needed, unit.suggested, unit.short) == (0, None, 0)
    assert ingredients(plan)["Cocoa"].need == 1
    assert plan.feasible is None


def test_a_recipe_that_was_not_chosen_hides_no_demand(bakery: BakeryOnDatabase) -> None:
    made = stocked(bakery)
    with bakery.session() as db:
        for row in db.query(EventRecipe).filter(EventRecipe.recipe_id == made.brownie_recipe):
            db.delete(row)
    plan = plan_of(bakery, made.event)
    assert units(plan)["Brownie"].needed == 180
    assert not units(plan)["Brownie"].recipe_selected
    assert units(plan)["Cookie"].recipe_selected
    with bakery.session() as db:
        rows = service.requirement_rows(db, made.event)
    found = [(row.finished_unit, row.recipe, row.quantity) for row in rows]
    assert found == [("cookie", "sugar-cookie", count) for count in (300, 60, 20)]


def test_a_missing_yield_blocks_the_plan_with_a_sentence(bakery: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        kitchen = Kitchen(db)
        salt = kitchen.ingredient("Salt")
        toffee = kitchen.finished_unit(kitchen.recipe("Toffee", {salt: "1 cup"}), "Toffee", None)
        event = kitchen.event(
            "Fair", db.scope.today(), {kitchen.good("Tin", units={toffee: "4"}): 2}
        )
    plan = plan_of(bakery, event)
    (unit,) = plan.units
    assert (unit.needed, unit.chosen, plan.feasible) == (8, None, False)
    assert [issue.sentence for issue in plan.issues] == [
        "Say how many Toffee one batch gives; until then none can be planned."
    ]


def test_stock_without_a_density_is_shown_and_the_ingredient_named(
    bakery: BakeryOnDatabase,
) -> None:
    with bakery.session() as db:
        kitchen = Kitchen(db)
        rye = kitchen.ingredient("Rye")
        kitchen.lot(rye, "5", "lb", brand="Mill")
        kitchen.lot(rye, "1", "bag")
        kitchen.lot(rye, "2", "cup")
        loaf = kitchen.finished_unit(kitchen.recipe("Rye Loaf", {rye: "3 cup"}), "Loaf", 1)
        event = kitchen.event(
            "Fair", db.scope.today(), {kitchen.good("Loaf", units={loaf: "1"}): 1}
        )
    plan = plan_of(bakery, event)
    (row,) = plan.ingredients
    assert (row.need, row.on_hand, row.missing) == (3, 2, 1)
    reasons = {(s.product, s.unit): s.issue.sentence for s in row.unlike if s.issue}
    assert reasons == {
        ("Mill", "lb"): "To turn lb into cup, say what a cup of Rye weighs.",
        ("Rye", "bag"): "bag cannot be turned into cup. Choose units of the same kind.",
    }


def test_a_good_that_holds_itself_hides_nothing_else(bakery: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        made = stock(db)
        kitchen = Kitchen(db)
        one = kitchen.good("Hen")
        two = kitchen.good("Egg", goods={one: "1"})
        kitchen.pack(one, goods={two: "1"})
        event = kitchen.event("Riddle", db.scope.today(), {one: 1, made.bag: 1})
    plan = plan_of(bakery, event)
    assert units(plan)["Cookie"].needed == 6
    assert plan.goods[0].issue is not None
    assert plan.goods[0].issue.code == "circular_good"
    assert plan.feasible is False


def test_wrapping_of_all_goods_is_pooled_however_deep_it_is_packed(
    bakery: BakeryOnDatabase,
) -> None:
    with bakery.session() as db:
        made = stock(db)
        kitchen = Kitchen(db)
        supplies = kitchen.ingredient("Supplies")
        ribbon = kitchen.product(supplies, "each", brand="Silk", name="Ribbon")
        box = kitchen.product(supplies, "each", name="Box")
        kitchen.pack(made.bag, packaging={ribbon: "1.5"})
        kitchen.pack(made.tower, packaging={box: "1", ribbon: "2"})
        one, two = kitchen.good("Hen"), kitchen.good("Egg")
        kitchen.pack(one, goods={two: "1"}, packaging={box: "1"})
        kitchen.pack(two, goods={one: "1"})
        kitchen.want(made.event, one, 1)
    plan = plan_of(bakery, made.event)
    # 50 bags, 5 towers of 2 bags each; what holds itself cannot be counted.
    assert [(row.product, row.needed) for row in plan.wrapping] == [
        ("Box", 5), ("Silk Ribbon", 60 * Decimal("1.5") + 5 * 2),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("need", "held", "just"),
    [
        ("5", "4.99", True),
        ("5", "4.9", False),
        ("200", "198.5", True),
        ("5", "5", False),
        ("0.04", "0", False),
    ],
)
def test_a_shortage_that_rounds_away_is_just_short_and_still_counts(
    bakery: BakeryOnDatabase, need: str, held: str, *, just: bool
) -> None:
    with bakery.session() as db:
        kitchen = Kitchen(db)
        salt, yeast = kitchen.ingredient("Salt"), kitchen.ingredient("Yeast")
        if Decimal(held):
            kitchen.lot(salt, held, "lb")
        loaves = kitchen.recipe("Loaf", {salt: f"{need} lb", yeast: "1 lb"})
        loaf = kitchen.finished_unit(loaves, "Loaf", 1)
        event = kitchen.event(
            "Fair", db.scope.today(), {kitchen.good("Loaf", units={loaf: "1"}): 1}
        )
    plan = plan_of(bakery, event)
    row = ingredients(plan)["Salt"]
    lacks = Decimal(need) > Decimal(held)
    assert (row.just_short, row.missing > 0, plan.to_buy) == (just, lacks, 1 + lacks)
    if just:
        assert [row.ingredient.name for row in plan.ingredients] == ["Yeast", "Salt"]


def test_an_event_is_over_when_its_day_is_past_or_it_is_completed(
    bakery: BakeryOnDatabase,
) -> None:
    with bakery.session() as db:
        kitchen, today = Kitchen(db), db.scope.today()
        past = kitchen.event("Past", today - timedelta(days=1), {})
        now = kitchen.event("Now", today, {})
        done = kitchen.event("Done", today, {})
        row = db.find(Event, done)
        assert row is not None
        row.plan_state = "completed"
    assert [plan_of(bakery, event).over for event in (past, now, done)] == [True, False, True]


@pytest.mark.covers("L-36", "M-06")
def test_a_plan_is_whole_after_its_session_closed_and_holds_no_row(
    bakery: BakeryOnDatabase,
) -> None:
    plan = plan_of(bakery, stocked(bakery).event)
    seen: list[object] = [plan]
    for thing in seen:
        assert not isinstance(thing, Base)
        if isinstance(thing, BaseModel):
            seen += [getattr(thing, name) for name in type(thing).model_fields]
        elif isinstance(thing, list):
            seen += thing
    assert len(seen) > 100
    assert plan.model_dump_json()


def test_the_neighbour_has_no_plan_of_it(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase
) -> None:
    made = stocked(bakery)
    for ask in (service.plan_for, service.requirement_rows):
        with pytest.raises(NotFound), neighbour.session() as db:
            ask(db, made.event)
    with pytest.raises(NotFound), bakery.session() as db:
        service.plan_for(db, new_id())


def test_ten_times_the_data_takes_no_more_statements(bakery: BakeryOnDatabase) -> None:
    made = stocked(bakery)
    small = _cost(bakery, made)
    with bakery.session() as db:
        kitchen = Kitchen(db)
        for copy in range(10):
            more = stock(db, f" {copy}")
            kitchen.want(made.event, more.tower, 3)
    assert len(plan_of(bakery, made.event).units) == 22
    assert _cost(bakery, made) == small <= 28


def _cost(bakery: BakeryOnDatabase, made: Stocked) -> int:
    with statements() as heard:
        plan_of(bakery, made.event)
    return len(heard)


@settings(max_examples=examples(12))
@given(
    st.integers(1, 400),
    st.integers(1, 60),
    st.decimals("0.25", 3, places=2),
    st.sampled_from(["cup", "g", "lb"]),
    st.decimals(0, 50, places=3),
)
def test_every_figure_is_the_fold_of_its_chain(
    bakery: BakeryOnDatabase, wanted: int, items: int, nested: Decimal, unit: str, held: Decimal
) -> None:
    with bakery.session() as db:
        kitchen = Kitchen(db, f" {new_id()}")
        made = stock(db, kitchen.suffix)
        kitchen.lot(made.flour, str(held), unit)
        cake = kitchen.recipe("Cake", {made.flour: f"3 {unit}"})
        kitchen.nest(cake, made.cookie_recipe, str(nested))
        slice_ = kitchen.finished_unit(cake, "Slice", items)
        plate = kitchen.good("Plate", units={slice_: "2"}, goods={made.bag: "1"})
        event = kitchen.event("Tea", db.scope.today(), {plate: wanted, made.tower: 2})
        plan = service.plan_for(db, event)
    for demand in plan.units:
        assert demand.needed == sum(source.quantity for source in demand.sources)
        for source in demand.sources:
            assert source.quantity == prod(link.quantity for link in source.chain)
        assert demand.suggested is not None
        assert demand.suggested.extra is not None
        assert demand.suggested.extra >= 0
    for row in plan.ingredients:
        assert row.need == sum(use.quantity for use in row.uses)
        assert row.on_hand == sum(stock.quantity or 0 for stock in row.stock)
        assert row.missing in (0, row.need - row.on_hand)
        for use in row.uses:
            assert use.written == folded(use.chain, use.per_batch)
