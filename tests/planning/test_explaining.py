"""Every figure opens its chain, and folding the chain gives exactly the figure."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baketracker.db.types import new_id
from baketracker.errors import NotFound
from baketracker.events.models import Event
from baketracker.finished_goods.models import FinishedGood
from baketracker.planning import service
from baketracker.planning.explaining import explain_figure
from baketracker.planning.explanations import Explanation
from baketracker.planning.schemas import PlanView
from baketracker.recipes.models import FinishedUnit
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.clients import call_tool, program
from tests.factories.depth import examples
from tests.factories.kitchen import Kitchen, stock, stocked
from tests.planning.furnished import bought, change, everything_bought, plan_of, units

pytestmark = pytest.mark.covers("O-10")


def figures(plan: PlanView) -> dict[str, Any]:
    """Every figure that can be asked for, with what the plan says."""
    told: dict[str, Any] = {"cost": plan.cost.known}
    for unit in plan.units:
        chosen = unit.chosen
        told[f"unit:{unit.id}"] = unit.to_make
        told[f"batches:{unit.id}"] = chosen.batches if chosen else 0
        told[f"makes:{unit.id}"] = chosen.makes if chosen else 0
    for row in plan.ingredients:
        told[f"ingredient:{row.ingredient.id}:{row.unit}"] = row.need
        told[f"missing:{row.ingredient.id}:{row.unit}"] = row.missing
        if row.buy:
            told[f"buy:{row.ingredient.id}"] = row.buy.packages
    return told


def check(plan: PlanView) -> None:
    for figure, value in figures(plan).items():
        tree = explain_figure(plan, figure)
        assert tree.figure == figure
        assert tree.value == value, figure
        _nodes_fold(tree)


def _nodes_fold(tree: Explanation) -> None:
    assert tree.folded() == tree.value, tree.label
    for part in tree.parts:
        _nodes_fold(part)


def test_380_cookies_are_bags_and_towers(bakery: BakeryOnDatabase) -> None:
    made = stocked(bakery)
    with bakery.session("member") as db:
        tree = service.explain(db, made.event, f"unit:{made.cookie}")
    assert (tree.label, tree.value, tree.operation) == ("Cookie", 380, "sum")
    assert [[leaf.value for leaf in chain.parts] for chain in tree.parts] == [
        [50, 6], [5, 2, 6], [5, 4],
    ]  # fmt: skip


def test_the_sugar_to_buy_goes_back_to_the_goods(bakery: BakeryOnDatabase) -> None:
    made = stocked(bakery)
    with bakery.session() as db:
        sack = Kitchen(db).product(made.sugar, "cup", preferred=True, package_quantity=Decimal(4))
        bought(db, sack, "3.00")
    plan = plan_of(bakery, made.event)
    tree = explain_figure(plan, f"buy:{made.sugar}")
    assert (tree.value, tree.unit, tree.operation) == (4, "packages", "ceil_packages")
    seen, waiting = set(), [tree]
    while waiting:
        node = waiting.pop()
        seen.add(node.label)
        waiting += node.parts
    assert {"Bag", "Tower", "Cookie", "Frosting", "Cane & Co", "One package"} <= seen
    check(plan)


@settings(max_examples=examples(15))
@given(
    st.integers(1, 400),
    st.integers(1, 60),
    st.decimals(1, 100, places=2),
    st.sampled_from(["cup", "g", "lb"]),
    st.integers(0, 50),
)
def test_every_figure_folds(
    bakery: BakeryOnDatabase, wanted: int, items: int, percent: Decimal, unit: str, held: int
) -> None:
    with bakery.session() as db:
        kitchen = Kitchen(db, f" {new_id()}")
        made = stock(db, kitchen.suffix)
        kitchen.lot(made.flour, str(held), unit)
        cake = kitchen.recipe("Cake", {made.flour: f"3 {unit}"})
        kitchen.nest(cake, made.cookie_recipe, "0.3")
        slice_ = kitchen.finished_unit(cake, "Slice", items)
        quarter = kitchen.finished_unit(
            cake, "Share", None, yield_mode="batch_portion", batch_percentage=percent
        )
        plate = kitchen.good("Plate", units={slice_: "2", quarter: "1"}, goods={made.bag: "1"})
        event = kitchen.event("Tea", db.scope.today(), {plate: wanted, made.tower: 2})
        if held % 2:
            change(db, Event, event, net_goods=True, net_units=True)
            change(db, FinishedGood, made.bag, on_hand=held)
            change(db, FinishedUnit, slice_, on_hand=held)
            kitchen.decide(event, made.cookie, held)
        everything_bought(db, "2.35")
        check(service.plan_for(db, event))


def test_netted_pieces_are_explained_by_what_lies_there(bakery: BakeryOnDatabase) -> None:
    made = stocked(bakery)
    with bakery.session() as db:
        change(db, Event, made.event, net_goods=True, net_units=True)
        soon = db.scope.today() + timedelta(days=30)
        change(db, FinishedGood, made.bag, on_hand=10, on_hand_until=soon)
        change(db, FinishedUnit, made.cookie, on_hand=20)
    plan = plan_of(bakery, made.event)
    cookie = units(plan)["Cookie"]
    assert (cookie.needed, cookie.from_goods, cookie.from_stock, cookie.to_make) == (
        380, 60, 20, 300,
    )  # fmt: skip
    assert cookie.stock_reason is not None
    assert "Nobody has said" in cookie.stock_reason.sentence
    tree = explain_figure(plan, f"unit:{made.cookie}")
    assert [part.value for part in tree.parts] == [380, 60, 20]
    check(plan)


def test_page_less_doors_tell_the_same_chain(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase
) -> None:
    made = stocked(bakery)
    path, figure = f"/api/events/{made.event}/plan/explanation", f"batches:{made.cookie}"
    told = program(bakery).get(path, params={"figure": figure})
    assert told.status_code == 200
    asked = {"event_id": str(made.event), "figure": figure}
    tool = call_tool(program(bakery, "read"), "explain_number", **asked)
    assert tool["structuredContent"] == told.json()
    assert told.json()["value"] == "8"
    assert program(bakery).get(path, params={"figure": "batches:nobody"}).status_code == 404
    assert program(neighbour).get(path, params={"figure": figure}).status_code == 404
    assert call_tool(program(neighbour), "explain_number", **asked)["isError"]


@pytest.mark.parametrize("figure", ["", "cost:x", "unit:", "price:1", "ingredient:1", "buy:2:g"])
def test_a_figure_nobody_knows_is_not_found(bakery: BakeryOnDatabase, figure: str) -> None:
    plan = plan_of(bakery, stocked(bakery).event)
    with pytest.raises(NotFound):
        explain_figure(plan, figure)
