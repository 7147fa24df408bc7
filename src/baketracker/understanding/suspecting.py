"""Which lines of a receipt would explain that it does not add up."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Protocol

MOST = 5
# No store takes more than this part off a line without it being noticed.
LARGEST_DISCOUNT = Decimal("0.5")
# Digits that readers take for each other.
MISREAD = ({"0", "8"}, {"1", "7"}, {"3", "8"}, {"5", "6"}, {"6", "8"}, {"0", "6"}, {"4", "9"},
           {"2", "7"}, {"3", "5"}, {"8", "9"}, {"0", "9"}, {"1", "4"}, {"5", "8"})  # fmt: skip


class Line(Protocol):
    """What is asked of a line here."""

    @property
    def text(self) -> str: ...
    @property
    def quantity(self) -> Decimal: ...
    @property
    def unit_price(self) -> Decimal | None: ...
    @property
    def total(self) -> Decimal | None: ...
    @property
    def discount(self) -> Decimal: ...


def suspected(lines: Sequence[Line], off: Decimal) -> list[int]:
    """Places of at most 5 lines that explain an `off` (lines less what is printed; not 0), the
    likeliest first: read twice, counted wrongly, a digit misread, and, where the lines are too
    much and nothing else explains it, those that may lack a discount of so much."""
    tests = (_twin_discount, _doubled, _miscounted, _discount_misread, _misread)
    found = [
        place
        for explains in tests
        for place, line in enumerate(lines)
        if explains(lines, line, off)
    ]
    if not found and off > 0:
        found = [place for place, line in enumerate(lines) if _may_lack(line, off)]
    return list(dict.fromkeys(found))[:MOST]


def _twin_discount(lines: Sequence[Line], line: Line, off: Decimal) -> bool:
    """The same thing got this discount on another line."""
    return line.discount == 0 and any(
        other.discount == off and other.text == line.text for other in lines if other is not line
    )


def _doubled(lines: Sequence[Line], line: Line, off: Decimal) -> bool:
    """The line should not be there, or it was bought once more than was read."""
    return line.total is not None and line.total - line.discount in (off, -off)


def _miscounted(lines: Sequence[Line], line: Line, off: Decimal) -> bool:
    """One more or fewer of it makes the difference; so does a total that stands for one only."""
    if line.unit_price is None or not line.unit_price or line.quantity == 1:
        return False
    return abs(off) % line.unit_price == 0 and abs(off) / line.unit_price <= line.quantity


def _discount_misread(lines: Sequence[Line], line: Line, off: Decimal) -> bool:
    """Its discount was read twice, or added instead of taken."""
    return line.discount > 0 and abs(off) in (line.discount, 2 * line.discount)


def _misread(lines: Sequence[Line], line: Line, off: Decimal) -> bool:
    """One digit for another, two digits changed over, or the point one place off."""
    if line.total is None or line.total <= 0:
        return False
    meant = line.total - off
    if meant <= 0:
        return False
    if meant in (line.total * 10, line.total / 10, line.total * 100, line.total / 100):
        return True
    read, should = f"{line.total:.2f}", f"{meant:.2f}"
    if len(read) != len(should):
        return False
    wrong = [pair for pair in zip(read, should, strict=True) if pair[0] != pair[1]]
    if len(wrong) == 1:
        return set(wrong[0]) in MISREAD
    return len(wrong) == 2 and wrong[0] == wrong[1][::-1]


def _may_lack(line: Line, off: Decimal) -> bool:
    """A discount of so much would be an ordinary one for it."""
    return line.total is not None and line.discount == 0 and off <= line.total * LARGEST_DISCOUNT
