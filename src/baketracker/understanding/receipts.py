"""The arithmetic of a receipt, in cents."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from .suspecting import suspected

CENT, NOTHING = Decimal("0.01"), Decimal(0)

Kind = Literal["exact", "weighed", "off", "unknown"]
"""It adds up; within a cent for each weighed line; it does not; nothing to compare with."""

_MONEY = r"[$£€]?\s?(\d{1,5}(?:[.,]\d{2}))"
_EACH = re.compile(
    rf"^\s*(?:qty\s*)?(\d{{1,3}})\s*(?:@|x|at|for)\s*(?:(\d)\s*(?:/|for)\s*)?{_MONEY}", re.I
)
_WEIGHED = re.compile(
    rf"(\d{{1,3}}[.,]\d{{1,3}})\s*(?:lbs?|kg|oz|g)\s*(?:net\s*)?(?:@|x|at)\s*{_MONEY}", re.I
)
_DISCOUNT = re.compile(
    r"\b(instant sav\w*|inst sav\w*|coupon|cpn|mfr cp?n?|discount|disc|promo|member price|"
    r"mbr sav\w*|reward\w*|markdown|sale sav\w*|savings?|price cut|multi ?buy|offer|nectar|"
    r"clubcard|\d+% off|off|rabatt|circle|digital)\b", re.I
)  # fmt: skip
_INFORMED = re.compile(r"\b(you saved|you save|reg(ular)? price|was)\b", re.I)
_MINUS = re.compile(rf"(?:-\s?{_MONEY}|{_MONEY}\s?-)")
_LAST = re.compile(rf"{_MONEY}\s*-?\s*[A-Z]?\s*$")


@dataclass(frozen=True, slots=True)
class RawLine:
    """A row as it was read: a thing, or what belongs to the thing above it. None: not printed.
    Amounts of money are in the receipt's currency; a discount's `total` may be below 0."""

    text: str
    quantity: Decimal | None = None
    unit_price: Decimal | None = None
    total: Decimal | None = None


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """A thing that was bought: `quantity` packages (or the weight, where it `is_weighed`), what it
    came to before the `discount` (0 or more), which is for the whole line."""

    text: str
    quantity: Decimal
    unit_price: Decimal | None
    total: Decimal | None
    discount: Decimal
    is_weighed: bool

    @property
    def net(self) -> Decimal | None:
        """What was paid; None where no amount was read."""
        return None if self.total is None else self.total - self.discount


@dataclass(frozen=True, slots=True)
class ReceiptSums:
    """What stands below the lines; None: not printed. All are 0 or more, discounts too."""

    subtotal: Decimal | None = None
    order_discount: Decimal | None = None
    tax: Decimal | None = None
    deposit: Decimal | None = None
    tip: Decimal | None = None
    total: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Reconciled:
    """Whether a receipt adds up. `off` is by how much the lines (or the sums) are above what is
    printed; `suspects` are places of lines that would explain it, the likeliest first."""

    adds_up: bool
    off: Decimal
    suspects: tuple[int, ...]
    kind: Kind


def attach(lines: Sequence[RawLine]) -> list[ReceiptLine]:
    """The things on a receipt. Rows that tell how many ("2 @ 4.79", "1.37 lb @ 2.99/lb") or what
    was taken off ("INSTANT SAV 2.00-", "COUPON -1.00") belong to the row above; one that tells how
    many before any thing was named belongs to the first."""
    things: list[ReceiptLine] = []
    waiting: RawLine | None = None
    for row in lines:
        if _informs(row):
            continue
        if things and (taken := _discount_of(row)) is not None:
            things[-1] = replace(things[-1], discount=things[-1].discount + taken)
        elif _counts(row) and things:
            things[-1] = _counted(things[-1], row)
        elif _counts(row):
            waiting = row
        else:
            thing = _thing(row)
            things.append(_counted(thing, waiting) if waiting else thing)
            waiting = None
    return things


def reconcile(lines: Sequence[ReceiptLine], sums: ReceiptSums) -> Reconciled:
    """Whether lines and sums agree: lines less their discounts are the subtotal, and that less the
    order's discount plus tax, deposit and tip is the total. A cent for each weighed line is
    forgiven between lines and sums, nothing else is."""
    nets = [line.net for line in lines]
    known = [net for net in nets if net is not None]
    if len(known) < len(nets) or not lines or (sums.subtotal is None and sums.total is None):
        unread = tuple(place for place, net in enumerate(nets) if net is None)
        return Reconciled(False, NOTHING, unread, "unknown")
    forgiven = CENT * sum(line.is_weighed for line in lines)
    net = sum(known, NOTHING)
    bottom = net if sums.subtotal is None else sums.subtotal
    above = NOTHING if sums.subtotal is None else net - sums.subtotal
    below = _below(bottom, sums)
    slack = forgiven if sums.subtotal is None else NOTHING
    if abs(above) <= forgiven and abs(below) <= slack:
        wrong = tuple(place for place, line in enumerate(lines) if not weighed_fits(line))
        return Reconciled(True, above or below, wrong, "weighed" if above or below else "exact")
    off = above if abs(above) > forgiven else below
    at_lines = abs(above) > forgiven or sums.subtotal is None
    unfit = [place for place, line in enumerate(lines) if not weighed_fits(line)]
    suspects = suspected(lines, off) if at_lines else []
    return Reconciled(False, off, tuple(dict.fromkeys([*unfit, *suspects])), "off")


def weighed_fits(line: ReceiptLine) -> bool:
    """Whether weight times price is the amount of the line, up to a cent; lines that are not
    weighed, or of which a part was not read, fit."""
    if not line.is_weighed or line.unit_price is None or line.total is None:
        return True
    return abs(cents(line.quantity * line.unit_price) - line.total) <= CENT


def cents(value: Decimal) -> Decimal:
    """Rounded to the cent, half a cent up."""
    return value.quantize(CENT, ROUND_HALF_UP)


def _below(bottom: Decimal, sums: ReceiptSums) -> Decimal:
    """By how much the sums are above the printed total; 0 where none is printed."""
    if sums.total is None:
        return NOTHING
    added = sum(filter(None, (sums.tax, sums.deposit, sums.tip)), NOTHING)
    return bottom - (sums.order_discount or NOTHING) + added - sums.total


def _informs(row: RawLine) -> bool:
    """ "YOU SAVED 2.00" is said to please; it takes nothing off."""
    is_taken = (row.total is not None and row.total < 0) or _MINUS.search(row.text)
    return bool(_INFORMED.search(row.text)) and not is_taken


def _discount_of(row: RawLine) -> Decimal | None:
    """What a row takes off the row above (0 or more); None where it is a thing."""
    if row.total is not None and row.total < 0:
        return -row.total
    if match := _MINUS.search(row.text):
        return abs(row.total) if row.total else _decimal(match[1] or match[2])
    if not _DISCOUNT.search(row.text) or row.quantity is not None:
        return None
    if row.total is not None:
        return row.total
    last = _LAST.search(row.text)
    return _decimal(last[1]) if last else None


def _counts(row: RawLine) -> bool:
    """Whether a row only tells how many or how heavy."""
    match = _EACH.match(row.text) or _WEIGHED.search(row.text)
    if match is None:
        return False
    # "2 X 500G SUGAR" and "1.2 LB @ 2.99 APPLES" name a thing.
    rest = re.sub(r"(?i)\b(lbs?|kg|oz|g|ea|each|net|qty|at|for|x|f|t|a|n|b)\b", "", row.text)
    return not re.search(r"[A-Za-z]{2,}", rest)


def _counted(thing: ReceiptLine, row: RawLine) -> ReceiptLine:
    """The thing with how many, and with the amount where only that row has it."""
    told = _told(row.text)
    if told is None:
        return thing
    quantity, price, is_weighed = told
    total = thing.total if thing.total is not None else row.total
    if total is None:
        total = cents(quantity * price)
    return replace(thing, quantity=quantity, unit_price=price, total=total, is_weighed=is_weighed)


def _told(text: str) -> tuple[Decimal, Decimal, bool] | None:
    """How many or how heavy, the price of one, and whether it was weighed."""
    if match := _WEIGHED.search(text):
        return _decimal(match[1]), _decimal(match[2]), True
    if match := _EACH.match(text):
        # "4 @ 2/5.00" and Walmart's "2 AT 1 FOR 4.79" price several at once.
        several = Decimal(match[2] or 1) or Decimal(1)
        return Decimal(match[1]), _decimal(match[3]) / several, False
    return None


def _thing(row: RawLine) -> ReceiptLine:
    within = _told(row.text) if row.quantity is None else None
    quantity = row.quantity or (within[0] if within else Decimal(1))
    price = row.unit_price or (within[1] if within else None)
    is_weighed = within[2] if within else bool(quantity % 1)
    total = row.total
    if total is None and price is not None:
        total = cents(quantity * price)
    if price is None and total is not None and quantity == 1:
        price = total
    return ReceiptLine(row.text, quantity, price, total, NOTHING, is_weighed)


def _decimal(written: str) -> Decimal:
    return Decimal(written.replace(",", "."))
