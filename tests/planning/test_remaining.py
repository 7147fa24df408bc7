"""What is still to buy while an event is baked: by unit of the thing, beside the stock there is."""

from decimal import Decimal

import pytest

from baketracker.planning import service
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.kitchen import CUP_OF_FLOUR, Kitchen
from tests.plan_life.baking import baked, begun


@pytest.mark.covers("F38")
def test_what_lies_in_the_pantry_is_not_bought_again(bakery: BakeryOnDatabase) -> None:
    made = begun(bakery)
    with bakery.session() as db:
        baked(db, made.event, made.cookie, 4, 192, 192)
        plan = service.plan_for(db, made.event)
    found = {row.ingredient.name: row for row in plan.ingredients}
    # Ten pounds of flour lie there, the recipes say cups: nothing is bought.
    assert found["Flour"].on_hand > 0
    assert found["Flour"].missing == 0
    # Sugar: 4 batches of cookies of 2 cups and 8 of brownies of 1.5 are left, 13 cups lie there.
    assert (found["Sugar"].need, found["Sugar"].missing) == (Decimal(20), Decimal(7))


@pytest.mark.covers("F33")
def test_sizes_of_one_recipe_are_counted_by_themselves_and_then_added(
    bakery: BakeryOnDatabase,
) -> None:
    with bakery.session() as db:
        kitchen = Kitchen(db)
        flour = kitchen.ingredient("Flour")
        cookies = kitchen.recipe("Cookies", {flour: "1 cup"})
        small = kitchen.finished_unit(cookies, "Cookie", 48, item_unit="small")
        large = kitchen.finished_unit(cookies, "Large cookie", 24, item_unit="large")
        box = kitchen.good("Box", units={small: "48", large: "48"})
        event = kitchen.event("Fair", db.scope.today(), {box: 1}, cookies)
    with bakery.session() as db:
        plan = service.plan_for(db, event)
    assert {unit.name: unit.suggested.batches for unit in plan.units if unit.suggested} == {
        "Cookie": 1, "Large cookie": 2
    }  # fmt: skip
    # 96 pieces over 48 would be two; it takes three.
    assert plan.batches == 3
    assert [row.need for row in plan.ingredients] == [Decimal(3)]


@pytest.mark.covers("F34")
def test_cups_and_grams_of_one_ingredient_are_added_in_one_unit_and_never_as_bare_numbers(
    bakery: BakeryOnDatabase,
) -> None:
    with bakery.session() as db:
        kitchen = Kitchen(db)
        flour = kitchen.ingredient("Flour", **CUP_OF_FLOUR)
        loose = kitchen.ingredient("Rose petals")
        bread = kitchen.recipe("Bread", {flour: "2 cup", loose: "5 piece"})
        cake = kitchen.recipe("Cake", {flour: "240 g", loose: "10 g"})
        loaf = kitchen.finished_unit(bread, "Loaf", 1)
        slab = kitchen.finished_unit(cake, "Slab", 1)
        box = kitchen.good("Box", units={loaf: "1", slab: "1"})
        event = kitchen.event("Fair", db.scope.today(), {box: 1}, bread, cake)
    with bakery.session() as db:
        rows = service.plan_for(db, event).ingredients
    told = sorted((row.ingredient.name, round(row.need, 9), row.unit) for row in rows)
    assert told == [
        ("Flour", Decimal(4), "cup"),
        ("Rose petals", Decimal(5), "piece"),
        ("Rose petals", Decimal(10), "g"),
    ]
