"""What every door shows of finished stock."""

from datetime import date, datetime
from decimal import Decimal
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, computed_field

from baketracker.costs import Cost, UnitCost
from baketracker.fields import DecimalOut
from baketracker.recipes.schemas import RecipeRef

from .kinds import KindName
from .models import Reason

Show = Literal["", "low", "all"]
"""What is there or low; only what is low; everything, also what is not there at all."""


class FinishedView(BaseModel):
    """So many pieces of a finished unit or a finished good are on hand, `held` of them kept for
    somebody. `good_until`: the last day on which all of them are good. `low_below`: below so many
    they are low, null when nobody watches them. `unit_cost` is what one took to make on average."""

    kind: KindName
    id: UUID
    name: str
    recipe: RecipeRef | None
    on_hand: int
    held: int
    good_until: date | None
    low_below: int | None
    unit_cost: UnitCost
    is_archived: bool

    @computed_field  # type: ignore[prop-decorator]
    @property
    def is_low(self) -> bool:
        return self.low_below is not None and self.on_hand < self.low_below

    @computed_field  # type: ignore[prop-decorator]
    @property
    def value(self) -> DecimalOut | None:
        """Null when nobody knows what one costs."""
        if self.on_hand == 0:
            return Decimal(0)
        return self.unit_cost.times(self.on_hand).total


class FinishedChange(BaseModel):
    """What is on hand after a change, and what undo takes back; null when nothing had to be
    changed."""

    operation_id: UUID | None
    item: FinishedView


class FinishedMove(BaseModel):
    """So many pieces came (or went, below 0): from `before` to `after`. `by` is the account,
    `operation_id` what undo takes back while it can."""

    id: UUID
    happened_at: datetime
    change: int
    before: int
    after: int
    reason: Reason
    notes: str
    by: UUID | None
    is_taken_back: bool
    operation_id: UUID | None


class FinishedWorth(BaseModel):
    """What all finished stock is worth."""

    units: Cost
    goods: Cost

    @computed_field  # type: ignore[prop-decorator]
    @property
    def total(self) -> Cost:
        return self.units + self.goods
