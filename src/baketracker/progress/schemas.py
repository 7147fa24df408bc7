"""What every door shows of how far an event is."""

from decimal import Decimal
from typing import Literal
from uuid import UUID

from pydantic import BaseModel

from baketracker.events.schemas import EventRef
from baketracker.fields import DecimalOut
from baketracker.finished_goods.schemas import GoodRef
from baketracker.recipes.schemas import RecipeRef

Phase = Literal["nothing_planned", "not_started", "in_progress", "complete"]


class StandingView(BaseModel):
    """`done` of `wanted` pieces: `left` (never below 0) or `extra`. `percent` is the true one, also
    above 100; bars stop at 100. Done means at least all of it."""

    wanted: int
    done: int
    left: int
    extra: int
    percent: DecimalOut
    is_complete: bool


class BakingView(BaseModel):
    """A target of batches. `unit` counts good units; `batches_done` are whole or part batches that
    were baked, whatever came of them, `batches_percent` of `batches`, as the desktop counted;
    `batches_left` are those still needed for what is left (None: the yield is unknown). `lost`
    units in all runs. `unit_name` is None where an import told the recipe only.

    `frozen_differs`: the recipe was changed since the plan was settled."""

    recipe: RecipeRef
    unit_id: UUID | None
    unit_name: str | None
    batches: int
    batches_done: DecimalOut
    batches_percent: DecimalOut
    batches_left: int | None
    lost: int
    runs: int
    units: StandingView


class PackingView(BaseModel):
    """A target of finished goods; `done` are those packed for this event."""

    good: GoodRef
    units: StandingView


class GivingView(BaseModel):
    """Packages for people, by where they stand, in packages."""

    pending: int
    ready: int
    delivered: int

    @property
    def total(self) -> int:
        return self.pending + self.ready + self.delivered


class PhasesView(BaseModel):
    """The steps of an event, each where it stands."""

    planning: Phase
    shopping: Phase
    baking: Phase
    packing: Phase
    giving: Phase


class ProgressView(BaseModel):
    """How far an event is. `inner`: goods that go into others of it, beside those of the list.
    `baking_percent` and `packing_percent` are means over the targets, each capped at 100 (None:
    nothing is planned there), `percent` the mean of those there are. `by_batches` is the same with
    batches instead of good units."""

    event: EventRef
    plan_state: str
    baking: list[BakingView]
    packing: list[PackingView]
    inner: list[PackingView]
    giving: GivingView
    baking_percent: DecimalOut | None
    packing_percent: DecimalOut | None
    percent: DecimalOut
    by_batches: DecimalOut
    baking_by_batches: DecimalOut | None
    phases: PhasesView
    status: Phase

    @property
    def unbaked(self) -> list[BakingView]:
        return [one for one in self.baking if not one.units.is_complete]

    @property
    def unpacked(self) -> list[PackingView]:
        """Goods of which some are still to be packed, those that go into others among them."""
        return [one for one in (*self.packing, *self.inner) if not one.units.is_complete]


def capped(percent: Decimal) -> int:
    """Where a bar ends."""
    return int(min(percent, Decimal(100)))
