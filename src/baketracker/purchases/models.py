"""Tables of the purchases."""

from datetime import date
from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from baketracker.db.base import Archivable, Base, Editable, belongs_to, ref
from baketracker.db.types import Money
from baketracker.products.models import Product
from baketracker.suppliers.models import Supplier


class Receipt(Archivable, Editable, Base):
    """What was bought at once, in one place, on one day: its lines are purchases of products and
    of materials. `total_paid` as the paper says it, where somebody wrote it down."""

    __tablename__ = "receipts"
    __table_args__ = (
        CheckConstraint(
            "source in ('typed', 'trip', 'voice', 'photo', 'program', 'import')", name="source"
        ),
        CheckConstraint("total_paid >= 0", name="total_not_negative"),
        Index("ix_receipts_bought_on", "tenant_id", text("bought_on DESC"), text("id DESC")),
    )

    supplier_id: Mapped[UUID | None] = ref("suppliers", nullable=True)
    bought_on: Mapped[date]
    number: Mapped[str] = mapped_column(default="")
    total_paid: Mapped[Money | None]
    source: Mapped[str] = mapped_column(default="typed")
    shopping_list_id: Mapped[UUID | None] = ref("shopping_lists", nullable=True)
    notes: Mapped[str] = mapped_column(default="")

    supplier: Mapped[Supplier | None] = belongs_to("Receipt.supplier_id", "Supplier")


class ReceiptPage(Editable, Base):
    """A picture of the paper, or one of its pages."""

    __tablename__ = "receipt_pages"
    __table_args__ = (UniqueConstraint("tenant_id", "receipt_id", "page", name="uq_rp_page"),)
    part_of: ClassVar[str] = "receipts"

    receipt_id: Mapped[UUID] = ref("receipts", index=False)
    file_id: Mapped[UUID] = ref("files")
    page: Mapped[int]


class Purchase(Archivable, Editable, Base):
    """So many whole packages of a product, bought on one day at `package_price` each (None:
    unknown, never 0 for want of a price). One that was void is put away with its lots."""

    __tablename__ = "purchases"
    __table_args__ = (
        CheckConstraint("packages > 0", name="packages_positive"),
        CheckConstraint("package_price >= 0", name="price_not_negative"),
        Index("ix_purchases_prices", "tenant_id", "product_id", "purchased_on", "id"),
        Index("ix_purchases_on", "tenant_id", text("purchased_on DESC"), text("id DESC")),
    )

    product_id: Mapped[UUID] = ref("products", index=False)
    supplier_id: Mapped[UUID | None] = ref("suppliers", nullable=True)
    receipt_id: Mapped[UUID | None] = ref("receipts", nullable=True)
    packages: Mapped[int]
    package_price: Mapped[Money | None]
    purchased_on: Mapped[date]
    notes: Mapped[str] = mapped_column(default="")

    product: Mapped[Product] = belongs_to("Purchase.product_id", "Product")
    supplier: Mapped[Supplier | None] = belongs_to("Purchase.supplier_id", "Supplier")
    receipt: Mapped[Receipt | None] = belongs_to("Purchase.receipt_id", "Receipt")
