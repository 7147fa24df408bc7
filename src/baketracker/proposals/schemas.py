"""What comes in about proposals."""

from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from baketracker.fields import Day, In, MoneyIn, QuantityIn, Told

Some = Annotated[QuantityIn, Field(gt=0)]
Paid = Annotated[MoneyIn, Field(gt=0, le=10_000)]
Thing = Annotated[Told, Field(min_length=1, max_length=200)]


class SaidPurchase(In):
    """Something bought, as somebody said it: `price` is for all of it, None: nobody said."""

    item_name: Thing
    quantity: Some
    unit: Annotated[Told, Field(min_length=1, max_length=40)]
    price: Paid | None = None
    store: Annotated[Told, Field(max_length=200)] = ""
    text: Annotated[Told, Field(max_length=300)] = ""
    bought_on: Day | None = None
    is_doubtful: bool = False


class SaidLine(In):
    """A line as a receipt prints it, and what the one who read it took it for. `index`: which of
    those offered to the reader; never trusted by itself."""

    text: Annotated[str, Field(max_length=300)]
    expanded: Annotated[str, Field(max_length=300)] = ""
    barcode: Annotated[str, Field(max_length=24)] = ""
    quantity: Decimal | None = None
    unit_price: Decimal | None = None
    total: Decimal | None = None
    is_weighed: bool = False


class SaidReceipt(In):
    """A receipt as it was read; `day` as it is printed."""

    store: Annotated[str, Field(max_length=200)] = ""
    day: Annotated[str, Field(max_length=60)] = ""
    number: Annotated[str, Field(max_length=60)] = ""
    lines: Annotated[list[SaidLine], Field(max_length=200)] = Field(default_factory=list)
    bought_on: date | None = None
