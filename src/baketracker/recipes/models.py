"""Tables of the recipes and of what one batch of each yields."""

from collections.abc import Collection, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, LargeBinary, Numeric, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from baketracker.db.base import (
    Archivable,
    Base,
    Editable,
    TenantOwned,
    belongs_to,
    has_many,
    ref,
    unique_slug,
)
from baketracker.db.rows import lock_rows
from baketracker.db.tenancy import TenantSession
from baketracker.db.types import Quantity
from baketracker.ingredients.models import Ingredient


class RecipeCategory(Archivable, Editable, Base):
    """Cakes, Cookies, ...: linked by id, so that a rename loses nothing."""

    __tablename__ = "recipe_categories"
    __table_args__ = (
        unique_slug("recipe_categories", "name"),
        unique_slug("recipe_categories", "slug"),
    )

    name: Mapped[str]
    slug: Mapped[str]
    description: Mapped[str] = mapped_column(default="")
    sort_order: Mapped[int] = mapped_column(default=0)


class Recipe(Archivable, Editable, Base):
    """A recipe, or a variant of its base recipe. Archived when `deleted_at` is set."""

    __tablename__ = "recipes"
    __table_args__ = (
        CheckConstraint("base_recipe_id <> id", name="not_its_own_base"),
        CheckConstraint("minutes >= 0", name="minutes"),
        unique_slug("recipes", "slug"),
        Index("ix_recipes_name", "tenant_id", "name", "id"),
        Index("ix_recipes_previous_slug", "tenant_id", "previous_slug"),
    )

    name: Mapped[str]
    slug: Mapped[str]
    previous_slug: Mapped[str | None]
    folded: Mapped[str] = mapped_column(default="")
    category_id: Mapped[UUID | None] = ref("recipe_categories", nullable=True)
    source: Mapped[str] = mapped_column(default="")
    minutes: Mapped[int | None]
    notes: Mapped[str] = mapped_column(default="")
    base_recipe_id: Mapped[UUID | None] = ref("recipes", nullable=True)
    variant_name: Mapped[str | None]
    is_production_ready: Mapped[bool] = mapped_column(default=False)
    # A variant whose base changed its yields in a way that could not be taken over.
    needs_review: Mapped[bool] = mapped_column(default=False)

    category: Mapped[RecipeCategory | None] = belongs_to("Recipe.category_id", "RecipeCategory")
    base_recipe: Mapped["Recipe | None"] = belongs_to("Recipe.base_recipe_id", "Recipe")
    ingredients: Mapped[list["RecipeIngredient"]] = has_many(
        "RecipeIngredient.recipe_id", "Recipe", "RecipeIngredient.sort_order"
    )
    components: Mapped[list["RecipeComponent"]] = has_many(
        "RecipeComponent.recipe_id", "Recipe", "RecipeComponent.sort_order"
    )
    finished_units: Mapped[list["FinishedUnit"]] = has_many(
        "FinishedUnit.recipe_id", "Recipe", "FinishedUnit.sort_order"
    )
    steps: Mapped[list["RecipeStep"]] = has_many(
        "RecipeStep.recipe_id", "Recipe", "RecipeStep.sort_order"
    )
    photos: Mapped[list["RecipePhoto"]] = has_many(
        "RecipePhoto.recipe_id", "Recipe", "RecipePhoto.sort_order"
    )


class RecipeStep(Editable, Base):
    """One step of the method. A step with an oven temperature occupies the oven for its minutes;
    `has_timer` offers a timer of them in the kitchen."""

    __tablename__ = "recipe_steps"
    __table_args__ = (
        CheckConstraint("minutes >= 0", name="minutes"),
        CheckConstraint("oven_celsius between 30 and 500", name="oven_celsius"),
    )

    recipe_id: Mapped[UUID] = ref("recipes")
    text: Mapped[str]
    minutes: Mapped[int | None]
    oven_celsius: Mapped[int | None]
    has_timer: Mapped[bool] = mapped_column(default=False)
    sort_order: Mapped[int] = mapped_column(default=0)


class RecipePhoto(Editable, Base):
    """A picture of the recipe, re-encoded by us: no metadata, a few hundred kilobytes at most."""

    __tablename__ = "recipe_photos"

    recipe_id: Mapped[UUID] = ref("recipes")
    content_type: Mapped[str]
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    caption: Mapped[str] = mapped_column(default="")
    sort_order: Mapped[int] = mapped_column(default=0)


class RecipeVersion(TenantOwned, Base):
    """The whole recipe as one save left it: for history, comparison and restoring."""

    __tablename__ = "recipe_versions"
    __table_args__ = (UniqueConstraint("tenant_id", "recipe_id", "number", name="uq_rv_number"),)
    append_only: ClassVar[bool] = True

    recipe_id: Mapped[UUID] = ref("recipes", index=False)
    number: Mapped[int]
    content: Mapped[dict[str, Any]] = mapped_column(JSONB)


class RecipeIngredient(Editable, Base):
    """One line of a recipe: so much of an ingredient for one batch."""

    __tablename__ = "recipe_ingredients"

    recipe_id: Mapped[UUID] = ref("recipes")
    ingredient_id: Mapped[UUID] = ref("ingredients")
    quantity: Mapped[Quantity]
    unit: Mapped[str]
    notes: Mapped[str] = mapped_column(default="")
    sort_order: Mapped[int] = mapped_column(default=0)

    ingredient: Mapped[Ingredient] = belongs_to("RecipeIngredient.ingredient_id", "Ingredient")


class RecipeComponent(Editable, Base):
    """A recipe inside a recipe: `quantity` batches of it for one batch of the parent."""

    __tablename__ = "recipe_components"
    __table_args__ = (
        UniqueConstraint("tenant_id", "recipe_id", "component_recipe_id", name="uq_rc_pair"),
        CheckConstraint("recipe_id <> component_recipe_id", name="not_itself"),
        CheckConstraint("quantity > 0", name="quantity_positive"),
    )

    recipe_id: Mapped[UUID] = ref("recipes", index=False)
    component_recipe_id: Mapped[UUID] = ref("recipes")
    quantity: Mapped[Quantity]
    notes: Mapped[str] = mapped_column(default="")
    sort_order: Mapped[int] = mapped_column(default=0)

    component: Mapped[Recipe] = belongs_to("RecipeComponent.component_recipe_id", "Recipe")


class FinishedUnit(Archivable, Editable, Base):
    """One named yield of one recipe.

    `discrete_count`: a batch gives `items_per_batch` items. `batch_portion`: one unit takes
    `batch_percentage` of a batch. `yield_type` EA is a whole deliverable, SERVING a portion."""

    __tablename__ = "finished_units"
    __table_args__ = (
        CheckConstraint("yield_mode in ('discrete_count', 'batch_portion')", name="yield_mode"),
        CheckConstraint("yield_type in ('EA', 'SERVING')", name="yield_type"),
        CheckConstraint("items_per_batch > 0", name="items_positive"),
        CheckConstraint("batch_percentage > 0 and batch_percentage <= 100", name="percentage"),
        CheckConstraint("on_hand >= 0", name="on_hand"),
        CheckConstraint("low_below > 0", name="low_below"),
        CheckConstraint("shelf_life_days > 0", name="shelf_life_positive"),
        unique_slug("finished_units", "slug"),
    )

    recipe_id: Mapped[UUID] = ref("recipes")
    name: Mapped[str]
    slug: Mapped[str]
    description: Mapped[str] = mapped_column(default="")
    yield_mode: Mapped[str]
    yield_type: Mapped[str]
    items_per_batch: Mapped[int | None]
    item_unit: Mapped[str | None]
    batch_percentage: Mapped[Decimal | None] = mapped_column(Numeric(5, 2), info={"number": True})
    portion_description: Mapped[str | None]
    # How many days before the event it may be baked; None: nobody has said.
    shelf_life_days: Mapped[int | None]
    # Changed by `finished_stock` alone.
    on_hand: Mapped[int] = mapped_column(default=0, info={"additive": True})
    # The last day on which what is on hand is good; None: nobody has said.
    on_hand_until: Mapped[date | None]
    # Below so many it is low; None: nobody watches it.
    low_below: Mapped[int | None]
    category: Mapped[str | None]
    production_notes: Mapped[str] = mapped_column(default="")
    notes: Mapped[str] = mapped_column(default="")
    sort_order: Mapped[int] = mapped_column(default=0)

    recipe: Mapped[Recipe] = belongs_to("FinishedUnit.recipe_id", "Recipe")

    # After lots, wherever several kinds are locked.
    lock_turn: ClassVar[int] = 1

    @classmethod
    def locked(cls, db: TenantSession, ids: Collection[UUID]) -> Sequence["FinishedUnit"]:
        """These, as they are now, locked in the order of their ids."""
        return lock_rows(db, cls, ids)
