"""The worked example of the domain, as the cloud answers it: its golden vectors, and what the
desktop got wrong on the way, one test each."""

from collections.abc import Hashable, Mapping
from datetime import date
from decimal import Decimal

import pytest

from baketracker.finished_goods.packing import FinishedGood, FinishedUnit, Part
from baketracker.planning.batches import Decision
from baketracker.planning.core import make_plan
from baketracker.planning.demand import Wish
from baketracker.planning.plan_terms import Counting, Inputs, Plan, UnitFigures
from baketracker.recipes.batches import Yield, YieldMode
from baketracker.recipes.ingredients import Line, Recipe
from tests.finished_goods.boxes import GOODS, UNITS
from tests.planning.kitchens import INGREDIENTS, RECIPES, YIELDS, planned

DECIDED = {"cookie": Decision(8), "brownie": Decision(7)}


def units(plan: Plan) -> dict[str, UnitFigures]:
    return {unit.unit.name: unit for unit in plan.units}


def options(unit: UnitFigures) -> list[tuple[int, int, int]]:
    return [(one.batches, one.total, one.difference) for one in unit.options]


def needs(plan: Plan) -> dict[str, Decimal]:
    return {gap.need.ingredient.name: gap.need.quantity for gap in plan.gaps}


@pytest.mark.covers("GV1", "F21")
def test_demand_is_pooled_over_all_goods_before_anything_is_chosen() -> None:
    found = units(planned())
    assert {name: unit.to_make for name, unit in found.items()} == {"Cookie": 380, "Brownie": 180}
    assert [row.good for row in found["Cookie"].sources] == ["bag", "tower", "tower"]


@pytest.mark.covers("GV2")
def test_380_cookies_are_7_batches_44_short_or_8_with_4_over() -> None:
    assert options(units(planned())["Cookie"]) == [(7, 336, -44), (8, 384, 4)]


@pytest.mark.covers("GV3")
def test_180_brownies_are_7_batches_12_short_or_8_with_12_over() -> None:
    assert options(units(planned())["Brownie"]) == [(7, 168, -12), (8, 192, 12)]


@pytest.mark.covers("GV4", "F25", "A9", "P-02", "S1-aggregate")
def test_ingredients_of_nested_recipes_are_in_the_sum() -> None:
    plan = planned(decisions=DECIDED)
    assert needs(plan) == {
        "Butter": Decimal("4.0"),
        "Cocoa": Decimal("3.5"),
        "Flour": Decimal(23),
        "Sugar": Decimal("26.5"),
    }
    for gap in plan.gaps:
        assert gap.need.quantity == sum(source.quantity for source in gap.need.sources)


@pytest.mark.covers("GV5", "F27", "A6", "A8", "S1-gaps-before")
def test_pounds_in_the_pantry_answer_cups_of_the_recipe() -> None:
    gaps = {gap.need.ingredient.name: gap for gap in planned(decisions=DECIDED).gaps}
    assert round(gaps["Flour"].on_hand, 3) == Decimal("37.799")
    assert {name: gap.missing for name, gap in gaps.items()} == {
        "Butter": 0, "Cocoa": 0, "Flour": 0, "Sugar": Decimal("13.5"),
    }  # fmt: skip


@pytest.mark.covers("GV6", "F28")
def test_what_two_goods_share_is_promised_once() -> None:
    plan = planned(decisions=DECIDED)
    found = units(plan)
    assert not plan.is_enough
    assert (found["Brownie"].extra, found["Cookie"].extra) == (-12, 4)
    assert sum(unit.decision is not None for unit in plan.units) == len(plan.units) == 2
    bag, tower = (wish.share for wish in plan.wishes)
    assert bag is not None
    assert tower is not None
    assert (bag.can_make, bag.short) == (50, 0)
    # 18 brownies are left, and a tower takes 6.
    assert (tower.can_make, tower.short, tower.lacking, tower.too_few) == (3, 2, "brownie", 12)


@pytest.mark.covers("GV7")
def test_six_cookie_batches_are_92_short() -> None:
    cookie = units(planned(decisions={"cookie": Decision(6)}))["Cookie"]
    assert (cookie.makes, cookie.to_make, cookie.extra) == (288, 380, -92)


@pytest.mark.covers("GV11", "F23")
def test_five_quarters_of_a_cake_are_one_batch_one_short_or_two_with_three_over() -> None:
    plan = _one_unit(5, Yield(YieldMode.BATCH_PORTION, batch_percentage=Decimal(25)))
    (unit,) = plan.units
    assert options(unit) == [(1, 4, -1), (2, 8, 3)]
    assert (unit.batches, unit.makes) == (2, 8)


@pytest.mark.covers("F28")
def test_what_can_be_made_is_counted_in_whole_numbers() -> None:
    """29 of 100 make 29, where the desktop's floats made 28."""
    plan = _one_unit(100, Yield(YieldMode.DISCRETE_COUNT, 29), {"cookie": Decision(1)})
    (wish,) = plan.wishes
    assert wish.share is not None
    assert (wish.share.can_make, wish.share.short) == (29, 71)


@pytest.mark.covers("F9")
def test_half_a_cookie_in_a_bag_is_refused_and_hides_nothing_else() -> None:
    broken = FinishedGood("half", "Half", (Part(Decimal("0.29"), "cookie"),))
    wishes = (Wish("half", 100), Wish("bag", 50))
    plan = _plan(wishes, GOODS | {"half": broken}, UNITS, YIELDS, RECIPES)
    trouble = plan.wishes[0].trouble
    assert trouble is not None
    assert "whole numbers" in str(trouble)
    assert units(plan)["Cookie"].to_make == 300
    assert not plan.is_enough


@pytest.mark.covers("F22")
def test_a_missing_yield_is_an_issue_and_never_an_empty_list_of_options() -> None:
    (unit,) = _one_unit(5, Yield(YieldMode.DISCRETE_COUNT)).units
    assert unit.issue is not None
    assert "Cookie" in str(unit.issue)
    assert (unit.options, unit.batches, unit.is_enough) == ((), 0, False)


@pytest.mark.covers("F24", "M-26", "D-11")
def test_a_choice_for_another_demand_is_stale() -> None:
    decisions = {"cookie": Decision(8, needed_then=300), "brownie": Decision(8, needed_then=180)}
    found = units(planned(decisions=decisions))
    assert found["Cookie"].is_stale
    assert not found["Brownie"].is_stale


@pytest.mark.covers("D-10")
def test_too_few_stay_open_until_the_baker_means_it() -> None:
    short = units(planned(decisions={"brownie": Decision(7)}))["Brownie"]
    meant = units(planned(decisions={"brownie": Decision(7, shortfall_confirmed=True)}))["Brownie"]
    assert (short.is_unconfirmed, meant.is_unconfirmed) == (True, False)
    assert not meant.is_enough


@pytest.mark.covers("F26", "A7")
def test_units_of_one_ingredient_are_converted_before_they_are_added() -> None:
    """The desktop answered 486 cups for 6 cups and 480 g."""
    lines = (Line("flour", Decimal(6), "cup"), Line("flour", Decimal(480), "g"))
    recipes: dict[Hashable, Recipe] = {"sugar-cookie": Recipe("sugar-cookie", "R", lines)}
    plan = _one_unit(48, YIELDS["cookie"], recipes=recipes)
    (gap,) = plan.gaps
    assert round(gap.need.quantity, 6) == 10
    assert gap.need.unit == "cup"
    assert gap.need.by_unit() == {"cup": 6, "g": 480}


@pytest.mark.covers("A18")
def test_slices_and_loaves_of_one_recipe_are_never_added_up() -> None:
    """48 of 48 a batch and 48 of 24 a batch are 1 + 2 batches, not 2."""
    both: dict[Hashable, FinishedUnit] = {
        "cookie": UNITS["cookie"],
        "large": FinishedUnit("large", "Large cookie", "sugar-cookie", "Sugar Cookie"),
    }
    box = FinishedGood("box", "Box", (Part(48, "cookie"), Part(48, "large")))
    yields = YIELDS | {"large": YIELDS["brownie"]}
    plan = _plan((Wish("box", 1),), {"box": box}, both, yields, RECIPES)
    assert {unit.unit.name: unit.batches for unit in plan.units} == {
        "Cookie": 1, "Large cookie": 2,
    }  # fmt: skip
    assert plan.batches["sugar-cookie"] == 3


@pytest.mark.covers("A11", "S1-variants")
def test_variants_of_a_recipe_are_baked_side_by_side_from_portions_too() -> None:
    portions = Yield(YieldMode.BATCH_PORTION, batch_percentage=Decimal("12.5"))
    both: dict[Hashable, FinishedUnit] = {
        "plain": FinishedUnit("plain", "Slice", "cake", "Cake"),
        "lemon": FinishedUnit("lemon", "Lemon slice", "cake-lemon", "Cake - lemon"),
    }
    recipes = {
        key: Recipe(key, key, (Line("flour", Decimal(3), "cup"),)) for key in ("cake", "cake-lemon")
    }
    plate = FinishedGood("plate", "Plate", (Part(2, "plain"), Part(1, "lemon")))
    plan = _plan(
        (Wish("plate", 10),), {"plate": plate}, both, dict.fromkeys(both, portions), recipes
    )
    assert {unit.unit.name: (unit.batches, unit.extra) for unit in plan.units} == {
        "Slice": (3, 4), "Lemon slice": (2, 6),
    }  # fmt: skip
    assert needs(plan) == {"Flour": 15}
    assert plan.is_enough


@pytest.mark.covers("A17")
def test_equal_inputs_in_another_order_give_an_equal_plan() -> None:
    def told(plan: Plan) -> object:
        return [(u.unit.id, u.batches, options(u)) for u in plan.units], needs(plan)

    turned = _plan(
        tuple(reversed((Wish("bag", 50), Wish("tower", 5)))),
        dict(reversed(GOODS.items())),
        dict(reversed(UNITS.items())),
        dict(reversed(YIELDS.items())),
        dict(reversed(RECIPES.items())),
    )
    assert told(turned) == told(planned())


def _one_unit(
    wanted: int,
    gives: Yield,
    decisions: dict[Hashable, Decision] | None = None,
    recipes: dict[Hashable, Recipe] | None = None,
) -> Plan:
    good = FinishedGood("one", "One", (Part(1, "cookie"),))
    return _plan(
        (Wish("one", wanted),),
        {"one": good},
        UNITS,
        {"cookie": gives},
        recipes or RECIPES,
        decisions,
    )


def _plan(
    wishes: tuple[Wish, ...],
    goods: Mapping[Hashable, FinishedGood],
    units: Mapping[Hashable, FinishedUnit],
    yields: Mapping[Hashable, Yield],
    recipes: Mapping[Hashable, Recipe],
    decisions: Mapping[Hashable, Decision] | None = None,
) -> Plan:
    return make_plan(
        Inputs(
            day=date(2026, 12, 24),
            counting=Counting(),
            wishes=wishes,
            goods=goods,
            units=units,
            yields=yields,
            decisions=decisions or {},
            recipes=recipes,
            ingredients=INGREDIENTS,
        )
    )
