"""How full something is, as people say it: "40%", "two thirds", "over half", "almost empty"."""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path

from .numerals import number_at
from .tokens import Token

LEVELS = Path(__file__).with_name("levels.toml")
ALL, NOTHING, STEP = Decimal(100), Decimal(0), Decimal("0.01")
# "Just over half" is not much over.
NEAR = Decimal(15)

_N = r"(\d+(?:\.\d+)?)"
_PCT = r"\s*(?:%|percent|per cent|pct)"
_TO = r"\s*(?:%|percent)?\s*(?:-|–|—|to|and|or)\s*"
_RANGE = re.compile(rf"(?:\bbetween )?(?:\bfrom )?{_N}{_TO}{_N}{_PCT}")
_PERCENT = re.compile(rf"{_N}{_PCT}")
_PART = r"(0\.\d+)"
_PARTS = re.compile(rf"(?:\bbetween )?{_PART}\s*(?:-|–|—|to|and|or)\s*(?:a )?{_PART}")
_ONE_PART = re.compile(rf"(?<![\d.]){_PART}")
_HEDGES = (
    (r"(?:just|slightly|a little|a bit|a touch|a tad) (?:over|more than|above)", "bit_over"),
    (
        r"(?:just|slightly|a little|a bit|a touch|a tad) (?:under|less than|below|shy of)",
        "bit_under",
    ),
    (r"(?:more than|over|at least|above|upwards of|well over)", "over"),
    (r"(?:less than|under|at most|below|no more than|up to|well under)", "under"),
    (r"(?:almost|nearly|not quite|close to)", "bit_under"),
    (r"(?:a good)", "bit_over"),
)
_HEDGED = [(re.compile(rf"\b{words}\s*$"), kind) for words, kind in _HEDGES]
_TAKEN = re.compile(r"\b(gone|used|empty|missing|eaten|finished|depleted|went through)\b")


@dataclass(frozen=True, slots=True)
class Level:
    """A row of the table."""

    pattern: re.Pattern[str]
    low: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True)
class Told:
    """How full, and where that was said in the plain text."""

    low: Decimal
    high: Decimal
    start: int
    end: int


def canonical(tokens: Sequence[Token], groups: str) -> tuple[str, list[tuple[int, int]]]:
    """The text folded, its numbers in digits; and where each piece that stayed a word begins."""
    pieces: list[str] = []
    places: list[tuple[int, int]] = []
    place, length = 0, 0
    while place < len(tokens):
        number = number_at(tokens, place, groups)
        if number and not number.is_article:
            piece, after = f"{number.value:f}", number.end
        else:
            piece, after = tokens[place].word, place + 1
            places.append((place, length))
        pieces.append(piece)
        length += len(piece) + 1
        place = after
    return " ".join(pieces), places


def level_in(canon: str) -> Told | None:
    """How full, from a percentage, a part, or words, in this order."""
    for pattern, scale in ((_RANGE, 1), (_PERCENT, 1), (_PARTS, 100), (_ONE_PART, 100)):
        match = pattern.search(canon)
        if match is None:
            continue
        values = [min(Decimal(value) * scale, ALL) for value in match.groups()]
        low, high = min(values), max(values)
        start = match.start()
        if len(values) == 1:
            low, high, start = _hedged(canon, start, low)
        if _TAKEN.search(canon[:start] + canon[match.end() :]):
            low, high = ALL - high, ALL - low
        return Told(_rounded(low), _rounded(high), start, match.end())
    return _worded(canon)


def _hedged(canon: str, start: int, value: Decimal) -> tuple[Decimal, Decimal, int]:
    """The interval of "just over half", "at least 30 %"; alone it is exact."""
    before = canon[:start]
    for pattern, kind in _HEDGED:
        if match := pattern.search(before):
            low, high = {
                "bit_over": (value, min(value + NEAR, ALL)),
                "bit_under": (max(value - NEAR, NOTHING), value),
                "over": (value, ALL),
                "under": (NOTHING, value),
            }[kind]
            return low, high, match.start()
    return value, value, start


def _worded(canon: str) -> Told | None:
    for level in _levels():
        match = level.pattern.search(canon)
        if match is None:
            continue
        low, high = level.low, level.high
        if match[0].startswith("most of") and _TAKEN.search(
            canon[match.end() :] + canon[: match.start()]
        ):
            low, high = ALL - high, ALL - low
        return Told(low, high, match.start(), match.end())
    return None


def _rounded(value: Decimal) -> Decimal:
    return value.quantize(STEP, ROUND_HALF_UP).normalize() + 0


@cache
def _levels() -> tuple[Level, ...]:
    with LEVELS.open("rb") as file:
        rows = tomllib.load(file)["levels"]
    return tuple(
        Level(re.compile(rf"\b{row['pattern']}\b"), Decimal(row["low"]), Decimal(row["high"]))
        for row in rows
    )
