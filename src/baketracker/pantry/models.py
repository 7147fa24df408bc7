"""Tables of the pantry."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, ColumnElement
from sqlalchemy.orm import Mapped, mapped_column

from baketracker.db.base import Base, Editable, belongs_to, ref
from baketracker.db.types import Quantity
from baketracker.measures.numbers import DUST
from baketracker.products.models import Product
from baketracker.purchases.models import Purchase


class Lot(Editable, Base):
    """What is left of one purchase: `quantity` in the product's package unit, `unit_cost` for one
    such unit (None: unknown, never 0). FIFO order: bought first, unknown dates before all, then
    sort_order, created_at, id."""

    __tablename__ = "lots"
    __table_args__ = (
        CheckConstraint("quantity >= 0", name="quantity_not_negative"),
        CheckConstraint("unit_cost >= 0", name="unit_cost_not_negative"),
    )

    product_id: Mapped[UUID] = ref("products")
    purchase_id: Mapped[UUID | None] = ref("purchases", nullable=True)
    quantity: Mapped[Quantity]
    unit_cost: Mapped[Quantity | None]
    purchased_on: Mapped[date | None]
    expires_on: Mapped[date | None]
    opened_on: Mapped[date | None]
    location: Mapped[str | None]
    lot_code: Mapped[str | None]
    notes: Mapped[str] = mapped_column(default="")
    sort_order: Mapped[int] = mapped_column(default=0)

    product: Mapped[Product] = belongs_to("Lot.product_id", "Product")
    purchase: Mapped[Purchase | None] = belongs_to("Lot.purchase_id", "Purchase")

    @classmethod
    def in_use(cls) -> ColumnElement[bool]:
        """Whether anything is left of it."""
        return cls.quantity >= DUST
