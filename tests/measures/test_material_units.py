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


@pytest.mark.covers("R-MAT-01")
@pytest.mark.parametrize("written", ["each", "EA", "pcs", "Pieces", "count"])
def test_pieces_by_any_name_are_each(written: str) -> None:
    assert normalise_material(written, BaseUnit.EACH) == "each"


@pytest.mark.parametrize(
    ("written", "base", "code"),
    [
        (" Feet ", "linear_cm", "feet"), ("ft", "linear_cm", "feet"), ("m", "linear_cm", "meters"),
        ("linear_cm", "linear_cm", "cm"), ("cm²", "square_cm", "square_cm"),
        ("sq ft", "square_cm", "square_feet"), ("square inches", "square_cm", "square_inches"),
    ],
)  # fmt: skip
def test_units_are_read_as_people_write_them(written: str, base: str, code: str) -> None:
    assert normalise_material(written, BaseUnit(base)) == code


@pytest.mark.covers("L-23")
def test_there_are_three_ways_to_count() -> None:
    assert {*BaseUnit} == {"each", "linear_cm", "square_cm"} == {*FACTORS}


@given(st.text(max_size=20), st.sampled_from(list(BaseUnit)))
def test_what_is_read_measures_the_material_or_is_refused(written: str, base: BaseUnit) -> None:
    try:
        code = normalise_material(written, base)
    except ConversionError:
        return
    assert code in choices(base)


def test_every_code_reads_as_itself_and_as_its_base_alone() -> None:
    for base, factors in FACTORS.items():
        for unit in factors:
            assert normalise_material(unit.upper(), base) == unit
            for other in {*BaseUnit} - {base}:
                with pytest.raises(ConversionError):
                    normalise_material(unit, other)


@pytest.mark.covers("R-MAT-01")
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
