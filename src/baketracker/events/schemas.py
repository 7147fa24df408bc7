"""What comes in about events, and what every door shows of them."""

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field, computed_field, field_validator, model_validator

from baketracker.errors import BadValue
from baketracker.fields import Day, DecimalOut, In, LongText, Name, QuantityIn
from baketracker.finished_goods.schemas import GoodRef, PartView
from baketracker.recipes.schemas import RecipeRef

from .models import Event, KitchenSettings

When = Literal["upcoming", "past", "all", "templates", "archived"]
Level = Literal["exact", "rarely_short", "never_short"]
OutputMode = Literal["bulk_count", "bundled", "packaged", "per_serving"]
Guests = Annotated[int, Field(ge=1, le=1_000_000)]


def _several(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


class EventFields(In):
    """What a baker may say of an event beside its name and day. `output_mode`: loose items,
    bundles, packages or plates."""

    output_mode: OutputMode | None = None
    expected_guests: Guests | None = None
    notes: LongText = ""


class NewEvent(EventFields):
    """A whole event."""

    name: Name
    event_date: Day


class Netting(In):
    """What of the things on hand the plan may count: finished goods, finished units, ingredients.
    The page does not send an unticked box at all."""

    net_goods: bool = False
    net_units: bool = False
    net_ingredients: bool = False


class Surely(In):
    """How surely the plan is to cover its demand; nothing: as the kitchen settings say."""

    service_level: Level | None = None

    _none = field_validator("service_level", mode="before")(lambda value: value or None)


class EventChange(EventFields, Netting, Surely):
    """Only the fields that are given change; the defaults are never read."""

    name: Name = ""
    event_date: Day = date.max


class Copying(In):
    """A new event made from another: its name and day, and what comes along."""

    name: Name
    event_date: Day
    expected_guests: Guests | None = None
    recipes: bool = False
    goods: bool = False
    batches: bool = False
    notes: bool = False


class TemplateName(In):
    """What a template is called."""

    name: Name


class GoodQuantity(In):
    """How many of a finished good: a whole number, or so many for each guest. `add_recipes`
    chooses the recipes it needs too."""

    quantity: Annotated[int, Field(ge=1, le=1_000_000)] | None = None
    per_guest: Annotated[QuantityIn, Field(gt=0, le=1000)] | None = None
    add_recipes: bool = False

    @model_validator(mode="after")
    def _one_of_both(self) -> "GoodQuantity":
        if (self.quantity is None) == (self.per_guest is None):
            raise BadValue("Write how many: a whole number from 1, or so many for each guest.")
        return self


class GoodForm(GoodQuantity):
    """The page's form: − and + send what stood in the field, and `by` how much that changes."""

    @model_validator(mode="before")
    @classmethod
    def _stepped(cls, values: dict[str, Any]) -> dict[str, Any]:
        by, stood = values.get("by"), str(values.get("quantity", "")).strip()
        if by not in ("1", "-1"):
            return values
        whole = stood.isdecimal() and len(stood) < 10
        stepped = {"quantity": int(stood) + int(by)} if whole else {}
        return {name: value for name, value in values.items() if name != "by"} | stepped


class ChosenRecipes(In):
    """The recipes of an event, all of them. `confirm_removal`: goods they do not make may go."""

    recipe_ids: Annotated[list[UUID], Field(max_length=1000)] = Field(default_factory=list)
    confirm_removal: bool = False


class RecipesForm(ChosenRecipes):
    """The page's form: a single tick is sent as one word."""

    _ticks = field_validator("recipe_ids", mode="before")(_several)


class KitchenFields(In):
    """What a kitchen can do in a day: batches and oven minutes (empty: no limit); the weekdays off
    (Monday is 0); from how much waste on, in percent, the plan warns; how surely plans cover their
    demand, and what is usually lost, in percent (empty: what the runs say)."""

    batches_per_day: Annotated[int, Field(ge=1, le=10_000)] | None = None
    oven_minutes_per_day: Annotated[int, Field(ge=1, le=24 * 60 * 100)] | None = None
    days_off: Annotated[list[Annotated[int, Field(ge=0, le=6)]], Field(max_length=7)] = Field(
        default_factory=list
    )
    waste_percent: Annotated[int, Field(ge=0, le=100)] = 15
    service_level: Level = "exact"
    usual_loss_percent: Annotated[QuantityIn, Field(ge=0, lt=100)] | None = None


class KitchenForm(KitchenFields):
    """The page's form: a single tick is sent as one word."""

    _ticks = field_validator("days_off", mode="before")(_several)


class OutputView(BaseModel):
    """So many of one finished good."""

    name: str
    quantity: int


class EventView(BaseModel):
    """Something to bake for; a template is copied instead. `plan_state`: draft, locked,
    in_production or completed; `goods` is how many finished goods it wants in all, `outputs` which
    ones. The `net_` switches say what of the things on hand its plan counts, `service_level` how
    surely it is to cover its demand (None: as the kitchen settings say)."""

    id: UUID
    name: str
    slug: str
    event_date: date
    plan_state: str
    output_mode: OutputMode | None
    expected_guests: int | None
    notes: str
    is_template: bool
    is_archived: bool
    net_goods: bool
    net_units: bool
    net_ingredients: bool
    service_level: Level | None
    outputs: list[OutputView]
    version: int

    @computed_field  # type: ignore[prop-decorator]
    @property
    def year(self) -> int:
        return self.event_date.year

    @computed_field  # type: ignore[prop-decorator]
    @property
    def goods(self) -> int:
        return sum(output.quantity for output in self.outputs)

    @classmethod
    def of(cls, row: Event, outputs: list[OutputView]) -> "EventView":
        return cls(
            **{name: getattr(row, name) for name in STORED},
            is_archived=row.deleted_at is not None,
            outputs=outputs,
        )

    def typed(self) -> dict[str, Any]:
        """Its fields as the form shows them before anybody types."""
        return self.model_dump(mode="json", include=set(NewEvent.model_fields))


STORED = tuple(name for name in EventView.model_fields if name not in ("outputs", "is_archived"))


class EventRef(BaseModel):
    """Just enough to name and open it."""

    id: UUID
    name: str
    event_date: date

    @classmethod
    def of(cls, event: Event | EventView) -> "EventRef":
        return cls(id=event.id, name=event.name, event_date=event.event_date)


class WishRow(BaseModel):
    """How many of a finished good an event wants; with `per_guest` that follows the guests."""

    good_id: UUID
    quantity: int
    per_guest: DecimalOut | None


class RecipeChoice(BaseModel):
    """A recipe an event may choose."""

    recipe: RecipeRef
    category: str
    is_chosen: bool


class GoodChoice(BaseModel):
    """A finished good an event may want. `quantity`: it is on the list already; `missing`: recipes
    it needs that are not chosen; `is_near`: it needs at least one that is, or none at all;
    `trouble`: why it cannot be made."""

    good: GoodRef
    parts: list[PartView]
    quantity: int | None
    missing: list[RecipeRef]
    is_near: bool
    trouble: str | None


class LeavingGood(BaseModel):
    """A good that leaves the list because recipes it needs are not chosen."""

    good: GoodRef
    quantity: int
    missing: list[str]

    @property
    def sentence(self) -> str:
        """ "Bag (Fudge Brownie)"."""
        return f"{self.good.name} ({', '.join(self.missing)})"


class EventRecipesView(BaseModel):
    """The chosen recipes, A to Z, and the goods that went because of the choice."""

    recipes: list[RecipeRef]
    removed: list[LeavingGood]


class KitchenView(BaseModel):
    """What the kitchen can do; None is no limit. Version 0: nobody has said anything yet."""

    batches_per_day: int | None
    oven_minutes_per_day: int | None
    days_off: list[int]
    waste_percent: int
    service_level: Level
    usual_loss_percent: DecimalOut | None
    version: int

    @classmethod
    def of(cls, row: KitchenSettings | None) -> "KitchenView":
        if row is None:
            return cls(**KitchenFields().model_dump(), version=0)
        return cls(**{name: getattr(row, name) for name in cls.model_fields})
