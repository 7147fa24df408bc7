"""The numbers under the bars (GS1): what they are, and when two of them are the same.

UPC-E (8 digits, short for a UPC-A), EAN-8, UPC-A (12), EAN-13 and GTIN-14 all become fourteen
digits, the GTIN; what differs before are leading zeros, or a UPC-E that was not written out."""

import re
from collections.abc import Iterator

from baketracker.errors import N_, InvalidInput

LENGTHS = (8, 12, 13, 14)
_SEPARATORS = re.compile(r"[\s\u00a0-]+")


class BadBarcode(InvalidInput):
    """The number is not a barcode's; the sentence names the likely mistake."""

    code = "bad_barcode"


def bare(typed: str) -> str:
    """The digits as they were typed, without the gaps between the groups under the bars."""
    return _SEPARATORS.sub("", typed)


def gtin_of(typed: str) -> str:
    """The fourteen digits of a barcode as it was typed or scanned.

    Raises BadBarcode for what is no number of a known length or ends with a wrong digit."""
    digits = bare(typed)
    if not digits.isascii() or not digits.isdecimal():
        raise BadBarcode(N_("A barcode has only digits. Type the number under the bars."))
    if len(digits) not in LENGTHS:
        raise BadBarcode(
            N_("A barcode has 8, 12, 13 or 14 digits, this one has %(count)s. Look again."),
            count=len(digits),
        )
    for whole in _readings(digits):
        if check_digit(whole[:-1]) == whole[-1]:
            return whole.zfill(14)
    raise BadBarcode(
        N_("The last digit should be %(digit)s. Look again at the number."),
        digit=check_digit(_readings(digits)[0][:-1]),
    )


def implied(upc: str | None) -> str | None:
    """The fourteen digits behind a barcode; None when there are none."""
    try:
        return gtin_of(upc or "")
    except BadBarcode:
        return None


def forms_of(gtin: str) -> frozenset[str]:
    """Every way to write these fourteen digits: with fewer leading zeros, and as a UPC-E."""
    written = [gtin[-length:] for length in LENGTHS if not gtin[:-length].strip("0")]
    return frozenset(form for form in (*written, *_shortened(gtin)) if _reads_as(form, gtin))


def check_digit(digits: str) -> str:
    """The digit that follows these: weights 3 and 1 from the right, up to the next ten."""
    total = sum(int(digit) * (1, 3)[place % 2] for place, digit in enumerate(digits[::-1], 1))
    return str(-total % 10)


def _readings(digits: str) -> list[str]:
    """What a number may stand for, the likelier first. Eight digits beginning with 0 are rather a
    UPC-E, for an EAN-8 of that kind never leaves its shop; with 1 rather an EAN-8."""
    if len(digits) != 8 or digits[0] not in "01":
        return [digits]
    expanded = _expanded(digits)
    return [expanded, digits] if digits[0] == "0" else [digits, expanded]


def _expanded(upc_e: str) -> str:
    """The UPC-A that a UPC-E is short for: where its zeros stood tells the sixth digit."""
    system, body, check = upc_e[0], upc_e[1:7], upc_e[7]
    last = body[5]
    if last in "012":
        maker, item = body[:2] + last + "00", "00" + body[2:5]
    elif last == "3":
        maker, item = body[:3] + "00", "000" + body[3:5]
    elif last == "4":
        maker, item = body[:4] + "0", "0000" + body[4]
    else:
        maker, item = body[:5], "0000" + last
    return system + maker + item + check


def _shortened(gtin: str) -> Iterator[str]:
    """What a UPC-E of these digits may look like; at most one of them is read as they are."""
    whole = gtin[2:]
    system, maker, item, check = whole[0], whole[1:6], whole[6:11], whole[11]
    yield system + maker[:2] + item[2:] + maker[2] + check
    yield system + maker[:3] + item[3:] + "3" + check
    yield system + maker[:4] + item[4] + "4" + check
    yield system + maker + item[4] + check


def _reads_as(short: str, gtin: str) -> bool:
    return implied(short) == gtin
