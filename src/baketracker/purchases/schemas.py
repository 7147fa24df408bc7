"""What every door shows of what was paid."""

from datetime import date

from pydantic import BaseModel

from baketracker.fields import DecimalOut
from baketracker.suppliers.schemas import SupplierRef


class Price(BaseModel):
    """What one package of a product cost on a day, and one of its package unit with it. `supplier`
    is null when nobody wrote down the shop."""

    package_price: DecimalOut
    per_unit: DecimalOut
    supplier: SupplierRef | None
    on: date


class ProductPrices(BaseModel):
    """The last price of a product, the last at each supplier (newest first), and the `best`: the
    lowest of those. Empty where no price is known."""

    last: Price | None = None
    best: Price | None = None
    by_supplier: list[Price] = []


class Median(BaseModel):
    """What one unit usually cost: the middle of `count` prices."""

    per_unit: DecimalOut
    count: int
