"""Packaging and materials of everything that is packed, what of it lies there, and what a plan
costs: unknown is never 0."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from baketracker.db.types import new_id
from baketracker.events.models import Event, KitchenSettings
from baketracker.ingredients.models import Ingredient
from baketracker.pantry.models import Lot
from baketracker.planning.gaps import Lot as StoredLot
from baketracker.planning.promises import serve
from baketracker.planning.supplies import Store, SupplyLine, supply_wants
from baketracker.recipes.models import Recipe
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.kitchen import Kitchen, stock, stocked
from tests.planning.furnished import (
    add_ribbon,
    bought,
    change,
    everything_bought,
    plan_of,
    ribbon,
    units,
    wrap,
)

TWO, FIVE = Decimal(2), Decimal(5)


@pytest.mark.covers("M-19", "D-14")
def test_a_kind_is_met_by_several_products_and_no_piece_is_promised_twice() -> None:
    store = Store(
        lines={
            "bag": [SupplyLine("red box", Decimal(1)), SupplyLine("red box", TWO, "box")],
            "tower": [SupplyLine("blue box", Decimal(1), "box")],
        },
        kinds={"box": ["red box", "blue box"]},
        lots={
            "red box": [StoredLot(1, None, FIVE, "", "red box")],
            "blue box": [StoredLot(2, None, Decimal(8), "", "blue box")],
        },
    )
    wants = supply_wants({"bag": 4, "tower": 3, "none": 0}, store)
    gaps, _ = serve(wants, date(2026, 12, 24))
    told = [(gap.need.item, gap.need.kind, gap.wanted, gap.on_hand, gap.short) for gap in gaps]
    assert told == [("red box", None, 4, 5, 0), ("red box", "box", 11, 9, 2)]


@pytest.mark.covers("D-14", "M-19")
def test_packaging_of_the_plan_stands_beside_the_pantry(bakery: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        made = stock(db)
        kitchen = Kitchen(db)
        supplies = kitchen.ingredient("Supplies")
        box = kitchen.product(supplies, "each", name="Box", brand="Red")
        other = kitchen.product(supplies, "each", name="Box", brand="Blue")
        dozen = kitchen.product(supplies, "dozen", name="Box", brand="Green")
        for product, count in ((box, "30"), (other, "15"), (dozen, "9")):
            kitchen.stock(product, count)
        late = kitchen.stock(other, "40")
        change(db, Lot, late, expires_on=db.scope.today())
        wrap(db, made.bag, "1", packaging_product_id=box, is_generic=True)
        bought(db, other, "0.50")
    plan = plan_of(bakery, made.event)
    (row,) = plan.wrapping
    assert (row.product, row.is_generic, row.needed, row.on_hand, row.missing) == (
        "Box", True, 60, 45, 15,
    )  # fmt: skip
    assert [(one.product, one.quantity) for one in row.stock] == [
        ("Red Box", 30), ("Blue Box", 15), ("Blue Box", None),
    ]  # fmt: skip
    assert (row.cost, plan.cost.packaging, plan.to_buy_supplies) == (30, 30, 1)
    assert not plan.feasible


@pytest.mark.covers("M-19", "D-14")
def test_any_reel_of_the_ribbon_serves(bakery: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        made = stock(db)
        unit, material = ribbon(db, "700", "0.05")
        add_ribbon(db, material, new_id(), "400", "0.07")
        wrap(db, made.bag, "1", material_unit_id=unit)
    plan = plan_of(bakery, made.event)
    (row,) = plan.materials
    # 60 bags, those inside the towers too, at 20 cm each.
    assert (row.needed, row.on_hand, row.missing, row.base_unit) == (1200, 1100, 100, "linear_cm")
    assert [use.count for use in row.uses] == [60]
    assert len(row.stock) == 2
    assert row.cost == plan.cost.materials == 60 * 20 * Decimal("0.05")
    assert plan.goods[0].parts[-1].kind == "material_unit"


@pytest.mark.covers("M-30")
def test_an_unknown_price_makes_the_total_unknown_and_never_nothing(
    bakery: BakeryOnDatabase,
) -> None:
    made = stocked(bakery)
    plan = plan_of(bakery, made.event)
    assert (plan.cost.food, plan.cost.total, plan.cost.packaging) == (None, None, 0)
    assert all(wish.cost is None for wish in plan.goods)
    assert "Old Mill" in " ".join(issue.sentence for issue in plan.cost.unknown)
    with bakery.session() as db:
        everything_bought(db, "2.00")
    priced = plan_of(bakery, made.event)
    assert priced.cost.unknown == []
    assert priced.cost.total == priced.cost.food == priced.cost.known
    assert priced.cost.total == sum(row.cost or 0 for row in priced.ingredients)
    batches = sum(unit.cost or 0 for unit in priced.units)
    assert batches == pytest.approx(priced.cost.total, rel=Decimal("1e-12"))
    cookie = units(priced)["Cookie"]
    assert [one.cost for one in cookie.options] == [
        pytest.approx(cookie.cost / 8 * 7), cookie.cost,  # type: ignore[operator]
    ]  # fmt: skip


@pytest.mark.covers("P-41")
def test_allergens_climb_from_ingredients_to_goods(bakery: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        made = stock(db)
        change(db, Ingredient, made.flour, allergens=["gluten"])
        nuts = Kitchen(db).ingredient("Hazelnut", allergens=["nuts"])
        praline = Kitchen(db).recipe("Praline", {nuts: "1 cup"})
        Kitchen(db).nest(made.frosting, praline, "0.25")
        plain = Kitchen(db).good("Plain", units={made.brownie: "1"})
        Kitchen(db).want(made.event, plain, 1, 9)
    plan = plan_of(bakery, made.event)
    assert plan.allergens == ["gluten", "nuts"]
    assert units(plan)["Cookie"].allergens == ["gluten", "nuts"]
    assert units(plan)["Brownie"].allergens == ["gluten"]
    assert [wish.allergens for wish in plan.goods] == [
        ["gluten", "nuts"], ["gluten", "nuts"], ["gluten"],
    ]  # fmt: skip


@pytest.mark.covers("K-66")
def test_waste_is_warned_of_from_the_kitchens_own_threshold(bakery: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        made = stock(db)
        Kitchen(db).decide(made.event, made.brownie, 10)
        change(db, Recipe, made.brownie_recipe, minutes=40)
    plan = plan_of(bakery, made.event)
    # 60 of 240 are 25 %; the cookies leave 4 of 384.
    assert [one.sentence for one in plan.waste_warnings] == [
        "60 of 240 Brownie would be left over."
    ]
    assert units(plan)["Brownie"].minutes == 400
    assert plan.minutes is None
    with bakery.session() as db:
        db.add(KitchenSettings(waste_percent=25))
    assert plan_of(bakery, made.event).waste_warnings == []


@pytest.mark.covers("O-04")
def test_stock_that_spoils_before_the_day_is_shown_with_the_reason(
    bakery: BakeryOnDatabase,
) -> None:
    with bakery.session() as db:
        made = stock(db)
        spoils = db.scope.today() + timedelta(days=5)
        for lot in db.query(Lot):
            if lot.quantity == 10:
                lot.expires_on = spoils
    rows = {row.ingredient.name: row for row in plan_of(bakery, made.event).ingredients}
    assert (rows["Sugar"].on_hand, rows["Flour"].on_hand) == (3, 0)
    (sack,) = rows["Flour"].uncounted
    assert sack.issue is not None
    assert sack.issue.sentence == "It will no longer be good on the day."
    assert rows["Flour"].unlike == []
    with bakery.session() as db:
        change(db, Event, made.event, net_ingredients=False)
    rows = {row.ingredient.name: row for row in plan_of(bakery, made.event).ingredients}
    assert all(row.missing == row.need for row in rows.values())
    reasons = {one.issue.sentence for one in rows["Sugar"].uncounted if one.issue}
    assert reasons == {"This plan does not count what is in the pantry."}


@pytest.mark.covers("M-25")
def test_what_stands_in_the_way_of_locking_is_said(bakery: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        made = stock(db)
        empty = Kitchen(db).event("Empty", db.scope.today(), {})
        dry = Kitchen(db).finished_unit(Kitchen(db).recipe("Toffee", {}), "Toffee", None)
        tin = Kitchen(db).good("Tin", units={dry: "2"})
        Kitchen(db).want(made.event, tin, 2, 8)
        Kitchen(db).decide(made.event, made.brownie, 1)
    blockers = plan_of(bakery, made.event).lock.blockers
    assert [one.code for one in blockers] == ["recipes_missing", "short_batches", "yield_missing"]
    assert "Toffee" in blockers[0].sentence
    assert plan_of(bakery, made.event).goods[2].missing_recipes[0].name == "Toffee"
    assert [one.code for one in plan_of(bakery, empty).lock.blockers] == ["nothing_wanted"]
    with bakery.session() as db:
        change(db, Event, empty, plan_state="locked")
    assert not plan_of(bakery, empty).lock.may_lock


@pytest.mark.covers("S1-diverse-scenarios")
def test_ten_thousand_boxes_are_planned_to_the_piece(bakery: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        made = stock(db)
        event = Kitchen(db).event("Mart", db.scope.today(), {made.tower: 10_000})
    plan = plan_of(bakery, event)
    assert {name: unit.needed for name, unit in units(plan).items()} == {
        "Cookie": 160_000, "Brownie": 60_000,
    }  # fmt: skip
    assert plan.assembly.feasible
    assert plan.batches == 3334 + 2500
