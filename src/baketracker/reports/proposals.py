"""What an event that is over says about the next one. Values in, values out."""

from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from math import ceil

# So many decimals a number for each guest may have, and so large it may be.
PLACES = 6
MOST_EACH = 1000


@dataclass(frozen=True, slots=True)
class CameOut:
    """There were `had` of a good; so many were left over, or so many more were wanted. `guests`
    were expected (None: nobody said)."""

    had: int
    left_over: int = 0
    ran_short: int = 0
    guests: int | None = None

    @property
    def enough(self) -> int:
        """How many would have been just right."""
        return max(self.had - self.left_over + self.ran_short, 0)


@dataclass(frozen=True, slots=True)
class Proposal:
    """So many next time: for `per_guest` each, where the next list counts so. `scaled`: it follows
    the number of guests, which is another one now."""

    quantity: int
    per_guest: Decimal | None = None
    scaled: bool = False


def propose(came_out: CameOut, guests: int | None, *, each: bool = False) -> Proposal:
    """What would have been just right, for as many `guests` as are expected now where both are
    known, the last one rounded up. `each`: the next list counts for each guest."""
    enough, then = came_out.enough, came_out.guests
    scaled = bool(guests and then and guests != then)
    quantity = ceil(Decimal(enough) * guests / then) if scaled and guests and then else enough
    return Proposal(quantity, for_each(quantity, guests) if each and guests else None, scaled)


def for_each(quantity: int, guests: int) -> Decimal | None:
    """The shortest number for each guest that comes to `quantity`, rounded up; None where there is
    none."""
    exact = Decimal(quantity) / guests
    for places in range(PLACES + 1):
        short = exact.quantize(Decimal(1).scaleb(-places), ROUND_DOWN)
        if 0 < short <= MOST_EACH and ceil(guests * short) == quantity:
            return short
    return None
