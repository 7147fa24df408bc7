"""A sentence cut into numbers, words and signs, each knowing where it stood."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from baketracker.measures.folding import fold

FRACTIONS = "¼½¾⅐⅑⅒⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞"
# Longer texts are no sentence; what comes after is not read.
LONGEST = 1_000

_TOKEN = re.compile(
    rf"""(?P<number>
        \d{{1,9}}[ -]\d{{1,6}}[/⁄]\d{{1,6}}     # 1 1/2
      | \d{{1,6}}\ ?[/⁄]\ ?\d{{1,6}}            # 1/2
      | (?:\d{{1,9}}\ ?)?[{FRACTIONS}]          # 1½
      | \d+(?:[.,'’]\d+)*                       # 12, 1.5, 1,5, 1,234.50
      | \.\d+                                   # .5
    )
    | (?P<word>[^\W\d_]+(?:['’][^\W\d_]+)*)
    | (?P<sign>[^\s])""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Token:
    """One piece: as written, as compared (folded), and where it stood in the text."""

    text: str
    word: str
    start: int
    end: int
    is_number: bool
    is_word: bool


def tokens_of(text: str) -> list[Token]:
    """The pieces of a text, in order; spaces are not pieces. At most 1,000 characters are read."""
    return [
        Token(
            piece[0], fold(piece[0]), piece.start(), piece.end(),
            piece.lastgroup == "number", piece.lastgroup == "word",
        )
        for piece in _TOKEN.finditer(text[:LONGEST])
    ]  # fmt: skip


def word_at(tokens: Sequence[Token], place: int) -> str:
    """The folded piece at a place, "" beyond either end."""
    return tokens[place].word if 0 <= place < len(tokens) else ""


def phrase_at(tokens: Sequence[Token], place: int, phrase: Sequence[str]) -> bool:
    """Whether these folded words stand there, one after the other."""
    return all(word_at(tokens, place + step) == word for step, word in enumerate(phrase))
