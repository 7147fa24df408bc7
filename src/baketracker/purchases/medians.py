"""What things usually cost of late: the middle price, which a slip of the finger does not move."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, timedelta
from decimal import Decimal
from statistics import median
from typing import Any
from uuid import UUID

from sqlalchemy import select

from baketracker.costs import unit_price
from baketracker.db.many import among
from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.materials.models import MaterialProduct, MaterialPurchase
from baketracker.products.models import Product

from .models import Purchase
from .schemas import Median

LATE = timedelta(days=90)


@verb("read")
def medians(
    db: TenantSession,
    product_ids: Collection[UUID],
    until: date | None = None,
    *,
    beside: UUID | None = None,
) -> dict[UUID, Median]:
    """The middle of what one package unit of each product cost in the 90 days up to `until` (today
    unless told), in all purchases but the one it is asked `beside`. Gifts are no price to expect
    again; a product without a price is absent.

    One statement."""
    found = select(Product.id, Product.package_quantity, Purchase.package_price).join(
        Purchase.product
    )
    return _medians(db, found, Purchase, Purchase.product_id, product_ids, until, beside)


@verb("read")
def material_medians(
    db: TenantSession,
    product_ids: Collection[UUID],
    until: date | None = None,
    *,
    beside: UUID | None = None,
) -> dict[UUID, Median]:
    """As `medians`, of material products: what one base unit cost. One statement."""
    found = select(
        MaterialProduct.id, MaterialProduct.base_quantity, MaterialPurchase.package_price
    ).join(MaterialPurchase.product)
    column = MaterialPurchase.material_product_id
    return _medians(db, found, MaterialPurchase, column, product_ids, until, beside)


def _medians(
    db: TenantSession,
    found: Any,
    entity: Any,
    column: Any,
    product_ids: Collection[UUID],
    until: date | None,
    beside: UUID | None,
) -> dict[UUID, Median]:
    last = until or db.scope.today()
    if not product_ids:
        return {}
    late = found.where(
        among(column, product_ids),
        entity.purchased_on.between(last - LATE, last),
        entity.package_price > 0,
        entity.deleted_at.is_(None),
        *([] if beside is None else [entity.id != beside]),
    )
    return {key: _median(prices) for key, prices in _by_product(db.execute(late)).items()}


def _by_product(rows: Iterable[Any]) -> dict[UUID, list[Decimal]]:
    told: defaultdict[UUID, list[Decimal]] = defaultdict(list)
    for product_id, size, price in rows:
        told[product_id].append(unit_price(price, size))
    return told


def _median(prices: list[Decimal]) -> Median:
    return Median(per_unit=median(prices), count=len(prices))
