"""Ribbon and paper: exact factors, strict codes."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baketracker.measures.conversion import ConversionError
from baketracker.measures.material_units import (
    CEFACT,
    FACTORS,
    OLD_BASES,
    BaseUnit,
    choices,
    from_base,
    normalise_material,
    to_base,
)


def test_two_rolls_of_a_hundred_feet_are_6096_cm() -> None:
    assert to_base(Decimal(200), "feet", BaseUnit.LINEAR_CM) == 6096


def test_a_square_foot_is_929_0304_square_cm() -> None:
    assert to_base(Decimal(1), "square_feet", BaseUnit.SQUARE_CM) == Decimal("929.0304")


@pytest.mark.parametrize(("value", "unit"), [("1", "Feet"), ("1", "square_feet"), ("-1", "cm")])
def test_wrong_case_kind_or_sign_is_refused(value: str, unit: str) -> None:
    with pytest.raises(ConversionError):
        to_base(Decimal(value), unit, BaseUnit.LINEAR_CM)


@pytest.mark.parametrize("written", ["each", "EA", "pcs", "Pieces", "count"])
def test_pieces_by_any_name_are_each(written: str) -> None:
    assert normalise_material(written, BaseUnit.EACH) == "each"


def test_a_pack_is_no_piece() -> None:
    with pytest.raises(ConversionError, match="Choose one of: each"):
        normalise_material("pack", BaseUnit.EACH)


def test_lists_offer_the_base_first() -> None:
    assert choices(BaseUnit.LINEAR_CM) == ("cm", "feet", "inches", "meters", "mm", "yards")


def test_every_unit_has_its_reference_code_and_old_bases_convert() -> None:
    assert {unit for factors in FACTORS.values() for unit in factors} == set(CEFACT)
    assert OLD_BASES["linear_inches"] == (BaseUnit.LINEAR_CM, Decimal("2.54"))


@given(
    st.decimals(min_value=0, max_value=10**6, places=6),
    st.sampled_from([(base, unit) for base, factors in FACTORS.items() for unit in factors]),
)
def test_there_and_back_again(value: Decimal, pair: tuple[BaseUnit, str]) -> None:
    base, unit = pair
    assert abs(from_base(to_base(value, unit, base), unit, base) - value) < Decimal("1e-15")
