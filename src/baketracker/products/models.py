"""Tables of the products."""

from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from baketracker.db.base import (
    Archivable,
    Base,
    Editable,
    TenantOwned,
    belongs_to,
    ref,
    unique_slug,
)
from baketracker.db.tenancy import TenantSession
from baketracker.db.types import Quantity
from baketracker.ingredients.models import Ingredient
from baketracker.suppliers.models import Supplier


class Product(Archivable, Editable, Base):
    """One package as a shop sells it: `package_quantity` × `package_unit` of an ingredient.

    `is_provisional` waits for a person's review; `is_hidden` stays out of lists."""

    __tablename__ = "products"
    __table_args__ = (
        CheckConstraint("package_quantity > 0", name="package_quantity_positive"),
        CheckConstraint("shelf_life_days > 0", name="shelf_life_positive"),
        unique_slug("products", "slug"),
        unique_slug("products", "gtin"),
        Index("ix_products_folded", "tenant_id", "folded", "id"),
    )

    ingredient_id: Mapped[UUID] = ref("ingredients")
    brand: Mapped[str | None]
    name: Mapped[str | None]
    slug: Mapped[str | None]
    folded: Mapped[str] = mapped_column(default="")
    package_size: Mapped[str | None]
    package_type: Mapped[str | None]
    package_unit: Mapped[str]
    package_quantity: Mapped[Quantity]
    upc: Mapped[str | None]
    gtin: Mapped[str | None]
    supplier_text: Mapped[str | None]
    supplier_sku: Mapped[str | None]
    brand_owner: Mapped[str | None]
    gpc_brick_code: Mapped[str | None]
    net_content_value: Mapped[Quantity | None]
    net_content_unit: Mapped[str | None]
    country_of_sale: Mapped[str | None]
    off_id: Mapped[str | None]
    # Of this package, where it differs from what its ingredient says.
    shelf_life_days: Mapped[int | None]
    preferred: Mapped[bool] = mapped_column(default=False)
    preferred_supplier_id: Mapped[UUID | None] = ref("suppliers", nullable=True, preference=True)
    is_hidden: Mapped[bool] = mapped_column(default=False)
    is_provisional: Mapped[bool] = mapped_column(default=False)
    # What was read or typed when it was written in passing.
    seen_as: Mapped[str] = mapped_column(default="")
    notes: Mapped[str] = mapped_column(default="")

    ingredient: Mapped[Ingredient] = belongs_to("Product.ingredient_id", "Ingredient")
    preferred_supplier: Mapped[Supplier | None] = belongs_to(
        "Product.preferred_supplier_id", "Supplier"
    )

    @property
    def keeps_days(self) -> int | None:
        """As it says itself, else as its ingredient (which must be loaded) does."""
        return self.shelf_life_days or self.ingredient.shelf_life_days

    def after_move(self, db: TenantSession) -> None:
        """Of another ingredient now: the usual product that one has already stays the usual one."""
        others = select(Product.id).where(
            Product.ingredient_id == self.ingredient_id,
            Product.preferred,
            Product.id != self.id,
            Product.deleted_at.is_(None),
        )
        if self.preferred and self.deleted_at is None and db.scalars(others).first():
            self.preferred = False


class ProductPackaging(TenantOwned, Base):
    """How a product is packed for the trade (GS1): one level, and how many of the next lower level
    it holds."""

    __tablename__ = "product_packaging"
    __table_args__ = (
        CheckConstraint("level in ('each', 'inner', 'case', 'pallet')", name="level"),
        CheckConstraint("holds > 0", name="holds_positive"),
    )
    part_of: ClassVar[str] = "products"

    product_id: Mapped[UUID] = ref("products")
    level: Mapped[str]
    type_code: Mapped[str | None]
    material_code: Mapped[str | None]
    holds: Mapped[int | None]
    dimensions: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    gross_weight: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
