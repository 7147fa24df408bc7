"""What is left of materials and what it cost, in base units."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import joinedload

from baketracker.costs import NoPrice, UnitCost, average_cost, unit_price
from baketracker.db.many import among
from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.measures.numbers import lacking

from .models import MaterialLot, MaterialProduct, MaterialPurchase, MaterialUnit
from .schemas import MaterialUnitDetail, MaterialUnitView, UnitOnHand, label_of

WITH_MATERIAL = joinedload(MaterialUnit.product, innerjoin=True).joinedload(
    MaterialProduct.material, innerjoin=True
)


@dataclass(frozen=True, slots=True)
class Holding:
    """What is left of one product, in the order it is used, and what was last paid for it."""

    product: MaterialProduct
    lots: Sequence[MaterialLot]
    paid: MaterialPurchase | None

    @property
    def on_hand(self) -> Decimal:
        """Base units left."""
        return sum((lot.quantity for lot in self.lots), Decimal(0))

    @property
    def cost(self) -> UnitCost:
        """Of one base unit: the average of what is left, else the last price."""
        average = average_cost((lot.quantity, lot.unit_cost) for lot in self.lots)
        if average is not None:
            return UnitCost(per_unit=average, basis="stock")
        if self.paid is not None and self.paid.package_price is not None:
            price = unit_price(self.paid.package_price, self.product.base_quantity)
            return UnitCost(per_unit=price, basis="last_price")
        return UnitCost.because(NoPrice(label_of(self.product)))

    def available(self, unit: MaterialUnit) -> int:
        """How many whole ones of this unit what is left comes to."""
        return int(self.on_hand // unit.quantity_per_unit)

    def cost_of(self, unit: MaterialUnit) -> UnitCost:
        """Of one of this unit."""
        base = self.cost
        if base.per_unit is None:
            return base
        return UnitCost(per_unit=base.per_unit * unit.quantity_per_unit, basis=base.basis)

    def detail(self, unit: MaterialUnit) -> MaterialUnitDetail:
        """As every door shows it by itself; loaded with its product and that one's material."""
        return MaterialUnitDetail.made(unit, self.available(unit), self.cost_of(unit))

    def of(self, unit: MaterialUnit) -> UnitOnHand:
        """As every door shows it beside its product."""
        return UnitOnHand(
            id=unit.id,
            name=unit.name,
            quantity_per_unit=unit.quantity_per_unit,
            available=self.available(unit),
            cost=self.cost_of(unit),
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
    held = holdings(db, {row.product.id: row.product for row in rows}.values())
    return {row.id: held[row.material_product_id].cost_of(row) for row in rows}


def is_low(low_below: Decimal | None, there: Decimal) -> bool:
    """Whether less is there than somebody wants to have; dust apart."""
    return low_below is not None and lacking(low_below, there) > 0


def on_hand(db: TenantSession, material_ids: Collection[UUID]) -> dict[UUID, Decimal]:
    """Base units left of each material; those of which nothing is left are absent. One
    statement."""
    left = (
        select(MaterialProduct.material_id, func.sum(MaterialLot.quantity))
        .join(MaterialLot.product)
        .where(
            among(MaterialProduct.material_id, material_ids),
            MaterialProduct.deleted_at.is_(None),
            MaterialLot.in_use(),
        )
        .group_by(MaterialProduct.material_id)
    )
    return {row[0]: row[1] for row in db.execute(left)}


def holdings(db: TenantSession, products: Collection[MaterialProduct]) -> dict[UUID, Holding]:
    """What is left of each of these products: two statements."""
    keys = [row.id for row in products]
    lots, paid = _lots(db, keys), _last_purchases(db, keys)
    return {row.id: Holding(row, lots.get(row.id, ()), paid.get(row.id)) for row in products}


def _units(db: TenantSession, material_unit_ids: Collection[UUID]) -> Sequence[MaterialUnit]:
    found = select(MaterialUnit).where(among(MaterialUnit.id, material_unit_ids))
    return db.scalars(found.options(WITH_MATERIAL)).all()


def _lots(db: TenantSession, keys: Collection[UUID]) -> Mapping[UUID, list[MaterialLot]]:
    found = select(MaterialLot).where(
        among(MaterialLot.material_product_id, keys), MaterialLot.in_use()
    )
    grouped: defaultdict[UUID, list[MaterialLot]] = defaultdict(list)
    for row in db.scalars(found.order_by(*MaterialLot.fifo())):
        grouped[row.material_product_id].append(row)
    return grouped


def _last_purchases(db: TenantSession, keys: Collection[UUID]) -> dict[UUID, MaterialPurchase]:
    """The newest purchase of each product that says a price; ids tell apart those of one day."""
    product = MaterialPurchase.material_product_id
    newest = (MaterialPurchase.purchased_on.desc(), MaterialPurchase.id.desc())
    found = (
        select(MaterialPurchase)
        .where(
            among(product, keys),
            MaterialPurchase.package_price.is_not(None),
            MaterialPurchase.deleted_at.is_(None),
        )
        .ext(distinct_on(product))
        .order_by(product, *newest)
    )
    return {row.material_product_id: row for row in db.scalars(found)}
