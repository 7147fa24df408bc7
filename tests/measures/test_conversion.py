"""Conversions agree with the desktop to the last digit, and refuse what it refuses."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baketracker.measures.conversion import (
    ConversionError,
    DensityMissing,
    NegativeQuantity,
    UnlikeUnits,
    convert,
    convertible,
)
from baketracker.measures.units import Category, UnknownUnit, units_of

FLOUR = Decimal("0.5092624097587367")
amounts = st.decimals(min_value=0, max_value=Decimal("999999.99"), places=6)


@pytest.mark.covers("R-UNI-03")
@pytest.mark.parametrize(
    ("value", "unit", "target", "expected"),
    [
        ("1", "cup", "tbsp", "15.999945897692537"),
        ("1", "tbsp", "tsp", "3.0000081153680727"),
        ("1", "qt", "cup", "4.000004226757063"),
        ("1", "gal", "cup", "16.000008453514127"),
        ("1", "gal", "qt", "3.9999978866237016"),
        ("1", "kg", "lb", "2.2046244201837775"),
        ("1", "lb", "oz", "16.0"),
        ("1", "cup", "fl oz", "8.0"),
    ],
)
def test_the_truncated_factors_are_kept(value: str, unit: str, target: str, expected: str) -> None:
    assert convert(Decimal(value), unit, target) == Decimal(expected)


@pytest.mark.covers("K-02")
def test_a_unit_into_itself_is_unchanged_even_when_nobody_knows_it() -> None:
    assert convert(Decimal("1.230"), "hank", "HANK") == Decimal("1.230")
    assert convert(Decimal(3), "bag", "bag") == 3


@pytest.mark.covers("K-02")
@pytest.mark.parametrize("value", ["-0.001", "-1", "NaN", "Infinity"])
def test_less_than_nothing_is_refused(value: str) -> None:
    with pytest.raises(NegativeQuantity):
        convert(Decimal(value), "g", "g")


@pytest.mark.covers("K-02", "K-03")
@pytest.mark.parametrize(
    ("unit", "target"), [("each", "g"), ("cup", "dozen"), ("bag", "lb"), ("bag", "box")]
)
def test_unlike_things_never_meet(unit: str, target: str) -> None:
    with pytest.raises(UnlikeUnits):
        convert(Decimal(1), unit, target, FLOUR)


def test_an_unknown_unit_is_named() -> None:
    with pytest.raises(UnknownUnit, match="hank"):
        convert(Decimal(1), "hank", "g")


@pytest.mark.covers("K-03")
def test_a_dozen_is_twelve() -> None:
    assert convert(Decimal(2), "dozen", "each") == 24


@pytest.mark.covers("K-03")
def test_a_missing_density_names_the_ingredient() -> None:
    with pytest.raises(DensityMissing, match="a cup of Rye flour weighs"):
        convert(Decimal(1), "cup", "g", ingredient="Rye flour")


@pytest.mark.covers("K-04")
def test_density_leads_from_weight_to_volume() -> None:
    assert convert(Decimal(1), "lb", "cup", FLOUR) == Decimal("3.764705882352941")


@given(amounts, st.sampled_from(list(Category)[:3]), st.data())
def test_there_and_back_again_is_the_same_amount(
    value: Decimal, category: Category, data: st.DataObject
) -> None:
    units = st.sampled_from([unit.code for unit in units_of(category)])
    unit, target = data.draw(units), data.draw(units)
    back = convert(convert(value, unit, target), target, unit)
    assert abs(back - value) <= Decimal("1e-9") * max(value, Decimal(1))


@given(st.text(max_size=6), st.text(max_size=6), amounts)
def test_any_words_convert_or_are_refused_in_words(unit: str, target: str, value: Decimal) -> None:
    if convertible(unit, target):
        assert convert(value, unit, target) >= 0
    else:
        with pytest.raises((ConversionError, UnknownUnit)):
            convert(value, unit, target)
