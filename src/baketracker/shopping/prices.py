"""What materials cost when they were last bought; products of food answer in `purchases`."""

from collections import defaultdict
from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import contains_eager

from baketracker.costs import unit_price
from baketracker.db.many import among
from baketracker.db.tenancy import TenantSession
from baketracker.materials.models import MaterialPurchase
from baketracker.purchases.schemas import Price, ProductPrices
from baketracker.suppliers.schemas import SupplierRef


def material_prices(db: TenantSession, product_ids: Collection[UUID]) -> dict[UUID, ProductPrices]:
    """The last price of each material product at each supplier, newest first; `per_unit` is of
    its base unit. One statement."""
    newest = (MaterialPurchase.purchased_on.desc(), MaterialPurchase.id.desc())
    found = (
        select(MaterialPurchase)
        .join(MaterialPurchase.product)
        .outerjoin(MaterialPurchase.supplier)
        .where(
            among(MaterialPurchase.material_product_id, product_ids),
            MaterialPurchase.package_price.is_not(None),
            MaterialPurchase.deleted_at.is_(None),
        )
        .ext(distinct_on(MaterialPurchase.material_product_id, MaterialPurchase.supplier_id))
        .order_by(MaterialPurchase.material_product_id, MaterialPurchase.supplier_id, *newest)
        .options(
            contains_eager(MaterialPurchase.product), contains_eager(MaterialPurchase.supplier)
        )
    )
    grouped: defaultdict[UUID, list[MaterialPurchase]] = defaultdict(list)
    for row in db.scalars(found):
        grouped[row.material_product_id].append(row)
    return {product_id: _prices(grouped[product_id]) for product_id in product_ids}


def _prices(rows: list[MaterialPurchase]) -> ProductPrices:
    newest = sorted(rows, key=lambda row: (row.purchased_on, row.id), reverse=True)
    told = [_price(row) for row in newest]
    best = min(told, key=lambda price: price.per_unit, default=None)
    return ProductPrices(last=told[0] if told else None, best=best, by_supplier=told)


def _price(row: MaterialPurchase) -> Price:
    price, shop = row.package_price, row.supplier
    assert price is not None  # only rows with a price are read
    return Price(
        package_price=price,
        per_unit=unit_price(price, row.product.base_quantity),
        supplier=SupplierRef(id=shop.id, name=shop.name) if shop else None,
        on=row.purchased_on,
    )
