"""Tables of baking: batches somebody has begun, runs, and what each run took, gave and lost."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Numeric, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from baketracker.db.base import Archivable, Base, Editable, belongs_to, ref
from baketracker.db.types import Moment, Money, Quantity, now
from baketracker.events.models import Event
from baketracker.plans.models import RecipeSnapshot
from baketracker.recipes.models import FinishedUnit, Recipe

Scale = Numeric(12, 6)


class ProductionRun(Archivable, Editable, Base):
    """`batches` of a recipe, each `scale` times as large, became `good` finished units of the
    `expected` ones (more is a surplus). Put away when it is taken back.

    `total_cost` is what its ingredients cost as far as that is known (`cost_is_known`: all of
    it), `unit_cost` that for one good unit (None: there is none, or nothing is known). Both are
    rounded to 0.0001 when they are written, once. `finished_unit_id` None: an import told the
    batches only."""

    __tablename__ = "production_runs"
    __table_args__ = (
        CheckConstraint("batches > 0", name="batches_positive"),
        CheckConstraint("scale > 0", name="scale_positive"),
        CheckConstraint("expected >= 0", name="expected_not_negative"),
        CheckConstraint("good >= 0", name="good_not_negative"),
        CheckConstraint("lost >= 0", name="lost_not_negative"),
        CheckConstraint("total_cost >= 0", name="total_cost_not_negative"),
        CheckConstraint("unit_cost >= 0", name="unit_cost_not_negative"),
        CheckConstraint("status in ('complete', 'partial_loss', 'total_loss')", name="status"),
        Index("ix_pr_produced_at", "tenant_id", text("produced_at DESC"), text("id DESC")),
    )

    recipe_id: Mapped[UUID] = ref("recipes")
    finished_unit_id: Mapped[UUID | None] = ref("finished_units", nullable=True)
    event_id: Mapped[UUID | None] = ref("events", nullable=True)
    recipe_snapshot_id: Mapped[UUID | None] = ref("recipe_snapshots", nullable=True)
    batches: Mapped[int]
    scale: Mapped[Decimal] = mapped_column(Scale, default=Decimal(1), info={"number": True})
    expected: Mapped[int]
    good: Mapped[int]
    lost: Mapped[int] = mapped_column(default=0)
    status: Mapped[str] = mapped_column(default="complete")
    produced_at: Mapped[Moment] = mapped_column(default=now)
    notes: Mapped[str] = mapped_column(default="")
    total_cost: Mapped[Money] = mapped_column(default=Decimal(0))
    cost_is_known: Mapped[bool] = mapped_column(default=True)
    unit_cost: Mapped[Money | None]

    recipe: Mapped[Recipe] = belongs_to("ProductionRun.recipe_id", "Recipe")
    finished_unit: Mapped[FinishedUnit | None] = belongs_to(
        "ProductionRun.finished_unit_id", "FinishedUnit"
    )
    event: Mapped[Event | None] = belongs_to("ProductionRun.event_id", "Event")
    snapshot: Mapped[RecipeSnapshot | None] = belongs_to(
        "ProductionRun.recipe_snapshot_id", "RecipeSnapshot"
    )


class ProductionConsumption(Archivable, Editable, Base):
    """So much of an ingredient went into a run, at that cost (None: nobody knows). The name is kept
    beside the reference; an import may know only the name."""

    __tablename__ = "production_consumptions"
    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity_positive"),
        CheckConstraint("cost >= 0", name="cost_not_negative"),
    )
    part_of = "production_runs"

    production_run_id: Mapped[UUID] = ref("production_runs")
    ingredient_id: Mapped[UUID | None] = ref("ingredients", nullable=True)
    ingredient_name: Mapped[str]
    quantity: Mapped[Quantity]
    unit: Mapped[str]
    cost: Mapped[Money | None]
    sort_order: Mapped[int] = mapped_column(default=0)


class ProductionLoss(Archivable, Editable, Base):
    """So many units of a run were lost, for a reason. `cost` is their share of what was spent:
    total cost / expected units each, so a part of the run's cost and never added to it. Losses of
    an import may have outlived their run."""

    __tablename__ = "production_losses"
    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity_positive"),
        CheckConstraint("unit_cost >= 0", name="unit_cost_not_negative"),
        CheckConstraint("cost >= 0", name="cost_not_negative"),
        CheckConstraint(
            "category in ('burnt', 'broken', 'contaminated', 'dropped', 'wrong_ingredients', "
            "'other')",
            name="category",
        ),
        Index("ix_pl_happened_at", "tenant_id", text("happened_at DESC"), text("id DESC")),
    )
    part_of = "production_runs"

    production_run_id: Mapped[UUID | None] = ref("production_runs", nullable=True)
    finished_unit_id: Mapped[UUID] = ref("finished_units")
    category: Mapped[str] = mapped_column(default="other")
    quantity: Mapped[int]
    notes: Mapped[str] = mapped_column(default="")
    unit_cost: Mapped[Money | None]
    cost: Mapped[Money | None]
    happened_at: Mapped[Moment] = mapped_column(default=now)

    finished_unit: Mapped[FinishedUnit] = belongs_to(
        "ProductionLoss.finished_unit_id", "FinishedUnit"
    )


class OpenBatch(Archivable, Editable, Base):
    """Batches somebody has begun and not yet written down: the step they stand at and the timers
    that run, each by its end. Put away when `production_run_id` closes it, or given up."""

    __tablename__ = "open_batches"
    __table_args__ = (
        CheckConstraint("batches > 0", name="batches_positive"),
        CheckConstraint("scale > 0", name="scale_positive"),
        CheckConstraint("step >= 0", name="step_not_negative"),
    )

    event_id: Mapped[UUID | None] = ref("events", nullable=True)
    finished_unit_id: Mapped[UUID] = ref("finished_units")
    batches: Mapped[int]
    scale: Mapped[Decimal] = mapped_column(Scale, default=Decimal(1), info={"number": True})
    step: Mapped[int] = mapped_column(default=0)
    # [{"name": "Oven", "ends_at": "2026-12-18T14:05:00+00:00"}]
    timers: Mapped[list[Any]] = mapped_column(JSONB, default=list)
    started_at: Mapped[Moment] = mapped_column(default=now)
    production_run_id: Mapped[UUID | None] = ref("production_runs", nullable=True)

    event: Mapped[Event | None] = belongs_to("OpenBatch.event_id", "Event")
    finished_unit: Mapped[FinishedUnit] = belongs_to("OpenBatch.finished_unit_id", "FinishedUnit")
