"""What a store's text means."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baketracker.understanding import names
from baketracker.understanding.names import contradict, expand, is_not_baking, read_package, words
from baketracker.understanding.packages import Package
from tests.factories.depth import examples


@pytest.mark.covers("AI-18")
@pytest.mark.parametrize(
    ("printed", "meant"),
    [
        ("KS UNSLT BTR 4/1LB", "kirkland signature unsalted butter 4/1 lb"),
        ("KA BREAD FLR 5LB", "king arthur bread flour 5 lb"),
        ("LT BRN SGR 2LB", "light brown sugar 2 lb"),
        ("GV PWDR SGR", "great value powdered sugar"),
        ("BKG PWDR 10OZ", "baking powder 10 oz"),
        ("SS CHOC CHPS 72OZ", "semi-sweet chocolate chips 72 oz"),
        ("H/H 1QT", "half and half 1 qt"),
        ("S/R FLOUR", "self-rising flour"),
        ("16 FL OZ HVY WHP CRM", "16 fl oz heavy whipping cream"),
        ("EGGS LG 18CT", "eggs large 18 count"),
        ("2% MILK", "2% milk"),
    ],
)
def test_abbreviations_are_written_out(printed: str, meant: str) -> None:
    assert expand(printed) == meant


@pytest.mark.covers("AI-18")
def test_the_table_is_ours_and_large() -> None:
    assert sum(len(part) for part in names._table().values()) >= 120


@pytest.mark.parametrize(
    ("printed", "meant"),
    [
        ("FL0UR", "flour"), ("CH0C CHIPS", "chocolate chips"), ("5UGAR", "sugar"),
        ("CINNAMO", "cinnamon"), ("VANILA", "vanilla"), ("UNSALTE BTR", "unsalted butter"),
        ("lCING SUGAR", "powdered sugar"),
    ],
)  # fmt: skip
def test_letters_that_were_lost_or_misread_are_mended(printed: str, meant: str) -> None:
    assert expand(printed) == meant


@pytest.mark.covers("AI-16")
@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("unsalted butter", "salted butter"),
        ("butter unsalted", "salted butter"),
        ("bread flour", "cake flour"),
        ("bread flour", "all-purpose flour"),
        ("whole wheat flour", "all-purpose flour"),
        ("self-rising flour", "all-purpose flour"),
        ("brown sugar light", "dark brown sugar"),
        ("granulated sugar", "powdered sugar"),
        ("granulated sugar", "brown sugar"),
        ("dark chocolate chips", "milk chocolate chips"),
        ("white chocolate chips", "semi-sweet chocolate chips"),
        ("ground cinnamon", "cinnamon sticks"),
        ("whole cloves", "ground cloves"),
        ("baking soda", "baking powder"),
        ("heavy cream", "half and half"),
        ("heavy cream", "sour cream"),
        ("almond extract", "vanilla extract"),
        ("peanut butter", "almond butter"),
        ("peanut butter", "unsalted butter"),
        ("sweetened coconut", "unsweetened coconut"),
        ("condensed milk", "evaporated milk"),
        ("whole milk", "2% milk"),
        ("active dry yeast", "instant yeast"),
        ("kosher salt", "table salt"),
        ("light corn syrup", "dark corn syrup"),
        ("imitation vanilla extract", "pure vanilla extract"),
    ],
)
def test_what_can_never_be_one_thing_is_vetoed_both_ways(one: str, other: str) -> None:
    assert contradict(one, other)
    assert contradict(other, one)
    assert contradict(one, one) is None
    assert contradict(other, other) is None


@pytest.mark.covers("AI-16")
@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("KS UNSLT BTR 4/1LB", "Salted Butter"),
        ("LT BRN SGR 2LB", "Dark Brown Sugar"),
        ("BKG SDA", "Baking Powder"),
        ("PLAIN FLOUR", "Self Raising Flour"),
    ],
)
def test_a_stores_abbreviations_contradict_a_plain_name(printed: str, name: str) -> None:
    assert contradict(printed, name)
    assert contradict(name, printed)


@pytest.mark.covers("AI-16")
@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("butter", "unsalted butter"),
        ("brown sugar", "dark brown sugar"),
        ("sugar", "granulated sugar"),
        ("flour", "all-purpose flour"),
        ("chocolate chips", "semi-sweet chocolate chips"),
        ("milk", "whole milk"),
        ("heavy cream", "heavy whipping cream"),
        ("extra large eggs", "extra large brown eggs"),
        ("sweet cream butter unsalted", "unsalted butter"),
        ("cream of tartar", "cream tartar cream of tartar"),
    ],
)
def test_a_word_that_is_missing_contradicts_nothing(one: str, other: str) -> None:
    assert contradict(one, other) is None
    assert contradict(other, one) is None


@pytest.mark.covers("AI-16")
@pytest.mark.parametrize(
    ("plain", "marked"),
    [
        ("sugar", "powdered sugar"), ("sugar", "brown sugar"), ("flour", "almond flour"),
        ("milk", "condensed milk"), ("chocolate chips", "white chocolate chips"),
    ],
)  # fmt: skip
def test_forms_that_nobody_leaves_out_contradict_the_plain_thing(plain: str, marked: str) -> None:
    assert contradict(plain, marked)
    assert contradict(marked, plain)


@pytest.mark.parametrize(
    ("printed", "size", "unit", "count"),
    [
        ("12 LB", "12", "lb", 1), ("4/1LB", "1", "lb", 4), ("2 X 500G", "500", "g", 2),
        ("500G X 2", "500", "g", 2), ("6CT", "6", "count", 1), ("5 lb bag", "5", "lb", 1),
        ("1.5KG", "1.5", "kg", 1), ("1,5 KG", "1.5", "kg", 1), ("1/2 LB", "0.5", "lb", 1),
        ("6/14OZ", "14", "oz", 6), ("75CL", "750", "ml", 1), ("HALF GAL", "0.5", "gal", 1),
        ("EGGS DOZEN", "12", "count", 1), ("l6OZ", "16", "oz", 1), ("1O LB", "10", "lb", 1),
        ("BUTTER 1LB 4CT", "1", "lb", 1), ("12OZ 4 PK", "12", "oz", 4), (".75OZ", "0.75", "oz", 1),
    ],
)  # fmt: skip
def test_sizes_are_read_as_they_are_printed(printed: str, size: str, unit: str, count: int) -> None:
    assert read_package(printed) == Package(Decimal(size), unit, count)


@pytest.mark.parametrize("printed", ["", "FLOUR", "KS AP FLOUR", "70% CHOCOLATE", "0 LB", "10X10"])
def test_without_a_size_there_is_none(printed: str) -> None:
    assert read_package(printed) is None


@pytest.mark.parametrize(
    "printed",
    ["KS PAPER TOWELS 12CT", "DISH SOAP", "TIDE DETERGENT", "DURACELL BATTERIES", "GROUND BEEF",
     "ROTISSERIE CHICKEN", "CAT LITTER", "TOOTHPASTE", "BAG FEE", "POTATO CHIPS"],
)  # fmt: skip
def test_what_nobody_bakes_with_is_known(printed: str) -> None:
    assert is_not_baking(printed)


@pytest.mark.parametrize(
    "printed",
    ["BANANAS", "LEMONS", "BAKING SODA", "CHOC CHIPS", "PARCHMENT PAPER", "KS AP FLOUR", "",
     "CUPCAKE LINERS", "GROUND CINNAMON", "CREAM CHEESE"],
)  # fmt: skip
def test_what_may_be_for_baking_is_not_skipped(printed: str) -> None:
    assert not is_not_baking(printed)


@settings(max_examples=examples(200))
@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_is_taken(one: str, other: str) -> None:
    read_package(one)
    is_not_baking(one)
    assert bool(contradict(one, other)) == bool(contradict(other, one))
    assert all(word == word.lower() for word in words(expand(one)))


VOCABULARY = sorted(names._vocabulary())


@settings(max_examples=examples(200))
@given(st.lists(st.sampled_from(VOCABULARY), max_size=6).map(" ".join))
def test_no_name_contradicts_itself(name: str) -> None:
    assert contradict(name, name) is None
