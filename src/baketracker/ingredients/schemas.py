"""What comes in about ingredients, and what every door shows of them."""

from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field, field_validator, model_validator

from baketracker.fields import (
    DecimalOut,
    In,
    LongText,
    Name,
    QuantityIn,
    ShortText,
    UnitCode,
    lines,
)

from .models import Ingredient

MOST_ALIASES = 30
LONGEST_LIFE = 3650

Showing = Literal["all", "ingredients", "groups", "archived"]
"""What a list holds: everything in use, only its leaves, only its groups, or what is put away."""


class IngredientFields(In):
    """What a baker may say of an ingredient. Its level follows from what it is and where."""

    parent_id: UUID | None = Field(None, description="The group it stands in")
    is_group: bool = Field(False, description="A group for others to stand in")
    category: ShortText = ""
    default_unit: UnitCode | None = None
    description: LongText = ""
    notes: LongText = ""
    density_volume: QuantityIn | None = Field(None, description="This much by volume ...")
    density_volume_unit: UnitCode | None = None
    density_weight: QuantityIn | None = Field(None, description="... weighs this much")
    density_weight_unit: UnitCode | None = None
    moisture_pct: Annotated[QuantityIn, Field(le=100)] | None = None
    shelf_life_days: Annotated[int, Field(gt=0, le=LONGEST_LIFE)] | None = None
    is_packaging: bool = Field(False, description="Wraps finished goods; nobody eats it")
    allergens: list[Name] = Field(default_factory=list, max_length=MOST_ALIASES)
    aliases: list[Name] = Field(default_factory=list, max_length=MOST_ALIASES)


class NewIngredient(IngredientFields):
    """A whole ingredient."""

    name: Name


class IngredientChange(IngredientFields):
    """Only the fields that are given change."""

    name: Name = ""


class IngredientForm(NewIngredient):
    """The page's form: lists are typed one a line; the units of a density stand there before
    anybody types, so without an amount they say nothing."""

    _lists = field_validator("allergens", "aliases", mode="before")(lines)

    @model_validator(mode="before")
    @classmethod
    def _units_alone_say_nothing(cls, values: Any) -> Any:
        if values.get("density_volume") or values.get("density_weight"):
            return values
        units = ("density_volume_unit", "density_weight_unit")
        return {name: value for name, value in values.items() if name not in units}


class IngredientRef(BaseModel):
    """Just enough to name and open it."""

    id: UUID
    name: str


class IngredientView(BaseModel):
    """An ingredient or a group of them. Density: `density_volume` of `density_volume_unit` weigh
    `density_weight` of `density_weight_unit`; `grams_per_ml` is the same as one number."""

    id: UUID
    name: str
    slug: str
    parent: IngredientRef | None
    level: int
    is_leaf: bool
    category: str
    default_unit: str | None
    description: str
    notes: str
    density_volume: DecimalOut | None
    density_volume_unit: str | None
    density_weight: DecimalOut | None
    density_weight_unit: str | None
    grams_per_ml: DecimalOut | None
    moisture_pct: DecimalOut | None
    shelf_life_days: int | None
    is_packaging: bool
    allergens: list[str]
    aliases: list[str]
    version: int

    @classmethod
    def of(cls, row: Ingredient, density: Decimal | None) -> "IngredientView":
        """The view of a row whose parent and aliases are loaded."""
        own = {name: getattr(row, name) for name in STORED} | {"is_leaf": row.is_leaf}
        # What comes from the database has the right types: checking again costs a third of a list.
        return cls.model_construct(
            **own,
            parent=IngredientRef(id=row.parent.id, name=row.parent.name) if row.parent else None,
            grams_per_ml=density,
            aliases=[alias.alias for alias in row.aliases],
        )

    def typed(self) -> dict[str, Any]:
        """Its fields as the form shows them before anybody types."""
        fields = self.model_dump(mode="json", include=set(IngredientForm.model_fields))
        fields |= {"parent_id": str(self.parent.id) if self.parent else ""}
        fields |= {name: "\n".join(fields[name]) for name in ("aliases", "allergens")}
        return fields | {"is_group": not self.is_leaf}


COMPUTED = frozenset({"parent", "grams_per_ml", "aliases", "is_leaf"})
STORED = tuple(name for name in IngredientView.model_fields if name not in COMPUTED)


class PlaceView(BaseModel):
    """An ingredient or group by its place among the others."""

    id: UUID
    name: str
    level: int
