"""Amounts by cup and by weight, and beside the step that takes them."""

from decimal import Decimal

import pytest

from baketracker.make.amounts import named_in, other_way
from baketracker.measures.conversion import convert

KITCHEN = ["All-purpose flour", "Brown sugar", "White sugar", "Butter, unsalted", "Eggs", "Crème"]


@pytest.mark.covers("SC-22")
@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Beat the butter and the brown sugar.", ["Brown sugar", "Butter, unsalted"]),
        ("Add the sugar.", ["Brown sugar", "White sugar"]),
        ("Whisk in one egg, then the flour.", ["All-purpose flour", "Eggs"]),
        ("Pour the creme over it.", ["Crème"]),
        ("Chill for an hour.", []),
        ("Wipe the buttermilk off the floured board.", []),
    ],
)
def test_a_step_shows_what_it_takes(text: str, names: list[str]) -> None:
    assert [KITCHEN[place] for place in named_in(text, KITCHEN)] == names


@pytest.mark.covers("SC-22")
def test_a_volume_is_told_by_weight_and_a_weight_by_volume() -> None:
    flour = Decimal("0.5072")
    told = other_way(Decimal(2), "cup", flour)
    assert told is not None
    assert (round(told[0]), told[1]) == (240, "g")
    back = other_way(Decimal(240), "g", flour)
    assert back is not None
    assert (round(back[0]), back[1]) == (2, "cup")


def test_the_other_way_is_what_a_scale_and_a_cup_can_tell() -> None:
    sugar = Decimal("0.8453")
    assert other_way(Decimal("1.5"), "tsp", sugar) == (Decimal("6.2"), "g")
    assert other_way(Decimal("2.25"), "cup", sugar) == (Decimal(450), "g")
    third = other_way(Decimal(67), "g", sugar)
    assert third is not None
    assert round(third[0] * 3, 6) == 1
    # A mark that is too far off is not the amount.
    assert other_way(Decimal(10), "g", sugar) == (other_exact(sugar), "cup")


def other_exact(density: Decimal) -> Decimal:
    return convert(Decimal(10), "g", "cup", density)


def test_without_a_density_and_for_pieces_there_is_one_way() -> None:
    assert other_way(Decimal(2), "cup", None) is None
    assert other_way(Decimal(2), "each", Decimal(1)) is None
    assert other_way(Decimal(2), "bag", Decimal(1)) is None
