"""A sentence about purchases, cut at its commas and "and"s."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from baketracker.measures.folding import fold

from .amounts import Measured, amount_at
from .corrections import MARKERS
from .money import price_at
from .tokens import Token, phrase_at, word_at
from .wording import container_at, fillers, is_shop, unit_at

PARTING = (",", ";", "and", "plus", "&", "+", "also", "then", "/")
EACH = ("each", "apiece", "ea")
PER = ("per", "a", "an", "/")
TOGETHER = ("together", "altogether", "both", "everything")
# What people say around a thing, and is no part of its name.
FILLERS = fillers("purchases")
NO_STORES = (
    "home",
    "scratch",
    "work",
    "once",
    "least",
    "all",
    "night",
    "store",
    "shop",
    "market",
    "it",
    "that",
)
# Shops whose names hold a word that parts things.
TWO_NAMES = ("smart and final", "stop and shop", "marks and spencer", "fresh and easy")
MOST_STORE_WORDS = 4


@dataclass(slots=True)
class Piece:
    """What is said between two commas."""

    words: list[int] = field(default_factory=list)
    amounts: list[Measured] = field(default_factory=list)
    price: Decimal | None = None
    is_each: bool = False
    is_together: bool = False
    store: str | None = None
    start: int = -1
    end: int = -1

    has_name: bool = False
    is_correction: bool = False

    @property
    def is_blank(self) -> bool:
        return not (self.words or self.amounts or self.price is not None or self.store)


def pieces_of(tokens: Sequence[Token], groups: str) -> Iterator[Piece]:
    """What stands between commas, "and" and the like; blank ones too."""
    piece, place = Piece(), 0
    while place < len(tokens):
        if tokens[place].word in PARTING and not _joins(tokens, place):
            yield piece
            piece, place = Piece(), place + 1
            continue
        start = place
        place = _take(tokens, place, piece, groups)
        piece.start = start if piece.start < 0 else piece.start
        piece.end = place
    yield piece


def _corrects(tokens: Sequence[Token], piece: Piece) -> Piece:
    """ ", I mean sweet potatoes": the thing said before was another one."""
    for marker in MARKERS:
        length = len(marker)
        if phrase_at(tokens, piece.start, marker) and len(piece.words) > length:
            is_plain = not piece.amounts and piece.price is None
            piece.is_correction = is_plain and piece.has_name
            if piece.is_correction:
                piece.words = piece.words[length:]
            break
    return piece


def _take(tokens: Sequence[Token], place: int, piece: Piece, groups: str) -> int:
    """Put what stands at a place into the piece; the place after it."""
    if priced := price_at(tokens, place, groups):
        piece.price = priced.value
        end, piece.is_each = _past_each(tokens, priced.end)
        return end
    if found := amount_at(tokens, place, groups):
        piece.amounts.append(found)
        return found.end
    if shop := _store_at(tokens, place, groups):
        piece.store, end = shop
        return end
    word = tokens[place].word
    if word == "all" and word_at(tokens, place + 1) in ("at", "from", "for", ""):
        return place + 1
    if word in TOGETHER:
        piece.is_together = True
    elif word in EACH and piece.price is not None:
        piece.is_each = True
    else:
        piece.words.append(place)
        piece.has_name = piece.has_name or (tokens[place].is_word and word not in FILLERS)
    return place + 1


def _joins(tokens: Sequence[Token], place: int) -> bool:
    """ "half and half", "M&M", "70/30": what looks like a parting and is none."""
    word = tokens[place].word
    if word in ("and", "&") and word_at(tokens, place - 1) == word_at(tokens, place + 1) == "half":
        return True
    near = 0 < place < len(tokens) - 1 and (
        tokens[place - 1].end == tokens[place].start
        and tokens[place].end == tokens[place + 1].start
    )
    return word in ("&", "/", "+") and near


def _past_each(tokens: Sequence[Token], place: int) -> tuple[int, bool]:
    """Over "each", "a bag", "per lb", "/lb" behind a price."""
    if word_at(tokens, place) in EACH:
        return place + 1, True
    if word_at(tokens, place) == "a" and word_at(tokens, place + 1) == "piece":
        return place + 2, True
    if word_at(tokens, place) in PER:
        for reader in (unit_at, container_at):
            if found := reader(tokens, place + 1):
                return found[1], True
    return place, False


def _store_at(tokens: Sequence[Token], place: int, groups: str) -> tuple[str, int] | None:
    """The shop behind "at" or "from", and the place after its name."""
    if tokens[place].word not in ("at", "from", "@"):
        return None
    start = place + 1
    while word_at(tokens, start) in ("the", "my", "our", "local"):
        start += 1
    end = start
    while end < len(tokens) and end - start < MOST_STORE_WORDS + 4:
        if _ends_store(tokens, start, end, groups):
            break
        end += 1
    name = "".join(spaced(tokens, range(start, end))).strip(" .!-")
    if not name or fold(name) in NO_STORES or len(name.split()) > MOST_STORE_WORDS:
        return None
    return name, end


def _ends_store(tokens: Sequence[Token], start: int, place: int, groups: str) -> bool:
    word = tokens[place].word
    around = " ".join(token.word for token in tokens[max(start, place - 1) : place + 2])
    if word in ("and", "&") and (around in TWO_NAMES or _joins(tokens, place)):
        return False
    joint = word in ("-", "'", "’", "&")
    if word in PARTING and not joint:
        return True
    return (word in FILLERS and not joint) or bool(
        price_at(tokens, place, groups) or amount_at(tokens, place, groups)
    )


def prepared(tokens: Sequence[Token], piece: Piece) -> Piece:
    """The piece once shops that are known and things that were taken back are seen to."""
    return _corrects(tokens, _shops_known(tokens, piece))


def _shops_known(tokens: Sequence[Token], piece: Piece) -> Piece:
    """ ", Costco, " or "walnuts 9.99 Costco": a shop everybody knows is where, not what."""
    for length in (3, 2, 1, 5, 4):
        words = piece.words[-length:]
        if piece.store or len(words) < length or words[-1] - words[0] != length - 1:
            continue
        if is_shop(name := "".join(spaced(tokens, words))):
            piece.store, piece.words = name, piece.words[:-length]
            piece.has_name = bool(name_of(tokens, piece.words))
    return piece


def name_of(tokens: Sequence[Token], places: Sequence[int]) -> str:
    """The words without what people say around them, as they were written."""
    start, end = 0, len(places)
    while start < end and tokens[places[start]].word in FILLERS:
        start += 1
    while end > start and tokens[places[end - 1]].word in FILLERS:
        end -= 1
    return "".join(spaced(tokens, places[start:end])).strip()


def spaced(tokens: Sequence[Token], places: Sequence[int]) -> Iterator[str]:
    """The texts at these places, with a space before those that were not glued to the last."""
    for step, place in enumerate(places):
        glued = step and tokens[place].start == tokens[places[step - 1]].end
        yield tokens[place].text if glued or not step else f" {tokens[place].text}"
