"""What every door shows of recipes."""

from uuid import UUID

from pydantic import BaseModel

from baketracker.fields import DecimalOut
from baketracker.ingredients.schemas import IngredientRef

from .models import FinishedUnit, Recipe


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
    `batch_portion`: one takes `batch_percentage` (0 to 100) of a batch. Both may be missing."""

    id: UUID
    name: str
    yield_mode: str
    yield_type: str
    items_per_batch: int | None
    item_unit: str | None
    batch_percentage: DecimalOut | None
    portion_description: str | None

    @classmethod
    def of(cls, row: FinishedUnit) -> "YieldView":
        return cls.model_validate(row, from_attributes=True)


class RecipeRow(BaseModel):
    """A recipe in a list."""

    id: UUID
    name: str
    slug: str
    category: str
    minutes: int | None
    base: RecipeRef | None
    variant_name: str | None
    is_archived: bool
    yields: list[YieldView]


class LineView(BaseModel):
    """So much of an ingredient for one batch."""

    ingredient: IngredientRef
    quantity: DecimalOut
    unit: str
    notes: str


class ComponentView(BaseModel):
    """So many batches of another recipe for one batch of this one."""

    recipe: RecipeRef
    batches: DecimalOut
    notes: str


class RecipeView(RecipeRow):
    """A recipe with all that one batch takes and gives."""

    source: str
    notes: str
    is_production_ready: bool
    lines: list[LineView]
    components: list[ComponentView]
    variants: list[RecipeRef]
