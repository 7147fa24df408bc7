"""Prices as people say and write them: "$8", "8,99 €", "eight ninety-nine", "12 bucks"."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from baketracker.measures.numbers import BadNumber, parse_money

from .corrections import corrected
from .numerals import ONES, TENS, Numeral, number_at
from .tokens import Token, tokens_of, word_at
from .wording import container_at, unit_at

SIGNS = ("$", "£", "€")
WORDS = ("dollar", "dollars", "buck", "bucks", "euro", "euros", "quid", "usd", "eur", "gbp", "cad")
SMALL = ("cent", "cents", "pence", "penny", "pennies", "¢", "p")
# A number after one of these is what was paid, unless it counts something.
PAID = ("for", "at", "@", "paid", "cost", "costs", "was", "were", "spent", "total", "price")
# Words a bare price may stand before; any other word would be what the number counts.
BEHIND = ("", ",", ".", ";", ")", "!", "?", "each", "apiece", "per", "a", "an", "and", "at", "from",
          "total", "altogether", "today", "yesterday", "on", "in", "the", "this", "last", "plus",
          "i", "we", "with", "but", "then", "a piece", "all")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Priced:
    """What was paid, in the bakery's currency, and the place after it."""

    value: Decimal
    end: int


def read_price(text: str, *, groups: str = ",") -> Decimal | None:
    """What a text says was paid; None where it says nothing of money. A number alone is a price
    here, one with a unit is not. What was taken back ("8, no, 9") does not count."""
    tokens = tokens_of(corrected(text, groups))
    for place in range(len(tokens)):
        if found := marked_price(tokens, place, groups):
            return found.value
    bare = [found for place in range(len(tokens)) if (found := _bare(tokens, place, groups))]
    exact = [found for found in bare if found.value % 1]
    return (exact or bare)[0].value if bare else None


def marked_price(tokens: Sequence[Token], place: int, groups: str = ",") -> Priced | None:
    """The price at a place, where a sign or a word says that it is one."""
    if word_at(tokens, place) in SIGNS:
        amount = _amount(tokens, place + 1, groups)
        return _with_words(tokens, amount, groups) if amount else None
    amount = _amount(tokens, place, groups)
    if amount is None:
        return None
    if word_at(tokens, amount.end) in SMALL:
        return Priced(amount.value / 100, amount.end + 1)
    if _is_sterling(tokens, amount.end):
        pence = number_at(tokens, amount.end + 1)
        assert pence is not None
        return Priced(amount.value + pence.value / 100, pence.end)
    if word_at(tokens, amount.end) in (*SIGNS, *WORDS):
        return _with_words(tokens, amount, groups)
    return None


def price_at(tokens: Sequence[Token], place: int, groups: str = ",") -> Priced | None:
    """The price at a place: marked, or a bare number where one is paid ("for 9", "at 4.50 each")
    or with exact cents behind a thing ("butter 8.99")."""
    if marked := marked_price(tokens, place, groups):
        return marked
    found = _bare(tokens, place, groups)
    if found is None or word_at(tokens, found.end) not in BEHIND:
        return None
    is_paid = word_at(tokens, place - 1) in PAID
    has_cents = place > 0 and tokens[place].is_number and tokens[place].text[-3:-2] in (".", ",")
    # "two ninety-nine" is a price wherever it stands.
    is_said = found.value % 1 and _spoken_cents(tokens, place) is not None
    return found if is_paid or has_cents or is_said else None


def _bare(tokens: Sequence[Token], place: int, groups: str) -> Priced | None:
    """A number without a unit, with cents where they are said behind it: "eight ninety-nine"."""
    spoken = _spoken_cents(tokens, place)
    amount = spoken or _amount(tokens, place, groups)
    if amount is None:
        return None
    is_each = word_at(tokens, amount.end) in ("each", "ea", "apiece")
    if not is_each and (unit_at(tokens, amount.end) or container_at(tokens, amount.end)):
        return None
    return None if word_at(tokens, amount.end) in ("%", "percent") else amount


def _with_words(tokens: Sequence[Token], amount: Priced, groups: str) -> Priced:
    """With "dollars and ninety nine cents", of which all but the number may be missing."""
    end = amount.end
    while word_at(tokens, end) in (*WORDS, *SIGNS):
        end += 1
    at = end + 1 if word_at(tokens, end) == "and" else end
    cents = number_at(tokens, at, groups)
    if not _is_cents(cents):
        return Priced(amount.value, end)
    assert cents is not None
    if word_at(tokens, cents.end) in SMALL:
        return Priced(amount.value + cents.value / 100, cents.end + 1)
    # Without "cents" only words right behind the dollars are cents: "five dollars fifty".
    is_said = at == end > amount.end and not tokens[at].is_number and cents.value >= 10
    if is_said and word_at(tokens, cents.end) in BEHIND:
        return Priced(amount.value + cents.value / 100, cents.end)
    return Priced(amount.value, end)


def _is_sterling(tokens: Sequence[Token], place: int) -> bool:
    """ "three pounds fifty": pounds with a number behind them are money, no weight."""
    pence = number_at(tokens, place + 1)
    if word_at(tokens, place) not in ("pound", "pounds") or not _is_cents(pence):
        return False
    assert pence is not None
    is_word = word_at(tokens, place + 1) in TENS
    return is_word and word_at(tokens, pence.end) in (*BEHIND, "for")


def _is_cents(found: Numeral | None) -> bool:
    return found is not None and not found.is_article and 0 < found.value < 100


def _spoken_cents(tokens: Sequence[Token], place: int) -> Priced | None:
    """ "eight ninety-nine", "twelve oh five": two numbers said one after the other."""
    first = number_at(tokens, place)
    if first is None or first.value % 1 or word_at(tokens, place) not in ONES | TENS:
        return None
    if word_at(tokens, first.end) == "oh" and word_at(tokens, first.end + 1) in ONES:
        return Priced(first.value + ONES[word_at(tokens, first.end + 1)] / 100, first.end + 2)
    second = number_at(tokens, first.end)
    if second is None or word_at(tokens, first.end) not in ONES | TENS:
        return None
    if second.value % 1 or not 10 <= second.value < 100 or word_at(tokens, second.end) in WORDS:
        return None
    return Priced(first.value + second.value / 100, second.end)


def _amount(tokens: Sequence[Token], place: int, groups: str) -> Priced | None:
    if place < len(tokens) and tokens[place].is_number:
        try:
            return Priced(parse_money(tokens[place].text, groups), place + 1)
        except BadNumber:
            pass
    found = number_at(tokens, place, groups)
    if found is None or found.is_article:
        return None
    return Priced(found.value, found.end)
