"""From finished goods to finished units, each counted on every way to it."""

from collections import Counter
from collections.abc import Hashable
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baketracker.errors import NotFound
from baketracker.planning.demand import (
    CircularGood,
    FinishedGood,
    FinishedUnit,
    NotWhole,
    Part,
    TooDeep,
    Wish,
    explode,
    pool,
    required_recipes,
    requirements,
)
from tests.planning.kitchens import GOODS, UNITS, WISHES

Goods = dict[Hashable, FinishedGood]


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


def test_a_figure_explains_itself_by_its_chain() -> None:
    inner = requirements(WISHES, GOODS)[2]
    assert [(link.what, link.quantity) for link in inner.chain] == [
        ("tower", 5),
        ("bag", 2),
        ("cookie", 6),
    ]
    assert inner.good == "tower"


def test_nothing_is_dropped_because_its_recipe_is_not_selected() -> None:
    assert required_recipes("tower", GOODS, UNITS) == {"sugar-cookie", "brownie"}
    assert len(pool(explode("tower", 1, GOODS), UNITS)) == 2


def test_a_box_met_on_two_branches_counts_twice() -> None:
    goods: Goods = {
        "tin": FinishedGood("tin", "Tin", (Part(6, "cookie"),)),
        "left": FinishedGood("left", "Left", (Part(1, None, "tin"),)),
        "right": FinishedGood("right", "Right", (Part(2, None, "tin"),)),
        "gift": FinishedGood("gift", "Gift", (Part(1, None, "left"), Part(1, None, "right"))),
    }
    assert sum(row.quantity for row in explode("gift", 1, goods)) == 18


def test_a_good_that_contains_itself_is_refused_by_name() -> None:
    goods: Goods = {
        "a": FinishedGood("a", "Basket", (Part(1, None, "b"),)),
        "b": FinishedGood("b", "Box", (Part(1, None, "a"),)),
    }
    with pytest.raises(CircularGood, match="Basket"):
        explode("a", 1, goods)


def nested(levels: int) -> Goods:
    """Good 0 holds good 1 and so on; the last holds a cookie."""
    goods: Goods = {n: FinishedGood(n, str(n), (Part(1, None, n + 1),)) for n in range(levels)}
    return goods | {levels: FinishedGood(levels, "last", (Part(1, "cookie"),))}


def test_ten_levels_of_boxes_are_packed_and_eleven_are_not() -> None:
    assert len(explode(0, 1, nested(10))) == 1
    with pytest.raises(TooDeep):
        explode(0, 1, nested(11))


@pytest.mark.parametrize("quantity", ["2.5", "0.29", "0", "-1", "NaN"])
def test_half_a_cookie_in_a_bag_is_refused(quantity: str) -> None:
    goods: Goods = {"bag": FinishedGood("bag", "Bag", (Part(Decimal(quantity), "cookie"),))}
    with pytest.raises(NotWhole, match="whole numbers"):
        explode("bag", 100, goods)


def test_a_good_nobody_has_is_not_found() -> None:
    with pytest.raises(NotFound):
        explode("crate", 1, GOODS)


def test_packaging_alone_wants_nothing_baked_and_empty_wishes_are_skipped() -> None:
    goods: Goods = {"box": FinishedGood("box", "Empty box", (Part(1),))}
    assert explode("box", 3, goods) == ()
    assert requirements([Wish("bag", 0)], GOODS) == ()


@pytest.mark.covers("D-17")
def test_equal_names_are_ordered_by_code_point_and_then_id() -> None:
    names = ["apple", "Zebra", "Éclair"]
    units: dict[Hashable, FinishedUnit] = {
        (name, n): FinishedUnit((name, n), name, "r", "R") for name in names for n in (2, 1)
    }
    goods: Goods = {"all": FinishedGood("all", "All", tuple(Part(1, key) for key in units))}
    ordered = [demand.unit.id for demand in pool(explode("all", 1, goods), units)]
    assert ordered == [(name, n) for name in ["Zebra", "apple", "Éclair"] for n in (1, 2)]


parts = st.lists(st.tuples(st.integers(1, 9), st.sampled_from(["cookie", "brownie"])), max_size=4)


@given(st.lists(parts, min_size=1, max_size=5), st.integers(1, 500), st.data())
def test_pooling_keeps_every_piece(
    boxes: list[list[tuple[int, str]]], wanted: int, data: st.DataObject
) -> None:
    """Each box holds its units and some of the boxes before it: never a circle."""
    goods: Goods = {}
    contents: list[Counter[str]] = []
    for n, units in enumerate(boxes):
        inner = [(data.draw(st.integers(0, 3)), m) for m in range(n)]
        held = tuple(Part(q, unit) for q, unit in units)
        goods[n] = FinishedGood(n, str(n), held + tuple(Part(q, None, m) for q, m in inner if q))
        total: Counter[str] = Counter()
        for q, unit in units:
            total[unit] += q
        for q, m in inner:
            for unit, count in contents[m].items():
                total[unit] += q * count
        contents.append(total)
    demands = pool(explode(len(boxes) - 1, wanted, goods), UNITS)
    assert {d.unit.id: d.quantity for d in demands} == {
        unit: wanted * count for unit, count in contents[-1].items() if count
    }
