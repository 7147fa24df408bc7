"""The verbs of the purchases: what was paid, last and where, and on average."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import contains_eager

from baketracker.costs import unit_price
from baketracker.db.many import among
from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.products.models import Product
from baketracker.suppliers.schemas import SupplierRef

from .medians import material_medians, medians
from .models import Purchase
from .schemas import Price, ProductPrices

__all__ = ["averages", "material_medians", "medians", "prices"]


@verb("read")
def prices(db: TenantSession, product_ids: Collection[UUID]) -> dict[UUID, ProductPrices]:
    """What each of these products cost when it was last bought, at every supplier. Purchases of
    one day follow in the order of their ids; void ones and those without a price do not count.

    One statement."""
    newest = (Purchase.purchased_on.desc(), Purchase.id.desc())
    found = (
        select(Purchase)
        .join(Purchase.product)
        .outerjoin(Purchase.supplier)
        .where(*_priced(product_ids))
        .ext(distinct_on(Purchase.product_id, Purchase.supplier_id))
        .order_by(Purchase.product_id, Purchase.supplier_id, *newest)
        .options(contains_eager(Purchase.product), contains_eager(Purchase.supplier))
    )
    grouped: defaultdict[UUID, list[Purchase]] = defaultdict(list)
    for row in db.scalars(found):
        grouped[row.product_id].append(row)
    return {product_id: _prices(grouped[product_id]) for product_id in product_ids}


@verb("read")
def averages(db: TenantSession, product_ids: Collection[UUID]) -> dict[UUID, Decimal]:
    """What one package unit of each of these products cost on average over all that was ever
    bought of it: all that was paid, by all that it came to. Void purchases and those without a
    price do not count; a product that has no other is absent.

    One statement."""
    # Only rows with a price are added up, so there is always a sum.
    paid: Any = func.sum(Purchase.package_price * Purchase.packages)
    found = (
        select(Product.id, Product.package_quantity, paid, func.sum(Purchase.packages))
        .join(Purchase.product)
        .where(*_priced(product_ids))
        .group_by(Product.tenant_id, Product.id)
    )
    return {
        product_id: unit_price(price, in_one * packages)
        for product_id, in_one, price, packages in db.execute(found)
    }


def _priced(product_ids: Collection[UUID]) -> Iterable[ColumnElement[bool]]:
    """Purchases of these products that stand and say a price."""
    yield among(Purchase.product_id, product_ids)
    yield Purchase.package_price.is_not(None)
    yield Purchase.deleted_at.is_(None)


def _prices(rows: Sequence[Purchase]) -> ProductPrices:
    newest = sorted(rows, key=lambda row: (row.purchased_on, row.id), reverse=True)
    told = [_price(row) for row in newest]
    return ProductPrices(
        last=told[0] if told else None,
        # Of two equal ones the first met is kept: the newer.
        best=min(told, key=lambda price: price.per_unit, default=None),
        by_supplier=told,
    )


def _price(row: Purchase) -> Price:
    price = row.package_price
    assert price is not None  # only rows with a price are read
    shop = row.supplier
    return Price(
        package_price=price,
        per_unit=unit_price(price, row.product.package_quantity),
        supplier=SupplierRef(id=shop.id, name=shop.name) if shop else None,
        on=row.purchased_on,
    )
