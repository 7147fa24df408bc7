"""Spreading what is left of a purchase over its lots. Numbers in, numbers out."""

from collections.abc import Sequence
from decimal import ROUND_DOWN, Decimal, localcontext

# As fine as quantities are stored.
FINEST = Decimal("1e-10")


def spread(left: Decimal, lots: Sequence[Decimal]) -> list[Decimal]:
    """`left` (0 or more) over lots that hold so much now (one or more): each gets the share it had.
    Where all are empty the first gets everything. Nothing is lost by rounding, and no share is
    below 0."""
    held = sum(lots, Decimal(0))
    if not held:
        return [left, *(Decimal(0) for _ in lots[1:])]
    with localcontext() as context:
        # Two quantities multiplied have twice as many digits.
        context.prec = 60
        shares = [(left * lot / held).quantize(FINEST, ROUND_DOWN) for lot in lots]
        # What rounding left over goes to the largest, so that an empty one stays empty.
        shares[lots.index(max(lots))] += left - sum(shares, Decimal(0))
    return shares
