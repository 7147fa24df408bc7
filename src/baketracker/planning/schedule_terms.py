"""What the bake schedule speaks of. The freshest day is the one before the event."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Literal

# Whatever names a job: hashable, and equal for the same one.
Key = Any

DAY = timedelta(days=1)
NO_LIMIT = 10**9

BindingKind = Literal["batches", "minutes", "fit", "too_long", "no_day", "kept_early", "kept_late"]
RepairKind = Literal["open", "on_day", "keeps", "work_on", "a_day"]


@dataclass(frozen=True, slots=True)
class Load:
    """Work on one day: batches made, and minutes the oven is taken."""

    batches: int = 0
    minutes: int = 0

    def __add__(self, other: "Load") -> "Load":
        return Load(self.batches + other.batches, self.minutes + other.minutes)


@dataclass(frozen=True, slots=True)
class Bake:
    """So many batches of one job on one day."""

    key: Key
    day: date
    batches: int


@dataclass(frozen=True, slots=True)
class Job:
    """Batches to make for an event.

    `minutes`: of oven, for each batch. `keeps`: how many days before the event it may be baked;
    None where nobody has said. `used_in`: jobs it is a part of, so that all of it is made before
    any of them or on the same day. `kept`: the days the baker has chosen; none leaves it open."""

    key: Key
    batches: int
    minutes: int = 0
    keeps: int | None = None
    used_in: tuple[Key, ...] = ()
    kept: tuple[Bake, ...] = ()

    def load(self, batches: int) -> Load:
        return Load(batches, batches * self.minutes)


@dataclass(frozen=True, slots=True)
class Horizon:
    """The days there are, from today to the event, and what the kitchen can do on each.

    None is no limit. `taken` is other events' work, `added` room beyond the usual, `worked` are
    days off that are worked on after all. Monday is 0."""

    today: date
    event: date
    batches_per_day: int | None = None
    minutes_per_day: int | None = None
    days_off: frozenset[int] = frozenset()
    taken: Mapping[date, Load] = field(default_factory=dict)
    added: Mapping[date, Load] = field(default_factory=dict)
    worked: frozenset[date] = frozenset()

    @property
    def last(self) -> date:
        """The last day of baking: the one before the event, which is for packing and handing over;
        today where the event is here already."""
        return max(self.event - DAY, self.today)

    def works(self, day: date) -> bool:
        return day.weekday() not in self.days_off or day in self.worked

    def limit(self, day: date) -> Load:
        """What the kitchen can do on a day it works."""
        more = self.added.get(day, Load())
        return Load(
            NO_LIMIT if self.batches_per_day is None else self.batches_per_day + more.batches,
            NO_LIMIT if self.minutes_per_day is None else self.minutes_per_day + more.minutes,
        )

    def days(self) -> list[date]:
        """Every day from the last of baking back to today, the freshest first."""
        count = (self.last - self.today).days + 1 if self.event >= self.today else 0
        return [self.last - DAY * back for back in range(count)]


@dataclass(frozen=True, slots=True)
class Binding:
    """What stands in the way, from `first` to `last`.

    batches, minutes: `need` of them has to happen there and `room` is left. fit: the batches would
    fit in sum, and cannot be divided among the days. too_long: one batch takes longer (`need`)
    than any day has oven (`room`). no_day: no working day is left. kept_early, kept_late: a chosen
    day is too early to be fresh, or after the event or what it goes into. `keys`: the jobs whose
    shelf life (or chosen day) it is; none where only the days left are the reason."""

    kind: BindingKind
    first: date
    last: date
    keys: tuple[Key, ...] = ()
    need: int = 0
    room: int = 0


@dataclass(frozen=True, slots=True)
class Repair:
    """One change after which the schedule works. `size` compares changes: batches, or days.

    open: leave the chosen day of `key` open. on_day: `more` on `day`. keeps: `key` may be baked
    `days` before the event. work_on: `day` is not off. a_day: `more` on every day."""

    kind: RepairKind
    size: int
    day: date | None = None
    key: Key = None
    days: int = 0
    more: Load = Load()


@dataclass(frozen=True, slots=True)
class Schedule:
    """Days for every batch, as fresh as possible.

    `age` is the sum of days before the event over all batches, `left` the batches that found no
    day. `is_proven`: no better schedule exists, or none at all. `steps` counts the work of
    finding it."""

    bakes: tuple[Bake, ...]
    age: int
    left: Mapping[Key, int]
    binding: Binding | None
    repairs: tuple[Repair, ...]
    is_proven: bool
    steps: int

    @property
    def feasible(self) -> bool:
        return self.binding is None
