"""What an event wants of each finished unit, pooled over all that was wished for."""

from collections.abc import Hashable

import pytest

from baketracker.errors import NotFound
from baketracker.finished_goods.packing import FinishedGood, FinishedUnit, Part
from baketracker.planning.demand import Wish, pool, requirements
from tests.finished_goods.boxes import GOODS, UNITS, Goods, dense
from tests.planning.kitchens import WISHES


def test_fifty_bags_and_five_towers_are_five_requirements() -> None:
    rows = requirements(WISHES, GOODS)
    assert [(row.finished_unit, row.quantity) for row in rows] == [
        ("cookie", 300),
        ("brownie", 150),
        ("cookie", 60),
        ("brownie", 30),
        ("cookie", 20),
    ]


def test_pooled_they_are_380_cookies_and_180_brownies_by_recipe_name() -> None:
    demands = pool(requirements(WISHES, GOODS), UNITS)
    assert [(demand.unit.name, demand.quantity) for demand in demands] == [
        ("Brownie", 180),
        ("Cookie", 380),
    ]


def test_each_demand_keeps_the_paths_it_comes_from() -> None:
    (_, cookies) = pool(requirements(WISHES, GOODS), UNITS)
    assert [row.good for row in cookies.sources] == ["bag", "tower", "tower"]


def test_many_ways_of_one_wish_are_one_source_and_every_piece_counts() -> None:
    goods = dense(levels=10, lines=1, width=3)
    (_, cookies) = pool(requirements([Wish("top", 2), Wish((9, 0), 5)], goods), UNITS)
    assert [(row.quantity, row.ways) for row in cookies.sources] == [(2 * 3**10, 3**10), (5, 1)]
    assert cookies.quantity == 2 * 3**10 + 5


def test_empty_wishes_are_skipped() -> None:
    assert requirements([Wish("bag", 0)], GOODS) == ()


def test_a_unit_nobody_has_is_not_found() -> None:
    with pytest.raises(NotFound):
        pool(requirements(WISHES, GOODS), {})


@pytest.mark.covers("D-17")
def test_equal_names_are_ordered_by_code_point_and_then_id() -> None:
    names = ["apple", "Zebra", "Éclair"]
    units: dict[Hashable, FinishedUnit] = {
        (name, n): FinishedUnit((name, n), name, "r", "R") for name in names for n in (2, 1)
    }
    goods: Goods = {"all": FinishedGood("all", "All", tuple(Part(1, key) for key in units))}
    ordered = [demand.unit.id for demand in pool(requirements([Wish("all", 1)], goods), units)]
    assert ordered == [(name, n) for name in ["Zebra", "apple", "Éclair"] for n in (1, 2)]
