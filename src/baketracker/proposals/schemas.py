"""What comes in about proposals."""

from typing import Annotated

from pydantic import Field

from baketracker.fields import In, MoneyIn, QuantityIn, Told

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
