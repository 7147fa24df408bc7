"""What one batch costs: the rules."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baketracker.costs import Cost, NoPrice, unit_price
from baketracker.measures.conversion import convert
from baketracker.recipes.batches import Yield, YieldMode
from baketracker.recipes.costing import Batch, Priced, Usual, per_item, with_components

QUANTITIES = st.decimals(min_value="0.001", max_value=5_000, places=3)
PRICES = st.decimals(min_value="0.01", max_value=500, places=2)
UNITS = st.sampled_from(["cup", "tsp", "g", "lb", "oz", "ml"])
CUP_OF_FLOUR = Decimal(str(120 / 236.588))


def flour(per_unit: Decimal | None, unit: str = "lb", density: Any = CUP_OF_FLOUR) -> Priced:
    return Priced("Flour", density, Usual("Old Mill", unit, per_unit))


def spent(amount: str) -> Cost:
    return Cost(known=Decimal(amount))


@pytest.mark.covers("F1", "A1", "R-INV-03")
def test_two_cups_of_flour_from_a_five_pound_bag() -> None:
    """The worked example: 0.80 for 5 lb; a cup weighs 120 g."""
    bag = flour(unit_price(Decimal("0.80"), Decimal(5)))
    assert round(bag.cost_of(Decimal(2), "cup").known, 6) == Decimal("0.084658")


@pytest.mark.covers("R-INV-03")
@given(QUANTITIES, PRICES, UNITS)
def test_with_one_unit_in_a_package_it_is_the_desktops_figure(
    quantity: Decimal, price: Decimal, unit: str
) -> None:
    """The desktop multiplied the converted quantity by the package's price."""
    desktop = convert(quantity, unit, "lb", CUP_OF_FLOUR) * price
    assert flour(unit_price(price, Decimal(1))).cost_of(quantity, unit).known == desktop


@given(QUANTITIES, st.integers(1, 50), PRICES, UNITS)
def test_so_much_more_costs_so_much_more(
    quantity: Decimal, times: int, price: Decimal, unit: str
) -> None:
    bag = flour(price)
    once, more = bag.cost_of(quantity, unit), bag.cost_of(quantity * times, unit)
    assert float(more.known) == pytest.approx(float(once.known) * times, rel=1e-12)


@pytest.mark.covers("A3", "L-20", "M-30")
@pytest.mark.parametrize(
    ("ingredient", "unit", "code", "words"),
    [
        (Priced("Flour", CUP_OF_FLOUR, None), "cup", "no_usual_product", "Flour"),
        (flour(None), "cup", "no_price", "Old Mill"),
        (flour(Decimal(1), density=None), "cup", "conversion", "what a cup of Flour weighs"),
        (flour(Decimal(1)), "each", "conversion", "each cannot be turned into lb"),
        (flour(Decimal(1)), "handful", "unknown_unit", "handful"),
        (flour(Decimal(1), unit="bag"), "cup", "conversion", "bag"),
    ],
)
def test_what_cannot_be_priced_says_why(
    ingredient: Priced, unit: str, code: str, words: str
) -> None:
    cost = ingredient.cost_of(Decimal(2), unit)
    assert (cost.known, cost.total) == (0, None)
    assert [issue.code for issue in cost.unknown] == [code]
    assert words in cost.unknown[0].sentence


@pytest.mark.covers("F1", "A9")
def test_nested_recipes_count_with_their_batches() -> None:
    batches: dict[Any, Batch] = {
        "cookie": Batch("Sugar Cookie", spent("0.144658"), (("frosting", Decimal("0.5")),)),
        "frosting": Batch("Frosting", spent("0.87")),
    }
    costs = with_components(batches)
    assert costs["cookie"].total == Decimal("0.579658")
    assert costs["frosting"].total == Decimal("0.87")


def test_a_recipe_reached_in_two_ways_counts_twice() -> None:
    batches: dict[Any, Batch] = {
        "cake": Batch("Cake", spent("1"), (("cream", Decimal(1)), ("glaze", Decimal(2)))),
        "cream": Batch("Cream", spent("2"), (("sugar", Decimal(1)),)),
        "glaze": Batch("Glaze", spent("3"), (("sugar", Decimal(1)),)),
        "sugar": Batch("Sugar", spent("0.5")),
    }
    assert with_components(batches)["cake"].total == Decimal("10.5")


def test_many_layers_in_two_ways_each_are_opened_once() -> None:
    layers: dict[Any, Batch] = {
        n: Batch(str(n), spent("1"), ((n + 1, Decimal(1)), ((n + 1), Decimal(1))))
        for n in range(200)
    }
    costs = with_components(layers | {200: Batch("last", spent("1"))})
    assert costs[190].total == 2**11 - 1


def test_a_circle_has_no_cost_and_says_so() -> None:
    batches: dict[Any, Batch] = {
        "hen": Batch("Hen", spent("1"), (("egg", Decimal(1)),)),
        "egg": Batch("Egg", spent("1"), (("hen", Decimal(1)),)),
        "nest": Batch("Nest", spent("1")),
    }
    costs = with_components(batches)
    assert costs["hen"].total is None
    assert costs["egg"].total is None
    assert "“Hen” contains itself" in costs["hen"].unknown[0].sentence
    assert costs["nest"].total == 1


@pytest.mark.covers("F1")
def test_one_item_costs_its_share_of_the_batch() -> None:
    batch = spent("0.579658")
    by_count = per_item(batch, Yield(YieldMode.DISCRETE_COUNT, items_per_batch=48), "Cookie")
    assert by_count.known == pytest.approx(Decimal("0.012076"), abs=Decimal("1e-6"))
    quarter = Yield(YieldMode.BATCH_PORTION, batch_percentage=Decimal(25))
    assert per_item(spent("8"), quarter, "Slice").total == 2


@pytest.mark.covers("L-20")
def test_an_item_of_a_silent_recipe_has_no_cost() -> None:
    silent = Yield(YieldMode.DISCRETE_COUNT)
    cost = per_item(spent("8") + Cost.because(NoPrice("Flour")), silent, "Cookie")
    assert (cost.known, cost.total) == (0, None)
    assert [issue.code for issue in cost.unknown] == ["no_price", "yield_missing"]


@given(st.lists(PRICES, min_size=1, max_size=6), st.integers(1, 200))
def test_all_items_together_cost_the_batch(lines: list[Decimal], items: int) -> None:
    batch = sum((Cost(known=line) for line in lines), Cost())
    one = per_item(batch, Yield(YieldMode.DISCRETE_COUNT, items_per_batch=items), "Cookie")
    assert float(one.times(items).known) == pytest.approx(float(batch.known), rel=1e-12)
