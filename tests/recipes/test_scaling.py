"""A recipe for more or fewer: by a factor or for so many pieces."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baketracker.recipes.ovens import COLDEST, HOTTEST, celsius, fahrenheit
from baketracker.recipes.scaling import factor_for, scaled
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.clients import browser
from tests.factories.reading import words

from .writing import COOKIES, SLICE, larder, nested, write

AMOUNTS = st.decimals("0.01", "500", places=2)


@pytest.mark.covers("PH-06")
@pytest.mark.parametrize(
    ("quantity", "unit", "factor", "whole"),
    [
        ("3", "each", "0.5", 2), ("1", "each", "0.5", 1), ("1", "each", "0.25", 1),
        ("5", "piece", "0.5", 3), ("2", "count", "1.5", None), ("1", "each", "3", None),
        ("1", "dozen", "0.5", None), ("1", "dozen", "0.375", 5), ("1", "cup", "0.5", None),
        ("3", "g", "0.5", None), ("1", "bag", "0.5", None), ("0.333333", "each", "3", None),
    ],
)  # fmt: skip
def test_a_part_of_an_egg_says_how_many_to_take(
    quantity: str, unit: str, factor: str, whole: int | None
) -> None:
    assert scaled(Decimal(quantity), unit, Decimal(factor)).whole == whole


@given(AMOUNTS, AMOUNTS, AMOUNTS)
def test_for_so_many_pieces_a_batch_gives_exactly_these(
    pieces: Decimal, per_batch: Decimal, quantity: Decimal
) -> None:
    factor = factor_for(pieces, per_batch)
    assert abs(per_batch * factor - pieces) < Decimal("1e-20")
    amount = scaled(quantity, "g", factor)
    assert abs(amount.quantity * per_batch - quantity * pieces) < Decimal("1e-15")


@given(st.integers(18, 186))
def test_an_oven_shows_the_fahrenheit_that_was_typed(fives: int) -> None:
    typed = fives * 5
    assert COLDEST <= celsius(typed) <= HOTTEST or typed < 90
    assert fahrenheit(celsius(typed)) == typed


@pytest.mark.covers("PH-02", "PH-06", "SC-29")
def test_the_page_shows_the_factor_and_every_amount(bakery: BakeryOnDatabase) -> None:
    larder(bakery, "Flour", "Egg", "Honey")
    write(bakery, "Frosting")
    made = write(
        bakery,
        lines=[
            {"ingredient": "Flour", "quantity": "1 1/2", "unit": "cup"},
            {"ingredient": "Egg", "quantity": "3", "unit": "each"},
            {"ingredient": "Honey", "quantity": "125", "unit": "g"},
        ],
        components=nested("Frosting"),
        yields=[COOKIES, SLICE],
    )
    page = browser(bakery)
    url = f"/recipes/{made.id}"
    half = words(page.get(f"{url}?scale=0.5").text)
    for said in ("Everything × ½", "¾ cup", "1 ½", "take 2", "62 .5 g", "12 Cookies", "½ batch"):
        assert said in half, said
    assert "Not a whole" not in words(page.get(f"{url}?scale=2").text)
    many = words(page.get(f"{url}?make=60").text)
    assert "Everything × 2.5, for 60 Cookies." in many
    assert "3 ¾ cup" in many
    slices = page.get(url, params={"make": "4", "unit": str(made.yields[1].id)}).text
    assert "Everything × 0.5, for 4 Slice." in words(slices)
    for nonsense in ("make=x", "scale=x", "scale=-1", "scale=0", "make=1&unit=x", "scale=1e9"):
        assert page.get(f"{url}?{nonsense}").status_code == 200
    assert "is not a number" in page.get(f"{url}?make=lots").text
    piece = page.get(f"{url}?scale=3", headers={"HX-Request": "true"}).text
    assert "<html" not in piece
    assert "4 ½ cup" in words(piece)


@pytest.mark.covers("S1-metric-recipes")
def test_grams_and_millilitres_are_written_with_decimals(bakery: BakeryOnDatabase) -> None:
    larder(bakery, "Flour", "Milk", "Sugar")
    made = write(
        bakery,
        lines=[
            {"ingredient": "Flour", "quantity": "250", "unit": "g"},
            {"ingredient": "Milk", "quantity": "125", "unit": "ml"},
            {"ingredient": "Sugar", "quantity": "0.5", "unit": "kg"},
        ],
    )
    said = words(browser(bakery).get(f"/recipes/{made.id}?scale=0.5").text)
    for amount in ("125 g", "62 .5 ml", "0 .25 kg"):
        assert amount in said
