"""The timeline of an event's batches as a drawing: a row for each thing baked, a column for each
day, and below the work of each day beside what the kitchen can do. Pure: lengths are in the units
of the drawing."""

from dataclasses import dataclass
from datetime import date

from .calendar_schemas import JobView, LoadView, ScheduleView

WIDTH = 350
COLUMNS = 14
LABEL = 16
ROW = 26
BARS = 44
FOOT = 16


@dataclass(frozen=True, slots=True)
class Box:
    """One rectangle with a number inside. `kept`: the baker chose it; `other`: of other events."""

    x: float
    y: float
    width: float
    height: float
    text: str = ""
    kept: bool = False
    is_over: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One thing baked, its name above its boxes."""

    name: str
    y: float
    boxes: list[Box]


@dataclass(frozen=True, slots=True)
class Column:
    """One day: where its middle is, and whether the kitchen is closed or the event takes place."""

    day: date
    x: float
    is_off: bool
    is_event: bool


@dataclass(frozen=True, slots=True)
class Timeline:
    """A drawing of `width` by `height`. `limit_y` is the line of what the kitchen can do on a day;
    None: no limit, or one that differs by day. `in_minutes`: the bars are of oven, not batches."""

    width: float
    height: float
    step: float
    rows: list[Row]
    columns: list[Column]
    own: list[Box]
    others: list[Box]
    limit_y: float | None
    limit: int | None
    base_y: float
    in_minutes: bool


def timeline(view: ScheduleView) -> Timeline | None:
    """The drawing of a schedule; None where nothing has a day. Only the last days are drawn: what
    is earlier stands in the list."""
    days = view.days[-COLUMNS:]
    if not days or not view.baked_days:
        return None
    step = WIDTH / len(days)
    at = {load.day: index * step for index, load in enumerate(days)}
    rows = [
        _row(job, index * (LABEL + ROW), step, at)
        for index, job in enumerate(job for job in view.jobs if job.bakes)
    ]
    base = len(rows) * (LABEL + ROW) + LABEL + BARS
    in_minutes = all(load.batches_limit is None for load in days) and any(
        load.minutes_limit is not None for load in days
    )
    scale = BARS / max([1, *(_most(load, in_minutes) for load in days)])
    limit = _limit(days[0], in_minutes)
    return Timeline(
        width=WIDTH,
        height=base + FOOT,
        step=step,
        rows=rows,
        columns=[
            Column(load.day, at[load.day] + step / 2, load.is_off, load.day == view.event_date)
            for load in days
        ],
        own=[
            _bar(_own(load, in_minutes), _others(load, in_minutes), load, at, step, base, scale)
            for load in days
            if _own(load, in_minutes)
        ],
        others=[
            _bar(_others(load, in_minutes), 0, load, at, step, base, scale)
            for load in days
            if _others(load, in_minutes)
        ],
        limit_y=None if limit is None else round(base - limit * scale, 1),
        limit=limit,
        base_y=base,
        in_minutes=in_minutes,
    )


def _row(job: JobView, y: float, step: float, at: dict[date, float]) -> Row:
    boxes = [
        Box(
            round(at[bake.day] + 1, 1), y + LABEL, round(step - 2, 1), ROW - 4,
            str(bake.batches), bake.kept,
        )
        for bake in job.bakes
        if bake.day in at
    ]  # fmt: skip
    return Row(job.name, y + LABEL - 5, boxes)


def _bar(
    amount: int, below: int, load: LoadView, at: dict[date, float], step: float, base: float,
    scale: float,
) -> Box:  # fmt: skip
    height = amount * scale
    return Box(
        round(at[load.day] + 1, 1),
        round(base - below * scale - height, 1),
        round(step - 2, 1),
        round(height, 1),
        is_over=load.is_over,
    )


def _own(load: LoadView, in_minutes: bool) -> int:
    return load.minutes if in_minutes else load.batches


def _others(load: LoadView, in_minutes: bool) -> int:
    return load.other_minutes if in_minutes else load.other_batches


def _limit(load: LoadView, in_minutes: bool) -> int | None:
    return load.minutes_limit if in_minutes else load.batches_limit


def _most(load: LoadView, in_minutes: bool) -> int:
    return max(_own(load, in_minutes) + _others(load, in_minutes), _limit(load, in_minutes) or 0)
