"""Materials and their products as every door shows them: a few statements for however many."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from baketracker.db.many import among
from baketracker.db.tenancy import TenantSession
from baketracker.suppliers.schemas import SupplierRef

from .lot_schemas import MaterialLotView
from .models import Material, MaterialProduct, MaterialSubcategory, MaterialUnit
from .refs import MaterialRef, label_of
from .schemas import MaterialProductView, MaterialView
from .stock import Holding, holdings, is_low

SHELVED = joinedload(Material.subcategory, innerjoin=True).joinedload(
    MaterialSubcategory.category, innerjoin=True
)
SOLD = (
    joinedload(MaterialProduct.material, innerjoin=True),
    joinedload(MaterialProduct.supplier),
)


def material_views(db: TenantSession, rows: Sequence[Material]) -> list[MaterialView]:
    """The views of materials loaded with their shelf. Four statements."""
    products = _products(db, [row.id for row in rows])
    sold: defaultdict[UUID, list[MaterialProductView]] = defaultdict(list)
    for view in product_views(db, products):
        sold[view.material.id].append(view)
    return [_material(row, sold[row.id]) for row in rows]


def product_views(db: TenantSession, rows: Sequence[MaterialProduct]) -> list[MaterialProductView]:
    """The views of products loaded with their material and supplier (`SOLD`). Three statements."""
    held, pieces = holdings(db, rows), _pieces(db, [row.id for row in rows])
    return [_product(held[row.id], pieces.get(row.id, [])) for row in rows]


def _material(row: Material, products: list[MaterialProductView]) -> MaterialView:
    shelf = row.subcategory
    on_hand = sum((view.on_hand for view in products), Decimal(0))
    own = ("slug", "subcategory_id", "low_below", "description", "notes", "version")
    return MaterialView(
        **MaterialRef.of(row).model_dump(),
        **{name: getattr(row, name) for name in own},
        category=shelf.category.name,
        subcategory=shelf.name,
        on_hand=on_hand,
        low=is_low(row.low_below, on_hand),
        products=products,
    )


def _product(held: Holding, units: Sequence[MaterialUnit]) -> MaterialProductView:
    row = held.product
    own = (
        "id", "name", "brand", "slug", "sku", "package_quantity", "package_unit", "base_quantity",
        "is_hidden", "is_provisional", "notes", "version",
    )  # fmt: skip
    shop = row.supplier
    return MaterialProductView(
        **{name: getattr(row, name) for name in own},
        material=MaterialRef.of(row.material),
        label=label_of(row),
        supplier=SupplierRef(id=shop.id, name=shop.name) if shop else None,
        on_hand=held.on_hand,
        cost=held.cost,
        units=[held.of(unit) for unit in units],
        lots=[MaterialLotView.of(lot, row) for lot in held.lots],
    )


def _products(db: TenantSession, material_ids: Collection[UUID]) -> Sequence[MaterialProduct]:
    """The live products of these materials, by their label."""
    found = select(MaterialProduct).where(
        among(MaterialProduct.material_id, material_ids), MaterialProduct.deleted_at.is_(None)
    )
    rows = db.scalars(found.options(*SOLD))
    return sorted(rows, key=lambda row: (label_of(row), str(row.id)))


def _pieces(db: TenantSession, keys: Collection[UUID]) -> Mapping[UUID, list[MaterialUnit]]:
    """The live units of each product, the smallest first."""
    found = select(MaterialUnit).where(
        among(MaterialUnit.material_product_id, keys), MaterialUnit.deleted_at.is_(None)
    )
    grouped: defaultdict[UUID, list[MaterialUnit]] = defaultdict(list)
    for row in db.scalars(found.order_by(MaterialUnit.quantity_per_unit, MaterialUnit.id)):
        grouped[row.material_product_id].append(row)
    return grouped
