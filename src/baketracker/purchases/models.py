"""Tables of the purchases."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from baketracker.db.base import Base, Editable, belongs_to, ref
from baketracker.db.types import Money
from baketracker.products.models import Product
from baketracker.suppliers.models import Supplier


class Purchase(Editable, Base):
    """So many whole packages of a product, bought on one day at `package_price` each (None:
    unknown, never 0 for want of a price)."""

    __tablename__ = "purchases"
    __table_args__ = (
        CheckConstraint("packages > 0", name="packages_positive"),
        CheckConstraint("package_price >= 0", name="price_not_negative"),
        Index("ix_purchases_prices", "tenant_id", "product_id", "purchased_on", "id"),
    )

    product_id: Mapped[UUID] = ref("products", index=False)
    supplier_id: Mapped[UUID | None] = ref("suppliers", nullable=True)
    packages: Mapped[int]
    package_price: Mapped[Money | None]
    purchased_on: Mapped[date]
    notes: Mapped[str] = mapped_column(default="")

    product: Mapped[Product] = belongs_to("Purchase.product_id", "Product")
    supplier: Mapped[Supplier | None] = belongs_to("Purchase.supplier_id", "Supplier")
