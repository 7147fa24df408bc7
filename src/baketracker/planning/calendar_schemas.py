"""What every door shows of days: when an event's batches are baked, and the bakery's month."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field, computed_field

from baketracker.fields import In
from baketracker.recipes.schemas import RecipeRef


class Sentence(BaseModel):
    """One sentence about days. A face translates `message` and writes the dates among `facts` as
    its reader likes them."""

    code: str
    message: str = Field(exclude=True)
    facts: dict[str, date | str] = Field(default_factory=dict, exclude=True)

    @computed_field  # type: ignore[prop-decorator]
    @property
    def sentence(self) -> str:
        said = {
            name: plain_day(it) if isinstance(it, date) else it for name, it in self.facts.items()
        }
        return self.message % said if said else self.message


def plain_day(day: date) -> str:
    """A day as programs and terminals show it: "Thu 2026-12-17"."""
    return f"{day:%a} {day.isoformat()}"


class BakeView(BaseModel):
    """So many batches of one thing on one day. `kept`: the baker chose that day."""

    day: date
    batches: int
    kept: bool


class JobView(BaseModel):
    """One finished unit, or a recipe inside others (`inside`), and the days it is baked.

    `id` is the finished unit's, or the inner recipe's. `shelf_life_days`: how many days before the
    event it may be baked; None where nobody has said. `oven_minutes`: for each batch; None where no
    step says. `bake_on`: the day the baker chose for the last batch. `undated` batches found no
    day."""

    id: UUID
    name: str
    recipe: RecipeRef
    inside: bool
    batches: int
    shelf_life_days: int | None
    oven_minutes: int | None
    bake_on: date | None
    bakes: list[BakeView]
    undated: int

    @property
    def first(self) -> date | None:
        return self.bakes[0].day if self.bakes else None


class LoadView(BaseModel):
    """The work of one day: of this event, of the others, and what the kitchen can do (None: no
    limit)."""

    day: date
    is_off: bool
    batches: int
    minutes: int
    other_batches: int
    other_minutes: int
    batches_limit: int | None
    minutes_limit: int | None

    @property
    def is_over(self) -> bool:
        """More than the kitchen can do."""
        return _beyond(self.batches + self.other_batches, self.batches_limit) or _beyond(
            self.minutes + self.other_minutes, self.minutes_limit
        )


def _beyond(load: int, limit: int | None) -> bool:
    return limit is not None and load > limit


class RepairView(Sentence):
    """One change after which the schedule works; it was tried. `kind` says what changes: open (a
    chosen day), on_day, a_day (capacity), keeps (shelf life), work_on (a day off)."""

    kind: Literal["open", "on_day", "keeps", "work_on", "a_day"]
    job_id: UUID | None = None
    day: date | None = None


class DueView(BaseModel):
    """The last safe moment to mend a shortage: buy it, or bake one batch more, by `by`. `by` None:
    no day is left for it. `needed_on`: when it is first used."""

    kind: Literal["ingredient", "packaging", "material", "batch"]
    id: UUID
    name: str
    by: date | None
    needed_on: date | None


class ScheduleView(BaseModel):
    """When an event's batches are baked, backwards from the event and as fresh as possible.

    `feasible` None: nothing is to be baked. Where it is False, `binding` says what stands in the
    way and `repairs` what mends it, the smallest first. `is_proven`: no fresher schedule exists, or
    none at all; else none was found. `notes` are what nobody has said and the schedule guesses.
    `is_kept`: the baker has chosen the days of all finished units. `over`: the event is past,
    completed or a template, and only the chosen days show."""

    event_id: UUID
    event_date: date
    today: date
    jobs: list[JobView]
    days: list[LoadView]
    feasible: bool | None
    is_proven: bool
    binding: Sentence | None
    repairs: list[RepairView]
    notes: list[Sentence]
    due: list[DueView]
    is_kept: bool
    over: bool

    @property
    def baked_days(self) -> list[date]:
        """The days on which anything is baked."""
        return sorted({bake.day for job in self.jobs for bake in job.bakes})

    @property
    def moments(self) -> list[date]:
        """The days on which anything is baked, or a shortage can last be mended."""
        return sorted({*self.baked_days, *(row.by for row in self.due if row.by)})

    def on(self, day: date) -> list[tuple[JobView, BakeView]]:
        """What is baked on a day."""
        return [(job, bake) for job in self.jobs for bake in job.bakes if bake.day == day]


class ChosenDay(In):
    """The day on which the last batch of a finished unit is baked; None leaves it open."""

    unit_id: UUID
    bake_on: date | None = None


class ChosenDays(In):
    """Days to keep. None: all that the schedule proposes."""

    days: Annotated[list[ChosenDay], Field(max_length=1000)] | None = None


class CalendarBake(BaseModel):
    """Batches of one thing for one event on one day; all at once or a part of them."""

    event_id: UUID
    event: str
    name: str
    inside: bool
    batches: int


class CalendarEvent(BaseModel):
    """An event on its day. `is_open`: it is still to come, and not all its batches have a day."""

    id: UUID
    name: str
    event_date: date
    plan_state: str
    is_open: bool


class CalendarDay(BaseModel):
    """One day of the bakery: events, the batches whose day is chosen, and the kitchen's load."""

    day: date
    in_month: bool
    is_off: bool
    events: list[CalendarEvent]
    bakes: list[CalendarBake]
    batches: int
    minutes: int
    batches_limit: int | None
    minutes_limit: int | None

    @property
    def is_over(self) -> bool:
        return _beyond(self.batches, self.batches_limit) or _beyond(
            self.minutes, self.minutes_limit
        )


class CalendarView(BaseModel):
    """A month in whole weeks from Monday on, the neighbouring days included."""

    month: date
    previous: date
    next: date
    today: date
    days: list[CalendarDay]

    @property
    def weeks(self) -> list[list[CalendarDay]]:
        return [self.days[start : start + 7] for start in range(0, len(self.days), 7)]

    @property
    def lively(self) -> list[CalendarDay]:
        """The month's days on which something happens."""
        return [day for day in self.days if day.in_month and (day.events or day.bakes)]
