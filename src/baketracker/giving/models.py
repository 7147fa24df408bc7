"""Tables of giving: people, packages, and who gets which for an event."""

from uuid import UUID

from sqlalchemy import CheckConstraint, Index, LargeBinary, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from baketracker.db.base import (
    Archivable,
    Base,
    Editable,
    belongs_to,
    has_many,
    ref,
    unique_slug,
)
from baketracker.db.types import Moment, Quantity
from baketracker.events.models import Event
from baketracker.finished_goods.models import FinishedGood
from baketracker.products.models import Product


class Recipient(Archivable, Editable, Base):
    """Somebody who gets something; people of one `household` share a name there. The address is
    free text in the form of its country (a code of two letters)."""

    __tablename__ = "recipients"
    __table_args__ = (
        unique_slug("recipients", "slug"),
        Index("ix_recipients_name", "tenant_id", "name", "id"),
    )

    name: Mapped[str]
    slug: Mapped[str]
    folded: Mapped[str] = mapped_column(default="")
    household: Mapped[str] = mapped_column(default="")
    address: Mapped[str] = mapped_column(default="")
    country: Mapped[str | None]
    email: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    # What they must not eat, in the words of the ingredients' allergens.
    allergens: Mapped[list[str]] = mapped_column(JSONB, default=list)
    notes: Mapped[str] = mapped_column(default="")


class Package(Archivable, Editable, Base):
    """What one person gets: finished goods, in packaging. A template is only copied."""

    __tablename__ = "packages"
    __table_args__ = (
        unique_slug("packages", "slug"),
        Index("ix_packages_name", "tenant_id", "name", "id"),
    )

    name: Mapped[str]
    slug: Mapped[str]
    folded: Mapped[str] = mapped_column(default="")
    description: Mapped[str] = mapped_column(default="")
    is_template: Mapped[bool] = mapped_column(default=False)
    notes: Mapped[str] = mapped_column(default="")

    lines: Mapped[list["PackageLine"]] = has_many(
        "PackageLine.package_id", "Package", "PackageLine.sort_order"
    )


class PackageLine(Editable, Base):
    """One line of a package: whole finished goods, or packaging (which may be a fraction)."""

    __tablename__ = "package_lines"
    __table_args__ = (
        CheckConstraint(
            "num_nonnulls(finished_good_id, packaging_product_id) = 1", name="one_component"
        ),
        CheckConstraint("quantity > 0", name="quantity_positive"),
        CheckConstraint(
            "packaging_product_id is not null or quantity = trunc(quantity)", name="whole"
        ),
        Index(
            "uq_pkl_good", "tenant_id", "package_id", "finished_good_id",
            unique=True, postgresql_where=text("finished_good_id IS NOT NULL"),
        ),
        Index(
            "uq_pkl_product", "tenant_id", "package_id", "packaging_product_id",
            unique=True, postgresql_where=text("packaging_product_id IS NOT NULL"),
        ),
    )  # fmt: skip
    part_of = "packages"

    package_id: Mapped[UUID] = ref("packages")
    finished_good_id: Mapped[UUID | None] = ref("finished_goods", nullable=True)
    packaging_product_id: Mapped[UUID | None] = ref("products", nullable=True)
    quantity: Mapped[Quantity]
    is_generic: Mapped[bool] = mapped_column(default=False)
    notes: Mapped[str] = mapped_column(default="")
    sort_order: Mapped[int] = mapped_column(default=0)

    finished_good: Mapped[FinishedGood | None] = belongs_to(
        "PackageLine.finished_good_id", "FinishedGood"
    )
    packaging_product: Mapped[Product | None] = belongs_to(
        "PackageLine.packaging_product_id", "Product"
    )


class Gift(Archivable, Editable, Base):
    """`quantity` of a package for a recipient at an event. `ready` keeps its finished goods from
    others (or `without_stock` was confirmed), `delivered` took them off what is on hand."""

    __tablename__ = "gifts"
    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity_positive"),
        CheckConstraint("status in ('pending', 'ready', 'delivered')", name="status"),
        Index(
            "uq_gifts_once", "tenant_id", "event_id", "recipient_id", "package_id",
            unique=True, postgresql_where=text("deleted_at IS NULL"),
        ),
    )  # fmt: skip

    event_id: Mapped[UUID] = ref("events", index=False)
    recipient_id: Mapped[UUID] = ref("recipients")
    package_id: Mapped[UUID] = ref("packages")
    quantity: Mapped[int] = mapped_column(default=1)
    status: Mapped[str] = mapped_column(default="pending")
    without_stock: Mapped[bool] = mapped_column(default=False)
    delivered_at: Mapped[Moment | None]
    delivered_to: Mapped[str] = mapped_column(default="")
    notes: Mapped[str] = mapped_column(default="")

    event: Mapped[Event] = belongs_to("Gift.event_id", "Event")
    recipient: Mapped[Recipient] = belongs_to("Gift.recipient_id", "Recipient")
    package: Mapped[Package] = belongs_to("Gift.package_id", "Package")


class GiftPhoto(Editable, Base):
    """A picture of what was delivered, re-encoded by us."""

    __tablename__ = "gift_photos"
    part_of = "gifts"

    gift_id: Mapped[UUID] = ref("gifts")
    content_type: Mapped[str]
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
