"""Amounts as people type them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baketracker.measures.numbers import (
    LARGEST,
    BadNumber,
    check_money,
    check_quantity,
    parse_money,
    parse_quantity,
)


@pytest.mark.covers("UX-32")
@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("2", "2"),
        (" 2 ", "2"),
        ("1 1/2", "1.5"),
        ("1-1/2", "1.5"),
        ("3/4", "0.75"),
        ("3 / 4", "0.75"),
        ("½", "0.5"),
        ("1½", "1.5"),
        ("1 ½", "1.5"),
        ("1⁄3", "0.333333"),
        ("⅔", "0.666667"),
        ("1,5", "1.5"),
        ("1.5", "1.5"),
        (".5", "0.5"),
        ("0,125", "0.125"),
        ("1.234", "1.234"),
        ("1,234.50", "1234.50"),
        ("1.234,50", "1234.50"),
        ("12 345,5", "12345.5"),
        ("12\u202f345,5", "12345.5"),
        ("1٫5".replace("٫", ","), "1.5"),
        ("٣", "3"),
        ("0", "0"),
        ("0.123456", "0.123456"),
        ("1.50000000", "1.5"),
        ("999999.99", "999999.99"),
    ],
)
def test_people_type_numbers_their_own_way(typed: str, value: str) -> None:
    assert parse_quantity(typed) == Decimal(value)


@pytest.mark.covers("UX-32")
@pytest.mark.parametrize(
    "typed",
    [
        "", "  ", "-1", "−1", "-0", "-½", "NaN", "nan", "inf", "Infinity", "1e30", "1E2", "0x10",
        "1/0", "1/2/3", "½ 3", "1.2.3", "1,23.4", "2²", "two", "1_000", "🍪", "1000000",
        "999999.991", "0.1234567", "1" * 40, "10000000,5", "=1+1", "1 2",
    ],
)  # fmt: skip
def test_what_is_no_amount_is_refused_with_a_sentence(typed: str) -> None:
    with pytest.raises(BadNumber) as refusal:
        parse_quantity(typed)
    sentence = str(refusal.value)
    assert sentence.endswith(".")
    assert len(sentence) < 120


def test_a_number_that_can_be_read_in_two_ways_is_asked_back() -> None:
    with pytest.raises(BadNumber, match=r"Write 1234 or 1\.2340"):
        parse_quantity("1,234")
    with pytest.raises(BadNumber, match=r"Write 1234 or 1,2340"):
        parse_quantity("1.234", groups=".")
    assert parse_quantity("1,2340") == Decimal("1.234")


def test_money_has_four_decimals() -> None:
    assert parse_money("3.8095") == Decimal("3.8095")
    with pytest.raises(BadNumber, match="at most 4 digits"):
        parse_money("3.80951")


@pytest.mark.parametrize("value", ["NaN", "sNaN", "Infinity", "-0", "-1", "1e30", "1e-30"])
def test_numbers_that_were_not_typed_have_the_same_limits(value: str) -> None:
    with pytest.raises(BadNumber):
        check_quantity(Decimal(value))
    with pytest.raises(BadNumber):
        check_money(Decimal(value))


@pytest.mark.covers("P-33")
@given(st.decimals(min_value=0, max_value=LARGEST, places=6))
def test_what_fits_is_read_back_as_it_was_typed(value: Decimal) -> None:
    assert parse_quantity(f"{value:f}") == value
    # Without a whole digit before it, no comma can be a thousands sign.
    if value != value.to_integral_value() and not f"{value.normalize():f}"[-4:].startswith("."):
        assert parse_quantity(f"{value.normalize():f}".replace(".", ",")) == value


@given(st.text(max_size=12))
def test_any_text_is_a_number_within_the_limits_or_a_sentence(typed: str) -> None:
    try:
        value = parse_quantity(typed)
    except BadNumber:
        return
    assert 0 <= value <= LARGEST
