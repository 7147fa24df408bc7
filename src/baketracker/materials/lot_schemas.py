"""What every door shows of lots of materials, and of what is taken from them. Amounts are in base
units, written as `unit`, unless they say otherwise."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from baketracker.costs import Cost
from baketracker.fields import DecimalOut

from .models import MaterialLot, MaterialProduct
from .refs import SYMBOLS, MaterialProductRef, MaterialRef


class MaterialLotView(BaseModel):
    """What is left of one purchase: `quantity` of the `bought`. `unit_cost` is for one base unit,
    null when nobody knows it. `known_by`: bought, counted or estimated."""

    id: UUID
    product: MaterialProductRef
    bought: DecimalOut
    quantity: DecimalOut
    unit: str
    unit_cost: DecimalOut | None
    value: DecimalOut | None
    purchased_on: date | None
    location: str | None
    known_by: str
    counted_at: datetime | None
    notes: str
    version: int

    @classmethod
    def of(cls, row: MaterialLot, product: MaterialProduct) -> "MaterialLotView":
        """The view of a lot of this product, which is loaded with its material."""
        return cls(**cls.fields(row, product))

    @staticmethod
    def fields(row: MaterialLot, product: MaterialProduct) -> dict[str, Any]:
        """What every view of a lot says."""
        own = (
            "id", "quantity", "unit_cost", "purchased_on", "location", "known_by", "counted_at",
            "notes", "version",
        )  # fmt: skip
        return {name: getattr(row, name) for name in own} | {
            "product": MaterialProductRef.of(product),
            "bought": row.quantity_bought,
            "unit": SYMBOLS[product.material.base_unit],
            "value": None if row.unit_cost is None else row.quantity * row.unit_cost,
        }


class MaterialDepletionView(BaseModel):
    """So much left the lot (less than 0: it was found again), for a reason; `cost` at the price
    known now, null when nobody knows it. `by` is the account."""

    id: UUID
    happened_at: datetime
    quantity: DecimalOut
    cost: DecimalOut | None
    reason: str
    notes: str
    by: UUID | None


class MaterialLotDetail(MaterialLotView):
    """A lot with all that left it and stands, the newest first."""

    material: MaterialRef
    history: list[MaterialDepletionView]


class MaterialDraw(BaseModel):
    """So much is taken of one lot and so much stays."""

    lot_id: UUID
    purchased_on: date | None
    quantity: DecimalOut
    remaining: DecimalOut
    unit: str
    unit_cost: DecimalOut | None


class MaterialUse(BaseModel):
    """What a use of `wanted` `unit` takes: `taken` in all, `short` is not there (0 when only
    dust is lacking), both in that unit too. `cost` of what is taken. Draws, in base units, in the
    order the lots came."""

    product: MaterialProductRef
    material: MaterialRef
    wanted: DecimalOut
    unit: str
    taken: DecimalOut
    short: DecimalOut
    cost: Cost
    draws: list[MaterialDraw]


@dataclass(frozen=True, slots=True)
class Want:
    """So much of a material product, 0 or more, in any unit that measures it; in its base unit
    unless told."""

    material_product_id: UUID
    quantity: Decimal
    unit: str | None = None


class MaterialConsumed(BaseModel):
    """What was taken for each want, in the order they were given, and the operation that takes it
    back."""

    operation_id: UUID
    uses: list[MaterialUse]


class MaterialAdjusted(BaseModel):
    """A lot after its amount was corrected. `surplus` is the lot that more than was ever bought of
    it became. `operation_id` is what undo takes back; null when nothing had to be changed."""

    operation_id: UUID | None
    lot: MaterialLotView
    surplus: MaterialLotView | None
