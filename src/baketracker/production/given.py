"""What comes in about runs, through every door."""

from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from baketracker.fields import In, Instant, Notes, QuantityIn, shown

from .outcome import CATEGORIES, Category

MOST_BATCHES, MOST_UNITS = 10_000, 10_000_000

Batches = Annotated[int, Field(gt=0, le=MOST_BATCHES)]
Units = Annotated[int, Field(ge=0, le=MOST_UNITS)]
Scale = Annotated[QuantityIn, Field(gt=0, le=1000)]
Short = Literal["refuse", "take"]


class LossIn(In):
    """So many units were lost, for a reason."""

    category: Category = "other"
    quantity: Annotated[int, Field(gt=0, le=MOST_UNITS)]
    notes: Notes = ""


class NewRun(In):
    """`batches` of what a finished unit is made of, each `scale` times as large, became `good` of
    it. Of what is missing, `losses` say why; the rest was lost for another reason. `short`: what
    becomes of it when the pantry holds less than it takes. `confirmed`: what seems odd is right."""

    model_config = shown({"finished_unit_id": str(UUID(int=0)), "batches": 2, "good": 90})

    finished_unit_id: UUID
    batches: Batches
    good: Units
    scale: Scale = Decimal(1)
    event_id: UUID | None = None
    produced_at: Instant | None = Field(None, description="Now unless told")
    losses: list[LossIn] = Field(default_factory=list, max_length=2 * len(CATEGORIES))
    notes: Notes = ""
    short: Short = "refuse"
    confirmed: bool = False
