"""The forms of a proposal, and what they say."""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from baketracker.fields import Day, In, LongText, MoneyIn, QuantityIn, ShortText, UnitCode

from .drafts import EventDraft, NewPackage, PurchaseLine
from .editing import EventChange, HeadChange, LineChange, Percent, StockChange

NEW = "new"
SKIP = "skip"
# What a package that nobody knows yet most likely is sold by.
USUAL_UNIT = "lb"


class SentenceForm(In):
    """What somebody typed."""

    said: LongText = ""


class ConfirmForm(In):
    """What the page showed when it was to be saved: the fingerprint of the proposal."""

    seen: Annotated[str, Field(max_length=64)] = ""


class HeadForm(In):
    """The store and the day of a purchase; "new" is the store it names, which is none of ours
    yet."""

    supplier_id: UUID | Literal["new"] | None = None
    bought_on: Day

    def change(self) -> HeadChange:
        if self.supplier_id == NEW:
            return HeadChange(bought_on=self.bought_on)
        return HeadChange(supplier_id=self.supplier_id, bought_on=self.bought_on)


class DoubleForm(In):
    """What becomes of what is here already."""

    place: Annotated[int, Field(ge=0, le=100)]
    answer: Literal["keep", "replace"]


class LineForm(In):
    """A line: `product` is what was chosen ("food.<id>", "material.<id>" or "new"); `decision`
    the button that was pressed."""

    product: Annotated[str, Field(max_length=60)] = ""
    packages: Annotated[int, Field(ge=1, le=9999)] | None = None
    price: Annotated[MoneyIn, Field(le=10_000)] | None = None
    name: ShortText = ""
    ingredient_id: UUID | None = None
    quantity: Annotated[QuantityIn, Field(gt=0)] | None = None
    unit: UnitCode | None = None
    decision: Literal["", "skip"] = ""

    def change(self) -> LineChange:
        told: dict[str, Any] = {}
        if self.decision == SKIP:
            return LineChange(decision="skip")
        if self.packages is not None:
            told |= {"packages": self.packages, "price": self.price}
        kind, _dot, key = self.product.partition(".")
        if self.product == NEW:
            told |= {"is_new": True, "name": self.name, "ingredient_id": self.ingredient_id}
            told |= {"quantity": self.quantity, "unit": self.unit}
        elif kind in COLUMNS:
            told[COLUMNS[kind]] = key
        return LineChange(**told)


COLUMNS = {"food": "product_id", "material": "material_product_id"}


def line_typed(line: PurchaseLine) -> dict[str, Any]:
    """A line as its form shows it before anybody types."""
    new = line.new or NewPackage(name=line.name or line.text)
    named = (f"{kind}.{key}" for kind, column in COLUMNS.items() if (key := getattr(line, column)))
    own = line.model_dump(mode="json", include={"packages", "price"})
    typed = own | new.model_dump(mode="json")
    product = next(named, NEW if new.ingredient_id else "")
    return typed | {"product": product, "unit": new.unit or USUAL_UNIT}


class StockForm(In):
    """Something seen in the pantry."""

    lot_id: UUID | None = None
    percent: Percent | None = None
    quantity: QuantityIn | None = None
    decision: Literal["", "skip"] = ""

    def change(self) -> StockChange:
        return StockChange(**self.model_dump(exclude_none=True))


class DishForm(In):
    """Something to make, and which recipe that is; none: none of ours."""

    said: ShortText = ""
    recipe_id: UUID | None = None


class EventForm(In):
    """An event that is proposed."""

    name: Annotated[str, Field(min_length=1, max_length=200)]
    event_date: Day | None = None
    guests: Annotated[int, Field(ge=1, le=1_000_000)] | None = None
    dishes: Annotated[list[DishForm], Field(max_length=50)] = Field(default_factory=list)

    def change(self) -> EventChange:
        own = self.model_dump(exclude={"dishes"})
        return EventChange(**own, recipe_ids=[one.recipe_id for one in self.dishes])


def event_typed(draft: EventDraft) -> dict[str, Any]:
    """An event as its form shows it before anybody types, but for its dishes."""
    return draft.model_dump(mode="json", include={"name", "event_date", "guests"})
