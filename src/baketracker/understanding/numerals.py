"""Numbers as people say and write them: "two", "twenty-five", "one and a half", "1½", "a dozen"."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from baketracker.measures.numbers import BadNumber, parse_quantity

from .tokens import Token, word_at

_SMALL = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
    "nineteen",
)  # fmt: skip
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
ONES = {word: Decimal(value) for value, word in enumerate(_SMALL)}
TENS = {word: Decimal(10 * value) for value, word in enumerate(_TENS, start=2)}
SCALES = {"hundred": Decimal(100), "thousand": Decimal(1000)}
PARTS = {
    "half": Decimal("0.5"), "halves": Decimal("0.5"),
    "third": Decimal(1) / 3, "thirds": Decimal(1) / 3,
    "quarter": Decimal("0.25"), "quarters": Decimal("0.25"),
    "fourth": Decimal("0.25"), "fourths": Decimal("0.25"),
    "fifth": Decimal("0.2"), "fifths": Decimal("0.2"),
    "eighth": Decimal("0.125"), "eighths": Decimal("0.125"),
}  # fmt: skip
ARTICLES = ("a", "an")
# People who say one of these did not count.
VAGUE = {"couple": Decimal(2), "pair": Decimal(2), "few": Decimal(3)}
DOZENS = ("dozen", "dozens", "doz", "dz")
ORDINALS = ("st", "nd", "rd", "th")
FINEST = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number and the place after it. `is_article`: only "a" was said, which may be no number."""

    value: Decimal
    end: int
    is_doubtful: bool = False
    is_article: bool = False


def number_at(tokens: Sequence[Token], place: int, groups: str = ",") -> Numeral | None:
    """The number that begins at a place, or None. `groups` is the reader's sign between thousands,
    which decides (with a doubt) what "1,234" is."""
    found = (
        _vague(tokens, place)
        or _part(tokens, place)
        or _digits(tokens, place, groups)
        or _spoken(tokens, place)
    )
    if found is None and word_at(tokens, place) in ARTICLES:
        found = Numeral(Decimal(1), place + 1, is_article=True)
    if found is None:
        return None
    found = _dozens(tokens, _with_part(tokens, found))
    return Numeral(
        found.value.quantize(FINEST).normalize() + 0, found.end, found.is_doubtful, found.is_article
    )


def part_after(tokens: Sequence[Token], place: int) -> tuple[Decimal, int] | None:
    """ "and a half", "and three quarters": the part and the place after it."""
    if word_at(tokens, place) not in ("and", "&"):
        return None
    part = _part(tokens, place + 1)
    # "half and half" is a thing to pour into coffee; "and a half pound" begins something new.
    if part is None or word_at(tokens, place + 1) in PARTS:
        return None
    return part.value.quantize(FINEST).normalize() + 0, part.end


def _digits(tokens: Sequence[Token], place: int, groups: str) -> Numeral | None:
    if place >= len(tokens) or not tokens[place].is_number:
        return None
    token = tokens[place]
    after = tokens[place + 1] if place + 1 < len(tokens) else None
    if after and after.start == token.end and after.word in ORDINALS:
        return None
    # "00" is a grind of flour.
    if len(token.text) > 1 and set(token.text) == {"0"}:
        return None
    try:
        return Numeral(parse_quantity(token.text, groups), place + 1)
    except BadNumber:
        pass
    # Both readings of "1,234" are possible: the reader's own habit goes first.
    try:
        as_grouped = token.text.replace(groups, "") if groups in token.text else token.text
        return Numeral(parse_quantity(as_grouped.replace(",", "."), ""), place + 1, True)
    except BadNumber:
        return None


def _spoken(tokens: Sequence[Token], place: int) -> Numeral | None:
    """ "two hundred and fifty", "twenty-five", "a hundred"."""
    total, current, end = Decimal(0), Decimal(0), place
    if word_at(tokens, place) in ARTICLES and word_at(tokens, place + 1) in SCALES:
        current, end = Decimal(1), place + 1
    while True:
        at = _past_joint(tokens, end) if end > place else end
        word = word_at(tokens, at)
        if word in SCALES and current:
            current *= SCALES[word]
            if word == "thousand":
                total, current = total + current, Decimal(0)
        elif word in TENS and current % 100 == 0:
            current += TENS[word]
        elif word in ONES and _takes_ones(current):
            current += ONES[word]
        else:
            break
        end = at + 1
        if total + current > 999_999:
            return None
    return Numeral(total + current, end) if end > place else None


def _past_joint(tokens: Sequence[Token], place: int) -> int:
    """Over the hyphen of "twenty-five" and the "and" of "two hundred and five"."""
    word, after = word_at(tokens, place), word_at(tokens, place + 1)
    joined = word == "-" and after in ONES
    hundreds = word == "and" and word_at(tokens, place - 1) in SCALES and after in ONES | TENS
    return place + 1 if joined or hundreds else place


def _takes_ones(current: Decimal) -> bool:
    """Nothing was said yet, or a round number: "twenty" takes "five", "five" takes nothing."""
    return current % 100 == 0 or (current % 10 == 0 and current % 100 >= 20)


def _part(tokens: Sequence[Token], place: int) -> Numeral | None:
    """ "half a", "a third of a", "three quarters of a", "two thirds"."""
    at, many = place, Decimal(1)
    if word_at(tokens, at) in ARTICLES:
        at += 1
    elif word_at(tokens, at) in ONES and word_at(tokens, _past_hyphen(tokens, at + 1)) in PARTS:
        many, at = ONES[word_at(tokens, at)], _past_hyphen(tokens, at + 1)
    part = PARTS.get(word_at(tokens, at))
    if part is None or _is_twice_half(tokens, at):
        return None
    end = at + 1
    if word_at(tokens, end) == "of" and word_at(tokens, end + 1) in ARTICLES:
        end += 1
    if word_at(tokens, end) in ARTICLES:
        end += 1
    return Numeral(part * many, end)


def _is_twice_half(tokens: Sequence[Token], place: int) -> bool:
    """ "half and half", also with hyphens: it is cream, not a number."""
    after = [token.word for token in tokens[place : place + 5] if token.word != "-"]
    before = [token.word for token in tokens[max(0, place - 4) : place + 1] if token.word != "-"]
    twice = (["half", "and", "half"], ["half", "&", "half"])
    return after[:3] in twice or before[-3:] in twice


def _past_hyphen(tokens: Sequence[Token], place: int) -> int:
    return place + 1 if word_at(tokens, place) == "-" else place


def _vague(tokens: Sequence[Token], place: int) -> Numeral | None:
    """ "a couple of", "a few"; a dozen is counted, a couple is not."""
    at = place + 1 if word_at(tokens, place) in (*ARTICLES, "the", "another") else place
    value = VAGUE.get(word_at(tokens, at))
    if value is None:
        return None
    return Numeral(value, at + 2 if word_at(tokens, at + 1) == "of" else at + 1, True)


def _with_part(tokens: Sequence[Token], found: Numeral) -> Numeral:
    part = None if found.is_article else part_after(tokens, found.end)
    if part is None or found.value % 1:
        return found
    return Numeral(found.value + part[0], part[1], found.is_doubtful)


def _dozens(tokens: Sequence[Token], found: Numeral) -> Numeral:
    if word_at(tokens, found.end) not in DOZENS:
        return found
    return Numeral(found.value * 12, found.end + 1, found.is_doubtful)
