"""What comes in about finished stock, through every door."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from baketracker.errors import N_, BadValue
from baketracker.fields import In, Notes, shown

MOST = 1_000_000
HOW_MANY = N_("Say how many went, or how many are there.")
Pieces = Annotated[int, Field(ge=0, le=MOST)]

PersonalReason = Literal["consumption", "spoilage", "gift", "adjustment"]
"""The reasons a person may give; the others are written by baking and packing."""


class StockCorrection(In):
    """So many pieces came or went (`change`, below 0: went), or so many are there (`counted`)."""

    model_config = shown({"change": -2, "reason": "consumption"})

    change: Annotated[int, Field(ge=-MOST, le=MOST)] | None = None
    counted: Pieces | None = None
    reason: PersonalReason
    notes: Notes = Field("", description="Needed for an adjustment")

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if (self.change is None) == (self.counted is None):
            raise BadValue(HOW_MANY)
        return self


class LowBelow(In):
    """Below so many pieces it is low; empty: nobody watches it."""

    low_below: Annotated[int, Field(ge=1, le=MOST)] | None = None
