"""The forms of the board and of the kitchen."""

from uuid import UUID

from baketracker.fields import In, Notes, shown
from baketracker.production.given import Batches, LossIn, Short, Units
from baketracker.production.open_schemas import Finished
from baketracker.production.outcome import Category


class StartForm(In):
    """So many batches of a card are begun."""

    model_config = shown({"finished_unit_id": str(UUID(int=0)), "batches": 1})

    finished_unit_id: UUID
    batches: Batches = 1


class DoneForm(In):
    """How many came out good. What is missing of those expected was all lost for one `reason`."""

    good: Units
    reason: Category | None = None
    notes: Notes = ""
    short: Short = "refuse"
    confirmed: bool = False

    def finished(self, expected: int | None) -> Finished:
        """What it says of batches that were expected to give so many."""
        lost = max((expected or 0) - self.good, 0)
        told = [LossIn(category=self.reason, quantity=lost)] if self.reason and lost else []
        return Finished(
            good=self.good,
            losses=told,
            notes=self.notes,
            short=self.short,
            confirmed=self.confirmed,
        )
