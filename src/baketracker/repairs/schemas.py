"""What every door shows of the ways to make up for a short run."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from baketracker.fields import DecimalOut, In, shown

from .mending import Kind

Step = Annotated[
    str,
    Field(
        pattern=r"^(shelf|move|top_up|substitute|fewer):[0-9a-f:-]{0,80}(:later)?:[0-9]{1,6}$",
        examples=["top_up::1"],
    ),
]


class Chosen(In):
    """The steps of the repair that is taken, as it was offered: "top_up::1", "move:EVENT:4"."""

    model_config = shown({"steps": ["top_up::1"]})

    steps: Annotated[list[Step], Field(min_length=1, max_length=8)]


class StepView(BaseModel):
    """One step: `times` of a way. `what` names the event or the finished good it is about,
    `instead` the one that takes its place; `units` it makes up for. `token` is how the step is sent
    back."""

    kind: Kind
    times: int
    units: int
    what: str
    instead: str | None
    token: str


class RepairView(BaseModel):
    """Steps that together make up for all that is missing. `cost` and `minutes` are what they take
    more (None: unknown); `given_up` finished goods are not as they were promised; `best` says in
    what it is the best of those offered."""

    steps: list[StepView]
    units: int
    cost: DecimalOut | None
    minutes: int | None
    given_up: int
    best: list[Literal["smallest", "cheapest", "quickest"]]


class RepairsView(BaseModel):
    """`missing` of a finished unit for an event, and what may be done, the smallest first."""

    event_id: UUID
    event: str
    unit_id: UUID
    unit: str
    wanted: int
    missing: int
    repairs: list[RepairView]
