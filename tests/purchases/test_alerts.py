"""Prices out of the ordinary, and where they are going."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baketracker.purchases.alerts import Alert, alert, trend

MONDAY = date(2026, 11, 16)
PRICES = st.decimals("0.01", "500", places=2)


@pytest.mark.covers("K-22")
@pytest.mark.parametrize(
    ("price", "level", "percent"),
    [
        ("10", "usual", "0"),
        ("11.99", "usual", "19.9"),
        ("12", "warning", "20"),
        ("8", "warning", "-20"),
        ("13.99", "warning", "39.9"),
        ("14", "critical", "40"),
        ("6", "critical", "-40"),
        ("0", "critical", "-100"),
    ],
)
def test_a_fifth_off_warns_and_two_fifths_alarm(price: str, level: str, percent: str) -> None:
    assert alert(Decimal(price), Decimal(10)) == Alert(level, Decimal(percent))


@pytest.mark.covers("K-22")
def test_nothing_is_far_from_nothing() -> None:
    assert alert(Decimal(5), Decimal(0)) is None


@pytest.mark.covers("K-22")
@pytest.mark.parametrize(
    ("prices", "way"),
    [(["5", "6", "7"], "rising"), (["7", "6", "5"], "falling"), (["5", "5", "5"], "stable"),
     (["5.00", "5.0009"], "stable")],
)  # fmt: skip
def test_a_line_through_the_prices_tells_the_way(prices: list[str], way: str) -> None:
    found = trend([(MONDAY + timedelta(days=n), Decimal(p)) for n, p in enumerate(prices)])
    assert found is not None
    assert found.direction == way


@pytest.mark.covers("K-22")
def test_one_price_or_one_day_goes_nowhere() -> None:
    assert trend([]) is None
    assert trend([(MONDAY, Decimal(5))]) is None
    assert trend([(MONDAY, Decimal(5)), (MONDAY, Decimal(9))]) is None


@pytest.mark.covers("K-22")
@given(PRICES, st.decimals("-2", "2", places=3), st.sets(st.integers(0, 90), min_size=2))
def test_a_straight_line_is_found_again(start: Decimal, slope: Decimal, days: set[int]) -> None:
    found = trend([(MONDAY + timedelta(days=day), start + slope * day) for day in sorted(days)])
    assert found is not None
    assert abs(found.per_day - slope) < Decimal("1e-20")
