"""What comes in about a settled plan, and what every door shows of its life."""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from baketracker.db.types import Moment
from baketracker.errors import N_, Text
from baketracker.events.schemas import EventView
from baketracker.fields import In, LongText
from baketracker.issues import Issue
from baketracker.planning.supposing import MOST_BATCHES, MOST_GOODS

Kind = Literal[
    "drop_good", "add_good", "change_good", "drop_batches", "change_batches", "take_units"
]
Status = Literal["unchanged", "modified", "dropped", "added"]

KINDS: dict[str, Text] = {
    "drop_good": N_("taken off the list"),
    "add_good": N_("added to the list"),
    "change_good": N_("another quantity"),
    "drop_batches": N_("not baked any more"),
    "change_batches": N_("another number of batches"),
    "take_units": N_("taken from what was baked already"),
}
"""What an amendment did."""

Reason = Annotated[LongText, Field(min_length=1, max_length=500)]


class AmendGood(In):
    """A finished good becomes so many, for a reason."""

    quantity: Annotated[int, Field(ge=1, le=MOST_GOODS)]
    reason: Reason


class AmendBatches(In):
    """So many batches of a finished unit, all told, for a reason. `confirm_shortfall`: too few are
    meant."""

    batches: Annotated[int, Field(ge=1, le=MOST_BATCHES)]
    reason: Reason
    confirm_shortfall: bool = False


class Dropping(In):
    """A finished good is not on the list, or a finished unit not baked any more, for a reason."""

    reason: Reason


class Completing(In):
    """`confirmed`: over, although something planned is not made."""

    confirmed: bool = False


class Done(BaseModel):
    """The event after a step of its life, and the operation that takes the step back."""

    event: EventView
    operation_id: UUID


class AmendmentView(BaseModel):
    """One change of a plan while it was baked: `what` went from `before` to `after` (None: was not
    there), for a `reason`. `undone`: it was taken back; `reverses`: it is what took another back.
    `operation_id` takes it back while that is possible."""

    id: UUID
    kind: Kind
    what: str
    before: int | None
    after: int | None
    reason: str
    happened_at: Moment
    by: UUID | None
    undone: bool
    reverses: UUID | None
    operation_id: UUID | None


class DifferenceView(BaseModel):
    """A finished good, or the batches of a finished unit: `before` when baking began, `now`."""

    id: UUID
    name: str
    before: int | None
    now: int | None
    status: Status


class ComparisonView(BaseModel):
    """The plan as it was when baking began beside the plan now. `has_snapshot` is False where
    nothing was kept; with `trouble` what was kept cannot be read, and only the plan now is
    shown."""

    has_snapshot: bool
    trouble: str | None
    taken_at: Moment | None
    goods: list[DifferenceView]
    batches: list[DifferenceView]

    @property
    def changes(self) -> int:
        return sum(one.status != "unchanged" for one in [*self.goods, *self.batches])


class ChangedView(BaseModel):
    """A recipe or finished good that is another one now than the plan counts with."""

    kind: Literal["recipe", "finished_good"]
    id: UUID
    issue: Issue


Content = dict[str, Any]
