"""Whether the same thing came in twice: a receipt, a line. Values in, answers out."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from rapidfuzz import fuzz

from baketracker.measures.folding import fold

ALIKE = 88

Way = Literal["said", "typed", "photo"]
"""How a purchase came in."""


@dataclass(frozen=True, slots=True)
class SeenPurchase:
    """A receipt as a whole: the store as it was read or named, its day and its total."""

    store: str
    day: date | None
    total: Decimal | None


@dataclass(frozen=True, slots=True)
class SeenLine:
    """One thing bought: `product` is its key as text, `price` all that was paid for it."""

    product: str
    day: date
    price: Decimal | None
    way: Way


def same_purchase(one: SeenPurchase, other: SeenPurchase) -> bool:
    """Whether two receipts are one: the same day and total to the cent, and the same store however
    it is written. What was not read is no evidence, so a missing day or total is never the same."""
    if one.day is None or other.day is None or one.total is None or other.total is None:
        return False
    return one.day == other.day and one.total == other.total and same_store(one.store, other.store)


def same_line(one: SeenLine, other: SeenLine) -> bool:
    """Whether one thing was told twice, in two ways: said and on the photo. Twice on one receipt is
    no duplicate: two were bought. A price that was not told contradicts nothing."""
    if one.way == other.way or one.day != other.day or one.product != other.product:
        return False
    return one.price is None or other.price is None or one.price == other.price


def same_store(one: str, other: str) -> bool:
    """ "COSTCO WHOLESALE #123" and "Costco": the words of one are the other's, up to a slip. A
    store without a name is the same as another without one."""
    first, second = _bare(one), _bare(other)
    if not first or not second:
        return first == second
    return fuzz.token_set_ratio(first, second) >= ALIKE


def _bare(name: str) -> str:
    """Folded, without numbers and signs."""
    letters = (
        sign if sign.isalpha() or sign.isspace() else " " for sign in fold(name).replace("'", "")
    )
    return " ".join("".join(letters).split())
