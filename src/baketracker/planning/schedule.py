"""When to bake: days backwards from the event, as fresh as possible, within what the kitchen can
do. Where that is impossible it says what stands in the way and what mends it. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from .schedule_mending import repairs_of
from .schedule_search import Days, Effort, Found, Task, overloads, place
from .schedule_terms import (
    DAY,
    NO_LIMIT,
    Bake,
    Binding,
    BindingKind,
    Horizon,
    Job,
    Key,
    Load,
    Schedule,
)

# Steps spent on one schedule, and on all the changes that might mend it: some tens of milliseconds.
EFFORT = 25_000
MENDING_EFFORT = 150_000
EFFORT_A_CHANGE = 5_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """Batches whose last one the baker wants on the day `by`."""

    key: Key
    by: date
    batches: int
    minutes: int = 0


def spread(wanted: Iterable[Wanted], horizon: Horizon) -> list[Bake]:
    """The chosen days of all events together, in the order given: all on the day chosen, the rest
    of what is too much for it on working days before. What finds no room stays on the day chosen,
    which is then too full. `horizon.event` plays no part."""
    used = defaultdict(Load, horizon.taken)
    bakes: list[Bake] = []
    for job in wanted:
        left = job.batches
        for day in _days_back(job.by, horizon):
            count = min(left, _room(job, horizon.limit(day), used[day]))
            if count:
                used[day] += Load(count, count * job.minutes)
                bakes.append(Bake(job.key, day, count))
                left -= count
            if not left:
                break
        if left:
            used[job.by] += Load(left, left * job.minutes)
            bakes.append(Bake(job.key, job.by, left))
    return _gathered(bakes)


def propose(jobs: Sequence[Job], horizon: Horizon) -> Schedule:
    """Days for all batches: the kept ones stay, the others come as fresh as they can. Equal input
    gives the equal schedule. Keys must differ, and nothing may be used in itself."""
    found = attempt(jobs, horizon, Effort(EFFORT))
    if found.binding is None:
        return found
    pool = Effort(MENDING_EFFORT)

    def works(jobs: Sequence[Job], horizon: Horizon) -> bool:
        if pool.is_over:
            return False
        tried = attempt(jobs, horizon, Effort(EFFORT_A_CHANGE))
        pool.spend(tried.steps)
        return tried.feasible

    repairs = repairs_of(jobs, horizon, found.binding, works)
    return replace(found, repairs=repairs, steps=found.steps + pool.spent)


def latest_extra(jobs: Sequence[Job], horizon: Horizon, key: Key) -> date | None:
    """The last day on which one batch more of a job can still be baked, the others making room;
    None where there is none."""
    job = next(job for job in jobs if job.key == key)
    pool = Effort(MENDING_EFFORT)
    for day in horizon.days():
        if day < earliest(job, horizon) or pool.is_over:
            return None
        extra = Job((key, "extra"), 1, job.minutes, kept=(Bake((key, "extra"), day, 1),))
        if horizon.works(day):
            tried = attempt([*jobs, extra], horizon, Effort(EFFORT_A_CHANGE))
            pool.spend(tried.steps)
            if tried.feasible:
                return day
    return None


def attempt(jobs: Sequence[Job], horizon: Horizon, effort: Effort) -> Schedule:
    """The schedule without what would mend it."""
    spent = effort.spent
    days = _open_days(jobs, horizon)
    free = [job for job in jobs if not job.kept and job.batches > 0]
    tasks = _tasks(free, jobs, days, horizon)
    found = _place(tasks, days, effort)
    placed = [
        Bake(job.key, days.dates[index], count)
        for job, own in zip(free, found.placed, strict=True)
        for index, count in own.items()
    ]
    bakes = _gathered([*(bake for job in jobs for bake in job.kept), *placed])
    return Schedule(
        bakes=tuple(bakes),
        age=sum((horizon.event - bake.day).days * bake.batches for bake in bakes),
        left={job.key: left for job, left in zip(free, found.left, strict=True) if left},
        binding=_kept_trouble(jobs, horizon) or _binding(free, tasks, days, found, horizon),
        repairs=(),
        is_proven=found.is_proven,
        steps=effort.spent - spent,
    )


def _place(tasks: Sequence[Task], days: Days, effort: Effort) -> Found:
    if not days.dates:
        return Found([{} for _ in tasks], [task.batches for task in tasks], 0, is_proven=True)
    return place(tasks, days, effort)


def _open_days(jobs: Iterable[Job], horizon: Horizon) -> Days:
    """Working days with the room that other events and the kept days leave."""
    used = defaultdict(Load, horizon.taken)
    for job in jobs:
        for bake in job.kept:
            used[bake.day] += job.load(bake.batches)
    dates = [day for day in horizon.days() if horizon.works(day)]
    limits = [horizon.limit(day) for day in dates]
    return Days(
        dates=tuple(dates),
        ages=tuple((horizon.event - day).days for day in dates),
        batches=tuple(_rest(limits[n].batches, used[day].batches) for n, day in enumerate(dates)),
        minutes=tuple(_rest(limits[n].minutes, used[day].minutes) for n, day in enumerate(dates)),
    )


def _rest(limit: int, used: int) -> int:
    return NO_LIMIT if limit >= NO_LIMIT else max(0, limit - used)


def _tasks(free: Sequence[Job], jobs: Sequence[Job], days: Days, horizon: Horizon) -> list[Task]:
    """The open jobs in days counted backwards; what is used in kept ones is ready by then, and
    what contains kept ones is not made before them."""
    number = {job.key: index for index, job in enumerate(free)}
    first_kept = {job.key: min(bake.day for bake in job.kept) for job in jobs if job.kept}
    last_kept = {job.key: max(bake.day for bake in job.kept) for job in jobs if job.kept}
    inside: defaultdict[Key, list[date]] = defaultdict(list)
    for job in jobs:
        for parent in job.used_in if job.kept else ():
            inside[parent].append(last_kept[job.key])
    tasks = []
    for job in free:
        until = min([horizon.last, *(first_kept[key] for key in job.used_in if key in first_kept)])
        since = max([earliest(job, horizon), *inside[job.key]])
        start = sum(1 for day in days.dates if day > until)
        end = sum(1 for day in days.dates if day >= since) - 1
        after = tuple(number[key] for key in job.used_in if key in number)
        tasks.append(Task(job.batches, job.minutes, start, end, after))
    return _hurried(tasks)


def _hurried(tasks: list[Task]) -> list[Task]:
    """What contains another is placed while there are still days for the other."""
    ends = [task.end for task in tasks]
    for _ in tasks:
        before = list(ends)
        for number, task in enumerate(tasks):
            for other in task.after:
                ends[other] = min(ends[other], ends[number])
        if ends == before:
            break
    return [replace(task, end=end) for task, end in zip(tasks, ends, strict=True)]


def earliest(job: Job, horizon: Horizon) -> date:
    """The first day on which the job may be baked and still be fresh at the event."""
    return (
        horizon.today if job.keeps is None else max(horizon.today, horizon.event - DAY * job.keeps)
    )


def _kept_trouble(jobs: Sequence[Job], horizon: Horizon) -> Binding | None:
    """What is wrong with the days the baker chose. Those gone by are as full as they were; the
    other events' stand as they are."""
    used = defaultdict(Load, horizon.taken)
    by_key = {job.key: job for job in jobs}
    for job in jobs:
        for bake in job.kept:
            used[bake.day] += job.load(bake.batches)
    for job in jobs:
        for bake in job.kept:
            limit, load = horizon.limit(bake.day), used[bake.day]
            if wrong := _wrong_day(job, bake.day, horizon):
                return Binding(wrong, bake.day, bake.day, (job.key,))
            if bake.day < horizon.today:
                continue
            if load.batches > limit.batches:
                return Binding(
                    "batches", bake.day, bake.day, (job.key,), load.batches, limit.batches
                )
            if load.minutes > limit.minutes:
                return Binding(
                    "minutes", bake.day, bake.day, (job.key,), load.minutes, limit.minutes
                )
        parents = [other for key in job.used_in if key in by_key for other in by_key[key].kept]
        late = max((bake.day for bake in job.kept), default=date.min)
        if parents and late > min(bake.day for bake in parents):
            return Binding("kept_late", late, late, (job.key,))
    return None


def _wrong_day(job: Job, day: date, horizon: Horizon) -> BindingKind | None:
    if day > horizon.event:
        return "kept_late"
    stale = job.keeps is not None and day < horizon.event - DAY * job.keeps
    return "kept_early" if stale else None


def _binding(
    free: Sequence[Job], tasks: Sequence[Task], days: Days, found: Found, horizon: Horizon
) -> Binding | None:
    """Why some batches found no day: the shortest stretch of days that is too full, if any."""
    if found.is_whole:
        return None
    lost = next(index for index, left in enumerate(found.left) if left)
    task, first = tasks[lost], earliest(free[lost], horizon)
    if task.start > task.end:
        return Binding("no_day", first, max(first, horizon.last), (free[lost].key,))
    for index, each in enumerate(tasks):
        longest = max(horizon.limit(day).minutes for day in days.dates)
        if each.minutes > longest:
            key = free[index].key
            return Binding("too_long", first, horizon.last, (key,), each.minutes, longest)
    crowded = overloads(tasks, days)
    if not crowded:
        keys = tuple(free[index].key for index, left in enumerate(found.left) if left)
        return Binding("fit", days.dates[task.end], days.dates[task.start], keys)
    worst = crowded[0]
    since = days.dates[worst.end]
    return Binding(
        "minutes" if worst.minutes else "batches",
        since,
        days.dates[worst.start],
        tuple(
            job.key
            for job, own in zip(free, tasks, strict=True)
            if own.end == worst.end
            and job.keeps is not None
            and earliest(job, horizon) > horizon.today
        ),
        worst.need,
        worst.room,
    )


def _days_back(by: date, horizon: Horizon) -> Iterable[date]:
    """The day chosen, even a day off, then the working days before it back to today."""
    yield by
    day = by - DAY
    while day >= horizon.today:
        if horizon.works(day):
            yield day
        day -= DAY


def _room(job: Wanted, limit: Load, used: Load) -> int:
    by_oven = (limit.minutes - used.minutes) // job.minutes if job.minutes else job.batches
    return max(0, min(limit.batches - used.batches, by_oven))


def _gathered(bakes: Iterable[Bake]) -> list[Bake]:
    """One bake per job and day, by day; jobs in the order they came."""
    counts: dict[tuple[date, Key], int] = {}
    for bake in bakes:
        counts[bake.day, bake.key] = counts.get((bake.day, bake.key), 0) + bake.batches
    rows = [Bake(key, day, count) for (day, key), count in counts.items()]
    return sorted(rows, key=lambda bake: bake.day)


def work_of(bakes: Iterable[Bake], minutes: Mapping[Key, int]) -> dict[date, Load]:
    """The work of each day; `minutes` of oven for a batch of each job."""
    found: defaultdict[date, Load] = defaultdict(Load)
    for bake in bakes:
        found[bake.day] += Load(bake.batches, bake.batches * minutes.get(bake.key, 0))
    return dict(found)
