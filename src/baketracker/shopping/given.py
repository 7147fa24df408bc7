"""What comes in about shopping lists."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import BeforeValidator, Field

from baketracker.fields import In, LongText, MoneyIn, Name, ShortText

Packages = Annotated[int, Field(ge=0, le=1_000_000)]
Ids = Annotated[list[UUID], Field(max_length=50)]


class NewList(In):
    """A list for these events (none: an empty list). Without a name it is called after them."""

    name: Name | None = None
    event_ids: Ids = Field(default_factory=list)
    notes: LongText = ""
    prefer_usual: bool = Field(False, description="Take the usual products, whatever they cost")


class ListChange(In):
    """Only the fields that are given change; other events bring other lines."""

    name: Name = ""
    event_ids: Ids = Field(default_factory=list)
    notes: LongText = ""


class Refreshing(In):
    """How the untouched lines are filled anew."""

    prefer_usual: bool = Field(False, description="Take the usual products, whatever they cost")


class NewItem(In):
    """A line by hand: words, or a product that is known here (exactly one of the three)."""

    text: Name | None = None
    product_id: UUID | None = None
    material_product_id: UUID | None = None
    packages: Packages | None = Field(None, description="1 for a product unless told")


class ItemChange(In):
    """Only the fields that are given change. 0 packages leave the line out."""

    text: Name = ""
    product_id: UUID | None = None
    material_product_id: UUID | None = None
    packages: Packages | None = None
    package_price: MoneyIn | None = None
    supplier_id: UUID | None = None
    aisle: ShortText = ""


def several(value: Any) -> Any:
    """One ticked box arrives alone."""
    return [value] if isinstance(value, str) else value


class MakeForm(In):
    """The page's form: for one event, for several, or for none."""

    name: Name | None = None
    event_id: Annotated[Ids, BeforeValidator(several)] = Field(default_factory=list)


class ListForm(In):
    """The page's form of a list that is there: everything is sent."""

    name: Name
    notes: LongText = ""
    event_id: Annotated[Ids, BeforeValidator(several)] = Field(default_factory=list)


class TickForm(In):
    """An unticked box is not sent at all."""

    in_cart: bool = False


class ItemForm(In):
    """The page's form of a line: everything is sent. `package_id` is a product's, or a material
    product's where the line is about a material."""

    text: Name | None = None
    package_id: UUID | None = None
    packages: Packages | None = None
    package_price: MoneyIn | None = None
    supplier_id: UUID | None = None
    aisle: ShortText = ""
