"""The pure rules of giving: allergens, the packing grid, who can be packed."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baketracker.finished_goods.packing import FinishedGood, Part
from baketracker.giving.allergens import against, brought_by, units_within
from baketracker.giving.allotting import allotted, lacking
from baketracker.giving.packing_grid import Portion, grid_of
from baketracker.giving.states import NotInThisStatus, before, refuse_unless
from baketracker.recipes.ingredients import Line, Nested, Recipe


@pytest.mark.covers("G-41")
@pytest.mark.parametrize(
    ("own", "inside", "flagged"),
    [
        (["milk"], ["milk", "wheat"], ["milk"]),
        (["Nuts"], ["tree nuts"], ["Nuts"]),
        (["Eggs", "soy"], ["egg"], ["Eggs"]),
        (["tree nuts"], ["nut"], ["tree nuts"]),
        (["peanut"], ["tree nuts"], []),
        (["  "], ["milk"], []),
        ([], ["milk"], []),
        (["Crème"], ["creme"], ["Crème"]),
    ],
)
def test_somebodys_words_are_found_in_the_box(
    own: list[str], inside: list[str], flagged: list[str]
) -> None:
    assert against(own, inside) == flagged


def test_goods_are_opened_to_the_last_unit_even_when_they_go_round() -> None:
    goods = {
        "tower": FinishedGood("tower", "Tower", (Part(2, finished_good="bag"), Part(1, "cookie"))),
        "bag": FinishedGood("bag", "Bag", (Part(6, "brownie"), Part(1, finished_good="tower"))),
    }
    assert units_within("tower", goods) == {"cookie", "brownie"}
    assert units_within("nothing", goods) == set()


def test_recipes_are_opened_to_the_last_ingredient() -> None:
    one = Decimal(1)
    cake = Recipe("cake", "Cake", (Line("flour", one, "cup"),), (Nested("icing", one),))
    icing = Recipe("icing", "Icing", (Line("butter", one, "cup"),), (Nested("cake", one),))
    recipes = {"cake": cake, "icing": icing}
    told = {"flour": ["wheat"], "butter": ["milk"]}
    assert brought_by("cake", recipes, told) == {"wheat", "milk"}


PORTIONS = st.lists(
    st.builds(
        Portion,
        recipient=st.integers(0, 5),
        good=st.integers(0, 4),
        quantity=st.integers(1, 50),
    )
)


@pytest.mark.covers("P-26", "O-12")
@given(PORTIONS)
def test_the_grid_adds_up_both_ways(portions: list[Portion]) -> None:
    grid = grid_of(portions, range(6), range(5))
    assert grid.total == sum(portion.quantity for portion in portions)
    assert grid.total == sum(row.total for row in grid.rows)
    for at, good in enumerate(grid.goods):
        assert grid.totals[at] == sum(one.quantity for one in portions if one.good == good)


def test_an_empty_grid_is_a_grid() -> None:
    assert grid_of([], [], ["bag"]).totals == (0,)
    assert grid_of([], ["Anna"], []).rows[0].numbers == ()


def test_first_come_first_served_and_the_big_one_blocks_nobody() -> None:
    gifts = [("a", {"bag": 2}), ("b", {"bag": 9}), ("c", {"bag": 1, "tray": 1})]
    short = allotted(gifts, {"bag": 3, "tray": 1})
    assert short == {"a": {}, "b": {"bag": 8}, "c": {}}
    assert lacking({"bag": 2}, {"bag": -4}) == {"bag": 2}


@given(
    st.lists(st.dictionaries(st.sampled_from("xyz"), st.integers(1, 9)), max_size=8),
    st.dictionaries(st.sampled_from("xyz"), st.integers(-3, 20)),
)
def test_never_more_is_allotted_than_is_free(
    wants: list[dict[str, int]], free: dict[str, int]
) -> None:
    short = allotted(list(enumerate(wants)), free)
    for good in "xyz":
        packed = sum(one.get(good, 0) for at, one in enumerate(wants) if not short[at])
        assert packed <= max(0, free.get(good, 0))


@pytest.mark.covers("F46")
def test_there_is_one_line_of_statuses() -> None:
    assert [before(one) for one in ("pending", "ready", "delivered")] == [None, "pending", "ready"]
    refuse_unless("ready", "ready", "Anna")
    with pytest.raises(NotInThisStatus, match="Anna is delivered"):
        refuse_unless("ready", "delivered", "Anna")
