"""Tables of the ingredients."""

from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from baketracker.db.base import (
    Archivable,
    Base,
    Editable,
    TenantOwned,
    has_many,
    ref,
    unique_slug,
)
from baketracker.db.types import Quantity


class Ingredient(Archivable, Editable, Base):
    """A generic ingredient, or a group of them.

    Levels: 0 root group, 1 group, 2 leaf. Only leaves have products and stand in recipes. The
    level of a group follows from its parent; a leaf stands in any group, or in none."""

    __tablename__ = "ingredients"
    __table_args__ = (
        CheckConstraint("level between 0 and 2", name="level"),
        CheckConstraint(
            "num_nonnulls(density_volume, density_volume_unit, density_weight, "
            "density_weight_unit) in (0, 4)",
            name="density_whole",
        ),
        CheckConstraint("density_volume > 0 and density_weight > 0", name="density_positive"),
        CheckConstraint("moisture_pct between 0 and 100", name="moisture"),
        CheckConstraint("shelf_life_days > 0", name="shelf_life_positive"),
        CheckConstraint(
            "num_nonnulls(low_below, low_unit) in (0, 2) and low_below > 0", name="low_below_whole"
        ),
        unique_slug("ingredients", "slug"),
        unique_slug("ingredients", "name"),
        Index("ix_ingredients_name", "tenant_id", "name", "id"),
    )

    name: Mapped[str]
    slug: Mapped[str]
    # Name and aliases without case and accents: what a search looks through.
    folded: Mapped[str] = mapped_column(default="")
    parent_id: Mapped[UUID | None] = ref("ingredients", nullable=True)
    level: Mapped[int]
    category: Mapped[str] = mapped_column(default="")
    default_unit: Mapped[str | None]
    description: Mapped[str] = mapped_column(default="")
    notes: Mapped[str] = mapped_column(default="")
    density_volume: Mapped[Quantity | None]
    density_volume_unit: Mapped[str | None]
    density_weight: Mapped[Quantity | None]
    density_weight_unit: Mapped[str | None]
    moisture_pct: Mapped[Quantity | None]
    shelf_life_days: Mapped[int | None]
    # Below so much of this unit it stands on the low list.
    low_below: Mapped[Quantity | None]
    low_unit: Mapped[str | None]
    # Boxes and bags bought like food; only their products may wrap a finished good.
    is_packaging: Mapped[bool] = mapped_column(default=False)
    allergens: Mapped[list[str]] = mapped_column(JSONB, default=list)
    foodon_id: Mapped[str | None]
    foodex2_code: Mapped[str | None]
    langual_terms: Mapped[list[Any]] = mapped_column(JSONB, default=list)
    fdc_ids: Mapped[list[Any]] = mapped_column(JSONB, default=list)

    aliases: Mapped[list["IngredientAlias"]] = has_many(
        "IngredientAlias.ingredient_id", "Ingredient", "IngredientAlias.alias"
    )

    @property
    def is_leaf(self) -> bool:
        return self.level == 2


class IngredientAlias(TenantOwned, Base):
    """Another name of an ingredient, perhaps in another language."""

    __tablename__ = "ingredient_aliases"
    part_of: ClassVar[str] = "ingredients"

    ingredient_id: Mapped[UUID] = ref("ingredients")
    alias: Mapped[str]
    locale: Mapped[str | None]


class IngredientCrosswalk(TenantOwned, Base):
    """The same ingredient in a foreign code system."""

    __tablename__ = "ingredient_crosswalks"
    part_of: ClassVar[str] = "ingredients"

    ingredient_id: Mapped[UUID] = ref("ingredients")
    system: Mapped[str]
    code: Mapped[str]
    meta: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
