"""What the batches need, nested recipes included, said in one unit where it can be."""

from collections.abc import Hashable
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baketracker.errors import NotFound
from baketracker.recipes.ingredients import (
    Batches,
    Ingredient,
    Line,
    Need,
    Nested,
    Recipe,
    collect,
    merge,
)
from tests.planning.kitchens import CUP_OF_FLOUR, INGREDIENTS, RECIPES, cups

DECIDED = (Batches("sugar-cookie", Decimal(8)), Batches("brownie", Decimal(7)))


def figures(needs: tuple[Need, ...]) -> list[tuple[str, Decimal, str]]:
    return [(need.ingredient.name, need.quantity, need.unit) for need in needs]


def test_eight_and_seven_batches_need_butter_and_the_sugar_of_the_frosting() -> None:
    assert figures(merge(collect(DECIDED, RECIPES), INGREDIENTS)) == [
        ("Butter", Decimal("4"), "cup"),
        ("Cocoa", Decimal("3.5"), "cup"),
        ("Flour", Decimal("23"), "cup"),
        ("Sugar", Decimal("26.5"), "cup"),
    ]


def test_two_batches_of_cookies_say_where_their_sugar_comes_from() -> None:
    sugar = merge(collect([Batches("sugar-cookie", Decimal(2))], RECIPES), INGREDIENTS)[2]
    told = [
        ([str(factor.recipe) for factor in source.use.chain], source.quantity)
        for source in sugar.sources
    ]
    assert told == [
        (["sugar-cookie"], Decimal(2)),
        (["sugar-cookie", "frosting"], Decimal(2)),
    ]
    assert sugar.quantity == 4


def test_the_need_is_said_in_the_unit_the_product_is_sold_in() -> None:
    sold = {**INGREDIENTS, "flour": Ingredient("flour", "Flour", CUP_OF_FLOUR, "lb")}
    flour = merge(collect(DECIDED, RECIPES), sold)[2]
    assert flour.unit == "lb"
    assert round(flour.quantity, 3) == Decimal("6.085")
    assert flour.by_unit() == {"cup": Decimal(23)}


def test_two_units_of_one_ingredient_are_merged_into_the_first_met() -> None:
    recipes: dict[Hashable, Recipe] = {
        "r": Recipe("r", "R", (Line("sugar", Decimal(500), "g"), Line("sugar", Decimal(1), "kg")))
    }
    (need,) = merge(collect([Batches("r", Decimal(2))], recipes), INGREDIENTS)
    assert (need.quantity, need.unit) == (Decimal(3000), "g")
    assert need.by_unit() == {"g": 1000, "kg": 2}


def test_what_cannot_be_said_in_one_unit_keeps_its_own_need() -> None:
    eggs: dict[Hashable, Ingredient] = {"egg": Ingredient("egg", "Egg", None, "bag")}
    lines = (
        Line("egg", Decimal(2), "each"),
        Line("egg", Decimal(100), "g"),
        Line("egg", Decimal(1), "dozen"),
        Line("egg", Decimal(1), "hank"),
    )
    recipes: dict[Hashable, Recipe] = {"r": Recipe("r", "R", lines)}
    needs = merge(collect([Batches("r", Decimal(1))], recipes), eggs)
    assert figures(needs) == [
        ("Egg", Decimal(14), "each"),
        ("Egg", Decimal(100), "g"),
        ("Egg", Decimal(1), "hank"),
    ]


def test_a_recipe_inside_itself_is_taken_once_and_a_shared_one_twice() -> None:
    recipes: dict[Hashable, Recipe] = {
        "a": Recipe(
            "a", "A", (cups("sugar", "1"),), (Nested("b", Decimal(1)), Nested("c", Decimal(1)))
        ),
        "b": Recipe("b", "B", (), (Nested("c", Decimal(3)), Nested("a", Decimal(9)))),
        "c": Recipe("c", "C", (cups("butter", "1"),)),
    }
    needs = merge(collect([Batches("a", Decimal(1))], recipes), INGREDIENTS)
    assert figures(needs) == [("Butter", Decimal(4), "cup"), ("Sugar", Decimal(1), "cup")]


def test_a_recipe_or_ingredient_nobody_has_is_not_found() -> None:
    with pytest.raises(NotFound):
        collect([Batches("scone", Decimal(1))], RECIPES)
    with pytest.raises(NotFound):
        merge(collect(DECIDED, RECIPES), {})


amounts = st.decimals(Decimal("0.01"), 1000, places=2)
lines = st.lists(st.tuples(amounts, st.sampled_from(["g", "kg", "oz", "cup", "tsp"])), min_size=1)


@given(lines, st.decimals(Decimal("0.5"), 20, places=1))
def test_with_a_density_all_weights_and_volumes_become_one_need(
    written: list[tuple[Decimal, str]], batches: Decimal
) -> None:
    recipe = Recipe("r", "R", tuple(Line("flour", quantity, unit) for quantity, unit in written))
    (need,) = merge(collect([Batches("r", batches)], {"r": recipe}), INGREDIENTS)
    assert need.unit == written[0][1]
    assert need.quantity == sum(source.quantity for source in need.sources)
    assert sum(need.by_unit().values()) == sum(quantity * batches for quantity, _ in written)
