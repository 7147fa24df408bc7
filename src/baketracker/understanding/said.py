"""What one sentence can say, as values."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from .amounts import Amount


@dataclass(frozen=True, slots=True)
class PurchaseSaid:
    """One thing was bought. `amount` is all of it together, `packages` in how many packages (None:
    nobody said), `price` for all of it unless `price_is_each`: then for one package or one of the
    unit that was said. `raw` is the part of the sentence."""

    item: str
    amount: Amount | None
    packages: int | None
    price: Decimal | None
    price_is_each: bool
    store: str | None
    raw: str


@dataclass(frozen=True, slots=True)
class StockSaid:
    """How much of something is left, in percent of its package from low to high, or as an amount
    `left`; or how much was `used`."""

    item: str
    percent_low: Decimal | None
    percent_high: Decimal | None
    left: Amount | None
    used: Amount | None
    raw: str


@dataclass(frozen=True, slots=True)
class EventSaid:
    """Something to bake for. `dishes` as they were said, without how many."""

    name: str
    event_date: date | None
    guests: int | None
    dishes: tuple[str, ...]
    raw: str


Said = PurchaseSaid | StockSaid | EventSaid
