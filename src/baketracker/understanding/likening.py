"""How much a store's text is like a product's name, in points of 100."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from rapidfuzz import fuzz

from .contradicting import unsaid, usual_words
from .names import brands as known_brands
from .names import expand, knows, words
from .wording import container_word, fillers, unit_code

# Words that say nothing about which product it is.
_EMPTY = fillers("names")
# How much a word counts: the noun and its kind more than what a label adds.
THING, ADDED, BRAND, UNKNOWN = 1.0, 0.35, 0.5, 0.6
# So many letters of a word may stand for it.
SHORTEST = 3
OTHER_BRAND, NO_BRAND, UNSAID, BRAND_ALONE = 30, 8, 9, 45


class Named(Protocol):
    """What is asked of a product here."""

    @property
    def label(self) -> str: ...
    @property
    def brand(self) -> str: ...
    @property
    def ingredient(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Meaning:
    """The words of a line that mean something, its brand if it names one, and all of it as text."""

    words: frozenset[str]
    brand: frozenset[str]
    text: str


@dataclass(frozen=True, slots=True)
class _Known:
    """The words of a product, sorted by what they tell."""

    thing: frozenset[str]
    added: frozenset[str]
    brand: frozenset[str]
    text: str


def meaning_of(text: str, hint: str = "", *, brands: Iterable[str] = ()) -> Meaning:
    """What a line says, from its expanded text. Words of `hint` (a model's name for it) are taken
    only where they spell out a piece of the text that we do not know: "GHRDL" as "ghirardelli"."""
    known = (*known_brands(), *brands)
    spelled = [word for piece in words(text) for word in _spelled(piece, words(hint))]
    pieces = [_brand_begun(piece, known) for piece in spelled]
    plain = " ".join(pieces)
    brand = _brand_in(plain, known)
    return Meaning(_telling(pieces) - brand, brand, plain)


def names_of(candidates: Iterable[Named]) -> tuple[str, ...]:
    """The brands of these products, folded, each once."""
    return tuple(dict.fromkeys(" ".join(words(one.brand)) for one in candidates if one.brand))


def likeness(said: Meaning, known: Named) -> int:
    """From 0 to 100: how much of the line the product's name explains, and how much of the name the
    line says. token_set_ratio alone gives 100 to any part of a name, so it is a fifth of it. A
    brand that is another one, one that is missing, and each thing left open ("butter" for "unsalted
    butter") cost points."""
    return _likeness(said, _known(known.label, known.brand, known.ingredient))


# A line is compared for the shortlist and again for the match.
@lru_cache(maxsize=16384)
def _likeness(said: Meaning, name: _Known) -> int:
    if not said.words:
        # "PHILADELPHIA 8OZ": the brand alone is worth a look.
        return BRAND_ALONE if said.brand and said.brand == name.brand else 0
    if not name.thing:
        return 0
    told = _told(said, name)
    if not told:
        return 0
    explained = _explained(said, name)
    alike = fuzz.token_set_ratio(" ".join(sorted(said.words)), " ".join(sorted(name.thing)))
    points = 40 * explained + 40 * told + 0.2 * alike
    points -= _brand_cost(said, name) + UNSAID * unsaid(said.text, name.text)
    return max(0, round(points))


def _explained(said: Meaning, name: _Known) -> float:
    """The part of the line's words that the name has."""
    there = name.thing | name.added | name.brand
    weights = {word: UNKNOWN if _is_odd(word) else 1.0 for word in said.words}
    return sum(weights[word] * _best(word, there) for word in said.words) / sum(weights.values())


def _told(said: Meaning, name: _Known) -> float:
    """The part of the name's words that the line has."""
    there = said.words | said.brand
    sides = ((name.thing, THING), (name.added, ADDED))
    full = sum(len(side) * weight for side, weight in sides)
    return sum(_best(word, there) * weight for side, weight in sides for word in side) / full


def _brand_cost(said: Meaning, name: _Known) -> int:
    if not said.brand:
        if not name.brand or name.brand & said.words:
            return 0
        # A word nobody knows, on a line without this brand, may well be the name of another.
        there = name.thing | name.added
        strange = any(_is_odd(word) and not _best(word, there) for word in said.words)
        return OTHER_BRAND // 2 if strange else NO_BRAND
    if not name.brand:
        return OTHER_BRAND // 2
    same = said.brand <= name.brand or name.brand <= said.brand
    return 0 if same else OTHER_BRAND


@lru_cache(maxsize=4096)
def _known(label: str, brand: str, ingredient: str) -> _Known:
    own = _telling(words(brand))
    # An ingredient names the kind; what else a label says is added to it.
    named = _telling(words(expand(label))) - own
    kind = _telling(words(expand(ingredient))) if ingredient else named
    # What is usually left out is no part of what must be said.
    must = kind - {_stem(word) for word in usual_words()} or kind
    return _Known(must, (named | kind) - must, own, text_of(label, ingredient))


@lru_cache(maxsize=4096)
def text_of(label: str, ingredient: str) -> str:
    """All that is known of what a product is, in plain words."""
    return " ".join((*words(expand(label)), *words(expand(ingredient))))


def _telling(pieces: Iterable[str]) -> frozenset[str]:
    """The words that mean something, each in its plain form."""
    return frozenset(_stem(piece) for piece in pieces if _tells(piece))


def _tells(piece: str) -> bool:
    if piece in _EMPTY or len(piece) < 2 or any(sign.isdigit() for sign in piece.rstrip("%")[:1]):
        return piece.endswith("%") and len(piece) > 1
    return unit_code(piece) is None and container_word(piece) is None


@lru_cache(maxsize=8192)
def _stem(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return f"{word[:-3]}y"
    if len(word) > 4 and word.endswith("oes"):
        return word[:-2]
    return word[:-1] if len(word) > 3 and word.endswith("s") and word[-2] not in "su" else word


def _best(word: str, there: Iterable[str]) -> float:
    return max((_same(word, other) for other in there), default=0.0)


@lru_cache(maxsize=65536)
def _same(one: str, other: str) -> float:
    """1 for the same word, less for one with a letter lost or its end cut off, 0 otherwise."""
    if one == other:
        return 1.0
    short, long = sorted((one, other), key=len)
    if len(short) >= 4 and long.startswith(short):
        return 0.9
    if len(short) >= 5 and short[0] == long[0] and fuzz.ratio(short, long) >= 86:
        return 0.85
    return 0.0


def _spelled(piece: str, hinted: Sequence[str]) -> Sequence[str]:
    """A piece as it is, or the word of the hint it stands for where nobody else knows it."""
    if not hinted or not _is_odd(piece) or not piece.isalpha() or piece in hinted:
        return (piece,)
    for word in hinted:
        if _shortens(piece, word):
            return (word,)
    for start in range(len(hinted) - len(piece) + 1):
        said = hinted[start : start + len(piece)]
        if "".join(word[0] for word in said) == piece:
            return said
    return (piece,)


def _brand_begun(piece: str, brands: Sequence[str]) -> str:
    """ "dom" as "domino", where one word of all brands begins so and nobody knows it otherwise."""
    if len(piece) < SHORTEST or not _is_odd(piece):
        return piece
    begun = {word for brand in brands for word in brand.split() if word.startswith(piece)}
    return begun.pop() if len(begun) == 1 else piece


def _shortens(piece: str, word: str) -> bool:
    """Whether a piece holds letters of a word in their order, its first one first: "ghrdl"."""
    if not SHORTEST <= len(piece) < len(word) or piece[0] != word[0]:
        return False
    letters = iter(word)
    return all(sign in letters for sign in piece)


@lru_cache(maxsize=8192)
def _is_odd(word: str) -> bool:
    """Whether a word is none of the trade."""
    return not knows(word)


def _brand_in(text: str, brands: Iterable[str]) -> frozenset[str]:
    """The words of the longest brand the text names."""
    padded = f" {text} "
    named = [brand for brand in brands if brand and f" {brand} " in padded]
    return _telling(words(max(named, key=len))) if named else frozenset()
