"""What things of either kind cost when they were last bought."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import contains_eager

from baketracker.costs import unit_price
from baketracker.db.many import among
from baketracker.db.tenancy import TenantSession
from baketracker.purchases.schemas import Price
from baketracker.suppliers.schemas import SupplierRef

from .kinds import Kind


def last_prices(db: TenantSession, kind: Kind, product_ids: Collection[UUID]) -> dict[UUID, Price]:
    """The last price of each of these products, wherever; one without any is absent. `per_unit` is
    of the unit of its lots. One statement."""
    if not product_ids:
        return {}
    bought, product_id = kind.purchase, getattr(kind.purchase, kind.column)
    found = (
        select(bought)
        .join(bought.product)
        .outerjoin(bought.supplier)
        .where(
            among(product_id, product_ids),
            bought.package_price.is_not(None),
            bought.deleted_at.is_(None),
        )
        .ext(distinct_on(product_id))
        .order_by(product_id, bought.purchased_on.desc(), bought.id.desc())
        .options(contains_eager(bought.product), contains_eager(bought.supplier))
    )
    return {kind.product_id(row): _price(kind, row) for row in db.scalars(found)}


def _price(kind: Kind, row: Any) -> Price:
    shop = row.supplier
    return Price(
        package_price=row.package_price,
        per_unit=unit_price(row.package_price, kind.size(row.product)),
        supplier=SupplierRef(id=shop.id, name=shop.name) if shop else None,
        on=row.purchased_on,
    )
