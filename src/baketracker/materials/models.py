"""Tables of the materials: category, subcategory, material, product, unit; purchases and lots."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, select, text
from sqlalchemy.orm import Mapped, mapped_column, selectinload

from baketracker.db.base import Archivable, Base, Editable, belongs_to, ref, unique_slug
from baketracker.db.many import among
from baketracker.db.rows import lock_rows
from baketracker.db.tenancy import TenantSession
from baketracker.db.types import Money, Quantity
from baketracker.stock.ledger import DepletionLike, LotLike, depletion_rules, lot_rules
from baketracker.suppliers.models import Supplier


class MaterialCategory(Archivable, Editable, Base):
    """Ribbons, Boxes, ...: the first level."""

    __tablename__ = "material_categories"
    __table_args__ = (
        unique_slug("material_categories", "name"),
        unique_slug("material_categories", "slug"),
    )

    name: Mapped[str]
    slug: Mapped[str]
    description: Mapped[str] = mapped_column(default="")
    sort_order: Mapped[int] = mapped_column(default=0)


class MaterialSubcategory(Archivable, Editable, Base):
    """Satin ribbons: the second level."""

    __tablename__ = "material_subcategories"
    __table_args__ = (
        unique_slug("material_subcategories", "category_id", "name"),
        unique_slug("material_subcategories", "slug"),
    )

    category_id: Mapped[UUID] = ref("material_categories")
    name: Mapped[str]
    slug: Mapped[str]
    description: Mapped[str] = mapped_column(default="")
    sort_order: Mapped[int] = mapped_column(default=0)

    category: Mapped[MaterialCategory] = belongs_to(
        "MaterialSubcategory.category_id", "MaterialCategory"
    )


class Material(Archivable, Editable, Base):
    """Red satin ribbon. Everything of it is counted in its base unit: `each`, `linear_cm` or
    `square_cm`."""

    __tablename__ = "materials"
    __table_args__ = (
        CheckConstraint("low_below > 0", name="low_below_positive"),
        CheckConstraint("base_unit in ('each', 'linear_cm', 'square_cm')", name="base_unit"),
        unique_slug("materials", "slug"),
        Index("ix_materials_name", "tenant_id", "name", "id"),
    )

    subcategory_id: Mapped[UUID] = ref("material_subcategories")
    name: Mapped[str]
    slug: Mapped[str]
    folded: Mapped[str] = mapped_column(default="")
    base_unit: Mapped[str]
    description: Mapped[str] = mapped_column(default="")
    notes: Mapped[str] = mapped_column(default="")
    # Below so many base units it stands on the low list.
    low_below: Mapped[Quantity | None]

    subcategory: Mapped[MaterialSubcategory] = belongs_to(
        "Material.subcategory_id", "MaterialSubcategory"
    )


class MaterialProduct(Archivable, Editable, Base):
    """A package of a material as a shop sells it: `package_quantity` × `package_unit`, which is
    `base_quantity` of the material's base unit."""

    __tablename__ = "material_products"
    __table_args__ = (
        CheckConstraint("package_quantity > 0 and base_quantity > 0", name="package_positive"),
        unique_slug("material_products", "slug"),
    )

    material_id: Mapped[UUID] = ref("materials")
    supplier_id: Mapped[UUID | None] = ref("suppliers", nullable=True, preference=True)
    name: Mapped[str]
    slug: Mapped[str | None]
    brand: Mapped[str | None]
    sku: Mapped[str | None]
    package_quantity: Mapped[Quantity]
    package_unit: Mapped[str]
    base_quantity: Mapped[Quantity]
    is_hidden: Mapped[bool] = mapped_column(default=False)
    is_provisional: Mapped[bool] = mapped_column(default=False)
    notes: Mapped[str] = mapped_column(default="")

    material: Mapped[Material] = belongs_to("MaterialProduct.material_id", "Material")
    supplier: Mapped[Supplier | None] = belongs_to("MaterialProduct.supplier_id", "Supplier")


class MaterialUnit(Archivable, Editable, Base):
    """What one good takes: a 20 cm ribbon is 20 base units of its product."""

    __tablename__ = "material_units"
    __table_args__ = (
        CheckConstraint("quantity_per_unit > 0", name="quantity_positive"),
        unique_slug("material_units", "material_product_id", "name"),
        unique_slug("material_units", "material_product_id", "slug"),
    )

    material_product_id: Mapped[UUID] = ref("material_products")
    name: Mapped[str]
    slug: Mapped[str]
    quantity_per_unit: Mapped[Quantity]
    description: Mapped[str] = mapped_column(default="")

    product: Mapped[MaterialProduct] = belongs_to(
        "MaterialUnit.material_product_id", "MaterialProduct"
    )


class MaterialPurchase(Archivable, Editable, Base):
    """So many whole packages of a material product at `package_price` each."""

    __tablename__ = "material_purchases"
    __table_args__ = (
        CheckConstraint("packages > 0", name="packages_positive"),
        CheckConstraint("package_price >= 0", name="price_not_negative"),
        Index("ix_mp_prices", "tenant_id", "material_product_id", "purchased_on", "id"),
        Index("ix_mp_on", "tenant_id", text("purchased_on DESC"), text("id DESC")),
    )

    material_product_id: Mapped[UUID] = ref("material_products", index=False)
    supplier_id: Mapped[UUID | None] = ref("suppliers", nullable=True)
    receipt_id: Mapped[UUID | None] = ref("receipts", nullable=True)
    packages: Mapped[int]
    package_price: Mapped[Money | None]
    purchased_on: Mapped[date]
    notes: Mapped[str] = mapped_column(default="")

    product: Mapped[MaterialProduct] = belongs_to(
        "MaterialPurchase.material_product_id", "MaterialProduct"
    )
    supplier: Mapped[Supplier | None] = belongs_to("MaterialPurchase.supplier_id", "Supplier")


class MaterialDepletion(DepletionLike, Base):
    """So much of a material left a lot."""

    __tablename__ = "material_depletions"
    __table_args__ = depletion_rules("material_depletions")
    part_of: ClassVar[str] = "material_lots"


class MaterialLot(LotLike, Base):
    """What is left of one purchase of a material, in its base units."""

    __tablename__ = "material_lots"
    __table_args__ = lot_rules("material_lots", "material_product_id")
    ledger: ClassVar[type[Any]] = MaterialDepletion

    material_product_id: Mapped[UUID] = ref("material_products")
    purchase_id: Mapped[UUID | None] = ref("material_purchases", nullable=True)

    product: Mapped[MaterialProduct] = belongs_to(
        "MaterialLot.material_product_id", "MaterialProduct"
    )
    purchase: Mapped[MaterialPurchase | None] = belongs_to(
        "MaterialLot.purchase_id", "MaterialPurchase"
    )

    @property
    def unit(self) -> str:
        return self.product.material.base_unit

    @property
    def label(self) -> str:
        return " ".join(filter(None, (self.product.brand, self.product.name)))

    @classmethod
    def locked(cls, db: TenantSession, ids: Collection[UUID]) -> Sequence["MaterialLot"]:
        """These lots with their products, locked: their materials first, both in the order of
        their ids. Five statements."""
        of_them = (
            select(MaterialProduct.material_id)
            .join(MaterialLot.product)
            .where(among(MaterialLot.id, ids))
        )
        lock_rows(db, Material, set(db.scalars(of_them)))
        product = selectinload(MaterialLot.product).joinedload(MaterialProduct.material)
        return lock_rows(db, MaterialLot, ids, product)
