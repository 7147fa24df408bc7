"""Costs add up and multiply; what is unknown stays unknown."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baketracker.costs import Cost, NoPrice, UnitCost, average_cost, together, unit_price

AMOUNTS = st.decimals(min_value=0, max_value=10_000, places=4)
SIZES = st.decimals(min_value="0.001", max_value=10_000, places=4)
PRODUCTS = st.sampled_from(["Flour", "Sugar", "Butter"])
COSTS = st.builds(
    lambda known, missing: together([Cost(known=known), *map(_missing, missing)]),
    AMOUNTS,
    st.lists(PRODUCTS, max_size=3),
)


def _missing(product: str) -> Cost:
    return Cost.because(NoPrice(product))


def reasons(cost: Cost) -> set[str]:
    return {issue.sentence for issue in cost.unknown}


@given(st.lists(COSTS, max_size=6))
def test_what_is_known_is_the_sum_and_every_reason_is_said_once(costs: list[Cost]) -> None:
    whole = together(costs)
    assert whole.known == sum((cost.known for cost in costs), Decimal(0))
    assert reasons(whole) == set().union(*map(reasons, costs))
    assert len(whole.unknown) == len(reasons(whole))


@given(st.lists(COSTS, max_size=4), st.lists(COSTS, max_size=4))
def test_the_order_of_adding_does_not_matter(some: list[Cost], others: list[Cost]) -> None:
    at_once, in_parts = together([*some, *others]), together(some) + together(others)
    assert at_once == in_parts
    turned = together([*others, *some])
    assert (turned.known, reasons(turned)) == (at_once.known, reasons(at_once))


@pytest.mark.covers("L-20", "M-30")
@given(COSTS, COSTS, AMOUNTS)
def test_unknown_never_becomes_a_number(cost: Cost, other: Cost, factor: Decimal) -> None:
    unknown = cost + _missing("Vanilla")
    for made in (unknown, unknown + other, other + unknown, unknown.times(factor)):
        assert made.total is None
        assert made.model_dump(mode="json")["total"] is None


@given(COSTS, st.integers(0, 500), st.integers(0, 500))
def test_so_many_of_it_cost_so_many_times(cost: Cost, few: int, more: int) -> None:
    assert cost.times(few).known + cost.times(more).known == cost.times(few + more).known
    assert cost.times(few).times(more).known == cost.times(few * more).known
    assert cost.times(few).unknown == cost.unknown


@pytest.mark.covers("R-INV-03", "F1", "A1")
@given(AMOUNTS, SIZES)
def test_a_unit_costs_its_share_of_the_package(price: Decimal, size: Decimal) -> None:
    assert unit_price(price, size) * size == pytest.approx(price)
    assert unit_price(price, Decimal(1)) == price


@given(st.lists(st.tuples(SIZES, SIZES), min_size=1, max_size=5))
def test_an_average_lies_between_its_lots(lots: list[tuple[Decimal, Decimal]]) -> None:
    average = average_cost(lots)
    assert average is not None
    costs = [cost for _, cost in lots]
    least, most = float(min(costs)), float(max(costs))
    assert least * (1 - 1e-12) <= float(average) <= most * (1 + 1e-12)
    nothing_said = (Decimal(7), None)
    assert average_cost([*lots, nothing_said]) == average


def test_lots_that_say_nothing_have_no_average() -> None:
    told = (Decimal(2), Decimal("0.9"))
    assert average_cost([]) is None
    assert average_cost([(Decimal(3), None)]) is None
    assert average_cost([(Decimal(3), None), told]) == Decimal("0.9")


@pytest.mark.covers("L-07")
def test_a_gift_costs_nothing_and_that_is_known() -> None:
    assert average_cost([(Decimal(3), Decimal(0))]) == 0
    assert average_cost([(Decimal(2), Decimal(0)), (Decimal(2), Decimal(1))]) == Decimal("0.5")


def test_a_unit_cost_knows_its_price_or_its_reason() -> None:
    box = UnitCost(per_unit=Decimal("0.9"), basis="stock")
    assert box.times(3) == Cost(known=Decimal("2.7"))
    unknown = UnitCost.because(NoPrice("Gift box")).times(3)
    assert (unknown.known, unknown.total) == (0, None)
    assert "Gift box" in unknown.unknown[0].sentence
