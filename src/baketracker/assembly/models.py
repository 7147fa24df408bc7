"""Tables of packing: runs, what each took, and packaging that is chosen by lot."""

from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from baketracker.db.base import Archivable, Base, Editable, belongs_to, ref
from baketracker.db.types import Moment, Money, Quantity, now
from baketracker.events.models import Event
from baketracker.finished_goods.models import FinishedGood
from baketracker.pantry.models import Lot
from baketracker.plans.models import DefinitionSnapshot


class AssemblyRun(Archivable, Editable, Base):
    """`quantity` of a finished good were packed. Put away when it is taken back. `total_cost` is
    what went in as far as that is known (`cost_is_known`: all of it), `unit_cost` that for one;
    both rounded to 0.0001 when written, once."""

    __tablename__ = "assembly_runs"
    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity_positive"),
        CheckConstraint("total_cost >= 0", name="total_cost_not_negative"),
        CheckConstraint("unit_cost >= 0", name="unit_cost_not_negative"),
        Index("ix_ar_assembled_at", "tenant_id", text("assembled_at DESC"), text("id DESC")),
    )

    finished_good_id: Mapped[UUID] = ref("finished_goods")
    event_id: Mapped[UUID | None] = ref("events", nullable=True)
    definition_snapshot_id: Mapped[UUID | None] = ref("definition_snapshots", nullable=True)
    quantity: Mapped[int]
    assembled_at: Mapped[Moment] = mapped_column(default=now)
    notes: Mapped[str] = mapped_column(default="")
    packaging_bypassed: Mapped[bool] = mapped_column(default=False)
    bypass_notes: Mapped[str] = mapped_column(default="")
    total_cost: Mapped[Money] = mapped_column(default=Decimal(0))
    cost_is_known: Mapped[bool] = mapped_column(default=True)
    unit_cost: Mapped[Money | None]

    finished_good: Mapped[FinishedGood] = belongs_to("AssemblyRun.finished_good_id", "FinishedGood")
    event: Mapped[Event | None] = belongs_to("AssemblyRun.event_id", "Event")
    snapshot: Mapped[DefinitionSnapshot | None] = belongs_to(
        "AssemblyRun.definition_snapshot_id", "DefinitionSnapshot"
    )


class AssemblyConsumption(Archivable, Editable, Base):
    """What a run took of one thing: a finished unit, a finished good, a packaging product or a
    material product; of the last two one row for each lot. `unit_cost` and `cost` None: nobody
    knows. Names are kept beside the references, which an import may not know."""

    __tablename__ = "assembly_consumptions"
    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity_positive"),
        CheckConstraint("unit_cost >= 0", name="unit_cost_not_negative"),
        CheckConstraint("cost >= 0", name="cost_not_negative"),
        CheckConstraint(
            "kind in ('finished_unit', 'finished_good', 'packaging', 'material')", name="kind"
        ),
        CheckConstraint(
            "num_nonnulls(finished_unit_id, finished_good_id, product_id, material_product_id) "
            "<= 1",
            name="at_most_one",
        ),
    )
    part_of = "assembly_runs"

    assembly_run_id: Mapped[UUID] = ref("assembly_runs")
    kind: Mapped[str]
    finished_unit_id: Mapped[UUID | None] = ref("finished_units", nullable=True)
    finished_good_id: Mapped[UUID | None] = ref("finished_goods", nullable=True)
    product_id: Mapped[UUID | None] = ref("products", nullable=True)
    lot_id: Mapped[UUID | None] = ref("lots", nullable=True)
    material_product_id: Mapped[UUID | None] = ref("material_products", nullable=True)
    material_lot_id: Mapped[UUID | None] = ref("material_lots", nullable=True)
    name: Mapped[str]
    quantity: Mapped[Quantity]
    unit: Mapped[str]
    unit_cost: Mapped[Quantity | None]
    cost: Mapped[Money | None]
    # What a material belonged to then: material, subcategory, category; and who sold it.
    belongs_to: Mapped[str] = mapped_column(default="")
    supplier_name: Mapped[str] = mapped_column(default="")
    sort_order: Mapped[int] = mapped_column(default=0)


class DeferredPackaging(Archivable, Editable, Base):
    """Packaging that a run still owes: `needed` of a product (of any product of its name when
    `is_generic`), chosen by lot later. `settled`: so much was chosen."""

    __tablename__ = "deferred_packaging"
    __table_args__ = (
        CheckConstraint("needed > 0", name="needed_positive"),
        CheckConstraint("settled >= 0 and settled <= needed", name="settled"),
    )
    part_of = "assembly_runs"

    assembly_run_id: Mapped[UUID] = ref("assembly_runs")
    product_id: Mapped[UUID] = ref("products")
    is_generic: Mapped[bool] = mapped_column(default=True)
    needed: Mapped[Quantity]
    settled: Mapped[Quantity] = mapped_column(default=Decimal(0))


class PackagingAssignment(Archivable, Editable, Base):
    """Lots chosen ahead for one line of a finished good: for the runs of an event, or (None) for
    the next run of the good. All lots of a line together are what is needed; another amount in the
    line clears them. Put away when a run has taken it."""

    __tablename__ = "packaging_assignments"
    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity_positive"),
        Index(
            "uq_pa_lot", "tenant_id", "composition_id", "event_id", "lot_id",
            unique=True, postgresql_where=text("deleted_at IS NULL"),
        ),
    )  # fmt: skip

    composition_id: Mapped[UUID] = ref("compositions", index=False)
    event_id: Mapped[UUID | None] = ref("events", nullable=True)
    lot_id: Mapped[UUID] = ref("lots")
    quantity: Mapped[Quantity]
    assigned_at: Mapped[Moment] = mapped_column(default=now)

    lot: Mapped[Lot] = belongs_to("PackagingAssignment.lot_id", "Lot")
