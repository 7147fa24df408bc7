"""Which words are units and which are packages. A bag is no unit, a cup is no package."""

import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from baketracker.measures.units import Category, UnknownUnit, normalise, units_of

from .tokens import Token, word_at

SPOKEN = Path(__file__).with_name("spoken.toml")
FILLERS = Path(__file__).with_name("fillers.toml")
MEASURED = (Category.WEIGHT, Category.VOLUME, Category.COUNT)
# What may stand between a number and its package without changing either.
SIZES = ("large", "big", "small", "little", "medium", "huge", "giant", "whole", "full", "extra")


def unit_code(text: str) -> str | None:
    """The code of the unit people, receipts and invoices mean by `text`: "pounds", "#", "grammes",
    "LBR" (UN/CEFACT). None for what is no unit, and for packages, which have no size."""
    written = " ".join(text.split())
    try:
        unit = normalise(written)
    except UnknownUnit:
        return _said_units().get(written.lower())
    return unit.code if unit.category in MEASURED else None


def container_word(text: str) -> str | None:
    """The one word we keep for a package ("sacks": "bag"); None for what is no package."""
    return _containers().get(" ".join(text.lower().split()))


def is_shop(name: str) -> bool:
    """Whether this is a shop everybody knows, so that its name alone says where."""
    return " ".join(name.lower().replace("’", "'").split()) in _table()["shops"]["names"]


@cache
def fillers(kind: str) -> frozenset[str]:
    """Words that say nothing in a sentence about "purchases", "events", "stock", or in "names"."""
    with FILLERS.open("rb") as file:
        return frozenset(tomllib.load(file)[kind])


def unit_at(tokens: Sequence[Token], place: int) -> tuple[str, int] | None:
    """The unit at a place, over a hyphen ("5-lb"), and the place after it with its point."""
    at = place + 1 if word_at(tokens, place) in ("-", "‑") else place
    for length in (2, 1):
        pieces = [token.text for token in tokens[at : at + length]]
        if len(pieces) < length or not _may_be_unit(tokens[at]):
            continue
        if code := unit_code(" ".join(pieces)):
            return code, _past_point(tokens, at + length)
    # "fl. oz." has a point in its middle.
    if word_at(tokens, at) in ("fl", "fluid") and word_at(tokens, at + 1) == ".":
        code = unit_code(f"fl {word_at(tokens, at + 2)}")
        return (code, _past_point(tokens, at + 3)) if code else None
    return None


def container_at(tokens: Sequence[Token], place: int) -> tuple[str, int] | None:
    """The package word at a place, over "large" and a hyphen, and the place after it."""
    at = place
    while word_at(tokens, at) in (*SIZES, "-", "‑"):
        at += 1
    word = container_word(word_at(tokens, at))
    return (word, at + 1) if word else None


def _may_be_unit(token: Token) -> bool:
    return token.is_word or token.text == "#"


def _past_point(tokens: Sequence[Token], place: int) -> int:
    """A point right behind the unit belongs to it when the sentence goes on."""
    return place + 1 if word_at(tokens, place) == "." and place + 1 < len(tokens) else place


@cache
def _said_units() -> dict[str, str]:
    table = _table()["units"]
    return {word: code for code, words in table.items() for word in words}


@cache
def _containers() -> dict[str, str]:
    own = {
        word: unit.code
        for unit in units_of(Category.PACKAGE)
        for word in (unit.code, str(unit.plural), unit.cefact or unit.code)
    }
    return {word.lower(): code for word, code in (own | _table()["containers"]).items()}


@cache
def _table() -> dict[str, dict[str, Any]]:
    with SPOKEN.open("rb") as file:
        return tomllib.load(file)
