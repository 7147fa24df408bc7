"""What every door shows of recipes. What comes in is in `given`."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from baketracker.fields import DecimalOut, plain
from baketracker.ingredients.schemas import IngredientRef

from .models import FinishedUnit, Recipe, RecipeStep
from .ovens import fahrenheit


class RecipeRef(BaseModel):
    """Just enough to name and open it."""

    id: UUID
    name: str
    is_archived: bool = False

    @classmethod
    def of(cls, row: Recipe) -> "RecipeRef":
        return cls(id=row.id, name=row.name, is_archived=row.deleted_at is not None)


class YieldView(BaseModel):
    """One finished unit of a recipe. `discrete_count`: a batch gives `items_per_batch`;
    `batch_portion`: one takes `batch_percentage` (0 to 100) of a batch. Both may be missing.
    `label` is its name, with its kind where another unit of the recipe is called the same."""

    id: UUID
    name: str
    label: str = ""
    yield_mode: str
    yield_type: str
    items_per_batch: int | None
    item_unit: str | None
    batch_percentage: DecimalOut | None
    portion_description: str | None
    shelf_life_days: int | None = None
    description: str = ""
    production_notes: str = ""
    notes: str = ""

    @classmethod
    def of(cls, row: FinishedUnit) -> "YieldView":
        return cls.model_validate(row, from_attributes=True).model_copy(update={"label": row.name})

    @property
    def per_batch(self) -> Decimal | None:
        """How many of it one batch makes; None when nobody has said."""
        if self.yield_mode == "batch_portion":
            return Decimal(100) / self.batch_percentage if self.batch_percentage else None
        return Decimal(self.items_per_batch) if self.items_per_batch else None


class RecipeRow(BaseModel):
    """A recipe in a list. `needs_review`: its base recipe changed what a batch gives."""

    id: UUID
    name: str
    slug: str
    category: str
    minutes: int | None
    base: RecipeRef | None
    variant_name: str | None
    is_archived: bool
    is_production_ready: bool
    needs_review: bool
    yields: list[YieldView]


class RecipeGroup(BaseModel):
    """A recipe with its variants beneath it. `is_orphan`: a variant whose base is not listed."""

    recipe: RecipeRow
    variants: list[RecipeRow]
    is_orphan: bool


class LineView(BaseModel):
    """So much of an ingredient for one batch."""

    ingredient: IngredientRef
    quantity: DecimalOut
    unit: str
    notes: str

    def typed(self) -> dict[str, str]:
        named = {"ingredient": self.ingredient.name, "quantity": plain(self.quantity)}
        return named | {"unit": self.unit, "notes": self.notes}


class ComponentView(BaseModel):
    """So many batches of another recipe for one batch of this one."""

    recipe: RecipeRef
    batches: DecimalOut
    notes: str
    # What its form calls it: the slug where two recipes share the name.
    called: str = ""

    def typed(self) -> dict[str, str]:
        return {"recipe": self.called, "batches": plain(self.batches), "notes": self.notes}


class StepView(BaseModel):
    """One step of the method; the oven in both ways of saying it."""

    text: str
    minutes: int | None
    oven_celsius: int | None
    oven_fahrenheit: int | None
    has_timer: bool

    @classmethod
    def of(cls, row: RecipeStep) -> "StepView":
        own = {name: getattr(row, name) for name in ("text", "minutes", "oven_celsius")}
        heat = fahrenheit(row.oven_celsius) if row.oven_celsius is not None else None
        return cls(**own, oven_fahrenheit=heat, has_timer=row.has_timer)

    def typed(self) -> dict[str, str]:
        shown = {name: _typed(value) for name, value in self.model_dump().items()}
        return shown | {"has_timer": "true" if self.has_timer else ""}


class PhotoView(BaseModel):
    """A picture of a recipe; the bytes are at `/recipes/photos/{id}`."""

    id: UUID
    caption: str


class RecipeView(RecipeRow):
    """A recipe with all that one batch takes and gives. `allergens` are also those of the recipes
    inside it; `used_in` the recipes it stands in."""

    previous_slug: str | None
    source: str
    notes: str
    lines: list[LineView]
    components: list[ComponentView]
    steps: list[StepView]
    photos: list[PhotoView]
    variants: list[RecipeRow]
    used_in: list[RecipeRef]
    allergens: list[str]
    version: int

    def typed(self) -> dict[str, Any]:
        """Its fields as the form shows them before anybody types."""
        own = {name: getattr(self, name) for name in ("name", "category", "source", "notes")}
        own |= {"minutes": _typed(self.minutes), "is_production_ready": self.is_production_ready}
        given = set(YieldView.model_fields) - {"label"}
        yields = [unit.model_dump(include=given) for unit in self.yields]
        return own | {
            "lines": [line.typed() for line in self.lines],
            "components": [part.typed() for part in self.components],
            "yields": [{key: _typed(value) for key, value in one.items()} for one in yields],
            "steps": [step.typed() for step in self.steps],
        }


class CategoryView(BaseModel):
    """A category of recipes; `recipes` counts the live ones in it."""

    id: UUID
    name: str
    slug: str
    description: str
    sort_order: int
    recipes: int
    version: int


def _typed(value: object) -> str:
    if value is None:
        return ""
    return plain(value) if isinstance(value, Decimal) else str(value)
