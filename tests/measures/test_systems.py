"""Amounts said in the system somebody is used to."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baketracker.faces.format import Reader, packages, quantity, unit_cost
from baketracker.measures.conversion import convert
from baketracker.measures.systems import System, said_in
from baketracker.measures.units import UNITS

pytestmark = pytest.mark.covers("DEC-21")


@pytest.mark.parametrize(
    ("value", "unit", "units", "said"),
    [
        ("5", "lb", "metric", "2.27 kg"),
        ("2", "oz", "metric", "56.7 g"),
        ("2", "cup", "metric", "473.18 ml"),
        ("1", "gal", "metric", "3.79 l"),
        ("500", "g", "us", "1.1 lb"),
        ("100", "g", "us", "3.53 oz"),
        ("5", "ml", "us", "1.01 tsp"),
        ("1", "l", "us", "4.23 cups"),
        ("-5", "lb", "metric", "\u22122.27 kg"),
        ("5", "lb", "us", "5 lb"),
        ("5", "lb", None, "5 lb"),
        ("500", "g", "metric", "500 g"),
        ("12", "each", "metric", "12"),
        ("3", "bag", "metric", "3 bags"),
    ],
)
def test_an_amount_as_somebody_reads_it(
    value: str, unit: str, units: System | None, said: str
) -> None:
    assert quantity(Decimal(value), unit, Reader(units=units)) == said


def test_prices_and_packages_go_along() -> None:
    metric = Reader(units="metric")
    assert unit_cost(Decimal("0.70"), "lb", metric) == "$1.54 a kg"
    assert unit_cost(Decimal("0.31"), "each", metric) == "$0.31 each"
    assert packages(Decimal("12.5"), "lb", Decimal(5), "bag", metric) == "2\u00bd bags (5.67 kg)"
    assert unit_cost(Decimal("0.70"), "lb", Reader()) == "$0.70 a lb"


@given(
    st.decimals("0.001", "100000", places=3),
    st.sampled_from([unit.code for unit in UNITS]),
    st.sampled_from(["us", "metric", None]),
)
def test_it_stays_the_same_amount(value: Decimal, unit: str, system: System | None) -> None:
    told, other = said_in(value, unit, system)
    assert convert(told, other, unit) == pytest.approx(value)
    assert said_in(told, other, system) == (told, other)
