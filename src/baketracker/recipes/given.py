"""What comes in about recipes, through every door."""

from decimal import Decimal
from typing import Annotated, Any, ClassVar, Literal
from uuid import UUID

from pydantic import Field, StringConstraints, ValidationInfo, field_validator

from baketracker.errors import BadValue
from baketracker.fields import In, LongText, Name, QuantityIn, ShortName, ShortText, UnitCode

from .ovens import COLDEST, HOTTEST, celsius

MOST_LINES, MOST_COMPONENTS, MOST_YIELDS, MOST_STEPS = 100, 20, 30, 60
LONGEST_MINUTES = 60 * 24 * 14

Minutes = Annotated[int, Field(ge=0, le=LONGEST_MINUTES)]
Note = Annotated[LongText, StringConstraints(max_length=500)]
Amount = Annotated[QuantityIn, Field(gt=0)]
Count = Annotated[int, Field(gt=0, le=1_000_000)]
Share = Annotated[QuantityIn, Field(gt=0, le=100, decimal_places=2)]
Mode = Literal["discrete_count", "batch_portion"]
Kind = Literal["EA", "SERVING"]


# The number that goes with a mode, and what to say where it is missing.
MODES = {
    "items_per_batch": ("discrete_count", "Say how many one batch gives."),
    "batch_percentage": ("batch_portion", "Say what share of a batch one takes."),
}


class LineIn(In):
    """So much of an ingredient for one batch: by its id, or by its name or slug."""

    ingredient_id: UUID | None = None
    ingredient: ShortText = Field("", description="Name or slug, when no id is given")
    quantity: Amount
    unit: UnitCode
    notes: Note = ""


class ComponentIn(In):
    """So many batches of another recipe for one batch: by its id, or by its name or slug."""

    recipe_id: UUID | None = None
    recipe: ShortText = Field("", description="Name or slug, when no id is given")
    batches: Amount = Decimal(1)
    notes: Note = ""


class YieldIn(In):
    """One thing a batch gives. `id` of one it gave before keeps that; without it, it is new."""

    id: UUID | None = None
    name: Name
    yield_mode: Mode
    yield_type: Kind = Field(description="EA: given or sold whole. SERVING: a portion")
    items_per_batch: Count | None = Field(None, validate_default=True)
    item_unit: ShortText = "each"
    batch_percentage: Share | None = Field(None, validate_default=True)
    portion_description: ShortText | None = None
    shelf_life_days: Annotated[int, Field(gt=0, le=3650)] | None = None
    description: LongText = ""
    production_notes: LongText = ""
    notes: LongText = ""

    @field_validator("items_per_batch", "batch_percentage")
    @classmethod
    def _says_how_many(cls, value: Any, told: ValidationInfo) -> Any:
        """The number of its mode is there, that of the other one is not kept."""
        mode, sentence = MODES[told.field_name or ""]
        if told.data.get("yield_mode") != mode:
            return None
        if value is None:
            raise BadValue(sentence)
        return value


class StepIn(In):
    """One step of the method; the oven in Celsius or in Fahrenheit."""

    text: Annotated[LongText, StringConstraints(min_length=1)]
    minutes: Minutes | None = None
    oven_celsius: Annotated[int, Field(ge=COLDEST, le=HOTTEST)] | None = None
    oven_fahrenheit: Annotated[int, Field(ge=90, le=930)] | None = None
    has_timer: bool = False

    def stored(self) -> dict[str, Any]:
        heat = self.oven_celsius
        if heat is None and self.oven_fahrenheit is not None:
            heat = celsius(self.oven_fahrenheit)
        return self.model_dump(exclude={"oven_fahrenheit"}) | {"oven_celsius": heat}


class RecipeFields(In):
    """What a baker may say of a recipe. Each list replaces the one before as a whole."""

    category: ShortName = Field("", description="A category's name; a new word makes none")
    source: Annotated[ShortText, StringConstraints(max_length=200)] = ""
    minutes: Minutes | None = None
    notes: LongText = ""
    is_production_ready: bool = False
    lines: list[LineIn] = Field(default_factory=list, max_length=MOST_LINES)
    components: list[ComponentIn] = Field(default_factory=list, max_length=MOST_COMPONENTS)
    yields: list[YieldIn] = Field(default_factory=list, max_length=MOST_YIELDS)
    steps: list[StepIn] = Field(default_factory=list, max_length=MOST_STEPS)


class NewRecipe(RecipeFields):
    """A whole recipe."""

    name: Name
    category: ShortName = Field(description="A category's name")


class RecipeChange(RecipeFields):
    """Only the fields that are given change; a list that is not given stays as it is."""

    name: Name = ""


class RecipeForm(NewRecipe):
    """The page's form. What stands in a line before anybody types says nothing alone."""

    silent: ClassVar[dict[str, frozenset[str]]] = {
        "lines": frozenset({"unit"}),
        "components": frozenset({"batches"}),
        "yields": frozenset({"id", "yield_mode", "yield_type", "item_unit"}),
        "steps": frozenset({"has_timer"}),
    }


class VariantYield(In):
    """What the variant calls a finished unit of its base."""

    base_yield_id: UUID
    name: Name


class NewVariant(In):
    """A variant of a recipe: the same lines, components, steps and yields to begin with.

    `yields` names every finished unit of the base once more, or is left out: then each is called
    by the variant's name and its own."""

    variant_name: ShortName
    name: Name | None = Field(None, description="Its whole name; else “base - variant”")
    copy_ingredients: bool = True
    yields: list[VariantYield] | None = Field(None, max_length=MOST_YIELDS)


class CategoryIn(In):
    """A category of recipes."""

    name: ShortName
    description: LongText = ""
    sort_order: Annotated[int, Field(ge=0, le=10_000)] | None = None
