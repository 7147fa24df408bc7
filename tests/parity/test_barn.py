"""Where the desktop is wrong about what is made of a plan and we are not: one test for each FIX.

Figures worked out by hand from `own/kitchen.sql` and `own/barn.sql`; the oracle, which does not
know our code, must say the same."""

from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.parity import own
from tests.parity.answered import STAGE, Answered, picked
from tests.parity.bakery import Served
from tests.parity.harness import read, run
from tests.parity.imported import importing
from tests.parity.sections import MADE

MILL = ("events", "Mill day|2030-05-01")
QUAY = ("events", "Quay feast 🎏|2030-06-09")
BARN = ("events", "Barn dance|2030-07-07")
SAMPLER = ("finished_goods", "thin-sampler")


class Made(Served):
    """Only what is made of the plans."""

    proves = frozenset(MADE)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return own.build(tmp_path_factory.mktemp("barn"), "barn.json", "kitchen.sql", "barn.sql")


@pytest.fixture(scope="module")
def answered(engine: Engine, folder: Path) -> Answered:
    return Answered(read(folder), Made(folder, importing(engine)).answers(STAGE))


def test_all_that_is_made_is_explained_to_the_last_leaf(engine: Engine, folder: Path) -> None:
    report = run(read(folder), Made(folder, importing(engine)))
    assert report.complaints == []
    for section in MADE:
        assert report.sections[section].equal + report.sections[section].by_rule > 0
        assert report.sections[section].uncovered == 0


@pytest.mark.covers("F40", "A20", "A21")
def test_f40_stock_is_not_promised_to_two_lines(answered: Answered) -> None:
    """20 times 500 g and half a litre (200 g) are 14 kg beside 3.25, not 10 kg and 10 l."""
    enough = answered.fixed("F40", "recipes", "oat-thins", "can_produce")["20"]
    told = ("ingredient_slug", "needed", "available", "unit")
    assert ("oat_meal", 14000, 3250, "g") in picked(enough["missing"], *told)


@pytest.mark.covers("F37")
def test_f37_materials_count(answered: Answered) -> None:
    """Two bows of 50 cm in each of 25 take 25 m beside 5 m; the tin that is there makes one."""
    packed = answered.fixed("F37", *SAMPLER, "can_assemble")["25"]
    told = ("component", "needed", "available")
    assert ("jute_reel/bow", 2500, 500) in picked(packed["missing"], *told)
    foreseen = answered.fixed("F37", *SAMPLER, "feasibility")["25"]
    assert (foreseen["can_assemble"], foreseen["status"]) == (1, "partial")


@pytest.mark.covers("F8", "F10", "B1")
def test_f8_packaging_is_a_part_of_what_a_good_costs(answered: Answered) -> None:
    """Eight thins at 0.0389, and a gram of salt at its last price, for there is none left."""
    bag = answered.fixed("F8", "finished_goods", "picnic-bag", "cost_breakdown")
    costs = ("food_cost", "packaging_cost", "material_cost", "total_cost")
    assert [float(bag[name]) for name in costs] == [0.3112, 0.01, 0, 0.3212]
    crate = answered.fixed("F8", "finished_goods", "picnic-crate", "cost_breakdown")
    assert crate["total_cost"] is None


@pytest.mark.covers("F43", "A14")
def test_f43_a_good_in_a_package_costs_what_packing_it_took(answered: Answered) -> None:
    """The sampler took its bows too; nobody knows what a loaf in the crate costs."""
    assert answered.fixed("F43", "packages", "Thin gift", "cost") == Decimal("0.74")
    assert answered.fixed("F43", "packages", "Miller's box", "cost") is None


@pytest.mark.covers("B2")
def test_b2_a_package_says_what_its_lines_cost(answered: Answered) -> None:
    told = answered.fixed("B2", "packages", "Miller's box", "service_breakdown")
    assert picked(told["lines"], "finished_good", "quantity", "line_total") == {
        ("thin-sampler", 2, 1.48),
        ("picnic-crate", 1, None),
    }


@pytest.mark.covers("F39")
def test_f39_gifts_are_taken_apart_like_any_wish(answered: Answered) -> None:
    """12 thins in two samplers and 24 in the three bags of the crate, each bag with its box."""
    rows = answered.fixed("F39", *BARN, "recipe_needs_from_gifts")
    told = ("total_units_needed", "batches_needed", "items_per_batch")
    assert picked(rows, *told) == {(36, 2, 24), (2, 1, 4)}
    boxes = answered.fixed("F39", *BARN, "packaging_needs")
    assert picked(boxes, "product", "total_needed") == {("sea_salt|||500 g", 3)}


@pytest.mark.covers("F38", "A6", "A7")
def test_f38_a_list_to_buy_from_sees_the_stock(answered: Answered) -> None:
    """2.1 kg for thins and tins and 1 kg for loaves beside 2.5 kg: one bag for 3.00."""
    told = answered.fixed("F38", *BARN, "shopping_list_gifts")
    oats = next(row for row in told["items"] if row["ingredient"] == "oat_meal")
    assert (oats["quantity_needed"], oats["shortfall"]) == (Decimal("3.1"), Decimal("0.6"))
    assert oats["product_recommendation"]["total_cost"] == 3
    assert told["total_estimated_cost"] == 8
    rows = answered.fixed("F38", *BARN, "shopping_list_total")
    assert ("oat_meal", 0.6, False) in picked(rows, "ingredient", "to_buy", "is_sufficient")


@pytest.mark.covers("F19", "F33", "B4")
def test_f19_there_is_one_plan(answered: Answered) -> None:
    """Five decided batches and two loaves' worth; the desktop looks for targets and finds none."""
    plan = answered.fixed("F19", *MILL, "legacy_plan")
    told = ("recipe", "units_needed", "batches", "waste_units")
    assert picked(plan["recipe_batches"], *told) == {
        ("oat-thins", 136, 5, -16), ("salt-loaf", 8, 2, 0),
    }  # fmt: skip
    rows = answered.fixed("F19", *MILL, "shopping_list_remaining")
    assert ("oat_meal", 5.5, 2.25) in picked(rows, "ingredient", "needed", "to_buy")
    assert answered.fixed("F19", *QUAY, "legacy_plan")["recipe_batches"]


@pytest.mark.covers("F34")
def test_f34_frozen_ingredients_are_merged(answered: Answered) -> None:
    """Twice 500 g, as it was frozen, in the unit of the bag."""
    rows = answered.fixed("F34", *BARN, "plan_from_snapshots")["shopping_list"]
    assert picked(rows, "ingredient", "quantity", "unit") == {
        ("oat_meal", 1, "kg"),
        ("sea_salt", 20, "g"),
    }


@pytest.mark.covers("F35")
def test_f35_only_what_came_out_well_counts(answered: Answered) -> None:
    """18 of 24 and 4 of 4 are 1.75 of two batches: a part of one is left, and there is no salt."""
    (row,) = answered.fixed("F35", *BARN, "production_progress")
    assert (row["completed_batches"], row["remaining_batches"]) == (2, 1)
    assert not row["is_complete"]
    (left,) = answered.fixed("F35", *BARN, "production_feasibility")
    assert picked(left["missing"], "ingredient_slug", "needed") == {("sea_salt", 10)}
    assert answered.fixed("F35", *BARN, "overall_progress")["production_complete"] == 0


@pytest.mark.covers("A16")
def test_a16_what_is_packed_needs_nothing_more(answered: Answered) -> None:
    """Three of four samplers are left: 18 thins beside 12, three tins beside one."""
    (row,) = answered.fixed("A16", *BARN, "assembly_feasibility")
    assert (row["can_assemble"], row["status"]) == (1, "partial")
    assert picked(row["missing_components"], "component", "needed", "available") == {
        ("oat-thin", 18, 12),
        ("thin-tin", 3, 1),
    }
    (progress,) = answered.fixed("A16", *BARN, "assembly_progress")
    assert progress["available_to_assemble"] == 1


@pytest.mark.covers("B5")
def test_b5_where_nothing_is_planned_nothing_is_complete(answered: Answered) -> None:
    told = answered.fixed("B5", *MILL, "overall_progress_event")
    assert (told["production_complete"], told["assembly_complete"]) == (False, False)


@pytest.mark.covers("F47")
def test_f47_what_is_baked_is_paid_once(answered: Answered) -> None:
    """1.40 in the oven and 0.33 of string; the thins in the sampler were paid in the oven."""
    told = answered.fixed("F47", *BARN, "cost_analysis")
    names = ("total_production_cost", "total_assembly_cost", "grand_total")
    assert [float(told[name]) for name in names] == [1.40, 0.33, 1.73]
    # 1.4 kg at 1.20, 20 g at 0.01, and six bows of 0.2167.
    assert told["estimated_cost"] == Decimal("3.18")


@pytest.mark.covers("F32")
def test_f32_two_things_of_one_recipe_are_two_rows(answered: Answered) -> None:
    told = answered.fixed("F32", *BARN, "plan_comparison")["batch_decisions"]
    assert picked(told, "original_batches", "current_batches", "status") == {
        (2, 1, "modified"),
        (1, 1, "unchanged"),
    }
