"""Purchases for tests."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from baketracker.db.tenancy import TenantSession
from baketracker.db.types import new_id
from baketracker.purchases.models import Purchase

MONDAY = date(2026, 11, 16)
TUESDAY = date(2026, 11, 17)


def pay(
    db: TenantSession,
    product: UUID,
    price: str | None,
    on: date = MONDAY,
    **more: Any,
) -> UUID:
    """One package of the product at `price`; None: nobody wrote it down."""
    made: UUID = more.get("id") or new_id()
    row = {"id": made, "product_id": product, "packages": 1, "purchased_on": on} | more
    row["package_price"] = None if price is None else Decimal(price)
    db.insert_rows(Purchase, [row])
    return made
