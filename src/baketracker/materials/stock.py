"""What is left of materials and what it cost, in base units."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import joinedload

from baketracker.costs import NoPrice, UnitCost, average_cost, unit_price
from baketracker.db.many import among
from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession

from .models import MaterialLot, MaterialProduct, MaterialPurchase, MaterialUnit
from .schemas import MaterialUnitView, label_of

WITH_MATERIAL = joinedload(MaterialUnit.product, innerjoin=True).joinedload(
    MaterialProduct.material, innerjoin=True
)


@verb("read")
def stock(db: TenantSession, material_product_ids: Collection[UUID]) -> dict[UUID, Decimal]:
    """Base units left of each of these products, 0 included. One statement."""
    left = (
        select(MaterialLot.material_product_id, func.sum(MaterialLot.quantity))
        .where(among(MaterialLot.material_product_id, material_product_ids), MaterialLot.in_use())
        .group_by(MaterialLot.material_product_id)
    )
    found = {row[0]: row[1] for row in db.execute(left)}
    return {key: found.get(key, Decimal(0)) for key in material_product_ids}


@verb("read")
def units(db: TenantSession, material_unit_ids: Collection[UUID]) -> dict[UUID, MaterialUnitView]:
    """These material units, archived or not; one that is not in this bakery is absent. One
    statement."""
    return {row.id: MaterialUnitView.of(row) for row in _units(db, material_unit_ids)}


@verb("read")
def unit_costs(db: TenantSession, material_unit_ids: Collection[UUID]) -> dict[UUID, UnitCost]:
    """What one of each of these material units costs: at the average cost of what is left of its
    product, else at the last price of it; one that is not in this bakery is absent. Three
    statements."""
    rows = _units(db, material_unit_ids)
    costs = base_costs(db, {row.product.id: row.product for row in rows}.values())
    return {row.id: of_unit(row, costs) for row in rows}


def base_costs(db: TenantSession, products: Collection[MaterialProduct]) -> dict[UUID, UnitCost]:
    """What one base unit of each product costs: two statements."""
    keys = [row.id for row in products]
    lots, paid = _lots(db, keys), _last_purchases(db, keys)
    return {row.id: _base_cost(row, lots[row.id], paid.get(row.id)) for row in products}


def of_unit(row: MaterialUnit, costs: Mapping[UUID, UnitCost]) -> UnitCost:
    """The cost of one material unit, given those of its product's base unit."""
    base = costs[row.material_product_id]
    if base.per_unit is None:
        return base
    return UnitCost(per_unit=base.per_unit * row.quantity_per_unit, basis=base.basis)


def _units(db: TenantSession, material_unit_ids: Collection[UUID]) -> Sequence[MaterialUnit]:
    found = select(MaterialUnit).where(among(MaterialUnit.id, material_unit_ids))
    return db.scalars(found.options(WITH_MATERIAL)).all()


def _lots(db: TenantSession, keys: Collection[UUID]) -> dict[UUID, list[MaterialLot]]:
    found = select(MaterialLot).where(
        among(MaterialLot.material_product_id, keys), MaterialLot.in_use()
    )
    grouped: defaultdict[UUID, list[MaterialLot]] = defaultdict(list)
    for row in db.scalars(found.order_by(MaterialLot.id)):
        grouped[row.material_product_id].append(row)
    return grouped


def _last_purchases(db: TenantSession, keys: Collection[UUID]) -> dict[UUID, MaterialPurchase]:
    """The newest purchase of each product that says a price; ids tell apart those of one day."""
    product = MaterialPurchase.material_product_id
    newest = (MaterialPurchase.purchased_on.desc(), MaterialPurchase.id.desc())
    found = (
        select(MaterialPurchase)
        .where(among(product, keys), MaterialPurchase.package_price.is_not(None))
        .ext(distinct_on(product))
        .order_by(product, *newest)
    )
    return {row.material_product_id: row for row in db.scalars(found)}


def _base_cost(
    product: MaterialProduct, lots: Sequence[MaterialLot], paid: MaterialPurchase | None
) -> UnitCost:
    average = average_cost((lot.quantity, lot.unit_cost) for lot in lots)
    if average is not None:
        return UnitCost(per_unit=average, basis="stock")
    if paid is not None and paid.package_price is not None:
        price = unit_price(paid.package_price, product.base_quantity)
        return UnitCost(per_unit=price, basis="last_price")
    return UnitCost.because(NoPrice(label_of(product)))
