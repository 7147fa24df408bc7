"""What people take back while they speak: "two, no wait, three pounds" is three pounds."""

from collections.abc import Sequence

from .numerals import number_at
from .tokens import Token, phrase_at, tokens_of, word_at
from .wording import container_at, unit_at

# The longest first, because "no wait" begins with "no".
_SAID = (
    "no no wait", "no wait a second", "no wait", "wait no", "no i mean", "no sorry", "sorry no",
    "or rather", "i meant", "i mean", "make that", "make it", "scratch that", "correction",
    "no make that", "no actually", "actually no", "actually", "sorry", "rather", "wait", "no",
)  # fmt: skip
MARKERS = tuple(sorted((tuple(said.split()) for said in _SAID), key=len, reverse=True))
FIRST_WORDS = frozenset(marker[0] for marker in MARKERS)
CURRENCY = ("$", "£", "€")
COUNTED = ("dollars", "dollar", "bucks", "euros", "cents", "%", "percent", "people", "guests")
# How far back the number may stand that is taken back.
REACH = 9


def corrected(text: str, groups: str = ",") -> str:
    """The text without the numbers that were taken back in it; unchanged when there are none."""
    # Each turn takes one number away, so this ends.
    for _ in range(20):
        better = _once(text, groups)
        if better is None:
            return text
        text = better
    return text


def _once(text: str, groups: str) -> str | None:
    tokens = tokens_of(text)
    for place in range(1, len(tokens)):
        after = _past_marker(tokens, place)
        # "3 eggs and actually 2 lb butter" takes nothing back.
        if after is None or word_at(tokens, place - 1) in ("and", "but", "then", "plus", "with"):
            continue
        second = _number(tokens, after, groups)
        first = _before(tokens, place, groups)
        if second and first:
            return _mended(text, tokens, first, (place, after), second, groups)
    return None


def _past_marker(tokens: Sequence[Token], place: int) -> int | None:
    """The place after the words that take something back, commas included."""
    if word_at(tokens, place) not in FIRST_WORDS:
        return None
    near = tokens[place : place + 2 * REACH]
    bare = [token for token in near if token.word not in (",", "-", "–", "—", ".")]
    for marker in MARKERS:
        if bare and bare[0] is tokens[place] and phrase_at(bare, 0, marker):
            last = tokens.index(bare[len(marker) - 1], place)
            return _past_signs(tokens, last + 1)
    return None


def _past_signs(tokens: Sequence[Token], place: int) -> int:
    while word_at(tokens, place) in (",", "-", "–", "—", "...", "…", "."):
        place += 1
    return place


Span = tuple[int, int]


def _number(tokens: Sequence[Token], place: int, groups: str) -> Span | None:
    """Where a number stands, with the currency before it."""
    start = place
    if word_at(tokens, place) in CURRENCY:
        place += 1
    found = number_at(tokens, place, groups)
    return (start, found.end) if found and not found.is_article else None


def _before(tokens: Sequence[Token], place: int, groups: str) -> Span | None:
    """The last number before a place, if it is near."""
    best: Span | None = None
    start = max(0, place - REACH)
    while start < place:
        found = _number(tokens, start, groups)
        if found and found[1] <= place:
            best = found
            start = found[1]
        else:
            start += 1
    return best


def _mended(
    text: str, tokens: Sequence[Token], first: Span, marker: Span, second: Span, groups: str
) -> str:
    """The second number in place of the first. What was said of the first stays, unless it is said
    again: "two pounds of flour, no, three" keeps the flour."""
    said_again = _past_measure(tokens, second[1])
    kept_from = _past_measure(tokens, first[1])
    goes_on = said_again > second[1] and word_at(tokens, said_again) == "of"
    if goes_on or _begins_noun(tokens, said_again):
        return _joined(text, tokens, first[0], second[0], len(tokens), ())
    if said_again == second[1]:
        kept_from = first[1]
    kept = _trimmed(tokens, kept_from, marker[0])
    return _joined(text, tokens, first[0], second[0], said_again, kept)


def _past_measure(tokens: Sequence[Token], place: int) -> int:
    """The place after a unit and a package, or after what else a number counts."""
    for reader in (unit_at, container_at):
        if found := reader(tokens, place):
            place = found[1]
    return place + 1 if word_at(tokens, place) in COUNTED else place


# After the corrected number the sentence goes on with one of these, or with a new thing.
_GOING_ON = ("", ",", ".", ";", "and", "for", "at", "from", "on", "in", "each", "apiece", "per",
             *COUNTED, "i", "we", "but", "then", "total", "today", "yesterday", "with")  # fmt: skip


def _begins_noun(tokens: Sequence[Token], place: int) -> bool:
    return word_at(tokens, place) not in _GOING_ON


def _trimmed(tokens: Sequence[Token], start: int, end: int) -> tuple[int, int] | tuple[()]:
    while end > start and word_at(tokens, end - 1) in (",", "-", "–", "—", ".", "…"):
        end -= 1
    return (start, end) if end > start else ()


def _joined(
    text: str,
    tokens: Sequence[Token],
    head_end: int,
    second_start: int,
    second_end: int,
    kept: tuple[int, int] | tuple[()],
) -> str:
    """What stood before, the second number, what is kept of the first, and the rest."""
    head = text[: tokens[head_end].start]
    stop = tokens[second_end].start if second_end < len(tokens) else len(text)
    second = text[tokens[second_start].start : stop]
    middle = text[tokens[kept[0]].start : tokens[kept[1] - 1].end] if kept else ""
    return " ".join(part.strip() for part in (head, second, middle, text[stop:]) if part.strip())
