"""Amounts as people say and write them: "two pounds of flour", "a dozen eggs", "four 5 lb bags"."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from .corrections import corrected
from .money import SIGNS, SMALL, WORDS, read_price
from .numerals import Numeral, number_at, part_after
from .tokens import Token, tokens_of, word_at
from .wording import container_at, unit_at, unit_code

__all__ = ["Amount", "Measured", "amount_at", "read_amount", "read_price", "unit_code"]

TIMES = ("x", "×", "*")
# What such a number counts is no amount of anything.
NOT_AMOUNTS = ("%", "percent", "°", "degrees", "minutes", "minute", "hours", "hour", "oclock",
               "o'clock", "am", "pm", *SIGNS, *WORDS, *SMALL)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Amount:
    """So much of something. `unit` is a code of measures.units or None (pieces, or nobody said);
    `container` a package word such as "bag", never a unit; `is_doubtful`: somebody should look."""

    quantity: Decimal
    unit: str | None
    container: str | None
    is_doubtful: bool


@dataclass(frozen=True, slots=True)
class Measured:
    """An amount where it was found. `amount` is all together; `packages` in how many packages, None
    where nobody said: "four 5 lb bags" are 20 lb in 4."""

    amount: Amount
    packages: int | None
    start: int
    end: int

    @property
    def is_bare(self) -> bool:
        return self.amount.unit is None and self.amount.container is None


def read_amount(text: str, *, groups: str = ",") -> tuple[Amount, str] | None:
    """The amount in a text, and the text without it ("two pounds of flour": 2 lb, "flour"); None
    where there is none. An amount with a unit or a package goes before a bare number, unless that
    begins the text. Several packages are added up: "3 x 500 g" is 1500 g."""
    text = corrected(text, groups)
    tokens = tokens_of(text)
    found = _best(_all(tokens, groups))
    if found is None:
        return None
    before = text[: tokens[found.start].start]
    after = text[tokens[found.end].start :] if found.end < len(tokens) else ""
    return found.amount, " ".join(f"{before} {after}".split()).strip(" ,;")


def amount_at(tokens: Sequence[Token], place: int, groups: str = ",") -> Measured | None:
    """The amount that begins at a place, with the "of" behind it; None where there is none."""
    if word_at(tokens, place - 1) in SIGNS:
        return None
    number = number_at(tokens, place, groups)
    if number is None or word_at(tokens, number.end) in NOT_AMOUNTS:
        return None
    return (
        _several(tokens, place, number, groups)
        or _measured(tokens, place, number)
        or _packed(tokens, place, number, groups)
        or _bare(tokens, place, number)
    )


def _all(tokens: Sequence[Token], groups: str) -> list[Measured]:
    found, place = [], 0
    while place < len(tokens):
        one = amount_at(tokens, place, groups)
        if one:
            found.append(one)
        place = one.end if one else place + 1
    return found


def _best(found: Sequence[Measured]) -> Measured | None:
    if not found or found[0].start == 0:
        return found[0] if found else None
    return next((one for one in found if not one.is_bare), found[0])


def _several(tokens: Sequence[Token], place: int, number: Numeral, groups: str) -> Measured | None:
    """ "3 x 500 g", "four 5 lb bags", "a 5 lb bag", "two 14-ounce cans"."""
    at = number.end + 1 if word_at(tokens, number.end) in TIMES else number.end
    size = number_at(tokens, at, groups)
    if size is None or size.is_article or number.value % 1 or not number.value:
        return None
    measure = unit_at(tokens, size.end)
    if measure is None:
        return None
    unit, end = measure
    container, end = container_at(tokens, end) or (None, end)
    doubtful = number.is_doubtful or size.is_doubtful
    amount = Amount(_times(number.value, size.value), unit, container, doubtful)
    return Measured(amount, int(number.value), place, _past_of(tokens, end))


def _measured(tokens: Sequence[Token], place: int, number: Numeral) -> Measured | None:
    """ "2 lb", "a pound and a half", "5-lb bag"."""
    measure = unit_at(tokens, number.end)
    if measure is None:
        return None
    unit, end = measure
    quantity = number.value
    if part := part_after(tokens, end):
        quantity, end = quantity + part[0], part[1]
    container, end = container_at(tokens, end) or (None, end)
    amount = Amount(quantity, unit, container, number.is_doubtful)
    return Measured(amount, 1 if container else None, place, _past_of(tokens, end))


def _packed(tokens: Sequence[Token], place: int, number: Numeral, groups: str) -> Measured | None:
    """ "two bags of"; with a size behind it, "two cans (14 oz each)", that is what is counted."""
    package = container_at(tokens, number.end)
    if package is None:
        return None
    container, end = package
    packages = None if number.value % 1 else int(number.value)
    if inside := _inside(tokens, end, groups):
        size, unit, end = inside
        amount = Amount(_times(number.value, size), unit, container, number.is_doubtful)
    else:
        amount = Amount(number.value, None, container, number.is_doubtful)
    return Measured(amount, packages, place, _past_of(tokens, end))


def _inside(tokens: Sequence[Token], place: int, groups: str) -> tuple[Decimal, str, int] | None:
    """The size in brackets behind a package: "(14 oz)", "(14 oz each)"."""
    if word_at(tokens, place) != "(":
        return None
    size = number_at(tokens, place + 1, groups)
    measure = unit_at(tokens, size.end) if size else None
    if size is None or measure is None:
        return None
    unit, end = measure
    end += word_at(tokens, end) in ("each", "apiece")
    return (size.value, unit, end + 1) if word_at(tokens, end) == ")" else None


def _bare(tokens: Sequence[Token], place: int, number: Numeral) -> Measured | None:
    """A number alone counts pieces; "a" alone counts nothing."""
    if number.is_article:
        return None
    amount = Amount(number.value, None, None, number.is_doubtful)
    return Measured(amount, None, place, _past_of(tokens, number.end))


def _past_of(tokens: Sequence[Token], place: int) -> int:
    return place + 1 if word_at(tokens, place) == "of" else place


def _times(count: Decimal, size: Decimal) -> Decimal:
    return (count * size).normalize() + 0
