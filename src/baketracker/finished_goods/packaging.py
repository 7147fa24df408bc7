"""What packaging costs: the boxes that are left, else the last price paid for one."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from baketracker.costs import NoPrice, UnitCost, average_cost
from baketracker.db.many import among
from baketracker.db.tenancy import TenantSession
from baketracker.measures.conversion import convert, convertible
from baketracker.pantry.models import Lot
from baketracker.products.labels import label_of
from baketracker.products.models import Product
from baketracker.purchases import service as purchases
from baketracker.purchases.schemas import ProductPrices


class Packaging(NamedTuple):
    """A packaging product; `is_generic`: any product of the same name will do."""

    product_id: UUID
    is_generic: bool = False


def packaging_costs(db: TenantSession, asked: Collection[Packaging]) -> dict[Packaging, UnitCost]:
    """What one package unit of each costs: at the average cost of what is left of it, else at its
    last price (of several products, the mean of their last prices). Three statements.

    A product that is not in this bakery is absent."""
    shelf = _products(db, asked)
    lots = _lots(db, shelf)
    prices = purchases.prices(db, list(shelf))
    return {
        one: _cost(shelf[one.product_id], _answering(one, shelf), lots, prices)
        for one in asked
        if one.product_id in shelf
    }


def answering(
    db: TenantSession, asked: Collection[Packaging]
) -> dict[Packaging, tuple[Product, list[Product]]]:
    """Each product with those that meet the need: itself, or all of its name that are counted in
    units like its own. One statement. A product that is not in this bakery is absent."""
    shelf = _products(db, asked)
    return {
        one: (shelf[one.product_id], _answering(one, shelf))
        for one in asked
        if one.product_id in shelf
    }


def _products(db: TenantSession, asked: Collection[Packaging]) -> dict[UUID, Product]:
    """The products asked for, archived or not, and those in use that share a generic one's name."""
    generic = [one.product_id for one in asked if one.is_generic]
    names = select(Product.name).where(among(Product.id, generic))
    alike = Product.name.in_(names) & Product.deleted_at.is_(None)
    found = select(Product).where(or_(among(Product.id, [one.product_id for one in asked]), alike))
    rows = db.scalars(found.options(joinedload(Product.ingredient, innerjoin=True)))
    return {row.id: row for row in rows.all()}


def _lots(db: TenantSession, product_ids: Iterable[UUID]) -> Mapping[UUID, list[Lot]]:
    found = select(Lot).where(among(Lot.product_id, product_ids), Lot.in_use())
    grouped: defaultdict[UUID, list[Lot]] = defaultdict(list)
    for row in db.scalars(found.order_by(Lot.id)):
        grouped[row.product_id].append(row)
    return grouped


def _answering(one: Packaging, shelf: Mapping[UUID, Product]) -> list[Product]:
    """The products that meet the need and are counted in units like its own."""
    own = shelf[one.product_id]
    if not one.is_generic or own.name is None:
        return [own]
    return [
        row
        for row in shelf.values()
        if row.name == own.name and convertible(row.package_unit, own.package_unit)
    ]


def _cost(
    own: Product,
    answering: Sequence[Product],
    lots: Mapping[UUID, list[Lot]],
    prices: Mapping[UUID, ProductPrices],
) -> UnitCost:
    sizes = {row.id: convert(Decimal(1), row.package_unit, own.package_unit) for row in answering}
    average = average_cost(
        (lot.quantity * size, None if lot.unit_cost is None else lot.unit_cost / size)
        for key, size in sizes.items()
        for lot in lots[key]
    )
    if average is not None:
        return UnitCost(per_unit=average, basis="stock")
    last = [paid.per_unit / size for key, size in sizes.items() if (paid := prices[key].last)]
    if last:
        return UnitCost(per_unit=sum(last, Decimal(0)) / len(last), basis="last_price")
    return UnitCost.because(NoPrice(label_of(own, sized=True)))
