"""Tables of a plan's life: what was frozen when baking began, targets, amendments, and how it came
out in the end."""

from collections.abc import Collection
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Numeric, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from baketracker.db.base import Archivable, Base, Editable, TenantOwned, belongs_to, ref
from baketracker.db.tenancy import TenantSession
from baketracker.db.types import Moment, now
from baketracker.events.models import Event
from baketracker.finished_goods.models import FinishedGood
from baketracker.recipes.models import FinishedUnit, Recipe


class Frozen(TenantOwned):
    """Something as it was at a moment. It never changes, and taking back what froze it leaves it:
    nothing points to it any more."""

    append_only: ClassVar[bool] = True

    @classmethod
    def take_back(cls, db: TenantSession, ids: Collection[UUID]) -> None:
        """Nothing to put back."""


class PlanSnapshot(Frozen, Base):
    """A plan as it was. `start`: what was planned when baking began. `planning` and `calculated`
    came with an import, which kept more kinds. The newest of a kind counts."""

    __tablename__ = "plan_snapshots"
    __table_args__ = (CheckConstraint("kind in ('start', 'planning', 'calculated')", name="kind"),)

    event_id: Mapped[UUID] = ref("events")
    kind: Mapped[str] = mapped_column(default="start")
    taken_at: Mapped[Moment] = mapped_column(default=now)
    content: Mapped[dict[str, Any]] = mapped_column(JSONB)
    notes: Mapped[str] = mapped_column(default="")


class RecipeSnapshot(Frozen, Base):
    """A recipe as it was, for one batch. `content`: its head, its own lines, the recipes inside it
    as a tree, and `needs`, all ingredients of one batch, which a run takes. `is_approximated`: made
    afterwards from what the recipe became by then."""

    __tablename__ = "recipe_snapshots"
    __table_args__ = (CheckConstraint("scale > 0", name="scale_positive"),)

    recipe_id: Mapped[UUID] = ref("recipes")
    # The plan that made it; None: a run of its own did.
    plan_snapshot_id: Mapped[UUID | None] = ref("plan_snapshots", nullable=True)
    taken_at: Mapped[Moment] = mapped_column(default=now)
    scale: Mapped[Decimal] = mapped_column(
        Numeric(12, 6), default=Decimal(1), info={"number": True}
    )
    content: Mapped[dict[str, Any]] = mapped_column(JSONB)
    is_approximated: Mapped[bool] = mapped_column(default=False)


class DefinitionSnapshot(Frozen, Base):
    """A finished unit, finished good or material unit as it was. A good's `content` holds all that
    is in it, as deep as it goes, packaging too."""

    __tablename__ = "definition_snapshots"
    __table_args__ = (
        CheckConstraint(
            "num_nonnulls(finished_unit_id, finished_good_id, material_unit_id) = 1",
            name="one_of_them",
        ),
    )

    finished_unit_id: Mapped[UUID | None] = ref("finished_units", nullable=True)
    finished_good_id: Mapped[UUID | None] = ref("finished_goods", nullable=True)
    material_unit_id: Mapped[UUID | None] = ref("material_units", nullable=True)
    plan_snapshot_id: Mapped[UUID | None] = ref("plan_snapshots", nullable=True)
    taken_at: Mapped[Moment] = mapped_column(default=now)
    content: Mapped[dict[str, Any]] = mapped_column(JSONB)
    is_approximated: Mapped[bool] = mapped_column(default=False)


class ProductionTarget(Editable, Base):
    """So many batches of a recipe are to be baked for an event. `finished_unit_id`: what the
    batches become; None: an import told batches of the recipe only. `needed`: good units wanted
    of it (None: unknown)."""

    __tablename__ = "production_targets"
    __table_args__ = (
        CheckConstraint("batches > 0", name="batches_positive"),
        CheckConstraint("needed >= 0", name="needed_not_negative"),
        Index(
            "uq_pt_unit", "tenant_id", "event_id", "recipe_id", "finished_unit_id",
            unique=True, postgresql_where=text("finished_unit_id IS NOT NULL"),
        ),
        Index(
            "uq_pt_recipe", "tenant_id", "event_id", "recipe_id",
            unique=True, postgresql_where=text("finished_unit_id IS NULL"),
        ),
    )  # fmt: skip

    event_id: Mapped[UUID] = ref("events", index=False)
    recipe_id: Mapped[UUID] = ref("recipes")
    finished_unit_id: Mapped[UUID | None] = ref("finished_units", nullable=True)
    batches: Mapped[int]
    needed: Mapped[int | None]
    notes: Mapped[str] = mapped_column(default="")
    recipe_snapshot_id: Mapped[UUID | None] = ref("recipe_snapshots", nullable=True)

    event: Mapped[Event] = belongs_to("ProductionTarget.event_id", "Event")
    recipe: Mapped[Recipe] = belongs_to("ProductionTarget.recipe_id", "Recipe")
    finished_unit: Mapped[FinishedUnit | None] = belongs_to(
        "ProductionTarget.finished_unit_id", "FinishedUnit"
    )
    snapshot: Mapped[RecipeSnapshot | None] = belongs_to(
        "ProductionTarget.recipe_snapshot_id", "RecipeSnapshot"
    )


class AssemblyTarget(Editable, Base):
    """So many of a finished good are to be packed for an event."""

    __tablename__ = "assembly_targets"
    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity_positive"),
        Index("uq_at_good", "tenant_id", "event_id", "finished_good_id", unique=True),
    )

    event_id: Mapped[UUID] = ref("events", index=False)
    finished_good_id: Mapped[UUID] = ref("finished_goods")
    quantity: Mapped[int]
    notes: Mapped[str] = mapped_column(default="")
    definition_snapshot_id: Mapped[UUID | None] = ref("definition_snapshots", nullable=True)

    event: Mapped[Event] = belongs_to("AssemblyTarget.event_id", "Event")
    finished_good: Mapped[FinishedGood] = belongs_to(
        "AssemblyTarget.finished_good_id", "FinishedGood"
    )
    snapshot: Mapped[DefinitionSnapshot | None] = belongs_to(
        "AssemblyTarget.definition_snapshot_id", "DefinitionSnapshot"
    )


class PlanAmendment(TenantOwned, Base):
    """A change of a plan while it is baked: what, from what to what, and why. Rows stay; what is
    taken back gets a row beside it that `reverses` it."""

    __tablename__ = "plan_amendments"
    __table_args__ = (
        CheckConstraint(
            "kind in ('drop_good', 'add_good', 'change_good', 'drop_batches', 'change_batches', "
            "'take_units')",
            name="kind",
        ),
    )
    append_only: ClassVar[bool] = True

    event_id: Mapped[UUID] = ref("events")
    kind: Mapped[str]
    reason: Mapped[str]
    # What it is about and its numbers before and after; an import brings the desktop's own words.
    content: Mapped[dict[str, Any]] = mapped_column(JSONB)
    happened_at: Mapped[Moment] = mapped_column(default=now)
    reverses_id: Mapped[UUID | None] = ref("plan_amendments", nullable=True)

    @classmethod
    def take_back(cls, db: TenantSession, ids: Collection[UUID]) -> None:
        """A row beside each, with its numbers the other way round."""
        for key in ids:
            row = db.get_one(cls, (db.scope.tenant_id, key))
            turned = row.content | {
                "before": row.content.get("after"), "after": row.content.get("before")
            }  # fmt: skip
            db.add(
                cls(
                    event_id=row.event_id,
                    kind=row.kind,
                    reason=row.reason,
                    content=turned,
                    reverses_id=row.id,
                )
            )


class EventOutcome(Archivable, Editable, Base):
    """How many of a finished good were left over after an event, or how many more would have been
    wanted (never both)."""

    __tablename__ = "event_outcomes"
    __table_args__ = (
        CheckConstraint("left_over >= 0", name="left_over"),
        CheckConstraint("ran_short >= 0", name="ran_short"),
        CheckConstraint("left_over = 0 or ran_short = 0", name="not_both"),
        Index(
            "uq_eo_good", "tenant_id", "event_id", "finished_good_id",
            unique=True, postgresql_where=text("deleted_at IS NULL"),
        ),
    )  # fmt: skip

    event_id: Mapped[UUID] = ref("events", index=False)
    finished_good_id: Mapped[UUID] = ref("finished_goods")
    left_over: Mapped[int] = mapped_column(default=0)
    ran_short: Mapped[int] = mapped_column(default=0)
    notes: Mapped[str] = mapped_column(default="")

    finished_good: Mapped[FinishedGood] = belongs_to(
        "EventOutcome.finished_good_id", "FinishedGood"
    )
