"""How many batches, and what is over or short."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baketracker.planning.batches import (
    BatchOption,
    Yield,
    YieldMissing,
    YieldMode,
    batch_options,
    choose_batches,
    default_option,
)
from baketracker.planning.demand import pool, requirements
from tests.finished_goods.boxes import GOODS, UNITS
from tests.planning.kitchens import WISHES, YIELDS


def of(items: int | None) -> Yield:
    return Yield(YieldMode.DISCRETE_COUNT, items_per_batch=items)


def portion(percentage: str | None) -> Yield:
    value = Decimal(percentage) if percentage else None
    return Yield(YieldMode.BATCH_PORTION, batch_percentage=value)


def rows(options: tuple[BatchOption, ...]) -> list[tuple[int, int, int]]:
    return [(option.batches, option.total, option.difference) for option in options]


@pytest.mark.parametrize(
    ("needed", "gives", "expected"),
    [
        (300, of(48), [(6, 288, -12), (7, 336, 36)]),
        (150, of(24), [(6, 144, -6), (7, 168, 18)]),
        (20, of(48), [(1, 48, 28)]),
        (10, of(48), [(1, 48, 38)]),
        (380, of(48), [(7, 336, -44), (8, 384, 4)]),
        (180, of(24), [(7, 168, -12), (8, 192, 12)]),
        (96, of(48), [(2, 96, 0)]),
        (0, of(48), []),
        (5, portion("25"), [(1, 4, -1), (2, 8, 3)]),
        (4, portion("25"), [(1, 4, 0)]),
        (10, portion("25"), [(2, 8, -2), (3, 12, 2)]),
        (33, portion("30"), [(9, 30, -3), (10, 33, 0)]),
    ],
)
def test_the_batches_just_below_and_just_above(
    needed: int, gives: Yield, expected: list[tuple[int, int, int]]
) -> None:
    assert rows(batch_options(needed, gives)) == expected


def test_the_default_is_never_short() -> None:
    chosen = default_option(batch_options(380, of(48)))
    assert chosen == BatchOption(8, 384, 4)
    exact = default_option(batch_options(96, of(48)))
    assert exact
    assert exact.is_exact_match
    assert default_option(()) is None


def test_a_pooled_demand_gets_one_choice_each() -> None:
    choices = choose_batches(pool(requirements(WISHES, GOODS), UNITS), YIELDS)
    assert [choice.default.batches for choice in choices if choice.default] == [8, 8]


@pytest.mark.parametrize("gives", [of(None), of(0), portion(None), portion("0"), portion("NaN")])
def test_a_recipe_without_yield_blocks_the_plan(gives: Yield) -> None:
    with pytest.raises(YieldMissing):
        batch_options(5, gives)


def test_a_blocked_choice_names_the_unit_and_has_no_default() -> None:
    demands = pool(requirements(WISHES, GOODS), UNITS)
    (brownie, cookie) = choose_batches(demands, {"cookie": of(None)})
    assert "Brownie" in str(brownie.issue)
    assert "Cookie" in str(cookie.issue)
    assert brownie.default is cookie.default is None


yields = st.one_of(
    st.integers(1, 500).map(of),
    st.decimals(Decimal("0.01"), 100, places=2).map(lambda p: portion(str(p))),
)


@given(st.integers(1, 100_000), yields)
def test_one_option_is_enough_and_the_other_just_short(needed: int, gives: Yield) -> None:
    options = batch_options(needed, gives)
    best = default_option(options)
    assert best is not None
    assert best.total >= needed
    assert gives.items(best.batches - 1) < needed
    assert all(option.batches >= 1 for option in options)
    assert [option.is_shortfall for option in options] in ([False], [True, False])
