"""Amounts as people type them: "2", "1 1/2", "½", "1½", "1,5", "1.5", "1,234.50"."""

import re
import unicodedata
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal

from baketracker.errors import InvalidInput

QUANTITY_PLACES = 6
MONEY_PLACES = 4
LARGEST = Decimal("999999.99")
# Less than this of anything, in its own unit, is nothing (decision 31).
DUST = Decimal("0.001")

_MIXED = re.compile(r"(?:(\d{1,9})[ -])?(\d{1,6})/(\d{1,6})")
_GROUPED = re.compile(r"\d{1,3}(?:([,.' ])\d{3})(?:\1\d{3})*")
_SPACES = re.compile(r"[\s\u00a0\u2009\u202f]+")


class BadNumber(InvalidInput):
    """What was typed is not an amount we take."""

    code = "bad_number"


def lacking(needed: Decimal, there: Decimal) -> Decimal:
    """What lacks of `needed`, both in one unit; 0 when there is enough or only dust is lacking."""
    short = needed - there
    return short if short >= DUST else Decimal(0)


def enough(needed: Decimal, size: Decimal) -> int:
    """The fewest packages of one size (> 0) that cover a need above 0, up to dust; at least 1."""
    packages = max(1, int((needed / size).to_integral_value(ROUND_CEILING)))
    return packages - 1 if packages > 1 and needed - size * (packages - 1) < DUST else packages


def parse_quantity(text: str, groups: str = ",") -> Decimal:
    """A quantity from 0 to 999999.99 with at most 6 decimals.

    `groups` is the reader's sign between thousands. Raises BadNumber with a plain sentence.
    """
    return _parse(text, QUANTITY_PLACES, groups)


def parse_money(text: str, groups: str = ",") -> Decimal:
    """An amount of money from 0 to 999999.99 with at most 4 decimals. Raises BadNumber."""
    return _parse(text, MONEY_PLACES, groups)


def check_quantity(value: Decimal) -> Decimal:
    """The same limits for a number that was not typed (JSON, a tool call). Raises BadNumber."""
    return _checked(value, QUANTITY_PLACES)


def check_money(value: Decimal) -> Decimal:
    """As `check_quantity`, for money. Raises BadNumber."""
    return _checked(value, MONEY_PLACES)


def _parse(text: str, places: int, groups: str) -> Decimal:
    typed = _tidy(text)
    if not typed:
        raise BadNumber("Write a number, for example 2 or 1 1/2.")
    if typed[0] in "-−":
        raise BadNumber("Write a number that is 0 or more.")
    if fraction := _MIXED.fullmatch(typed):
        return _checked(_mixed(*fraction.groups(), places=places), places)
    plain = _plain(typed, groups)
    if not re.fullmatch(r"\d*\.?\d+|\d+\.", plain, re.ASCII):
        raise BadNumber(
            "“%(typed)s” is not a number. Write it like 2, 1.5 or 1 1/2.", typed=_short(text)
        )
    return _checked(Decimal(plain), places)


def _tidy(text: str) -> str:
    """Digits of any script as 0-9, one space between words, "1½" as "1 1/2"."""
    written = "".join(_spelled(sign) for sign in text)
    return _SPACES.sub(" ", written.replace("⁄", "/")).replace(" /", "/").replace("/ ", "/").strip()


def _spelled(sign: str) -> str:
    if sign.isdecimal():
        return str(unicodedata.decimal(sign))
    if "VULGAR FRACTION" in unicodedata.name(sign, "") and sign.isnumeric():
        return f" {unicodedata.normalize('NFKC', sign)}"
    return sign


def _mixed(whole: str | None, above: str, below: str, *, places: int) -> Decimal:
    if int(below) == 0:
        raise BadNumber("A fraction cannot have 0 below the line.")
    value = Decimal(whole or 0) + Decimal(above) / Decimal(below)
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP).normalize() + 0


def _plain(typed: str, groups: str) -> str:
    """Without signs between thousands and with a point before the decimals."""
    head, mark, tail = _split(typed)
    if mark and _ambiguous(head, mark, tail, groups):
        raise BadNumber(
            "“%(typed)s” can be read in two ways. Write %(large)s or %(small)s0.",
            typed=typed,
            large=head + tail,
            small=f"{head}{'.' if mark == ',' else ','}{tail}",
        )
    if _GROUPED.fullmatch(head):
        head = re.sub(r"[,.' ]", "", head)
    return f"{head}.{tail}" if mark else head


def _split(typed: str) -> tuple[str, str, str]:
    """What stands before, the decimal mark, and after; one sign met twice parts thousands."""
    signs = [sign for sign in typed if sign in ",."]
    if not signs or (len(signs) > 1 and len(set(signs)) == 1):
        return typed, "", ""
    return typed.rpartition(signs[-1])


def _ambiguous(head: str, mark: str, tail: str, groups: str) -> bool:
    """ "1,234" is a thousand to one reader and one and a bit to the next."""
    if len(tail) != 3 or not re.fullmatch(r"[1-9]\d{0,2}", head):
        return False
    return mark == "," or mark == groups


def _checked(value: Decimal, places: int) -> Decimal:
    if not value.is_finite():
        raise BadNumber("Write a number, for example 2 or 1 1/2.")
    if value.is_signed():
        raise BadNumber("Write a number that is 0 or more.")
    if value > LARGEST:
        raise BadNumber("That is too much: at most %(largest)s.", largest=LARGEST)
    # Measured on the digits, because rounding 1e-30 to six places would need no digit at all.
    exponent = value.normalize().as_tuple().exponent
    if isinstance(exponent, int) and -exponent > places:
        raise BadNumber("Write at most %(places)s digits after the point.", places=places)
    return value


def _short(text: str) -> str:
    return text.strip()[:30]
