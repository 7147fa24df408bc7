"""What every door shows of how a price moved."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from baketracker.fields import DecimalOut
from baketracker.issues import Issue
from baketracker.suppliers.schemas import SupplierRef

from .alerts import Direction, Level

Days = Annotated[int, Field(ge=1, le=3660)]
"""How far back a history goes."""
TWO_YEARS = 730


class PriceChange(BaseModel):
    """How far a price was from the average of the 60 days before it, in percent to one decimal:
    above is positive. `warning` from 20 % on, `critical` from 40 %."""

    level: Level
    percent: DecimalOut
    average: DecimalOut


class PackageBought(BaseModel):
    """The product that was bought."""

    id: UUID
    label: str


class PricePoint(BaseModel):
    """One purchase: `quantity` of the history's unit for `package_price` a package, which is
    `per_unit` for one such unit. `supplier` is null when nobody wrote down the shop; `change` when
    nothing was bought in the 60 days before."""

    purchase_id: UUID
    on: date
    supplier: SupplierRef | None
    product: PackageBought
    packages: int
    package_price: DecimalOut
    quantity: DecimalOut
    per_unit: DecimalOut
    usual: DecimalOut | None
    change: PriceChange | None


class UsualPrice(BaseModel):
    """The middle half of the `count` prices of 90 days, and their median."""

    low: DecimalOut
    median: DecimalOut
    high: DecimalOut
    count: int


class UsualSpan(UsualPrice):
    """What was usual from `since` up to `until`, which is not part of it."""

    since: date
    until: date


class StorePrices(BaseModel):
    """What one shop asked: last, and at its best (null: it only gave); `supplier` null: nobody
    wrote down the shop."""

    supplier: SupplierRef | None
    times: int
    last: PricePoint
    best: PricePoint | None


class PriceHistory(BaseModel):
    """What one `unit` of a product or an ingredient cost from `since` on, purchase by purchase,
    the oldest first. `usual` of the last 90 days, `spans` how that moved; shops in the order of
    how often they were gone to. `left_out` names what cannot be said in the unit. Purchases
    without a price, and void ones, say nothing."""

    id: UUID
    kind: Literal["product", "ingredient"]
    name: str
    unit: str
    since: date
    until: date
    points: list[PricePoint]
    last: PricePoint | None
    best: PricePoint | None
    usual: UsualPrice | None
    per_day: DecimalOut | None
    direction: Direction | None
    spans: list[UsualSpan]
    stores: list[StorePrices]
    left_out: list[Issue]
