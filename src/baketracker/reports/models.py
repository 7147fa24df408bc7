"""Tables of the reports: the pantry as it stood on a day."""

from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from baketracker.db.base import Archivable, Base, Editable, TenantOwned, ref
from baketracker.db.types import Moment, Quantity


class StockSnapshot(Archivable, Editable, Base):
    """All that was on hand at one moment, frozen (D-05)."""

    __tablename__ = "stock_snapshots"
    __table_args__ = (
        Index("ix_stock_snapshots_taken_at", "tenant_id", text("taken_at DESC"), text("id DESC")),
    )

    name: Mapped[str]
    taken_at: Mapped[Moment]
    notes: Mapped[str] = mapped_column(default="")


class StockSnapshotLine(TenantOwned, Base):
    """So much of one ingredient or material, in one unit, and what it was worth; lots of unknown
    cost are not in the worth but in `unpriced_lots`. Names stay as they were."""

    __tablename__ = "stock_snapshot_lines"
    __table_args__ = (
        CheckConstraint("num_nonnulls(ingredient_id, material_id) = 1", name="one_thing"),
        CheckConstraint("unpriced_lots >= 0", name="unpriced_not_negative"),
    )
    append_only: ClassVar[bool] = True
    # Hundreds at once, never changed: the entry of their snapshot tells of them.
    audited: ClassVar[bool] = False
    part_of: ClassVar[str] = "stock_snapshots"

    snapshot_id: Mapped[UUID] = ref("stock_snapshots")
    ingredient_id: Mapped[UUID | None] = ref("ingredients", nullable=True)
    material_id: Mapped[UUID | None] = ref("materials", nullable=True)
    name: Mapped[str]
    category: Mapped[str] = mapped_column(default="")
    quantity: Mapped[Quantity]
    unit: Mapped[str]
    value: Mapped[Quantity]
    unpriced_lots: Mapped[int] = mapped_column(default=0)
