"""The two kinds of things that are bought: food (and what is bought like it), and materials. They
differ in their tables and in nothing a purchase is about."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from baketracker.db.many import among
from baketracker.db.rows import lock_rows
from baketracker.db.tenancy import TenantSession
from baketracker.errors import NotFound
from baketracker.materials.models import MaterialLot, MaterialProduct, MaterialPurchase
from baketracker.materials.schemas import SYMBOLS
from baketracker.materials.schemas import label_of as material_label
from baketracker.pantry.models import Lot
from baketracker.products.labels import label_of
from baketracker.products.models import Product
from baketracker.purchases import service as purchases
from baketracker.purchases.models import Purchase
from baketracker.purchases.schemas import Median

from .keeping import keeps_until

KindName = Literal["food", "material"]
KIND = "purchase"


@dataclass(frozen=True, slots=True)
class Kind:
    """Where the purchases of one kind stand, and what is asked of their products."""

    name: KindName
    purchase: type[Any]
    lot: type[Any]
    product: type[Any]
    # The column of a purchase and of a lot that names the product.
    column: str
    # What a product must be loaded with to be named.
    of: Any
    label: Callable[[Any], str]
    thing: Callable[[Any], Any]
    # What one package holds, in the unit of the lots, and that unit as it is stored and written.
    size: Callable[[Any], Decimal]
    unit: Callable[[Any], str]
    symbol: Callable[[Any], str]
    good_until: Callable[[Any, date], date | None]
    # What one unit of its lots usually costs.
    medians: Callable[..., dict[UUID, Median]]

    @property
    def with_thing(self) -> Any:
        """How products are loaded with what they are of."""
        return joinedload(self.of, innerjoin=True)

    def products(self, db: TenantSession, ids: Collection[UUID]) -> dict[UUID, Any]:
        """These products, archived or not, each with what it is of: one statement."""
        found = select(self.product).where(among(self.product.id, ids))
        rows = db.scalars(found.options(self.with_thing))
        return {row.id: row for row in rows}

    def locked_products(self, db: TenantSession, ids: Collection[UUID]) -> dict[UUID, Any]:
        """As `products`, once what they are of is locked as every writer of lots locks it: nobody
        changes, merges or archives them meanwhile. Three statements, none without ids."""
        if not ids:
            return {}
        parent = self.of.property.entity.class_
        of_them = select(getattr(self.product, f"{self.of.key}_id"))
        lock_rows(db, parent, set(db.scalars(of_them.where(among(self.product.id, ids)))))
        found = select(self.product).where(among(self.product.id, ids)).options(self.with_thing)
        rows = db.scalars(found.execution_options(populate_existing=True))
        return {row.id: row for row in rows}

    def lots_of(self, db: TenantSession, purchase_ids: Collection[UUID]) -> Sequence[Any]:
        """The lots of these purchases in the order they are used: one statement."""
        found = select(self.lot).where(
            among(self.lot.purchase_id, purchase_ids), self.lot.deleted_at.is_(None)
        )
        return db.scalars(found.order_by(*self.lot.fifo())).all()

    def locked_lots(self, db: TenantSession, purchase_ids: Collection[UUID]) -> Sequence[Any]:
        """As `lots_of`, locked and with their products: for a change."""
        turn = [lot.id for lot in self.lots_of(db, purchase_ids)]
        locked = self.lot.locked(db, turn) if turn else []
        return sorted(locked, key=lambda lot: turn.index(lot.id))

    def product_id(self, row: Any) -> UUID:
        """Of a purchase or a lot."""
        found: UUID = getattr(row, self.column)
        return found


def _food_until(product: Product, bought_on: date) -> date | None:
    return keeps_until(bought_on, product.shelf_life_days, product.ingredient.shelf_life_days)


FOOD = Kind(
    name="food",
    purchase=Purchase,
    lot=Lot,
    product=Product,
    column="product_id",
    of=Product.ingredient,
    label=label_of,
    thing=lambda product: product.ingredient,
    size=lambda product: product.package_quantity,
    unit=lambda product: product.package_unit,
    symbol=lambda product: product.package_unit,
    good_until=_food_until,
    medians=purchases.medians,
)
MATERIAL = Kind(
    name="material",
    purchase=MaterialPurchase,
    lot=MaterialLot,
    product=MaterialProduct,
    column="material_product_id",
    of=MaterialProduct.material,
    label=material_label,
    thing=lambda product: product.material,
    size=lambda product: product.base_quantity,
    unit=lambda product: product.material.base_unit,
    symbol=lambda product: SYMBOLS[product.material.base_unit],
    good_until=lambda product, bought_on: None,
    medians=purchases.material_medians,
)
KINDS: Mapping[KindName, Kind] = {"food": FOOD, "material": MATERIAL}


def kind_of(db: TenantSession, purchase_id: UUID) -> tuple[Kind, Any]:
    """What kind of purchase this is, and its row. Raises NotFound where it is missing, void or
    another bakery's."""
    for kind in KINDS.values():
        row = db.find(kind.purchase, purchase_id)
        if row is not None and row.deleted_at is None:
            return kind, row
    raise NotFound(KIND)
