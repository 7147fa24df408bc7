"""What every door shows of the pantry."""

from datetime import date
from uuid import UUID

from pydantic import BaseModel

from baketracker.costs import Cost
from baketracker.fields import DecimalOut
from baketracker.ingredients.schemas import IngredientRef
from baketracker.issues import Issue
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


class DrawView(BaseModel):
    """So much is taken of one lot, in its own unit, and so much stays; `unit_cost` for one such
    unit, null when nobody knows it."""

    lot_id: UUID
    product: str
    purchased_on: date | None
    quantity: DecimalOut
    remaining: DecimalOut
    unit: str
    unit_cost: DecimalOut | None


class PassedView(BaseModel):
    """A lot that stood in line and cannot be said in the unit asked for, and why."""

    lot_id: UUID
    product: str
    quantity: DecimalOut
    unit: str
    issue: Issue


class UseView(BaseModel):
    """What a use of `wanted` `unit` takes: `taken` in all, `short` is not there (0 when only dust
    is lacking). `cost` of what is taken. Draws in the order the lots came."""

    wanted: DecimalOut
    unit: str
    taken: DecimalOut
    short: DecimalOut
    cost: Cost
    draws: list[DrawView]
    passed: list[PassedView]
