"""What every door shows of the pantry."""

from datetime import date
from uuid import UUID

from pydantic import BaseModel

from baketracker.fields import DecimalOut
from baketracker.ingredients.schemas import IngredientRef
from baketracker.products.schemas import ProductView

from .shelf import Amount


class LotView(BaseModel):
    """What is left of one purchase: `quantity` of `unit`; `unit_cost` is for one such unit and
    null when nobody knows it."""

    id: UUID
    product: ProductView
    quantity: DecimalOut
    unit: str
    unit_cost: DecimalOut | None
    value: DecimalOut | None
    purchased_on: date | None
    expires_on: date | None
    opened_on: date | None
    location: str | None
    lot_code: str | None
    notes: str
    version: int


class ShelfView(BaseModel):
    """All there is of one ingredient. `total` is null when its units cannot be added up; `value`
    leaves out `unpriced_lots` lots whose cost is unknown. Lots in the order they are used."""

    ingredient: IngredientRef
    category: str
    by_unit: list[Amount]
    total: Amount | None
    value: DecimalOut
    unpriced_lots: int
    lots: list[LotView]
