"""The form in which a run is written down, and what it says."""

from datetime import datetime, time
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import Field

from baketracker.db.scope import Scope
from baketracker.errors import N_, InvalidInput
from baketracker.fields import Day, In, Notes, shown

from .given import MOST_UNITS, Batches, LossIn, NewRun, Short, Units
from .given import Scale as ScaleIn
from .outcome import CATEGORIES

LOST = tuple(f"lost_{name}" for name in CATEGORIES)
LossCount = Annotated[int, Field(ge=0, le=MOST_UNITS)]
CHANGED = N_("%(batches)s × %(scale)s are expected to give %(expected)s. How many were good?")


class AskedBatches(In):
    """What is expected is asked of these."""

    finished_unit_id: UUID
    event_id: UUID | None = None
    batches: Batches = 1
    scale: ScaleIn = Decimal(1)


class RunForm(AskedBatches):
    """The page's form. `planned` is what was expected of the batches that stood there when the
    field of good ones was filled in; with other batches it says nothing any more."""

    model_config = shown({"finished_unit_id": str(UUID(int=0)), "batches": 2, "good": 90})

    good: Units
    planned: Units | None = None
    lost_burnt: LossCount = 0
    lost_broken: LossCount = 0
    lost_contaminated: LossCount = 0
    lost_dropped: LossCount = 0
    lost_wrong_ingredients: LossCount = 0
    lost_other: LossCount = 0
    loss_notes: Notes = ""
    produced_on: Day | None = None
    notes: Notes = ""
    short: Short = "refuse"
    confirmed: bool = False

    def field_of(self, name: str) -> str:
        """What this form calls a field of the run."""
        return {"produced_at": "produced_on", "losses": LOST[0]}.get(name, name)

    def run(self, scope: Scope) -> NewRun:
        """What it says. What was baked on another day was baked at noon."""
        own = ("finished_unit_id", "event_id", "batches", "scale", "good", "notes", "short",
               "confirmed")  # fmt: skip
        told: dict[str, Any] = {name: getattr(self, name) for name in own}
        return NewRun(**told, losses=self._losses(), produced_at=self._moment(scope))

    def refuse_changed(self, expected: int) -> None:
        """Raise InvalidInput where the field of good ones was filled in for other batches and
        nobody touched it since."""
        if self.planned is not None and self.planned != expected and self.good == self.planned:
            raise InvalidInput(
                CHANGED,
                {"good": CHANGED},
                batches=self.batches, scale=format(self.scale.normalize(), "f"), expected=expected,
            )  # fmt: skip

    def _losses(self) -> list[LossIn]:
        return [
            LossIn(category=category, quantity=count, notes=self.loss_notes)
            for category, name in zip(CATEGORIES, LOST, strict=True)
            if (count := getattr(self, name))
        ]

    def _moment(self, scope: Scope) -> datetime | None:
        if self.produced_on is None or self.produced_on == scope.today():
            return None
        return datetime.combine(self.produced_on, time(12), ZoneInfo(scope.timezone))
