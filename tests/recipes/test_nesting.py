"""Recipes inside recipes: three levels at most, never in a circle."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baketracker.errors import InvalidInput, RuleBroken
from baketracker.recipes import nesting, service
from tests.factories.bakeries import BakeryOnDatabase

from .writing import change, nested, write

EDGES = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=20)


@pytest.mark.covers("K-44")
def test_three_levels_are_enough_and_two_ways_are_fine(bakery: BakeryOnDatabase) -> None:
    fourth = write(bakery, "D")
    third = write(bakery, "C")
    second = write(bakery, "B", components=nested("C"))
    first = write(bakery, "A", components=nested("B"))
    with pytest.raises(InvalidInput) as refused:
        change(bakery, third, components=nested("D"))
    assert "more than three" in refused.value.fields["components.0.recipe"]
    assert len(change(bakery, first, components=nested("B", "C")).components) == 2
    assert change(bakery, second, components=nested("C", "D")).components[1].recipe.id == fourth.id


@pytest.mark.covers("K-44")
@pytest.mark.parametrize(
    ("inside", "said"),
    [(["Cake"], "already contains"), (["Frosting"], "already"), (["Jam", "Jam"], "twice")],
)
def test_circles_and_twins_are_refused(
    bakery: BakeryOnDatabase, inside: list[str], said: str
) -> None:
    write(bakery, "Jam")
    frosting = write(bakery, "Frosting")
    write(bakery, "Cake", components=nested("Frosting"))
    with pytest.raises(InvalidInput) as refused:
        change(bakery, frosting, components=nested(*inside))
    assert said in next(iter(refused.value.fields.values()))


def test_the_depth_is_checked_again_when_a_recipe_comes_back(bakery: BakeryOnDatabase) -> None:
    write(bakery, "D")
    write(bakery, "C")
    second = write(bakery, "B", components=nested("C"))
    first = write(bakery, "A", components=nested("B"))
    with bakery.session() as db:
        service.archive(db, first.id, first.version)
        deeper = service.get(db, second.components[0].recipe.id)
    change(bakery, deeper, components=nested("D"))
    with bakery.session() as db, pytest.raises(nesting.TooDeep):
        service.restore(db, first.id)


@given(EDGES)
def test_what_is_let_in_never_goes_deeper_than_three_nor_round(
    wanted: list[tuple[int, int]],
) -> None:
    inside: dict[int, list[int]] = {}
    for outer, inner in wanted:
        try:
            nesting.check(inside, outer, inner, "it")
        except RuleBroken:
            continue
        inside.setdefault(outer, []).append(inner)
    for start in range(7):
        ways = [(start,)]
        for _level in range(nesting.LEVELS - 1):
            ways = [(*way, key) for way in ways for key in inside.get(way[-1], ())]
            assert all(len(set(way)) == len(way) for way in ways)
        assert not any(inside.get(way[-1]) for way in ways)


@given(EDGES)
def test_what_is_refused_would_be_too_deep_or_go_round(wanted: list[tuple[int, int]]) -> None:
    inside: dict[int, list[int]] = {}
    for outer, inner in wanted:
        try:
            nesting.check(inside, outer, inner, "it")
        except RuleBroken:
            tried = {key: [*inside.get(key, [])] for key in range(7)}
            tried[outer].append(inner)
            assert any(_long_way(tried, start) for start in range(7))
        else:
            inside.setdefault(outer, []).append(inner)


def _long_way(inside: dict[int, list[int]], start: int) -> bool:
    """Whether four recipes in a row stand inside each other, as in a circle they always do."""
    steps = itertools.product(range(7), repeat=3)
    return any(
        one in inside[start] and two in inside[one] and three in inside[two]
        for one, two, three in steps
    )
