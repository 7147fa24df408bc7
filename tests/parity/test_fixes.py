"""Where the desktop is wrong and we are not: one test for each FIX, on our own data set.

Figures worked out by hand from `own/kitchen.sql`; the oracle, which does not know our code, must
say the same."""

from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.parity import own
from tests.parity.answered import STAGE, Answered, picked
from tests.parity.bakery import Served
from tests.parity.compare import Refused
from tests.parity.harness import read
from tests.parity.imported import importing

MILL = ("events", "Mill day|2030-05-01")
QUAY = ("events", "Quay feast 🎏|2030-06-09")


@pytest.fixture(scope="module")
def answered(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Answered:
    folder: Path = own.build(tmp_path_factory.mktemp("own"))
    return Answered(read(folder), Served(folder, importing(engine)).answers(STAGE))


@pytest.mark.covers("F1", "A1", "R-INV-03")
def test_f1_a_price_is_that_of_a_package(answered: Answered) -> None:
    """0.7 kg of oat meal at 3.00 a bag of 2.5 kg, 10 g of salt at 0.01 a gram."""
    assert answered.fixed("F1", "recipes", "oat-thins", "estimated_cost") == Decimal("0.94")


@pytest.mark.covers("A3", "L-20", "M-30")
def test_a3_an_unknown_cost_is_not_nothing(answered: Answered) -> None:
    """Nobody sells eggs here, so nobody knows what the loaf costs; its glaze is known."""
    loaf = answered.fixed("A3", "recipes", "salt-loaf", "cost_with_components")
    assert (loaf["direct_ingredient_cost"], loaf["total_cost"]) == (None, None)
    assert loaf["total_component_cost"] == Decimal("0.15")
    assert isinstance(answered.ours["recipes"]["salt-loaf"]["estimated_cost"], Refused)


@pytest.mark.covers("A4")
def test_a4_a_price_typed_by_the_gram_is_told_by_its_lot(answered: Answered) -> None:
    """30 g at 0.01 a gram: 0.30, not 30 packages of 500 g at 0.01."""
    glaze = answered.fixed("A4", "recipes", "salt-glaze", "cost_with_components")
    assert glaze["total_cost"] == Decimal("0.3")


@pytest.mark.covers("A17")
def test_a17_the_first_thing_a_recipe_gives_is_always_the_same(answered: Answered) -> None:
    thins = answered.ours["recipes"]["oat-thins"]
    assert [unit["slug"] for unit in thins["finished_units"]] == ["oat-thin", "thin-tin"]
    cost = answered.fixed("A4", "recipes", "oat-thins", "cost_with_components")
    assert cost["cost_per_unit"] == cost["total_cost"] / 24


@pytest.mark.covers("A18")
def test_a18_different_things_of_one_recipe_are_not_added_up(answered: Answered) -> None:
    """Ten samplers: 60 thins are 3 batches of 24, and 10 tins are 3 batches of 4."""
    rows = answered.fixed("A18", "finished_goods", "thin-sampler", "recipe_batches_for_10")
    assert picked(rows, "units_needed", "batches", "waste_units") == {(60, 3, 12), (10, 3, 2)}


@pytest.mark.covers("F20")
def test_f20_what_a_kept_good_needs_is_baked(answered: Answered) -> None:
    """The loaf's recipe was not chosen; the crates need it all the same."""
    rows = answered.fixed("F20", *QUAY, "fu_requirements")
    assert picked(rows, "finished_unit", "quantity") == {("oat-thin", 48), ("small-loaf", 4)}


@pytest.mark.covers("F21")
def test_f21_the_demand_of_all_goods_is_one(answered: Answered) -> None:
    """40 thins in bags and 96 in crates are 136."""
    rows = answered.fixed("F21", *MILL, "batch_options")
    assert picked(rows, "finished_unit", "quantity_needed") == {
        ("oat-thin", 136),
        ("small-loaf", 8),
    }
    thins = next(row for row in rows if row["finished_unit"] == "oat-thin")
    assert picked(thins["options"], "batches", "difference") == {(5, -16), (6, 8)}


@pytest.mark.covers("F23", "A10")
def test_f23_a_batch_of_quarters_gives_four(answered: Answered) -> None:
    options = answered.fixed("F23", "finished_units", "small-loaf", "batch_options")
    told = ("batches", "total_yield", "difference", "is_shortfall")
    assert picked(options["24"], *told) == {(6, 24, 0, False)}
    assert picked(options["7"], *told) == {(1, 4, -3, True), (2, 8, 1, False)}


@pytest.mark.covers("F25", "A9")
def test_f25_nested_recipes_count(answered: Answered) -> None:
    """5 batches of thins take 50 g of salt; 2 of loaves 40 g, and 30 g in one of glaze."""
    rows = answered.fixed("F25", *MILL, "aggregated_ingredients")
    assert ("sea_salt", "g", 120) in picked(rows, "ingredient", "unit", "total_quantity")


@pytest.mark.covers("F26", "A7")
def test_f26_units_of_one_ingredient_are_merged(answered: Answered) -> None:
    """500 g and half a litre (200 g) a batch, and a kilogram a batch of loaves: 5.5 kg."""
    rows = answered.fixed("F25", *MILL, "aggregated_ingredients")
    oats = [row for row in rows if row["ingredient"] == "oat_meal"]
    assert picked(oats, "unit", "total_quantity") == {("kg", 5.5)}


@pytest.mark.covers("F27", "A8")
def test_f27_stock_is_converted_before_it_is_compared(answered: Answered) -> None:
    gaps = answered.fixed("F27", *MILL, "inventory_gaps")
    told = ("ingredient", "quantity_on_hand", "gap")
    assert ("oat_meal", 3.25, 2.25) in picked(gaps["purchase_items"], *told)
    enough = answered.fixed("F27", *QUAY, "inventory_gaps")["sufficient_items"]
    assert picked(enough, *told) == {("oat_meal", 3.25, 0)}


@pytest.mark.covers("F28")
def test_f28_goods_share_what_is_baked(answered: Answered) -> None:
    """120 thins: 5 bags take 40, and the 80 left fill 3 of 4 crates of 24."""
    plan = answered.fixed("F28", *MILL, "assembly_feasibility_plan")
    assert picked(plan["finished_goods"], "finished_good", "shortfall") == {
        ("picnic-bag", 0), ("picnic-crate", 1),
    }  # fmt: skip
    assert (plan["overall_feasible"], plan["decided_count"], plan["total_fu_count"]) == (
        False,
        1,
        2,
    )


@pytest.mark.covers("A2")
def test_a2_two_bags_cost_two_bags(answered: Answered) -> None:
    """3 kg are two bags of 2.5 kg at 3.00, not 2 × 2.5 × 3.00."""
    advice = answered.fixed("A2", "product_recommendations", "oat_meal|3|kg")
    bags = advice["product_recommendation"]
    assert (bags["min_packages"], bags["total_cost"]) == (2, 6)
    assert (bags["cost_per_package_unit"], bags["cost_per_recipe_unit"]) == (
        Decimal("1.2"),
        Decimal("1.2"),
    )


@pytest.mark.covers("A9")
def test_a9_a_batch_takes_what_is_inside_its_recipes(answered: Answered) -> None:
    """1 kg of oats at 1.20, and 30 g of salt for the glaze, of which there is none, at 0.01."""
    assert answered.fixed("A9", "recipes", "glazed-oats", "actual_fifo_cost") == Decimal("1.5")


@pytest.mark.covers("A15", "R-MAT-03")
def test_a15_what_a_centimetre_cost_is_not_rounded(answered: Answered) -> None:
    """1.00 for 300 cm is 0.0033333333 a centimetre, not 0.0033."""
    lots = answered.fixed("A15", "material_lots")
    assert [lot["cost_per_unit"] for lot in lots.values()] == [
        Decimal("0.0033333333"),
        Decimal("0.005"),
    ]
    used = answered.fixed("A15", "material_fifo_dry_runs", "jute_reel|2.5|meters")
    assert used["total_cost"] == 200 * Decimal("0.0033333333") + 50 * Decimal("0.005")
    cost = answered.fixed("A15", "material_units", "jute_reel/bow", "current_cost")
    assert round(cost, 6) == Decimal("0.216667")


@pytest.mark.covers("A19", "R-INV-04")
def test_a19_a_lot_of_unknown_cost_is_not_free(answered: Answered) -> None:
    """2.5 kg at 1.20, and half a kilogram of the lot of the same day that came after it."""
    used = answered.fixed("A19", "fifo_dry_runs", "oat_meal|3|kg")
    assert picked(used["breakdown"], "quantity_consumed", "unit_cost") == {(2.5, 1.2), (0.5, None)}
    assert used["total_cost"] is None


def test_r3_stock_is_worth_what_its_lots_cost(answered: Answered) -> None:
    """2.5 kg at 1.20; nobody knows of the other 0.75 kg, and 0.0004 g are dust."""
    assert answered.fixed("R3", "inventory_value") == 3


def test_r4_a_preview_takes_the_first_bought_first(answered: Answered) -> None:
    """Seven bows are 350 cm: 200 of the first reel, 150 of the second."""
    preview = answered.fixed("R4", "material_units", "jute_reel/bow", "preview_7")
    assert preview["total_cost"] == 200 * Decimal("0.0033333333") + 150 * Decimal("0.005")
