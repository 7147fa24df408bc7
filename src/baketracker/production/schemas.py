"""What every door shows of runs and of what they were baked after."""

from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel, computed_field

from baketracker.events.schemas import EventRef
from baketracker.fields import DecimalOut
from baketracker.recipes.schemas import RecipeRef

from .outcome import Category, Status


class MadeUnit(BaseModel):
    """The finished unit that a run made."""

    id: UUID
    name: str
    is_archived: bool


class SnapshotRef(BaseModel):
    """The recipe as a run was baked after it. `is_reused`: a plan had frozen it;
    `is_approximated`: it was made afterwards."""

    id: UUID
    taken_at: datetime
    is_reused: bool
    is_approximated: bool


class RunRow(BaseModel):
    """A run in a list. `batches`, each `scale` times as large, were expected to give `expected`
    units and gave `good`. `total_cost` is what went into it as far as that is known
    (`cost_is_known`: all of it), `unit_cost` that of one good unit; null where there is none or
    nothing is known. `finished_unit` is null where an import told the batches only. `produced_on`
    is the day in the bakery."""

    id: UUID
    recipe: RecipeRef
    finished_unit: MadeUnit | None
    event: EventRef | None
    batches: int
    scale: DecimalOut
    expected: int
    good: int
    lost: int
    status: Status
    produced_at: datetime
    produced_on: date
    total_cost: DecimalOut
    cost_is_known: bool
    unit_cost: DecimalOut | None
    snapshot: SnapshotRef | None
    notes: str
    version: int

    @computed_field  # type: ignore[prop-decorator]
    @property
    def surplus(self) -> int:
        """How many more there were than expected."""
        return max(self.good - self.expected, 0)

    @property
    def name(self) -> str:
        """What was made."""
        return self.finished_unit.name if self.finished_unit else self.recipe.name


class ConsumptionView(BaseModel):
    """So much of an ingredient went into a run; `cost` null: nobody knows all of it. Without
    `ingredient_id` an import knew the name only."""

    ingredient_id: UUID | None
    name: str
    quantity: DecimalOut
    unit: str
    cost: DecimalOut | None


class DrawnView(BaseModel):
    """So much left one lot for a run, in the lot's unit, at what the lot costs by now."""

    ingredient_id: UUID
    lot_id: UUID
    label: str
    purchased_on: date | None
    quantity: DecimalOut
    unit: str
    cost: DecimalOut | None


class LossView(BaseModel):
    """So many units were lost, for a reason. `cost` is the part of the run's cost that went with
    them, never to be added to it."""

    id: UUID
    category: Category
    quantity: int
    notes: str
    unit_cost: DecimalOut | None
    cost: DecimalOut | None


class RunView(RunRow):
    """A run with what it took, from which lots, and what was lost. `operation_id`: what undo takes
    back; null where it was imported."""

    operation_id: UUID | None
    consumptions: list[ConsumptionView]
    draws: list[DrawnView]
    losses: list[LossView]
    recorded_at: datetime
    recorded_by: UUID | None


class RunTotals(BaseModel):
    """Runs added up. `cost` is all that went into them as far as known, runs of which nothing came
    out too, and `unknown` of them have a cost that is not all known; `lost_cost` is the part of it
    that went with what was lost."""

    runs: int
    batches: DecimalOut
    expected: int
    good: int
    lost: int
    cost: DecimalOut
    unknown: int
    lost_cost: DecimalOut


class FrozenLine(BaseModel):
    """So much of an ingredient for one batch, as it was."""

    ingredient_id: UUID | None
    name: str
    quantity: DecimalOut
    unit: str


class FrozenComponent(BaseModel):
    """So many batches of another recipe inside one batch, as it was."""

    recipe_id: UUID | None
    name: str
    batches: DecimalOut


class SnapshotView(BaseModel):
    """A recipe as it was when a plan or a run froze it: its own lines, the recipes inside it, and
    `needs`, all ingredients of one batch. `plan`: the event whose plan made it. `runs` in use were
    baked after it."""

    id: UUID
    recipe: RecipeRef
    taken_at: datetime
    scale: DecimalOut
    is_approximated: bool
    plan: EventRef | None
    runs: int
    name: str
    category: str
    notes: str
    lines: list[FrozenLine]
    components: list[FrozenComponent]
    needs: list[FrozenLine]
