"""What comes in about ingredients, and what every door shows of them."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    field_validator,
    model_validator,
)

from baketracker.fields import (
    DaysIn,
    DecimalOut,
    In,
    LongText,
    Name,
    Notes,
    QuantityIn,
    ShortName,
    ShortText,
    UnitCode,
    lines,
    with_span,
)
from baketracker.measures.durations import Span, spoken

from .models import Ingredient

MOST = 30
"""So many other names, allergens or codes one ingredient has at most."""

Showing = Literal["all", "ingredients", "groups", "archived"]
"""What a list holds: everything in use, only its leaves, only its groups, or what is put away."""

Language = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=10, pattern=r"^[A-Za-z]{2,3}([_-]\w+)*$"),
]
Code = Annotated[ShortText, Field(max_length=50)]
ListedCode = Annotated[ShortName, Field(max_length=50)]


def _or_a_word(schema: dict[str, Any]) -> None:
    whole = dict(schema)
    schema.clear()
    schema["anyOf"] = [whole, {"type": "string", "minLength": 1, "maxLength": 200}]


class Alias(In):
    """Another name, and the language it is in (such as de), where somebody said so. A word alone
    is a name, too."""

    model_config = ConfigDict(json_schema_extra=_or_a_word)

    name: Name
    locale: Language | None = None

    @model_validator(mode="before")
    @classmethod
    def _a_word_alone(cls, value: Any) -> Any:
        return {"name": value} if isinstance(value, str) else value


class Crosswalk(In):
    """Its code in a foreign system."""

    system: Annotated[ShortName, Field(max_length=50, examples=["USDA NDB"])]
    code: ShortName


class IngredientFields(In):
    """What a baker may say of an ingredient. Its level follows from what it is and where."""

    parent_id: UUID | None = Field(None, description="The group it stands in")
    is_group: bool = Field(False, description="A group for others to stand in")
    category: Annotated[ShortText, Field(max_length=100)] = ""
    default_unit: UnitCode | None = None
    description: LongText = ""
    notes: Notes = ""
    density_volume: QuantityIn | None = Field(None, description="This much by volume ...")
    density_volume_unit: UnitCode | None = None
    density_weight: QuantityIn | None = Field(None, description="... weighs this much")
    density_weight_unit: UnitCode | None = None
    moisture_pct: Annotated[QuantityIn, Field(le=100)] | None = None
    shelf_life_days: DaysIn | None = None
    low_below: QuantityIn | None = Field(None, description="On the low list below so much ...")
    low_unit: UnitCode | None = Field(None, description="... of this unit")
    is_packaging: bool = Field(False, description="Wraps finished goods; nobody eats it")
    allergens: list[Name] = Field(default_factory=list, max_length=MOST)
    aliases: list[Alias] = Field(default_factory=list, max_length=MOST)
    foodon_id: Code | None = Field(None, description="FoodOn", examples=["FOODON:03301116"])
    foodex2_code: Code | None = Field(None, description="FoodEx2 (EFSA)", examples=["A000P"])
    langual_terms: list[ListedCode] = Field(default_factory=list, max_length=MOST)
    fdc_ids: list[ListedCode] = Field(
        default_factory=list, max_length=MOST, description="USDA FoodData Central"
    )
    crosswalks: list[Crosswalk] = Field(default_factory=list, max_length=MOST)


class NewIngredient(IngredientFields):
    """A whole ingredient."""

    name: Name


class IngredientChange(IngredientFields):
    """Only the fields that are given change."""

    name: Name = ""


class IngredientForm(NewIngredient):
    """The page's form: lists are typed one a line; units stand there before anybody types, so
    without an amount they say nothing."""

    _lists = field_validator("allergens", "langual_terms", "fdc_ids", mode="before")(lines)

    @field_validator("aliases", mode="before")
    @classmethod
    def _no_language_is_none(cls, value: Any) -> Any:
        """The form shows the language: left empty, there is none."""
        if not isinstance(value, list):
            return value
        return [{"locale": None} | one if isinstance(one, dict) else one for one in value]

    @model_validator(mode="before")
    @classmethod
    def _units_alone_say_nothing(cls, values: Any) -> Any:
        silent = []
        if not (values.get("density_volume") or values.get("density_weight")):
            silent += ["density_volume_unit", "density_weight_unit"]
        if not values.get("low_below"):
            silent.append("low_unit")
        kept = {name: value for name, value in values.items() if name not in silent}
        return with_span(kept, "shelf_life_days", "shelf_life_span")


class IngredientRef(BaseModel):
    """Just enough to name and open it."""

    id: UUID
    name: str


class AliasView(BaseModel):
    """Another name, and its language where somebody said so."""

    name: str
    locale: str | None


class IngredientView(BaseModel):
    """An ingredient or a group of them; `path`: the groups it stands in, the outermost first.
    Density: `density_volume` of `density_volume_unit` weigh `density_weight` of
    `density_weight_unit`; `grams_per_ml` is the same as one number."""

    id: UUID
    name: str
    slug: str
    parent: IngredientRef | None
    path: list[IngredientRef]
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
    low_below: DecimalOut | None
    low_unit: str | None
    is_packaging: bool
    allergens: list[str]
    aliases: list[AliasView]
    foodon_id: str | None
    foodex2_code: str | None
    langual_terms: list[str]
    fdc_ids: list[str]
    version: int

    @classmethod
    def of(
        cls, row: Ingredient, density: Decimal | None, path: list[IngredientRef]
    ) -> "IngredientView":
        """The view of a row whose aliases are loaded."""
        # What comes from the database has the right types: checking again costs a third of a list.
        return cls.model_construct(**shown_of(row, density, path))


def shown_of(row: Ingredient, density: Decimal | None, path: list[IngredientRef]) -> dict[str, Any]:
    """The fields of its view."""
    return {name: getattr(row, name) for name in STORED} | {
        "is_leaf": row.is_leaf,
        "parent": path[-1] if path else None,
        "path": path,
        "grams_per_ml": density,
        "aliases": [
            AliasView.model_construct(name=one.alias, locale=one.locale) for one in row.aliases
        ],
        "langual_terms": [str(term) for term in row.langual_terms],
        "fdc_ids": [str(number) for number in row.fdc_ids],
    }


COMPUTED = frozenset(
    {"parent", "path", "grams_per_ml", "aliases", "is_leaf", "langual_terms", "fdc_ids"}
)
STORED = tuple(name for name in IngredientView.model_fields if name not in COMPUTED)


class IngredientDetail(IngredientView):
    """With its codes in foreign systems."""

    crosswalks: list[Crosswalk]

    @classmethod
    def whole(
        cls,
        row: Ingredient,
        density: Decimal | None,
        path: list[IngredientRef],
        crosswalks: Sequence[Crosswalk],
    ) -> "IngredientDetail":
        """The view of a row whose aliases are loaded."""
        return cls.model_construct(**shown_of(row, density, path), crosswalks=list(crosswalks))

    def typed(self) -> dict[str, Any]:
        """Its fields as the form shows them before anybody types."""
        fields = self.model_dump(mode="json", include=set(IngredientForm.model_fields))
        for name in ("allergens", "langual_terms", "fdc_ids"):
            fields[name] = "\n".join(fields[name])
        amount, span = spoken(self.shelf_life_days) if self.shelf_life_days else ("", Span.DAYS)
        return fields | {
            "parent_id": str(self.parent.id) if self.parent else "",
            "is_group": not self.is_leaf,
            "shelf_life_days": amount,
            "shelf_life_span": span.value,
        }


class PlaceView(BaseModel):
    """An ingredient or group by its place among the others."""

    id: UUID
    name: str
    level: int
