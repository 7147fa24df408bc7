"""Tables of the suppliers."""

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from baketracker.db.base import Archivable, Base, Editable, unique_slug


class Supplier(Archivable, Editable, Base):
    """A shop or an online store, anywhere in the world."""

    __tablename__ = "suppliers"
    __table_args__ = (
        CheckConstraint("kind in ('physical', 'online')", name="kind"),
        unique_slug("suppliers", "slug"),
        Index("ix_suppliers_name", "tenant_id", "name", "id"),
    )

    name: Mapped[str]
    slug: Mapped[str]
    folded: Mapped[str] = mapped_column(default="")
    kind: Mapped[str] = mapped_column(default="physical")
    website_url: Mapped[str | None]
    street_address: Mapped[str | None]
    city: Mapped[str | None]
    state: Mapped[str | None]
    postal_code: Mapped[str | None]
    country: Mapped[str | None]
    notes: Mapped[str] = mapped_column(default="")
    is_active: Mapped[bool] = mapped_column(default=True)
