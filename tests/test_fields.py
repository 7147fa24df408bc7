"""Kinds of input all features share, and how amounts go out."""

import math
import unicodedata
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, TypeAdapter, ValidationError

from baketracker.accounts.schemas import SignUp
from baketracker.fields import (
    DecimalOut,
    In,
    MoneyIn,
    Name,
    QuantityIn,
    SearchText,
    ShortText,
    plain,
)

QUANTITY: TypeAdapter[Decimal] = TypeAdapter(QuantityIn)
MONEY: TypeAdapter[Decimal] = TypeAdapter(MoneyIn)
SEARCH: TypeAdapter[str] = TypeAdapter(SearchText)
NAME: TypeAdapter[str] = TypeAdapter(Name)
SIGN_UP: TypeAdapter[str] = TypeAdapter(SignUp.__annotations__["bakery_name"])


class Out(BaseModel):
    amount: DecimalOut


@pytest.mark.covers("DEC-01")
def test_quantities_take_six_decimals_and_money_four() -> None:
    assert QUANTITY.validate_python("0.123456") == Decimal("0.123456")
    assert MONEY.validate_python("0.1234") == Decimal("0.1234")
    for kind, typed in ((QUANTITY, "0.1234567"), (MONEY, "0.12345")):
        with pytest.raises(ValidationError, match="digits after the point"):
            kind.validate_python(typed)


@pytest.mark.covers("SR52")
@pytest.mark.parametrize(
    "value",
    ["NaN", "inf", "-Infinity", "1e5", "-0", "-0.0", "", " ", "0x10", "1_000", None, True, [], {},
     math.nan, math.inf, -0.0, -1, 1e30, 10**15, Decimal("NaN"), Decimal("1E+30")],
)  # fmt: skip
def test_what_is_no_amount_is_refused(value: Any) -> None:
    for kind in (QUANTITY, MONEY):
        with pytest.raises(ValidationError):
            kind.validate_python(value)


def test_a_json_number_is_read_by_its_shortest_digits() -> None:
    assert QUANTITY.validate_json("0.1") == Decimal("0.1")
    assert QUANTITY.validate_json("3") == Decimal(3)


@pytest.mark.covers("P-33")
@given(st.decimals(min_value=0, max_value=999999, places=10))
def test_an_amount_goes_out_with_all_its_digits_and_comes_back(value: Decimal) -> None:
    sent = Out(amount=value).model_dump(mode="json")["amount"]
    assert Decimal(sent) == value
    assert "E" not in sent
    assert sent == sent.strip("+ ")
    assert not (("." in sent) and sent.endswith("0"))


@pytest.mark.parametrize(
    ("value", "said"), [("1E+3", "1000"), ("0E-10", "0"), ("2.50", "2.5"), ("-0.10", "-0.1")]
)
def test_an_amount_has_no_exponent(value: str, said: str) -> None:
    assert plain(Decimal(value)) == said


@given(st.text())
def test_a_search_is_never_refused_and_always_harmless(typed: str) -> None:
    cleaned = SEARCH.validate_python(typed)
    assert cleaned.isprintable()
    assert len(cleaned) <= 200


@given(st.text(min_size=1, max_size=300))
def test_a_name_is_one_line_that_can_be_stored_or_refused(typed: str) -> None:
    try:
        name = NAME.validate_python(typed)
    except ValidationError:
        return
    assert 1 <= len(name) <= 200
    assert name == name.strip()
    assert name.encode()
    assert not {"\x00", "\n", "\t", "\r"} & set(name)
    assert all(sign == JOINER or unicodedata.category(sign) != "Cf" for sign in name)


JOINER = "\u200d"
COOK = f"\U0001f469{JOINER}\U0001f373"


@pytest.mark.parametrize("typed", [f"{COOK} Bakes", f"Ada {COOK}", "Café", "日本", "❤\ufe0f", "&"])
def test_a_name_may_hold_whatever_can_be_seen(typed: str) -> None:
    assert NAME.validate_python(f" {typed} ") == typed
    assert SIGN_UP.validate_python(f" {typed} ") == typed


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "at least 1 character"),
        ("\u200b", "Fill this in"),
        (JOINER, "Fill this in"),
        ("\u2060\ufe0f", "Fill this in"),
        ("\u3164", "Fill this in"),
        ("Ada\u200b", "invisible"),
        (f"Ada{JOINER}", "invisible"),
        ("Ada\u202eadA", "invisible"),
        ("Ada\u2066", "invisible"),
        ("Ada\x07", "invisible"),
        ("Ada\u2028Eve", "invisible"),
        ("Ada\nEve", "one line"),
    ],
)
def test_a_name_hides_nothing(typed: str, said: str) -> None:
    for kind in (NAME, SIGN_UP):
        with pytest.raises(ValidationError, match=said):
            kind.validate_python(typed)


def test_a_text_that_may_be_empty_still_may() -> None:
    assert TypeAdapter(ShortText).validate_python("  ") == ""


@pytest.mark.covers("SR41")
def test_a_field_nobody_knows_is_refused() -> None:
    class Something(In):
        name: Name

    with pytest.raises(ValidationError, match="extra_forbidden"):
        Something.model_validate({"name": "x", "tenant_id": "y"})
