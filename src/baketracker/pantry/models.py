"""Tables of the pantry."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Mapped, selectinload

from baketracker.db.base import Base, belongs_to, ref
from baketracker.db.many import among
from baketracker.db.rows import lock_rows
from baketracker.db.tenancy import TenantSession
from baketracker.ingredients.models import Ingredient
from baketracker.products.labels import label_of
from baketracker.products.models import Product
from baketracker.purchases.models import Purchase
from baketracker.stock.ledger import DepletionLike, LotLike, depletion_rules, lot_rules


class Depletion(DepletionLike, Base):
    """So much left a lot of food or packaging."""

    __tablename__ = "depletions"
    __table_args__ = depletion_rules("depletions")
    part_of: ClassVar[str] = "lots"


class Lot(LotLike, Base):
    """What is left of one purchase, in the product's package unit."""

    __tablename__ = "lots"
    __table_args__ = lot_rules("lots", "product_id")
    ledger: ClassVar[type[Any]] = Depletion

    product_id: Mapped[UUID] = ref("products")
    purchase_id: Mapped[UUID | None] = ref("purchases", nullable=True)
    expires_on: Mapped[date | None]
    opened_on: Mapped[date | None]
    lot_code: Mapped[str | None]

    product: Mapped[Product] = belongs_to("Lot.product_id", "Product")
    purchase: Mapped[Purchase | None] = belongs_to("Lot.purchase_id", "Purchase")

    @property
    def unit(self) -> str:
        return self.product.package_unit

    @property
    def label(self) -> str:
        return label_of(self.product)

    @classmethod
    def locked(cls, db: TenantSession, ids: Collection[UUID]) -> Sequence["Lot"]:
        """These lots with their products, locked: their ingredients first, both in the order of
        their ids. Five statements."""
        of_them = select(Product.ingredient_id).join(Lot.product).where(among(Lot.id, ids))
        lock_rows(db, Ingredient, set(db.scalars(of_them)))
        product = selectinload(Lot.product).joinedload(Product.ingredient)
        return lock_rows(db, Lot, ids, product)
