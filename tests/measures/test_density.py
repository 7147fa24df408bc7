"""What a cup of it weighs: four fields, all or none."""

from decimal import Decimal

import pytest

from baketracker.measures.density import BadDensity, Density, density_of, grams_per_ml

pytestmark = pytest.mark.covers("K-04")


def test_one_cup_of_flour_weighs_four_and_a_quarter_ounces() -> None:
    flour = Density(Decimal(1), "cup", Decimal("4.25"), "oz")
    assert flour.grams_per_ml == Decimal("0.5092624097587367")


def test_nothing_filled_in_is_no_density() -> None:
    assert density_of(None, None, None, None) is None
    assert density_of(Decimal(0), "", None, "") is None


@pytest.mark.parametrize("empty", range(4))
def test_three_of_four_fields_are_refused(empty: int) -> None:
    volume, weight = (None if empty == n else Decimal(120) for n in (0, 2))
    volume_unit, weight_unit = (None if empty == n else unit for n, unit in ((1, "cup"), (3, "g")))
    with pytest.raises(BadDensity, match="all four"):
        density_of(volume, volume_unit, weight, weight_unit)


@pytest.mark.parametrize(
    ("volume", "volume_unit", "weight", "weight_unit"),
    [
        ("-1", "cup", "1", "g"),
        ("1", "oz", "1", "g"),
        ("1", "cup", "1", "ml"),
        ("NaN", "cup", "1", "g"),
    ],
)
def test_nonsense_is_refused(volume: str, volume_unit: str, weight: str, weight_unit: str) -> None:
    with pytest.raises(BadDensity):
        density_of(Decimal(volume), volume_unit, Decimal(weight), weight_unit)


def test_stored_nonsense_reads_as_no_density() -> None:
    assert grams_per_ml(Decimal(1), "cup", None, None) is None
    assert grams_per_ml(Decimal(-1), "cup", Decimal(1), "g") is None
    assert grams_per_ml(Decimal(1), "hank", Decimal(1), "g") is None
