"""What every door shows of what was lost in the oven and on the floor."""

from datetime import date
from uuid import UUID

from pydantic import BaseModel

from baketracker.events.schemas import EventRef
from baketracker.fields import DecimalOut
from baketracker.production.outcome import Category
from baketracker.recipes.schemas import RecipeRef


class LossSum(BaseModel):
    """Pieces that were lost, `losses` times; `value` is their part of what was spent, as far as
    known; of `unknown` of the losses nobody knows it."""

    pieces: int
    losses: int
    value: DecimalOut
    unknown: int


class CategoryLoss(LossSum):
    """What was lost for one reason."""

    category: Category


class RecipeLoss(LossSum):
    """What was lost of one recipe. `baked` pieces came out of its runs in the same time, good and
    lost ones; `share` of them was lost, in percent (null: nothing was baked then)."""

    recipe: RecipeRef
    baked: int
    share: DecimalOut | None


class MonthLoss(LossSum):
    """What was lost in the month that begins on this day, in all and by category in the order of
    the report's categories: `parts` are values."""

    month: date
    parts: list[DecimalOut]
    baked: int
    share: DecimalOut | None


class LossEntry(BaseModel):
    """One loss: so many pieces, for a reason. `value` null: nobody knows. `run_id` is null where
    an import told of a loss whose run is gone. `on` is the day in the bakery."""

    id: UUID
    on: date
    name: str
    recipe: RecipeRef
    event: EventRef | None
    run_id: UUID | None
    category: Category
    pieces: int
    value: DecimalOut | None
    notes: str


class LossReport(LossSum):
    """What was lost since a day: in all, by reason with the dearest first, by recipe and by month
    (the last is this one); `entries` are the newest ones, more after `next`. Values are parts of
    what baking cost, never to be added to it."""

    since: date
    baked: int
    share: DecimalOut | None
    categories: list[CategoryLoss]
    recipes: list[RecipeLoss]
    months: list[MonthLoss]
    entries: list[LossEntry]
    next: str | None
