"""Whether a price makes sense."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baketracker.understanding.prices import Fix, PriceDoubt, Usual, price_sense
from tests.factories.depth import examples

D = Decimal
FLOUR = Usual(D("0.45"), 5)


@pytest.mark.covers("AI-26")
@pytest.mark.parametrize(
    ("per_unit", "is_odd"),
    [("0.45", False), ("0.225", False), ("0.90", False), ("0.22", True), ("0.91", True)],
)
def test_half_to_twice_of_the_usual_is_no_surprise(per_unit: str, is_odd: bool) -> None:
    assert bool(price_sense(D(per_unit), FLOUR)) is is_odd


@pytest.mark.covers("AI-26")
def test_few_prices_of_the_product_give_way_to_its_ingredient() -> None:
    few = Usual(D("4.50"), 2)
    assert price_sense(D("4.50"), few, FLOUR)
    assert price_sense(D("0.45"), few, FLOUR) is None
    assert price_sense(D("4.50"), few) is None
    assert price_sense(D("4.50"), None) is None
    assert price_sense(D("4.50"), Usual(D("4.50"), 3), FLOUR) is None


@pytest.mark.covers("AI-26")
@pytest.mark.parametrize(
    ("price", "size", "packages", "sizes", "fix"),
    [
        # Is it 25 lb?
        ("11.25", "2.5", 1, ["25"], Fix("size", D(25))),
        # The point slipped.
        ("112.50", "25", 1, [], Fix("decimal", D("11.25"))),
        ("0.1125", "25", 1, [], Fix("decimal", D("11.25"))),
        # The price of four.
        ("45", "25", 4, [], Fix("each", D("11.25"))),
        # Nothing explains it.
        ("34", "25", 1, [], None),
    ],
)
def test_what_was_probably_meant_is_offered(
    price: str, size: str, packages: int, sizes: list[str], fix: Fix | None
) -> None:
    found = price_sense(
        D(price) / D(size), FLOUR, price=D(price), packages=packages,
        sizes=[D(one) for one in sizes],
    )  # fmt: skip
    assert found is not None
    assert (found.level, found.usual, found.fix) == ("warn", D("0.45"), fix)


@pytest.mark.covers("AI-26")
@pytest.mark.parametrize("price", ["0", "-1", "10000.01"])
def test_what_cannot_be_a_price_stops(price: str) -> None:
    assert price_sense(D(price), None) == PriceDoubt("stop", None, None, None)
    found = price_sense(D(price), FLOUR)
    assert found is not None
    assert found.level == "stop"


@settings(max_examples=examples(150))
@given(
    st.decimals("0.01", "500", places=2), st.decimals("0.01", "500", places=2),
    st.integers(1, 20), st.lists(st.decimals("0.1", "50", places=1), max_size=4),
)  # fmt: skip
def test_every_fix_brings_the_price_to_what_is_usual(
    per_unit: Decimal, median: Decimal, packages: int, sizes: list[Decimal]
) -> None:
    found = price_sense(per_unit, Usual(median, 3), packages=packages, sizes=sizes)
    if found is None or found.fix is None:
        return
    meant = per_unit / found.fix.value if found.fix.kind == "size" else found.fix.value
    assert D("0.49") <= meant / median <= D("2.02")
