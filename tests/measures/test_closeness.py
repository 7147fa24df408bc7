"""Names that are nearly what was typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baketracker.measures.closeness import nearest, slips
from baketracker.measures.folding import fold

SHELF = [
    "Unsalted butter", "Salted butter", "All-purpose flour", "Bread flour", "Chocolate chips",
    "Baking powder", "Baking soda", "Coffee", "Crème fraîche", "Eggs", "Salt", "Rye", "Rice",
    "Buttermilk", "Brown sugar", "Almonds", "Nutmeg", "Cinnamon", "바닐라", "Vanilla\nVanille",
]  # fmt: skip
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=40)


def close(typed: str, most: int = 10) -> list[str]:
    return nearest([(name, fold_lines(name)) for name in SHELF], fold(typed), most)


def fold_lines(name: str) -> str:
    return "\n".join(fold(line) for line in name.split("\n"))


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("choclate", "Chocolate chips"),
        ("chocolte chip", "Chocolate chips"),
        ("buttr", "Buttermilk"),
        ("flowr", "Bread flour"),
        ("bakingpowder", "Baking powder"),
        ("bakng sodda", "Baking soda"),
        ("cofee", "Coffee"),
        ("egss", "Eggs"),
        ("almnod", "Almonds"),
        ("suger brown", "Brown sugar"),
        ("CREME FRESH", "Crème fraîche"),
        ("salz", "Salt"),
        ("vanile", "Vanilla\nVanille"),
        ("바닐라", "바닐라"),
    ],
)
def test_a_slip_still_finds_it(typed: str, first: str) -> None:
    assert close(typed)[0] == first


@pytest.mark.parametrize("typed", ["", "  ", "nutella", "xx", "zucchini", "rxy qq", "%", "_" * 200])
def test_what_is_something_else_finds_nothing(typed: str) -> None:
    assert close(typed) == []


def test_the_fewest_slips_come_first_and_no_more_than_asked() -> None:
    assert close("saltd") == ["Salt", "Salted butter"]
    assert close("buttre") == ["Buttermilk", "Salted butter", "Unsalted butter"]
    assert close("saltd", 1) == ["Salt"]
    assert nearest([], "salt", 10) == []


@given(WORDS.map(fold).filter(bool))
def test_a_name_is_always_near_itself(name: str) -> None:
    assert nearest([(1, name)], name, 1) == [1]


@given(st.text("abcdefghij", min_size=6, max_size=30), st.integers(0, 29))
def test_one_missing_letter_is_forgiven(name: str, place: int) -> None:
    at = place % len(name)
    assert nearest([(1, name)], name[:at] + name[at + 1 :], 1) == [1]


@given(WORDS, st.lists(WORDS, max_size=5))
def test_anything_may_be_typed(typed: str, names: list[str]) -> None:
    assert len(nearest(list(enumerate(names)), fold(typed), 3)) <= 3


def test_short_words_forgive_nothing() -> None:
    assert [slips("x" * length) for length in (1, 2, 3, 6, 10)] == [0, 0, 1, 2, 3]
