"""What comes in about a bakery's assistant, and what every door shows of it."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, Field

from baketracker.fields import DecimalOut, In, MoneyIn

from .models import AssistantSettings


class AssistantChange(In):
    """All a bakery's admin may say of its assistant; what is left out is off or has no limit of the
    bakery's own. `readings_per_day` and `spend_limit_dollars` (US dollars in a calendar month) may
    be lower than the operator's, never higher. The page does not send an unticked box at all."""

    is_on: bool = False
    keeps_sound: bool = False
    includes_tax: bool = False
    readings_per_day: Annotated[int, Field(ge=0, le=100_000)] | None = None
    spend_limit_dollars: Annotated[MoneyIn, Field(ge=0, lt=1_000_000, decimal_places=2)] | None = (
        None
    )


class AssistantView(BaseModel):
    """How a bakery wants its assistant. `keeps_sound`: recordings stay after they were read;
    `includes_tax`: tax on food is a part of what it cost. Limits of None are the operator's."""

    is_on: bool
    keeps_sound: bool
    includes_tax: bool
    readings_per_day: int | None
    spend_limit_dollars: DecimalOut | None
    version: int

    @classmethod
    def of(cls, row: AssistantSettings | None) -> "AssistantView":
        """The view of the row; of none, what holds while nobody has said anything."""
        if row is None:
            return cls(
                is_on=True, keeps_sound=False, includes_tax=False, readings_per_day=None,
                spend_limit_dollars=None, version=1,
            )  # fmt: skip
        return cls.model_validate(row, from_attributes=True)


class Standing(BaseModel):
    """How much of its limits a bakery has used.

    `readings` of `limit` today, which ends at `resets_at` (the bakery's midnight); `dollars` of
    `hard_limit` this calendar month, which ends at `month_ends_at`. `is_near`: people should be
    told. `unpriced` calls of the month cost nobody knows what and are not part of `dollars`."""

    readings: int
    limit: int
    resets_at: datetime
    dollars: DecimalOut
    soft_limit: DecimalOut
    hard_limit: DecimalOut
    month_ends_at: datetime
    unpriced: int

    @property
    def is_near(self) -> bool:
        """Four fifths of a day's readings, or the soft limit of the money."""
        return self.readings * 5 >= self.limit * 4 or Decimal(self.dollars) >= self.soft_limit


class Spent(BaseModel):
    """What one purpose was asked for in a month, and what that cost."""

    purpose: str
    readings: int
    dollars: DecimalOut
