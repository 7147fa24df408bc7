"""What to bake for, in a sentence: "Thanksgiving for 12, pumpkin pie and cranberry tart"."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from .amounts import amount_at
from .numerals import number_at
from .occasions import Occasion, occasions, spoken_day
from .said import EventSaid
from .tokens import Token, tokens_of, word_at
from .wording import fillers

PEOPLE = ("people", "guests", "guest", "persons", "of", "friends", "folks", "kids", "adults",
          "children", "attendees", "coworkers", "colleagues")  # fmt: skip
HEDGES = ("about", "around", "roughly", "approximately", "maybe", "some", "nearly", "up", "to")
# What people say around an event and its dishes.
FILLERS = fillers("events")
NOT_BEFORE = ("buy", "bought", "used", "need", "remind", "call", "store", "no")
# An occasion before one of these names a thing: "Christmas cookies", "Easter candy".
THINGS = ("cookies", "cookie", "candy", "sprinkles", "cake", "cakes", "eggs", "colors", "cutters",
          "wrapper", "tin", "tins", "mix", "napkins", "bags", "ribbon", "list")  # fmt: skip
GATHERINGS = ("party", "dinner", "lunch", "brunch", "picnic", "celebration", "potluck", "feast")
MOST_NAME_WORDS = 5
MOST_GUESTS = 100_000


@dataclass(frozen=True, slots=True)
class _Found:
    name: str
    occasion: Occasion
    start: int
    end: int


def read_event(text: str, today: date, groups: str) -> EventSaid | None:
    """The event a text speaks of, or None. Its day is the one that is said, else that of the
    holiday on or after today."""
    tokens = tokens_of(text)
    found = _occasion(tokens)
    if found is None or "?" in text:
        return None
    guests, party = _guests(tokens, found, groups)
    day, when = _day(text, tokens, today)
    taken = {*range(found.start, found.end), *party, *when}
    dishes = tuple(_dishes(tokens, taken, found.end, groups))
    is_named = found.occasion.name and found.start <= 3
    if day is None and guests is None and not (dishes and is_named):
        return None
    return EventSaid(found.name, day or found.occasion.next_on(today), guests, dishes, text.strip())


def _occasion(tokens: Sequence[Token]) -> _Found | None:
    words = [token.word for token in tokens]
    for called, occasion in occasions():
        pieces = [token.word for token in tokens_of(called)]
        for start in range(len(words) - len(pieces) + 1):
            if words[start : start + len(pieces)] != pieces:
                continue
            end = start + len(pieces)
            if word_at(tokens, end) in THINGS:
                continue
            while occasion.name and word_at(tokens, end) in GATHERINGS:
                end += 1
            if occasion.name:
                return _Found(occasion.name, occasion, start, end)
            first = _begin(tokens, start)
            name = " ".join(_texts(tokens, first, end))
            return _Found(name, occasion, first, end)
    return None


def _begin(tokens: Sequence[Token], start: int) -> int:
    """Where the name of a gathering begins: "Emma's 6th birthday party" from "Emma's"."""
    first = start
    while first > 0 and start - first < MOST_NAME_WORDS:
        before = tokens[first - 1]
        if before.word in FILLERS or not (before.is_word or before.is_number):
            break
        first -= 1
    return first


def _texts(tokens: Sequence[Token], start: int, end: int) -> Iterator[str]:
    """Texts of tokens, glued where they were: "6th"."""
    held = ""
    for place in range(start, end):
        glued = place > start and tokens[place - 1].end == tokens[place].start
        if not glued and held:
            yield held
            held = ""
        held += tokens[place].text
    if held:
        yield held


def _guests(tokens: Sequence[Token], found: _Found, groups: str) -> tuple[int | None, set[int]]:
    """ "for 12", "12 guests", "party of 30": how many, and the places that say so."""
    for place in range(len(tokens)):
        number = number_at(tokens, place, groups)
        if number is None or number.is_article or number.value % 1 or not number.value:
            continue
        before = place - 1
        while word_at(tokens, before) in HEDGES:
            before -= 1
        behind = word_at(tokens, number.end)
        is_for = word_at(tokens, before) == "for" and behind in (
            "",
            ",",
            ".",
            "on",
            "with",
            "and",
            ":",
            "-",
            ";",
            "in",
            "at",
            "we",
        )
        is_party = word_at(tokens, before) == "of" and before == found.end
        if (is_for or is_party or behind in PEOPLE) and number.value <= MOST_GUESTS:
            end = number.end + (behind in PEOPLE)
            return int(number.value), set(range(before, end))
    return None, set()


def _day(text: str, tokens: Sequence[Token], today: date) -> tuple[date | None, set[int]]:
    """The day that is said, and the places that say so."""
    # Folding may change lengths, so the day is looked for where its pieces are known.
    joined, starts = "", []
    for token in tokens:
        joined += " " if joined and text[token.start - 1 : token.start].isspace() else ""
        starts.append(len(joined))
        joined += token.word
    said = spoken_day(joined, today)
    if said is None:
        return None, set()
    return said.day, {place for place, start in enumerate(starts) if said.start <= start < said.end}


def _dishes(tokens: Sequence[Token], taken: set[int], after: int, groups: str) -> Iterator[str]:
    """What is said behind the event, parted at commas and "and", without how many."""
    run: list[int] = []
    place = 0
    while place <= len(tokens):
        parts = place == len(tokens) or place in taken or tokens[place].word in (
            ",", ";", "and", "plus", "&", "with", ".", ":", "!"
        )  # fmt: skip
        if parts:
            if name := _dish(tokens, run):
                yield name
            run = []
        elif found := amount_at(tokens, place, groups):
            place = found.end
            continue
        elif place >= after or run:
            run.append(place)
        place += 1


def _dish(tokens: Sequence[Token], places: Sequence[int]) -> str:
    start, end = 0, len(places)
    while start < end and tokens[places[start]].word in FILLERS:
        start += 1
    while end > start and tokens[places[end - 1]].word in FILLERS:
        end -= 1
    if start == end or end - start > 7:
        return ""
    name = " ".join(_texts(tokens, places[start], places[end - 1] + 1))
    return name if any(letter.isalpha() for letter in name) else ""


def is_event(text: str) -> bool:
    """Whether an occasion is named at all and nothing says that it is about shopping."""
    words = [token.word for token in tokens_of(text)]
    if any(word in NOT_BEFORE for word in words):
        return False
    return bool(re.search(r"\w", text)) and _occasion(tokens_of(text)) is not None
