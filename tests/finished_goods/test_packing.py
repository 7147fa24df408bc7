"""What one finished good comes to, however deep and however thickly it is packed."""

from collections import Counter
from collections.abc import Hashable
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baketracker.errors import NotFound
from baketracker.finished_goods.packing import (
    CircularGood,
    FinishedGood,
    FinishedUnit,
    NotWhole,
    Part,
    TooDeep,
    by_name,
    required_recipes,
    tally,
)
from tests.finished_goods.boxes import GOODS, UNITS, Goods, Watched, dense, nested, watched


def test_a_tower_comes_to_the_cookies_of_its_bags_and_its_own() -> None:
    found = tally("tower", GOODS)
    assert found.units == {"cookie": 16, "brownie": 6}
    assert found.ways == {"cookie": 2, "brownie": 1}
    assert list(found.goods.items()) == [("tower", 1), ("bag", 2)]


def test_nothing_is_dropped_because_its_recipe_is_not_selected() -> None:
    assert required_recipes("tower", GOODS, UNITS) == {"sugar-cookie", "brownie"}
    with pytest.raises(NotFound):
        required_recipes("tower", GOODS, {})


def test_a_box_met_on_two_branches_counts_twice() -> None:
    goods: Goods = {
        "tin": FinishedGood("tin", "Tin", (Part(6, "cookie"),)),
        "left": FinishedGood("left", "Left", (Part(1, None, "tin"),)),
        "right": FinishedGood("right", "Right", (Part(2, None, "tin"),)),
        "gift": FinishedGood("gift", "Gift", (Part(1, None, "left"), Part(1, None, "right"))),
    }
    found = tally("gift", goods)
    assert found.units == {"cookie": 18}
    assert found.goods == {"gift": 1, "left": 1, "right": 1, "tin": 3}
    assert list(found.goods)[-1] == "tin", "outer goods stand before those inside"


def test_a_good_and_a_unit_may_go_by_the_same_word() -> None:
    goods: Goods = {"cookie": FinishedGood("cookie", "One cookie", (Part(1, "cookie"),))}
    found = tally("cookie", goods)
    assert (found.goods, found.units) == ({"cookie": 1}, {"cookie": 1})


def test_a_good_that_contains_itself_is_refused_by_name() -> None:
    goods: Goods = {
        "a": FinishedGood("a", "Basket", (Part(1, None, "b"),)),
        "b": FinishedGood("b", "Box", (Part(1, None, "a"),)),
    }
    with pytest.raises(CircularGood, match="Basket"):
        tally("a", goods)


def test_ten_levels_of_boxes_are_packed_and_eleven_are_not() -> None:
    assert tally(0, nested(10)).units == {"cookie": 1}
    with pytest.raises(TooDeep, match="“last” is packed more than 10"):
        tally(0, nested(11))


def test_a_box_that_was_fine_higher_up_may_lie_too_deep_elsewhere() -> None:
    both = FinishedGood("both", "Both", (Part(1, None, 6), Part(1, None, 0)))
    with pytest.raises(TooDeep, match="“last”"):
        tally("both", nested(10) | {"both": both})
    assert tally("both", nested(9) | {"both": both}).units == {"cookie": 2}


@pytest.mark.parametrize("quantity", ["2.5", "0.29", "0", "-1", "NaN"])
def test_half_a_cookie_in_a_bag_is_refused(quantity: str) -> None:
    goods: Goods = {"bag": FinishedGood("bag", "Bag", (Part(Decimal(quantity), "cookie"),))}
    with pytest.raises(NotWhole, match="whole numbers"):
        tally("bag", goods)


def test_a_good_nobody_has_is_not_found() -> None:
    with pytest.raises(NotFound):
        tally("crate", GOODS)


def test_packaging_alone_comes_to_nothing_baked() -> None:
    goods: Goods = {"box": FinishedGood("box", "Empty box", (Part(1),))}
    assert tally("box", goods).units == {}


@pytest.mark.covers("D-17")
def test_equal_names_are_ordered_by_code_point_and_then_id() -> None:
    names = ["apple", "Zebra", "Éclair"]
    units = [FinishedUnit((name, n), name, "r", "R") for name in names for n in (2, 1)]
    ordered = [unit.id for unit in sorted(units, key=by_name)]
    assert ordered == [(name, n) for name in ["Zebra", "apple", "Éclair"] for n in (1, 2)]


def test_a_box_with_two_lines_to_the_next_is_a_thousand_ways_deep() -> None:
    found = tally("top", dense(levels=10, lines=2))
    assert (found.units["cookie"], found.ways["cookie"]) == (1024, 1024)


@pytest.mark.parametrize("lines", [1, 2])
def test_the_cost_grows_with_the_lines_and_not_with_the_ways(lines: int) -> None:
    """From 2 to 8 boxes a layer the ways grow a millionfold."""
    looks = []
    for width in (2, 4, 8):
        goods = watched(dense(levels=10, lines=lines, width=width))
        total = sum(len(good.parts) for good in goods.values())
        assert tally("top", goods).ways["cookie"] == (lines * width) ** 10
        assert required_recipes("top", goods, UNITS) == {"sugar-cookie", "brownie"}
        looks.append(Watched.seen / total)
    # Checked once and added up once, for each of the two questions.
    assert looks == [4, 4, 4]


parts = st.lists(st.tuples(st.integers(1, 9), st.sampled_from(["cookie", "brownie"])), max_size=4)


@given(st.lists(parts, min_size=1, max_size=8), st.data())
def test_every_piece_is_counted(boxes: list[list[tuple[int, str]]], data: st.DataObject) -> None:
    """Each box holds its units and some of the boxes before it: never a circle."""
    goods: dict[Hashable, FinishedGood] = {}
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
    expected = {unit: count for unit, count in contents[-1].items() if count}
    assert tally(len(boxes) - 1, goods).units == expected
