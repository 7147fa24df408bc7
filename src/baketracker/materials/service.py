"""The verbs of the materials: which there are, what is left of them and what they cost."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload

from baketracker.costs import UnitCost
from baketracker.db.many import among
from baketracker.db.paging import PAGE, Page, slice_of
from baketracker.db.scope import verb
from baketracker.db.search import has_words
from baketracker.db.tenancy import TenantSession
from baketracker.errors import NotFound
from baketracker.suppliers.schemas import SupplierRef

from .models import (
    Material,
    MaterialCategory,
    MaterialLot,
    MaterialProduct,
    MaterialSubcategory,
    MaterialUnit,
)
from .schemas import (
    MaterialProductView,
    MaterialRef,
    MaterialRow,
    MaterialView,
    UnitOnHand,
    label_of,
)
from .stock import base_costs, of_unit, stock, unit_costs, units

__all__ = ["categories", "count", "get", "search", "stock", "unit_costs", "units"]

KIND = "material"
SHELVED = joinedload(Material.subcategory, innerjoin=True).joinedload(
    MaterialSubcategory.category, innerjoin=True
)


@verb("read")
def search(
    db: TenantSession,
    text: str = "",
    category: str = "",
    cursor: str | None = None,
    limit: int = PAGE,
) -> Page[MaterialRow]:
    """Materials by name that hold every word of `text`; `category` is a category's name.

    Two statements, three with a cursor. Raises LostPlace."""
    found = select(Material).where(*_wanted(text, category)).options(SHELVED)
    rows = slice_of(db, found, Material, Material.name, cursor, limit)
    left = _left(db, [row.id for row in rows.rows])
    return rows.page(lambda row: MaterialRow(**_head(row, left.get(row.id, Decimal(0)))))


@verb("read")
def count(db: TenantSession, text: str = "", category: str = "") -> int:
    """How many `search` would find in all."""
    return db.scalar(select(func.count(Material.id)).where(*_wanted(text, category))) or 0


@verb("read")
def categories(db: TenantSession) -> Sequence[str]:
    """Names of the categories, in the order the baker gave them."""
    live = select(MaterialCategory.name).where(MaterialCategory.deleted_at.is_(None))
    return db.scalars(live.order_by(MaterialCategory.sort_order, MaterialCategory.name)).all()


@verb("read")
def get(db: TenantSession, material_id: UUID) -> MaterialView:
    """One material with its products and what they are cut into, in six statements.

    Raises NotFound."""
    found = select(Material).where(Material.id == material_id, Material.deleted_at.is_(None))
    row = db.scalars(found.options(SHELVED)).one_or_none()
    if row is None:
        raise NotFound(KIND)
    products = _products(db, material_id)
    keys = [product.id for product in products]
    left, costs, pieces = stock(db, keys), base_costs(db, products), _pieces(db, keys)
    return MaterialView(
        **_head(row, sum(left.values(), Decimal(0))),
        description=row.description,
        notes=row.notes,
        version=row.version,
        products=[_product(one, left[one.id], pieces[one.id], costs) for one in products],
    )


def _wanted(text: str, category: str) -> Iterable[ColumnElement[bool]]:
    yield Material.deleted_at.is_(None)
    if text:
        yield has_words(Material.folded, text)
    if category:
        named = select(MaterialCategory.id).where(MaterialCategory.name == category)
        inside = select(MaterialSubcategory.id).where(MaterialSubcategory.category_id.in_(named))
        yield Material.subcategory_id.in_(inside)


def _left(db: TenantSession, material_ids: Collection[UUID]) -> dict[UUID, Decimal]:
    """Base units left of each material; those of which nothing is left are absent."""
    found = (
        select(MaterialProduct.material_id, func.sum(MaterialLot.quantity))
        .join(MaterialLot.product)
        .where(among(MaterialProduct.material_id, material_ids), MaterialLot.in_use())
        .group_by(MaterialProduct.material_id)
    )
    return {row[0]: row[1] for row in db.execute(found)}


def _head(row: Material, on_hand: Decimal) -> dict[str, Any]:
    shelf = row.subcategory
    return MaterialRef.of(row).model_dump() | {
        "slug": row.slug,
        "category": shelf.category.name,
        "subcategory": shelf.name,
        "on_hand": on_hand,
    }


def _products(db: TenantSession, material_id: UUID) -> Sequence[MaterialProduct]:
    found = select(MaterialProduct).where(
        MaterialProduct.material_id == material_id, MaterialProduct.deleted_at.is_(None)
    )
    rows = db.scalars(found.options(joinedload(MaterialProduct.supplier))).all()
    return sorted(rows, key=lambda row: (label_of(row), str(row.id)))


def _pieces(db: TenantSession, keys: Collection[UUID]) -> Mapping[UUID, list[MaterialUnit]]:
    """The material units of each product, the smallest first."""
    found = select(MaterialUnit).where(
        among(MaterialUnit.material_product_id, keys), MaterialUnit.deleted_at.is_(None)
    )
    grouped: defaultdict[UUID, list[MaterialUnit]] = defaultdict(list)
    for row in db.scalars(found.order_by(MaterialUnit.quantity_per_unit, MaterialUnit.id)):
        grouped[row.material_product_id].append(row)
    return grouped


def _product(
    row: MaterialProduct,
    left: Decimal,
    pieces: list[MaterialUnit],
    costs: Mapping[UUID, UnitCost],
) -> MaterialProductView:
    names = (
        "id", "sku", "package_quantity", "package_unit", "base_quantity", "is_hidden",
        "is_provisional", "notes",
    )  # fmt: skip
    shop = row.supplier
    return MaterialProductView(
        **{name: getattr(row, name) for name in names},
        label=label_of(row),
        supplier=SupplierRef(id=shop.id, name=shop.name) if shop else None,
        on_hand=left,
        cost=costs[row.id],
        units=[_on_hand(one, left, of_unit(one, costs)) for one in pieces],
    )


def _on_hand(row: MaterialUnit, left: Decimal, cost: UnitCost) -> UnitOnHand:
    return UnitOnHand(
        id=row.id,
        name=row.name,
        quantity_per_unit=row.quantity_per_unit,
        available=int(left // row.quantity_per_unit),
        cost=cost,
    )
