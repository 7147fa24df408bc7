"""What comes in and goes out about batches that somebody has begun."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from baketracker.events.schemas import EventRef
from baketracker.fields import DecimalOut, In, Notes, ShortName, shown
from baketracker.recipes.schemas import RecipeRef

from .given import Batches, LossIn, Scale, Short, Units
from .outcome import CATEGORIES
from .schemas import MadeUnit

MOST_STEPS, MOST_TIMERS, LONGEST_MINUTES = 500, 12, 7 * 24 * 60

Step = Annotated[int, Field(ge=0, le=MOST_STEPS)]


class NewBatch(In):
    """Somebody begins `batches` of a finished unit, each `scale` times as large, for an event or
    for none."""

    model_config = shown({"finished_unit_id": str(UUID(int=0)), "batches": 1})

    finished_unit_id: UUID
    batches: Batches = 1
    scale: Scale = Decimal(1)
    event_id: UUID | None = None


class AtStep(In):
    """The step somebody stands at: 0 is what it takes, then the steps of the recipe from 1."""

    step: Step


class NewTimer(In):
    """A timer that ends in so many minutes. One of the same name ends with it."""

    name: ShortName
    minutes: Annotated[int, Field(gt=0, le=LONGEST_MINUTES)]


class StoppedTimer(In):
    """The timer of this name is over."""

    name: ShortName


class Finished(In):
    """What became of the batches; as in a run."""

    model_config = shown({"good": 45, "losses": [{"category": "burnt", "quantity": 3}]})

    good: Units
    losses: list[LossIn] = Field(default_factory=list, max_length=2 * len(CATEGORIES))
    notes: Notes = ""
    short: Short = "refuse"
    confirmed: bool = False


class TimerView(BaseModel):
    """A timer, by the moment it ends: whoever looks at it counts down for himself."""

    name: str
    ends_at: datetime


class OpenBatchView(BaseModel):
    """Batches that are being baked: `batches`, each `scale` times as large, are expected to give
    `expected` units (null while the recipe does not say). `step`: 0 is what it takes, then the
    steps of the recipe. `operation_id`: what undo takes back; only told by what was just done."""

    id: UUID
    event: EventRef | None
    recipe: RecipeRef
    finished_unit: MadeUnit
    batches: int
    scale: DecimalOut
    expected: int | None
    step: int
    timers: list[TimerView]
    started_at: datetime
    operation_id: UUID | None = None

    @property
    def factor(self) -> Decimal:
        """How many batches of the recipe as it is written."""
        return self.batches * self.scale
