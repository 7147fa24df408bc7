"""The ledger of finished units and finished goods on hand."""

from collections.abc import Collection
from typing import Any, ClassVar, Literal, get_args
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, select, text
from sqlalchemy.orm import Mapped, mapped_column

from baketracker.db.base import Base, TenantOwned, ref
from baketracker.db.many import among
from baketracker.db.tenancy import TenantSession
from baketracker.db.types import Moment, now
from baketracker.finished_goods.models import FinishedGood
from baketracker.recipes.models import FinishedUnit

Reason = Literal["production", "assembly", "consumption", "spoilage", "gift", "adjustment"]
"""Why what is on hand became another amount."""


class FinishedAdjustment(TenantOwned, Base):
    """One change of what is on hand of a finished unit or a finished good (exactly one of them),
    in pieces: so many there were before, so many came or went, so many there are then. Rows stay:
    what `corrects` another takes it back."""

    __tablename__ = "finished_adjustments"
    __table_args__ = (
        CheckConstraint("num_nonnulls(finished_unit_id, finished_good_id) = 1", name="one_of_them"),
        CheckConstraint("new_count = previous_count + quantity_change", name="adds_up"),
        CheckConstraint("new_count >= 0", name="not_negative"),
        CheckConstraint(
            "reason in ({})".format(", ".join(f"'{one}'" for one in get_args(Reason))),
            name="reason",
        ),
        Index("ix_fa_happened_at", "tenant_id", text("happened_at DESC"), text("id DESC")),
    )
    append_only: ClassVar[bool] = True

    finished_unit_id: Mapped[UUID | None] = ref("finished_units", nullable=True)
    finished_good_id: Mapped[UUID | None] = ref("finished_goods", nullable=True)
    quantity_change: Mapped[int]
    previous_count: Mapped[int]
    new_count: Mapped[int]
    reason: Mapped[str]
    notes: Mapped[str] = mapped_column(default="")
    happened_at: Mapped[Moment]
    corrects_id: Mapped[UUID | None] = ref("finished_adjustments", nullable=True)

    @classmethod
    def take_back(cls, db: TenantSession, ids: Collection[UUID]) -> None:
        """Undo these entries by rows beside them; the counts were put back before. Locks are the
        caller's."""
        found = db.scalars(select(cls).where(among(cls.id, ids)).order_by(cls.id.desc())).all()
        # What stands on the shelf now is the count after the last row beside them.
        reached: dict[Any, int] = {}
        beside = []
        for row in found:
            entity: Any = FinishedUnit if row.finished_unit_id else FinishedGood
            key = row.finished_unit_id or row.finished_good_id
            if key not in reached:
                rows = [one for one in found if key in (one.finished_unit_id, one.finished_good_id)]
                on_hand = db.get_one(entity, (db.scope.tenant_id, key)).on_hand
                reached[key] = on_hand + sum(one.quantity_change for one in rows)
            before = reached[key]
            reached[key] = before - row.quantity_change
            beside.append(
                cls(
                    finished_unit_id=row.finished_unit_id,
                    finished_good_id=row.finished_good_id,
                    quantity_change=-row.quantity_change,
                    previous_count=before,
                    new_count=reached[key],
                    reason=row.reason,
                    happened_at=now(),
                    corrects_id=row.id,
                )
            )
        db.add_all(beside)
