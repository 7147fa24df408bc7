"""Thirty-five units, and how people write them."""

import pytest

from baketracker.measures.units import UNITS, Category, UnknownUnit, find_unit, normalise, units_of


@pytest.mark.covers("K-01")
def test_thirty_five_units_stand_in_four_categories_in_their_order() -> None:
    assert len(UNITS) == 35
    assert [unit.code for unit in units_of(Category.WEIGHT)] == ["oz", "lb", "g", "kg"]
    assert [unit.code for unit in units_of(Category.COUNT)] == ["each", "count", "piece", "dozen"]
    assert len(units_of(Category.VOLUME)) == 9
    packages = [unit.code for unit in units_of(Category.PACKAGE)]
    assert len(packages) == 18
    assert packages == sorted(packages)
    for category in Category:
        orders = [unit.sort_order for unit in units_of(category)]
        assert orders == list(range(len(orders)))


@pytest.mark.covers("K-01")
@pytest.mark.parametrize("written", ["cup", "CUP", "Cup"])
def test_a_stored_code_is_found_whatever_its_case(written: str) -> None:
    assert find_unit(written) is find_unit("cup") is not None


def test_a_stored_code_has_no_aliases() -> None:
    assert find_unit("cups") is None
    assert find_unit("lbs") is None
    assert find_unit("T") is None


@pytest.mark.covers("R-UNI-01")
def test_the_reference_codes_are_the_corrected_ones() -> None:
    codes = {unit.code: unit.cefact for unit in UNITS}
    assert codes["cup"] == "G21"
    assert codes["pt"] == "PTL"
    assert codes["qt"] == "QTL"
    assert codes["count"] == "C62"
    assert codes["piece"] == "H87"
    assert codes["can"] == "XCX"
    assert codes["stick"] is None
    assert "G94" not in codes.values()


@pytest.mark.covers("R-UNI-02")
@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("lbs", "lb"),
        ("Pounds", "lb"),
        ("lb.", "lb"),
        ("LBR", "lb"),
        ("cups", "cup"),
        ("C", "cup"),
        ("G21", "cup"),
        ("T", "tbsp"),
        ("t", "tsp"),
        ("Tbsp", "tbsp"),
        ("fluid  ounces", "fl oz"),
        ("FLOZ", "fl oz"),
        ("litre", "l"),
        ("grams", "g"),
        ("ea", "each"),
        ("pcs", "piece"),
        ("doz", "dozen"),
        ("boxes", "box"),
        ("xbg", "bag"),
    ],
)
def test_people_and_receipts_write_units_their_own_way(written: str, code: str) -> None:
    assert normalise(written).code == code


def test_no_word_means_two_units() -> None:
    words: dict[str, str] = {}
    for unit in UNITS:
        for word in {unit.code, unit.name, unit.plural, unit.symbol, unit.cefact or unit.code}:
            assert words.setdefault(word.lower(), unit.code) == unit.code, word


@pytest.mark.parametrize("written", ["", "  ", "smidgen", "G94", "PTI", "🧈"])
def test_an_unknown_unit_is_refused_with_a_plain_sentence(written: str) -> None:
    with pytest.raises(UnknownUnit, match="Choose one from the list"):
        normalise(written)
