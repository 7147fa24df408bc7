"""What is left, as rows: what every verb of the pantry asks first."""

from collections import defaultdict
from collections.abc import Collection
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm.attributes import set_committed_value

from baketracker.db.many import among
from baketracker.db.tenancy import TenantSession
from baketracker.products.models import Product

from .models import Lot
from .viewing import OF_PRODUCT


def lots_left(
    db: TenantSession, ingredient_ids: Collection[UUID], *, for_change: bool = False
) -> defaultdict[UUID, list[Lot]]:
    """The lots on hand of these ingredients with their products, in the order they are used;
    locked and read anew `for_change`, once the ingredients themselves are. Three statements."""
    by_ingredient: defaultdict[UUID, list[Lot]] = defaultdict(list)
    if not ingredient_ids:
        return by_ingredient
    # Named one by one: of a subquery the planner thinks that it wants the used up lots as well.
    kinds = select(Product.id).where(among(Product.ingredient_id, ingredient_ids))
    found = select(Lot).where(Lot.in_use(), among(Lot.product_id, db.scalars(kinds).all()))
    if for_change:
        found = found.with_for_update(key_share=True)
    fresh = {"populate_existing": for_change}
    lots = db.scalars(found.order_by(*Lot.fifo()).execution_options(**fresh)).all()
    of_lots = select(Product).where(among(Product.id, {lot.product_id for lot in lots}))
    rows = db.scalars(of_lots.options(*OF_PRODUCT).execution_options(**fresh))
    products = {row.id: row for row in rows}
    for lot in lots:
        set_committed_value(lot, "product", products[lot.product_id])
        by_ingredient[lot.product.ingredient_id].append(lot)
    return by_ingredient


def left_by_unit(
    db: TenantSession, ingredient_ids: Collection[UUID] | None = None
) -> dict[UUID, dict[str, Decimal]]:
    """What is left of each ingredient by package unit, unconverted; all of them unless told.
    Those of which nothing is left are absent. One statement."""
    found = (
        select(Product.ingredient_id, Product.package_unit, func.sum(Lot.quantity))
        .join(Lot, same_product())
        .where(Lot.in_use())
        .group_by(Product.ingredient_id, Product.package_unit)
        .order_by(Product.ingredient_id, Product.package_unit)
    )
    if ingredient_ids is not None:
        found = found.where(among(Product.ingredient_id, ingredient_ids))
    summed: defaultdict[UUID, dict[str, Decimal]] = defaultdict(dict)
    for ingredient_id, unit, amount in db.execute(found):
        summed[ingredient_id][unit] = amount
    return dict(summed)


def same_product() -> Any:
    """Joins lots to their products."""
    return (Lot.tenant_id == Product.tenant_id) & (Lot.product_id == Product.id)
