"""What every door shows of what events cost, planned and spent."""

from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, computed_field

from baketracker.db.types import Moment
from baketracker.events.schemas import EventRef
from baketracker.fields import DecimalOut
from baketracker.finished_goods.schemas import GoodRef
from baketracker.issues import Issue
from baketracker.recipes.schemas import RecipeRef

SpentOn = Literal["food", "packaging", "materials"]
FULL = Decimal(100)
PERCENT = Decimal("0.01")


def percent_of(part: Decimal, whole: Decimal) -> Decimal:
    """`part` of `whole` in percent, two decimals; of nothing: 0, or 100 where there is any."""
    if not whole:
        return FULL if part else Decimal(0)
    return (part / whole * FULL).quantize(PERCENT, ROUND_HALF_EVEN)


class Compared(BaseModel):
    """What was planned beside what was spent, as far as each is known: null where something in it
    is unknown. `difference` is what was spent beyond the plan (below 0: less), `percent` that of
    what was planned."""

    planned: DecimalOut | None
    actual: DecimalOut | None

    @computed_field  # type: ignore[prop-decorator]
    @property
    def difference(self) -> DecimalOut | None:
        if self.planned is None or self.actual is None:
            return None
        return self.actual - self.planned

    @computed_field  # type: ignore[prop-decorator]
    @property
    def percent(self) -> DecimalOut | None:
        if self.difference is None or self.planned is None:
            return None
        return percent_of(self.difference, self.planned)


class KindCost(Compared):
    """One of the three things money is spent on. `actual_known` is the part of it that is known;
    `unknown` runs or parts have a cost that is not."""

    kind: SpentOn
    actual_known: DecimalOut
    unknown: int


class RecipeCost(Compared):
    """A recipe at an event: `runs` of `batches` gave `good` units. `actual_known` holds all that
    went in, runs of which nothing came out good too; `lost_cost` is the part of it that went with
    what was lost. `per_good_unit` is null where nothing came out good or something is unknown."""

    recipe: RecipeRef
    planned_batches: int | None
    runs: int
    batches: DecimalOut
    good: int
    lost: int
    actual_known: DecimalOut
    lost_cost: DecimalOut
    per_good_unit: DecimalOut | None


class GoodCost(BaseModel):
    """A finished good at an event: `quantity` were packed in `runs`. `wrapping` is what its
    packaging and materials cost (null: something is unknown), the only part of packing that is in
    the event's cost; `each` is what one cost with all that is inside it, to be looked at and never
    added to the baking. `planned_each`: what the plan reckons for one, all inside it too."""

    good: GoodRef
    runs: int
    quantity: int
    wrapping: DecimalOut | None
    each: DecimalOut | None
    planned_each: DecimalOut | None


class EventCostRow(Compared):
    """An event in the list. What is baked is counted once: when it was baked; of packing only
    packaging and materials. `planned_known` and `actual_known` are what is known of both.
    `percent_made` of what was planned is made."""

    event: EventRef
    plan_state: str
    planned_known: DecimalOut
    actual_known: DecimalOut
    unknown_runs: int
    lost_cost: DecimalOut
    percent_made: DecimalOut


class OutputView(BaseModel):
    """One thing an event puts out, in pieces: baked units are `made`, goods are `packed` and, in
    packages, `delivered`; null where that is not what it is for. `needed` is what the list comes
    to, `planned` what the batches give or make possible (null: nobody knows)."""

    kind: Literal["finished_unit", "finished_good"]
    id: UUID
    name: str
    needed: int | None
    planned: int | None
    made: int | None
    packed: int | None
    delivered: int | None


class EventCosts(EventCostRow):
    """What an event was planned to cost when baking began, `planned_at` (null: baking did not begin
    here, and the plan is priced as of today), and what was spent on it; `unknown` says what of the
    plan nobody knows. `outputs` tell how far it came."""

    planned_at: Moment | None
    unknown: list[Issue]
    kinds: list[KindCost]
    recipes: list[RecipeCost]
    goods: list[GoodCost]
    outputs: list[OutputView]


class EventCostsPage(BaseModel):
    """Events with what they cost, the newest first, and what was spent on all events of the `year`
    (null: ever), as far as it is known."""

    items: list[EventCostRow]
    next: str | None
    year: int | None
    years: list[int]
    events: int
    spent: DecimalOut
    unknown_runs: int


class GivenRow(BaseModel):
    """What somebody got at an event, or is to get."""

    recipient_id: UUID
    recipient: str
    household: str
    is_archived: bool
    event: EventRef
    package_id: UUID
    package: str
    quantity: int
    status: Literal["pending", "ready", "delivered"]
    delivered_on: date | None
    notes: str


class GivenReport(BaseModel):
    """Who got what in a year, by household and name; `years` are those in which anybody did."""

    year: int | None
    years: list[int]
    people: int
    packages: int
    delivered: int
    rows: list[GivenRow]
