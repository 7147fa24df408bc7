"""Tables of the events."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from baketracker.db.base import Archivable, Base, Editable, belongs_to, ref, unique_slug
from baketracker.finished_goods.models import FinishedGood
from baketracker.recipes.models import FinishedUnit, Recipe


class Event(Archivable, Editable, Base):
    """Something to bake for, on a day."""

    __tablename__ = "events"
    __table_args__ = (
        CheckConstraint("expected_guests > 0", name="guests_positive"),
        CheckConstraint(
            "plan_state in ('draft', 'locked', 'in_production', 'completed')", name="plan_state"
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


class EventRecipe(Editable, Base):
    """A recipe chosen for an event."""

    __tablename__ = "event_recipes"
    __table_args__ = (UniqueConstraint("tenant_id", "event_id", "recipe_id", name="uq_er_pair"),)

    event_id: Mapped[UUID] = ref("events", index=False)
    recipe_id: Mapped[UUID] = ref("recipes")
    sort_order: Mapped[int] = mapped_column(default=0)

    recipe: Mapped[Recipe] = belongs_to("EventRecipe.recipe_id", "Recipe")


class EventFinishedGood(Editable, Base):
    """How many of a finished good an event needs."""

    __tablename__ = "event_finished_goods"
    __table_args__ = (
        UniqueConstraint("tenant_id", "event_id", "finished_good_id", name="uq_efg_pair"),
        CheckConstraint("quantity > 0", name="quantity_positive"),
    )

    event_id: Mapped[UUID] = ref("events", index=False)
    finished_good_id: Mapped[UUID] = ref("finished_goods")
    quantity: Mapped[int]
    sort_order: Mapped[int] = mapped_column(default=0)

    finished_good: Mapped[FinishedGood] = belongs_to(
        "EventFinishedGood.finished_good_id", "FinishedGood"
    )


class BatchDecision(Editable, Base):
    """How many batches were decided for one finished unit of an event."""

    __tablename__ = "batch_decisions"
    __table_args__ = (
        UniqueConstraint("tenant_id", "event_id", "finished_unit_id", name="uq_bd_pair"),
        CheckConstraint("batches > 0", name="batches_positive"),
    )

    event_id: Mapped[UUID] = ref("events", index=False)
    finished_unit_id: Mapped[UUID] = ref("finished_units")
    batches: Mapped[int]

    finished_unit: Mapped[FinishedUnit] = belongs_to(
        "BatchDecision.finished_unit_id", "FinishedUnit"
    )
