"""What comes in about purchases."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from pydantic import BeforeValidator, Field, model_validator

from baketracker.errors import N_, BadValue
from baketracker.fields import (
    Day,
    In,
    LongText,
    MoneyIn,
    Name,
    QuantityIn,
    ShortText,
    UnitCode,
    shown,
)

MOST_LINES = 200
WHOLE = N_("Packages are bought whole: write 1, 2 or 3. What is left of one stands in the pantry.")
ONE_THING = N_("Choose what was bought: a product, or a material.")


def _whole(value: Any) -> Any:
    """A part of a package is refused in words, never cut off."""
    if isinstance(value, str):
        text = value.strip()
        if not text.isascii() or not text.isdecimal():
            raise BadValue(WHOLE)
        return int(text[:20])
    if isinstance(value, bool) or (isinstance(value, float | Decimal) and value % 1):
        raise BadValue(WHOLE)
    return value


MOST_PACKAGES = 9999
Packages = Annotated[int, BeforeValidator(_whole), Field(gt=0, le=MOST_PACKAGES)]
Place = Annotated[ShortText, Field(max_length=100)]


class NewProductSeen(In):
    """A product written down in passing, to be looked at later: `quantity` × `unit` of an
    ingredient in one package, called as it was `seen`."""

    seen: Name
    ingredient_id: UUID
    quantity: Annotated[QuantityIn, Field(gt=0)]
    unit: UnitCode


class NewLine(In):
    """So many whole packages of one thing at `package_price` each. No price: nobody knows it; 0: it
    was a gift. Without `expires_on` the shelf life of the product or its ingredient tells."""

    model_config = shown({"product_id": str(UUID(int=0)), "packages": 2, "package_price": "4.79"})

    product_id: UUID | None = None
    material_product_id: UUID | None = None
    new_product: NewProductSeen | None = None
    packages: Packages = 1
    package_price: MoneyIn | None = None
    expires_on: Day | None = None
    location: Place | None = None
    notes: LongText = ""

    @model_validator(mode="after")
    def _one_thing(self) -> "NewLine":
        named = (self.product_id, self.material_product_id, self.new_product)
        if sum(one is not None for one in named) != 1:
            raise BadValue(ONE_THING)
        return self


class NewReceipt(In):
    """What was bought at once. `confirmed`: somebody has looked at what seemed odd about it."""

    supplier_id: UUID | None = None
    bought_on: Day
    number: ShortText = ""
    total_paid: MoneyIn | None = None
    notes: LongText = ""
    lines: Annotated[list[NewLine], Field(min_length=1, max_length=MOST_LINES)]
    confirmed: bool = False


class LineChange(In):
    """Only the fields that are given change. What was bought never does: another product is
    another purchase."""

    packages: Packages = 1
    package_price: MoneyIn | None = None
    purchased_on: Day = date.min
    supplier_id: UUID | None = None
    notes: LongText = ""
    confirmed: bool = False


class ReceiptChange(In):
    """Only the fields that are given change; day and store become those of all its lines."""

    supplier_id: UUID | None = None
    bought_on: Day = date.min
    number: ShortText = ""
    total_paid: MoneyIn | None = None
    notes: LongText = ""
    confirmed: bool = False
