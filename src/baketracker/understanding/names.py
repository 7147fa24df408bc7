"""What a store's text means: "KS UNSLT BTR 4/1LB" is Kirkland Signature unsalted butter."""

import re
import tomllib
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from pathlib import Path

from rapidfuzz import fuzz

from baketracker.measures.folding import fold

from . import contradicting
from .packages import Package, read_package

__all__ = ["Package", "contradict", "expand", "is_not_baking", "knows", "read_package", "words"]

ABBREVIATIONS = Path(__file__).with_name("abbreviations.toml")
NOT_BAKING = Path(__file__).with_name("not_baking.toml")
# A word of so many letters may be mended where a letter of it was lost, or its end cut off.
MENDABLE = 5
CUT = 4
# No store prints more of a name; what comes after is not read.
LONGEST = 300
ALIKE = 84
# What a reader takes for a letter.
_LOOKS = str.maketrans("01345689$", "oleas6bgs")
_SIZE = re.compile(r"(?<![a-z\d])(\d+(?:[.,/]\d+)*)([a-z]+)\b")
_PIECES = re.compile(r"\d+(?:[.,/]\d+)+%?|[^\W_]+(?:-[^\W\d_]+)*%?|%")
_MEASURES = (
    "lb", "lbs", "oz", "ozs", "g", "gr", "kg", "ml", "l", "ct", "pk", "floz", "fl", "fz", "qt",
    "pt", "gal", "doz", "dz", "cl", "count", "pack", "ea", "x", "in", "cm",
)  # fmt: skip
# A table's word that is short or common is no evidence for a word cut off.
_PLAIN = ("the", "and", "with", "of", "for", "in")


@lru_cache(maxsize=4096)
def expand(text: str) -> str:
    """A store's text in plain words, folded: abbreviations written out, sizes parted from their
    units ("12LB": "12 lb"), letters mended that were read as digits ("FL0UR"). What we do not know
    stays as it is."""
    pieces = [piece for piece in _pieces(text[:LONGEST]) if piece]
    return " ".join(_expanded([_mended(piece) for piece in pieces]))


@lru_cache(maxsize=8192)
def words(text: str) -> tuple[str, ...]:
    """The folded words of a text, in order; hyphens stay ("all-purpose"), other signs do not."""
    return tuple(_PIECES.findall(fold(text).replace("'", "")))


def contradict(one: str, other: str) -> str | None:
    """Why two names can never mean one thing, as "unsalted/salted"; None where they may. Either may
    be a store's text ("UNSLT BTR") or a plain name."""
    return contradicting.contradict(expand(one), expand(other))


def knows(text: str) -> bool:
    """Whether the text holds a word of a baker's trade."""
    return any(word in _vocabulary() or word.rstrip("s") in _vocabulary() for word in words(text))


def is_not_baking(text: str) -> bool:
    """Whether a text plainly names what nobody bakes with: soap, paper towels, chicken."""
    found = f" {' '.join(words(expand(text)))} "
    table = _not_baking()
    if any(f" {word} " in found for word in table["but"]):
        return False
    return any(f" {word} " in found for word in table["words"])


def brands() -> frozenset[str]:
    """The brands of the table, written out."""
    return frozenset(_table()["brands"].values())


def _pieces(text: str) -> Iterator[str]:
    folded = fold(text).replace("'", "")
    for piece in _PIECES.findall(folded):
        sized = _SIZE.fullmatch(piece)
        if sized and sized[2] in _MEASURES:
            yield from sized.groups()
        else:
            yield piece


def _mended(piece: str) -> str:
    """Letters that were read as digits, in what is otherwise a word."""
    letters = sum(sign.isalpha() for sign in piece)
    if letters == len(piece) and piece.startswith("l") and piece not in _vocabulary():
        upright = f"i{piece[1:]}"
        return upright if upright in _vocabulary() or (upright,) in _keys() else piece
    if letters == len(piece) or letters < 2 or letters * 2 < len(piece) or "-" in piece:
        return piece
    mended = piece.translate(_LOOKS)
    for candidate in (mended, mended.replace("l", "i")):
        if candidate in _vocabulary() or (candidate,) in _keys():
            return candidate
    return mended if mended.isalpha() and letters >= 3 else piece


def _expanded(pieces: Sequence[str]) -> Iterator[str]:
    place = 0
    while place < len(pieces):
        length = next((n for n in (3, 2, 1) if tuple(pieces[place : place + n]) in _keys()), 0)
        # "16 fl oz" is a measure; "fl" alone is flour.
        if pieces[place] == "fl" and pieces[place + 1 : place + 2] in (["oz"], ["ozs"]):
            yield from ("fl", "oz")
            place += 2
        elif length and not _is_unit(pieces, place, length):
            yield _keys()[tuple(pieces[place : place + length])]
            place += length
        else:
            yield _likest(pieces[place])
            place += 1


def _is_unit(pieces: Sequence[str], place: int, length: int) -> bool:
    """ "500 gr" is a weight, "gr cinnamon" is ground."""
    follows = place > 0 and pieces[place - 1].replace(".", "").isdigit()
    return length == 1 and follows and pieces[place] in ("gr", "g", "l", "fl", "ea")


@cache
def _likest(word: str) -> str:
    """The word of the trade that this is with a letter lost or its end cut off, else itself."""
    if not word.isalpha() or word in _vocabulary() or len(word) < CUT:
        return word
    begun = {known for known in _vocabulary() if known.startswith(word) and len(known) > CUT}
    # "almond" of "almonds" is no second word.
    if begun and len({known.rstrip("s") for known in begun}) == 1:
        return min(begun, key=len)
    if begun or len(word) < MENDABLE:
        return word
    scored = sorted(
        ((fuzz.ratio(word, known), known) for known in _vocabulary() if known[0] == word[0]),
        reverse=True,
    )
    if not scored or scored[0][0] < ALIKE:
        return word
    return word if len(scored) > 1 and scored[1][0] == scored[0][0] else scored[0][1]


@cache
def _vocabulary() -> frozenset[str]:
    """Single words of the trade, of three letters and more."""
    texts = [
        *_table()["words"].values(),
        *contradicting.vocabulary_of_forms(),
        *_not_baking()["words"],
    ]
    texts += _table()["brands"].values()
    found = {word for text in texts for word in re.split(r"[\s-]", text)}
    found |= {word for text in texts for word in text.split()}
    return frozenset(word for word in found if len(word) > 2 and word not in _PLAIN)


@cache
def _keys() -> dict[tuple[str, ...], str]:
    """Abbreviations by their pieces."""
    table = _table()["brands"] | _table()["words"]
    return {tuple(key.split()): meaning for key, meaning in table.items()}


@cache
def _table() -> dict[str, dict[str, str]]:
    with ABBREVIATIONS.open("rb") as file:
        return tomllib.load(file)


@cache
def _not_baking() -> dict[str, list[str]]:
    with NOT_BAKING.open("rb") as file:
        return tomllib.load(file)
