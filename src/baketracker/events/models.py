"""Tables of the events."""

from collections.abc import Collection, Sequence
from datetime import date
from decimal import Decimal
from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Numeric, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from baketracker.db.base import Archivable, Base, Editable, belongs_to, ref, unique_slug
from baketracker.db.rows import lock_rows
from baketracker.db.tenancy import TenantSession
from baketracker.db.types import Moment, Quantity
from baketracker.finished_goods.models import FinishedGood
from baketracker.recipes.models import FinishedUnit, Recipe


class Event(Archivable, Editable, Base):
    """Something to bake for, on a day. A template is an event nobody bakes for: it is copied.

    `output_mode`: loose items, bundles, packages or plates. `net_goods`, `net_units` and
    `net_ingredients` say what on hand the plan may count. `service_level`: how surely the plan
    covers the demand; None as the kitchen settings say."""

    __tablename__ = "events"
    __table_args__ = (
        CheckConstraint("expected_guests > 0", name="guests_positive"),
        CheckConstraint(
            "output_mode in ('bulk_count', 'bundled', 'packaged', 'per_serving')",
            name="output_mode",
        ),
        CheckConstraint(
            "plan_state in ('draft', 'locked', 'in_production', 'completed')", name="plan_state"
        ),
        CheckConstraint(
            "service_level in ('exact', 'rarely_short', 'never_short')", name="service_level"
        ),
        unique_slug("events", "slug"),
        Index("ix_events_date", "tenant_id", "event_date", "id"),
    )

    name: Mapped[str]
    slug: Mapped[str]
    event_date: Mapped[date]
    notes: Mapped[str] = mapped_column(default="")
    output_mode: Mapped[str | None]
    expected_guests: Mapped[int | None]
    plan_state: Mapped[str] = mapped_column(default="draft")
    is_template: Mapped[bool] = mapped_column(default=False)
    net_goods: Mapped[bool] = mapped_column(default=False)
    net_units: Mapped[bool] = mapped_column(default=False)
    net_ingredients: Mapped[bool] = mapped_column(default=True)
    service_level: Mapped[str | None]
    # When somebody said that all is bought.
    shopping_done_at: Mapped[Moment | None]

    # Last of all, wherever several kinds are locked.
    lock_turn: ClassVar[int] = 3

    @classmethod
    def locked(cls, db: TenantSession, ids: Collection[UUID]) -> Sequence["Event"]:
        """These, as they are now, locked in the order of their ids."""
        return lock_rows(db, cls, ids)


class EventRecipe(Editable, Base):
    """A recipe chosen for an event."""

    __tablename__ = "event_recipes"
    __table_args__ = (UniqueConstraint("tenant_id", "event_id", "recipe_id", name="uq_er_pair"),)

    event_id: Mapped[UUID] = ref("events", index=False)
    recipe_id: Mapped[UUID] = ref("recipes")
    sort_order: Mapped[int] = mapped_column(default=0)

    recipe: Mapped[Recipe] = belongs_to("EventRecipe.recipe_id", "Recipe")


class EventFinishedGood(Editable, Base):
    """How many of a finished good an event needs. With `per_guest` the quantity follows the
    guests: guests × per_guest, rounded up. Once baking began, `from_shelf` of them are taken of
    what lay packed: so many need not be packed for it."""

    __tablename__ = "event_finished_goods"
    __table_args__ = (
        UniqueConstraint("tenant_id", "event_id", "finished_good_id", name="uq_efg_pair"),
        CheckConstraint("quantity > 0", name="quantity_positive"),
        CheckConstraint("per_guest > 0", name="per_guest_positive"),
        CheckConstraint("from_shelf >= 0", name="from_shelf"),
    )

    event_id: Mapped[UUID] = ref("events", index=False)
    finished_good_id: Mapped[UUID] = ref("finished_goods")
    quantity: Mapped[int]
    per_guest: Mapped[Quantity | None]
    from_shelf: Mapped[int] = mapped_column(default=0, server_default="0")
    sort_order: Mapped[int] = mapped_column(default=0)

    finished_good: Mapped[FinishedGood] = belongs_to(
        "EventFinishedGood.finished_good_id", "FinishedGood"
    )


class BatchDecision(Editable, Base):
    """How many batches were decided for one finished unit of an event.

    `made_as_id`: another size of the same recipe answers the demand. `quantity_needed` is the
    demand the baker decided on (None: imported, unknown); another demand makes the decision
    stale. `bake_on` is the day chosen for baking; None leaves it to the schedule."""

    __tablename__ = "batch_decisions"
    __table_args__ = (
        UniqueConstraint("tenant_id", "event_id", "finished_unit_id", name="uq_bd_pair"),
        CheckConstraint("batches > 0", name="batches_positive"),
        CheckConstraint("made_as_id <> finished_unit_id", name="made_as"),
    )

    event_id: Mapped[UUID] = ref("events", index=False)
    finished_unit_id: Mapped[UUID] = ref("finished_units")
    batches: Mapped[int]
    made_as_id: Mapped[UUID | None] = ref("finished_units", nullable=True)
    quantity_needed: Mapped[int | None]
    shortfall_confirmed: Mapped[bool] = mapped_column(default=False)
    bake_on: Mapped[date | None]

    finished_unit: Mapped[FinishedUnit] = belongs_to(
        "BatchDecision.finished_unit_id", "FinishedUnit"
    )
    made_as: Mapped[FinishedUnit | None] = belongs_to("BatchDecision.made_as_id", "FinishedUnit")


class KitchenSettings(Editable, Base):
    """What a bakery's kitchen can do, one row a bakery: batches and oven minutes a day (None: no
    limit), the weekdays off (Monday is 0), from how much waste on the plan warns, how surely plans
    cover the demand, and what is usually lost (None: what the runs say), in percent."""

    __tablename__ = "kitchen_settings"
    __table_args__ = (
        UniqueConstraint("tenant_id", name="uq_kitchen_settings"),
        CheckConstraint("batches_per_day > 0", name="batches_positive"),
        CheckConstraint("oven_minutes_per_day > 0", name="oven_positive"),
        CheckConstraint("waste_percent between 0 and 100", name="waste_percent"),
        CheckConstraint(
            "service_level in ('exact', 'rarely_short', 'never_short')", name="service_level"
        ),
        CheckConstraint("usual_loss_percent >= 0 and usual_loss_percent < 100", name="usual_loss"),
    )

    batches_per_day: Mapped[int | None]
    oven_minutes_per_day: Mapped[int | None]
    days_off: Mapped[list[int]] = mapped_column(JSONB, default=list)
    waste_percent: Mapped[int] = mapped_column(default=15)
    service_level: Mapped[str] = mapped_column(default="exact")
    usual_loss_percent: Mapped[Decimal | None] = mapped_column(Numeric(5, 2), info={"number": True})
