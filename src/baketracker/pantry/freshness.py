"""How long what is left stays good, and how far its amount can be trusted. Days in, words out."""

from datetime import date
from typing import Literal

Freshness = Literal["expired", "soon", "fresh"]

SOON_DAYS = 7
AHEAD_DAYS = 14
"""How far ahead the list of what expires looks."""
STALE_DAYS = 30
"""An amount nobody has looked at for longer is not to be relied on."""


def freshness(expires_on: date | None, today: date) -> Freshness | None:
    """Whether it is good on `today`: up to and including its day; None where no day is known."""
    if expires_on is None:
        return None
    left = (expires_on - today).days
    if left < 0:
        return "expired"
    return "soon" if left <= SOON_DAYS else "fresh"


def is_stale(seen_on: date | None, today: date) -> bool:
    """Whether its amount was last seen too long ago, or nobody knows when."""
    return seen_on is None or (today - seen_on).days > STALE_DAYS
