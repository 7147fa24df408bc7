"""What comes in about how an event came out, and what every door shows of it."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from baketracker.events.schemas import EventRef
from baketracker.fields import DecimalOut, In, Notes, shown
from baketracker.finished_goods.schemas import GoodRef

MOST_GOODS = 1000
MOST_PIECES = 1_000_000
Pieces = Annotated[int, Field(ge=0, le=MOST_PIECES)]


class GoodOutcome(In):
    """How many of a good were left over, or how many more would have been wanted; none of both: it
    was just right. Without `notes` those that stand there stay."""

    good_id: UUID
    left_over: Pieces = 0
    ran_short: Pieces = 0
    notes: Notes | None = None


class NewOutcome(In):
    """How an event came out, good by good; goods that are not named stay as they were."""

    model_config = shown({"goods": [{"good_id": str(UUID(int=0)), "left_over": 12}]})

    goods: Annotated[list[GoodOutcome], Field(min_length=1, max_length=MOST_GOODS)]


class OutcomeLine(BaseModel):
    """A good of an event. There were `had` of it: those that were `packed`, else those on the list
    (`planned`). `left_over` and `ran_short` are null where nobody has said yet; `enough` would have
    been just right."""

    good: GoodRef
    planned: int | None
    packed: int
    had: int
    left_over: int | None
    ran_short: int | None
    enough: int | None
    notes: str


class OutcomeView(BaseModel):
    """How an event came out. `is_told`: somebody has said so of at least one good. `may_tell`: its
    day has come, or it is completed. `operation_id` takes back what was just saved."""

    event: EventRef
    guests: int | None
    is_told: bool
    may_tell: bool
    lines: list[OutcomeLine]
    operation_id: UUID | None = None


class Lesson(BaseModel):
    """What an event before says about a good of this one: there were `had`, so many were left over
    or too few, `enough` would have been just right, for `guests` guests then. `same`: it was the
    same occasion, in another year. `quantity` (for `per_guest` each) is proposed now; `is_taken`:
    the list says so already. `way`: how it came out."""

    good_id: UUID
    event: EventRef
    same: bool
    way: Literal["left_over", "ran_short", "just_right"]
    had: int
    left_over: int
    ran_short: int
    enough: int
    guests: int | None
    scaled: bool
    quantity: int
    per_guest: DecimalOut | None
    is_taken: bool


class Lessons(BaseModel):
    """Of the goods of an event those that were looked back on before, in the order of its list."""

    items: list[Lesson]
