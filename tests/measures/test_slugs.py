"""One slug function, and search that overlooks accents."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baketracker.measures.folding import fold
from baketracker.measures.slugs import slugify, unique_slug

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@pytest.mark.covers("R-CAT-01")
@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Grandma’s Crème Brûlée!", "grandmas-creme-brulee"),
        ("Flour_all  purpose", "flour-all-purpose"),
        ("  -- Rye -- ", "rye"),
        ("Smørbrød & Straße", "smorbrod-strasse"),
        ("½ sheet", "12-sheet"),
    ],
)
def test_names_become_slugs(name: str, slug: str) -> None:
    assert slugify(name) == slug


def test_a_name_without_letters_gets_the_fallback() -> None:
    assert slugify("🍪", fallback="unknown-recipe") == "unknown-recipe"


@pytest.mark.covers("R-CAT-01")
def test_the_second_of_a_name_gets_a_2() -> None:
    assert unique_slug("flan", set()) == "flan"
    assert unique_slug("flan", {"flan"}) == "flan-2"
    assert unique_slug("flan", {"flan", "flan-2"}) == "flan-3"


def test_a_long_slug_keeps_room_for_its_number() -> None:
    long = slugify("x" * 300)
    assert len(long) == 200
    assert unique_slug(long, {long}) == "x" * 198 + "-2"


@pytest.mark.covers("R-CAT-01")
@given(st.text(max_size=300))
def test_any_name_gives_a_clean_slug_that_slugs_to_itself(name: str) -> None:
    slug = slugify(name)
    assert SLUG.fullmatch(slug)
    assert len(slug) <= 200
    assert slugify(slug) == slug


def test_creme_finds_creme() -> None:
    assert fold("Crème FRAÎCHE") == "creme fraiche"
    assert fold("Grandma’s") == fold("grandma's")
    assert fold("寿司") == "寿司"


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)
