"""What goods are packed in and what lies there of it, read in a constant number of statements."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from baketracker.costs import UnitCost
from baketracker.db.many import among
from baketracker.db.tenancy import TenantSession
from baketracker.finished_goods.models import Composition
from baketracker.giving.models import PackageLine
from baketracker.materials import service as materials
from baketracker.materials.models import MaterialProduct, MaterialUnit
from baketracker.measures.numbers import DUST
from baketracker.products.models import Product
from baketracker.purchases import service as purchases
from baketracker.purchases.schemas import ProductPrices

from .gaps import Lot
from .reading import lots_left
from .supplies import Store, SupplyLine

# A name and the unit it is counted in: boxes by the piece are no boxes by the dozen.
Kind = tuple[str, str]
Wrap = Composition | PackageLine


@dataclass(frozen=True)
class MaterialLine:
    """`count` of a material unit for one of a good."""

    good: Any
    unit: MaterialUnit
    count: int


@dataclass(frozen=True)
class Supplies:
    """Packaging and materials of goods, and packaging of packages for people: `lines` of goods as
    stored; `packaging` and `materials` what there is of each; `products` of packaging by id,
    `material_products` by material, `material_lines` as goods use them. `prices` are those of
    packaging products, `unit_costs` those of material units."""

    lines: Sequence[Composition]
    packaging: Store
    materials: Store
    products: dict[Any, Product]
    material_lines: list[MaterialLine]
    material_products: dict[Any, list[MaterialProduct]]
    unit_costs: dict[UUID, UnitCost]
    prices: dict[UUID, ProductPrices]


def supplies_of(
    db: TenantSession, good_ids: Collection[Any], package_ids: Collection[Any] = ()
) -> Supplies:
    """What these goods and packages themselves are packed in: a constant number of statements."""
    rows = _lines(db, good_ids)
    wraps = [row for row in rows if row.packaging_product_id] + _boxes(db, package_ids)
    named = {row.packaging_product_id: row.packaging_product for row in wraps}
    kinds = _kinds(db, {_kind(row) for row in wraps} - {None})
    products = {row.id: row for row in named.values() if row is not None}
    products |= {row.id: row for own in kinds.values() for row in own}
    units = [row.material_unit for row in rows if row.material_unit is not None]
    sold = _material_products(db, {unit.product.material_id for unit in units})
    used = [
        MaterialLine(row.finished_good_id, row.material_unit, int(row.quantity))
        for row in rows
        if row.material_unit is not None
    ]
    return Supplies(
        lines=rows,
        packaging=Store(
            lines=_packaging(wraps),
            kinds={kind: [row.id for row in own] for kind, own in kinds.items()},
            lots=_lots(db, products),
        ),
        materials=_materials(db, used, sold),
        products=products,
        material_lines=used,
        material_products=sold,
        unit_costs=materials.unit_costs(db, list({unit.id for unit in units})),
        prices=purchases.prices(db, list(products)),
    )


def _lines(db: TenantSession, good_ids: Collection[Any]) -> Sequence[Composition]:
    own = select(Composition).where(
        among(Composition.finished_good_id, good_ids),
        Composition.packaging_product_id.is_not(None) | Composition.material_unit_id.is_not(None),
    )
    product = joinedload(Composition.packaging_product).joinedload(Product.ingredient)
    unit = joinedload(Composition.material_unit).joinedload(MaterialUnit.product)
    return db.scalars(
        own.options(product, unit.joinedload(MaterialProduct.material)).order_by(
            Composition.sort_order, Composition.id
        )
    ).all()


def _boxes(db: TenantSession, package_ids: Collection[Any]) -> list[Any]:
    """What packages are wrapped in, beside what the goods in them are packed in."""
    own = select(PackageLine).where(
        among(PackageLine.package_id, package_ids), PackageLine.packaging_product_id.is_not(None)
    )
    product = joinedload(PackageLine.packaging_product).joinedload(Product.ingredient)
    in_order = own.options(product).order_by(PackageLine.sort_order, PackageLine.id)
    return list(db.scalars(in_order)) if package_ids else []


def _kind(row: Wrap) -> Kind | None:
    """What any product of serves the line; without a name only its own product does."""
    product = row.packaging_product
    if not row.is_generic or product is None or not product.name:
        return None
    return product.name, product.package_unit


def _packaging(rows: Iterable[Wrap]) -> dict[Any, list[SupplyLine]]:
    """By good or package."""
    lines: defaultdict[Any, list[SupplyLine]] = defaultdict(list)
    for row in rows:
        product = row.packaging_product
        if product is not None:
            line = SupplyLine(product.id, row.quantity, _kind(row), product.package_unit)
            holder = row.package_id if isinstance(row, PackageLine) else row.finished_good_id
            lines[holder].append(line)
    return lines


def _kinds(db: TenantSession, kinds: Collection[Any]) -> dict[Any, list[Product]]:
    """The products of each kind, the usual ones first."""
    found: defaultdict[Any, list[Product]] = defaultdict(list)
    if kinds:
        names = {name for name, _ in kinds}
        own = select(Product).where(Product.name.in_(names), Product.deleted_at.is_(None))
        for row in db.scalars(
            own.options(joinedload(Product.ingredient)).order_by(
                Product.preferred.desc(), Product.id
            )
        ):
            if (row.name, row.package_unit) in kinds:
                found[row.name, row.package_unit].append(row)
    return found


def _lots(db: TenantSession, products: Mapping[Any, Product]) -> dict[Any, list[Lot]]:
    found: defaultdict[Any, list[Lot]] = defaultdict(list)
    for lot in lots_left(db, products) if products else ():
        found[lot.product].append(lot)
    return found


def _materials(
    db: TenantSession,
    used: Iterable[MaterialLine],
    sold: Mapping[Any, Sequence[MaterialProduct]],
) -> Store:
    """Of a material any product serves; what is left of a product is one heap, for it does not
    spoil."""
    lines: defaultdict[Any, list[SupplyLine]] = defaultdict(list)
    for line in used:
        product = line.unit.product
        amount = line.unit.quantity_per_unit * line.count
        lines[line.good].append(
            SupplyLine(product.id, amount, product.material_id, product.material.base_unit)
        )
    units = {line.unit.product.material_id: line.unit.product.material.base_unit for line in used}
    stock = materials.stock(db, [row.id for own in sold.values() for row in own])
    heaps = [
        Lot(row.id, kind, stock[row.id], units[kind], row.id, place=place)
        for kind, own in sold.items()
        for place, row in enumerate(own)
    ]
    return Store(
        lines=lines,
        kinds={kind: [row.id for row in own] for kind, own in sold.items()},
        lots={heap.id: [heap] for heap in heaps if heap.quantity >= DUST},
    )


def _material_products(
    db: TenantSession, material_ids: Collection[UUID]
) -> dict[Any, list[MaterialProduct]]:
    found: defaultdict[Any, list[MaterialProduct]] = defaultdict(list)
    if material_ids:
        own = select(MaterialProduct).where(among(MaterialProduct.material_id, material_ids))
        for row in db.scalars(own.order_by(MaterialProduct.name, MaterialProduct.id)):
            found[row.material_id].append(row)
    return found
