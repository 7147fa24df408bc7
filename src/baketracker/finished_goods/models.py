"""Tables of the finished goods."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
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
from baketracker.db.rows import lock_rows
from baketracker.db.tenancy import TenantSession
from baketracker.db.types import Quantity
from baketracker.materials.models import MaterialUnit
from baketracker.products.models import Product
from baketracker.recipes.models import FinishedUnit


def _once(component: str) -> Index:
    return Index(
        f"uq_comp_{component.removesuffix('_id')}",
        "tenant_id",
        "finished_good_id",
        component,
        unique=True,
        postgresql_where=text(f"{component} IS NOT NULL"),
    )


class FinishedGood(Archivable, Editable, Base):
    """What is given or sold: a bare finished unit, or a bundle. `label` keeps an older kind
    (gift_box, variety_pack, ...) that an import brought."""

    __tablename__ = "finished_goods"
    __table_args__ = (
        CheckConstraint("assembly_type in ('bare', 'bundle')", name="assembly_type"),
        CheckConstraint("on_hand >= 0", name="on_hand"),
        CheckConstraint("low_below > 0", name="low_below"),
        unique_slug("finished_goods", "slug"),
        Index("ix_finished_goods_name", "tenant_id", "name", "id"),
    )

    name: Mapped[str]
    slug: Mapped[str]
    folded: Mapped[str] = mapped_column(default="")
    description: Mapped[str] = mapped_column(default="")
    assembly_type: Mapped[str] = mapped_column(default="bundle")
    label: Mapped[str | None]
    packaging_instructions: Mapped[str] = mapped_column(default="")
    # Changed by `finished_stock` alone.
    on_hand: Mapped[int] = mapped_column(default=0, info={"additive": True})
    # The last day on which what is on hand is good; None: nobody has said.
    on_hand_until: Mapped[date | None]
    # Below so many it is low; None: nobody watches it.
    low_below: Mapped[int | None]
    notes: Mapped[str] = mapped_column(default="")

    lines: Mapped[list["Composition"]] = has_many(
        "Composition.finished_good_id", "FinishedGood", "Composition.sort_order"
    )

    # After lots and finished units, wherever several kinds are locked.
    lock_turn: ClassVar[int] = 2

    @classmethod
    def locked(cls, db: TenantSession, ids: Collection[UUID]) -> Sequence["FinishedGood"]:
        """These, as they are now, locked in the order of their ids."""
        return lock_rows(db, cls, ids)


class Composition(Editable, Base):
    """One line of a finished good: a finished unit, another finished good, a packaging product
    or a material unit; exactly one of them. Only packaging may be a fraction."""

    __tablename__ = "compositions"
    __table_args__ = (
        CheckConstraint(
            "num_nonnulls(finished_unit_id, component_good_id, packaging_product_id, "
            "material_unit_id) = 1",
            name="one_component",
        ),
        CheckConstraint("component_good_id <> finished_good_id", name="not_itself"),
        CheckConstraint("quantity > 0", name="quantity_positive"),
        CheckConstraint(
            "packaging_product_id is not null or quantity = trunc(quantity)", name="whole"
        ),
        CheckConstraint("sort_order >= 0", name="sort_order"),
        _once("finished_unit_id"),
        _once("component_good_id"),
        _once("packaging_product_id"),
        _once("material_unit_id"),
    )

    finished_good_id: Mapped[UUID] = ref("finished_goods")
    finished_unit_id: Mapped[UUID | None] = ref("finished_units", nullable=True)
    component_good_id: Mapped[UUID | None] = ref("finished_goods", nullable=True)
    packaging_product_id: Mapped[UUID | None] = ref("products", nullable=True)
    material_unit_id: Mapped[UUID | None] = ref("material_units", nullable=True)
    quantity: Mapped[Quantity]
    notes: Mapped[str] = mapped_column(default="")
    sort_order: Mapped[int] = mapped_column(default=0)
    is_generic: Mapped[bool] = mapped_column(default=False)

    finished_unit: Mapped[FinishedUnit | None] = belongs_to(
        "Composition.finished_unit_id", "FinishedUnit"
    )
    component_good: Mapped[FinishedGood | None] = belongs_to(
        "Composition.component_good_id", "FinishedGood"
    )
    packaging_product: Mapped[Product | None] = belongs_to(
        "Composition.packaging_product_id", "Product"
    )
    material_unit: Mapped[MaterialUnit | None] = belongs_to(
        "Composition.material_unit_id", "MaterialUnit"
    )
