"""Amounts and prices as people say and write them."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baketracker.measures.units import Category, find_unit
from baketracker.understanding.amounts import read_amount, read_price, unit_code
from baketracker.understanding.wording import container_word
from tests.factories.depth import examples


@pytest.mark.covers("AI-21")
@pytest.mark.parametrize(
    ("said", "quantity", "unit", "container", "rest"),
    [
        ("two pounds of flour", "2", "lb", None, "flour"),
        ("5lb", "5", "lb", None, ""),
        ("16OZ", "16", "oz", None, ""),
        ("5# flour", "5", "lb", None, "flour"),
        ("half a pound", "0.5", "lb", None, ""),
        ("half a dozen eggs", "6", None, None, "eggs"),
        ("a dozen eggs", "12", None, None, "eggs"),
        ("two dozen eggs", "24", None, None, "eggs"),
        ("one and a half cups", "1.5", "cup", None, ""),
        ("a pound and a half of butter", "1.5", "lb", None, "butter"),
        ("three quarters of a cup of milk", "0.75", "cup", None, "milk"),
        ("two thirds cup sugar", "0.666667", "cup", None, "sugar"),
        ("1 1/2", "1.5", None, None, ""),
        ("½", "0.5", None, None, ""),
        ("2½ lb", "2.5", "lb", None, ""),
        ("1,5 kg", "1.5", "kg", None, ""),
        ("1.500 kg", "1.5", "kg", None, ""),
        ("twenty-five pounds of sugar", "25", "lb", None, "sugar"),
        ("two hundred and fifty grammes of butter", "250", "g", None, "butter"),
        ("16 fl. oz. cream", "16", "fl oz", None, "cream"),
        ("3 x 500 g", "1500", "g", None, ""),
        ("four 5 lb bags of flour", "20", "lb", "bag", "flour"),
        ("a 5-lb bag of flour", "5", "lb", "bag", "flour"),
        ("two cans (14 oz each) of milk", "28", "oz", "can", "milk"),
        ("King Arthur flour 5 lb bag", "5", "lb", "bag", "King Arthur flour"),
        ("two large sacks of sugar", "2", None, "bag", "sugar"),
        ("3 tins of pumpkin", "3", None, "can", "pumpkin"),
        ("a pint of half and half", "1", "pt", None, "half and half"),
    ],
)
def test_amounts_are_read_as_they_are_said(
    said: str, quantity: str, unit: str | None, container: str | None, rest: str
) -> None:
    found = read_amount(said)
    assert found is not None
    amount, without = found
    assert (amount.quantity, amount.unit, amount.container) == (Decimal(quantity), unit, container)
    assert not amount.is_doubtful
    assert without == rest


@pytest.mark.covers("AI-21")
@pytest.mark.parametrize(
    ("said", "quantity"),
    [("a couple of bags of sugar", "2"), ("a few lemons", "3"), ("1,234 g of sugar", "1234")],
)
def test_who_did_not_count_is_doubted(said: str, quantity: str) -> None:
    found = read_amount(said)
    assert found is not None
    assert found[0].quantity == Decimal(quantity)
    assert found[0].is_doubtful


@pytest.mark.covers("AI-21")
@pytest.mark.parametrize(
    "said",
    [
        "two, no wait, three pounds", "two no three pounds", "two pounds, I mean three pounds",
        "two pounds, sorry, three", "four, no, two, actually three pounds",
    ],
)  # fmt: skip
def test_the_last_of_what_was_taken_back_counts(said: str) -> None:
    found = read_amount(said)
    assert found is not None
    assert (found[0].quantity, found[0].unit) == (Decimal(3), "lb")


def test_what_was_said_of_a_number_stays_when_it_is_taken_back() -> None:
    found = read_amount("two pounds of flour, no wait, three")
    assert found is not None
    assert (found[0].quantity, found[0].unit, found[1]) == (Decimal(3), "lb", "flour")


@pytest.mark.parametrize(
    "said", ["", "flour", "half and half", "00 flour", "2% milk", "70% chocolate", "the 5th", "$8"]
)
def test_what_is_no_amount_is_none(said: str) -> None:
    assert read_amount(said) is None


@pytest.mark.covers("L-19")
def test_a_bag_is_a_package_and_a_cup_is_a_unit() -> None:
    packages = ("bag", "bags", "jar", "can", "tin", "box", "stick", "carton", "sack", "XBG")
    assert [unit_code(word) for word in packages] == [None] * len(packages)
    assert all(container_word(word) for word in packages)
    assert unit_code("cup") == "cup"
    assert container_word("cup") is None


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("pounds", "lb"), ("lb", "lb"), ("LBS.", "lb"), ("#", "lb"), ("kilos", "kg"),
        ("grammes", "g"), ("fl oz", "fl oz"), ("fluid ounces", "fl oz"), ("LBR", "lb"),
        ("ONZ", "oz"), ("KGM", "kg"), ("GRM", "g"), ("LTR", "l"), ("MLT", "ml"), ("EA", "each"),
        ("H87", "piece"), ("C62", "count"), ("T", "tbsp"), ("t", "tsp"), ("", None), ("yolk", None),
    ],
)  # fmt: skip
def test_units_are_known_by_many_names(written: str, code: str | None) -> None:
    assert unit_code(written) == code


@pytest.mark.covers("AI-21")
@pytest.mark.parametrize(
    ("said", "price"),
    [
        ("$8", "8"), ("8.99", "8.99"), ("8,99 €", "8.99"), ("£3", "3"), ("$1,234.50", "1234.50"),
        ("eight dollars", "8"), ("eight ninety-nine", "8.99"), ("12 bucks", "12"),
        ("eight dollars and ninety nine cents", "8.99"), ("five dollars fifty", "5.5"),
        ("twelve oh five", "12.05"), ("99 cents", "0.99"), ("a hundred and twenty dollars", "120"),
        ("2 lb of butter for $9", "9"), ("eight dollars, no, nine dollars", "9"), ("95p", "0.95"),
    ],
)  # fmt: skip
def test_prices_are_read_as_they_are_said(said: str, price: str) -> None:
    assert read_price(said) == Decimal(price)


@pytest.mark.parametrize("said", ["", "flour", "two pounds", "40%", "3 bags"])
def test_what_names_no_money_is_no_price(said: str) -> None:
    assert read_price(said) is None


@settings(max_examples=examples(300))
@given(st.text(max_size=60))
def test_any_text_is_read_without_a_fault(said: str) -> None:
    read_price(said)
    found = read_amount(said)
    if found:
        amount = found[0]
        assert amount.quantity.is_finite()
        assert amount.quantity >= 0
        unit = find_unit(amount.unit) if amount.unit else None
        assert unit is None or unit.category is not Category.PACKAGE


@settings(max_examples=examples(120))
@given(st.decimals("0.01", "9999", places=2), st.sampled_from(["lb", "kg", "oz", "g", "ml"]))
def test_a_number_before_a_unit_is_read_back(quantity: Decimal, unit: str) -> None:
    found = read_amount(f"{quantity:f} {unit} of flour")
    assert found is not None
    assert (found[0].quantity, found[0].unit, found[1]) == (quantity, unit, "flour")
