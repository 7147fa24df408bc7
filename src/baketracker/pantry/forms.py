"""The pantry's forms, and what they make of what is typed."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from baketracker.errors import InvalidInput
from baketracker.fields import In, QuantityIn, UnitCode, plain, shown

from .adjusting import TYPED
from .given import (
    HOW_MUCH,
    Adjustment,
    Count,
    FoundStock,
    HowMuch,
    LotChange,
    LotCount,
    ManualReason,
    Notes,
    Percent,
    Threshold,
    Use,
)
from .schemas import BoughtView, LotView


class AdjustForm(In):
    """The amount of a lot: the field of what is left is filled in already."""

    new_quantity: QuantityIn | None = None
    amount_used: QuantityIn | None = None
    unit: UnitCode | None = None
    remaining_percentage: Percent | None = None
    reason: ManualReason = "correction"
    notes: Notes = ""

    def adjustment(self, was: LotView) -> Adjustment:
        """What was meant: what is left, unless one of the others was filled in and that was not
        touched. Raises InvalidInput when two were."""
        values = self.model_dump()
        others = (self.amount_used, self.remaining_percentage)
        if any(way is not None for way in others) and self.new_quantity == typed(was.quantity):
            values["new_quantity"] = None
        ways = [values[name] for name in WAYS]
        if sum(way is not None for way in ways) != 1:
            raise InvalidInput(HOW_MUCH)
        return Adjustment(**values)


WAYS = ("new_quantity", "amount_used", "remaining_percentage")


class LotForm(LotChange):
    """All that may be said of a lot; what is empty is not known."""

    def change(self, bought: BoughtView | None) -> LotChange:
        fields = set(LotChange.model_fields) - (set() if bought else {"supplier_id"})
        return LotChange(**{name: getattr(self, name) for name in fields})


class CountForm(LotCount):
    """One line of the count: the lot, which of how many of its ingredient it is, and the one the
    baker comes to next."""

    model_config = shown({"lot_id": str(UUID(int=0)), "quantity": "2.5", "number": 1, "of": 2})

    lot_id: UUID
    number: Annotated[int, Field(ge=1, le=9999)] = 1
    of: Annotated[int, Field(ge=1, le=9999)] = 1
    next_id: UUID | None = None

    def count(self) -> Count:
        own = {name: getattr(self, name) for name in HowMuch.model_fields}
        return Count(lot_id=self.lot_id, **own)


class UseForm(Use):
    """So much of an ingredient is used."""


class FoundForm(FoundStock):
    """What is at home."""


class ThresholdForm(Threshold):
    """Below so much it is low."""


def typed(amount: Decimal) -> Decimal:
    """As far as a form shows an amount."""
    return amount.quantize(TYPED)


def lot_typed(lot: LotView, bought: BoughtView | None) -> dict[str, Any]:
    """The fields of a lot's two forms as they show it before anybody types."""
    shop = bought.supplier if bought else None
    return {
        "new_quantity": plain(typed(lot.quantity)),
        "location": lot.location or "",
        "expires_on": _day(lot.expires_on),
        "opened_on": _day(lot.opened_on),
        "lot_code": lot.lot_code or "",
        "notes": lot.notes,
        "supplier_id": str(shop.id) if shop else "",
    }


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
