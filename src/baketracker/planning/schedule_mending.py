"""The smallest changes that make a schedule possible. Each one offered was tried."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from .schedule_terms import NO_LIMIT, Binding, Horizon, Job, Load, Repair

Works = Callable[[Sequence[Job], Horizon], bool]

# Oven time is offered in steps of so many minutes.
MINUTES = 5

Loads = Callable[[int], Load]
# Which of two changes of one size is the smaller.
_LEAST_FIRST: dict[str, int] = {"open": 0, "on_day": 1, "keeps": 2, "work_on": 3, "a_day": 4}


def repairs_of(
    jobs: Sequence[Job], horizon: Horizon, binding: Binding, works: Works
) -> tuple[Repair, ...]:
    """Of each kind of change the smallest that works, the smallest of all first."""
    days = horizon.days()
    kinds = (
        # Tried first: it is the one that always does where days are left, and the effort ends.
        _every_day(jobs, horizon, works),
        _opened(jobs),
        _kept_longer(jobs, horizon, binding, works),
        _worked_on(horizon, days),
        _on_one_day(jobs, horizon, binding, works),
    )
    found = [row for repairs in kinds if (row := _first(repairs, jobs, horizon, works))]
    # More on one day says what more on every day would say louder.
    if any(row.kind == "on_day" for row in found):
        found = [row for row in found if row.kind != "a_day"]
    return tuple(sorted(found, key=lambda row: (row.size, _LEAST_FIRST[row.kind])))


def mended(jobs: Sequence[Job], horizon: Horizon, repair: Repair) -> tuple[list[Job], Horizon]:
    """The jobs and days as they are after the change."""
    if repair.kind == "open":
        return [_only(job, repair, kept=()) for job in jobs], horizon
    if repair.kind == "keeps":
        return [_only(job, repair, keeps=repair.days) for job in jobs], horizon
    if repair.kind == "work_on" and repair.day:
        return list(jobs), replace(horizon, worked=horizon.worked | {repair.day})
    days = [repair.day] if repair.day else horizon.days()
    added = dict(horizon.added)
    for day in days:
        added[day] = added.get(day, Load()) + repair.more
    return list(jobs), replace(horizon, added=added)


def _only(job: Job, repair: Repair, **changes: object) -> Job:
    return replace(job, **changes) if job.key == repair.key else job  # type: ignore[arg-type]


def _first(
    repairs: Iterable[Repair], jobs: Sequence[Job], horizon: Horizon, works: Works
) -> Repair | None:
    return next((row for row in repairs if works(*mended(jobs, horizon, row))), None)


def _opened(jobs: Iterable[Job]) -> Iterator[Repair]:
    for job in jobs:
        if job.kept:
            yield Repair("open", 1, key=job.key)


def _on_one_day(
    jobs: Sequence[Job], horizon: Horizon, binding: Binding, works: Works
) -> Iterator[Repair]:
    """More of what is missing on one day, as little as does."""
    days = [day for day in horizon.days() if binding.first <= day <= binding.last]
    here = [day for day in days if horizon.works(day)] or [binding.last]
    found: list[Repair] = []
    for load, most in _kinds_of_more(jobs, horizon, binding):
        for day in here:

            def more(count: int, day: date = day, load: Loads = load) -> Repair:
                return Repair("on_day", _size(load(count), jobs), day=day, more=load(count))

            count = _least(1, most, lambda count: works(*mended(jobs, horizon, more(count))))
            if count is not None:
                found.append(more(count))
    yield from sorted(found, key=lambda row: (row.size, row.more.batches, row.more.minutes))[:1]


def _kinds_of_more(
    jobs: Sequence[Job], horizon: Horizon, binding: Binding
) -> Iterator[tuple[Loads, int]]:
    """What one day may get more of, and how much of it is still one day's matter."""
    missing = max(0, binding.need - binding.room)
    longest = max((job.minutes for job in jobs), default=0)
    if binding.kind in ("batches", "fit") and horizon.batches_per_day is not None:
        yield (lambda count: Load(batches=count)), missing + 1
    if binding.kind in ("minutes", "fit", "too_long") and horizon.minutes_per_day is not None:
        most = _rounded(missing + longest) // MINUTES
        yield (lambda count: Load(minutes=count * MINUTES)), most


def _kept_longer(
    jobs: Sequence[Job], horizon: Horizon, binding: Binding, works: Works
) -> Iterator[Repair]:
    """One job baked earlier than its shelf life says, by as few days as do."""
    most = (horizon.event - horizon.today).days
    found: list[Repair] = []
    for job in jobs:
        if job.keeps is None or job.keeps >= most or job.kept:
            continue

        def longer(days: int, job: Job = job) -> Repair:
            return Repair("keeps", days - (job.keeps or 0), key=job.key, days=days)

        days = _least(job.keeps + 1, most, lambda days: works(*mended(jobs, horizon, longer(days))))
        if days is not None:
            found.append(longer(days))
    # Those whose shelf life is in the way come first among equals.
    yield from sorted(found, key=lambda row: (row.size, row.key not in binding.keys))[:1]


def _worked_on(horizon: Horizon, days: Iterable[date]) -> Iterator[Repair]:
    for day in days:
        if not horizon.works(day):
            yield Repair("work_on", 1, day=day)


def _every_day(jobs: Sequence[Job], horizon: Horizon, works: Works) -> Iterator[Repair]:
    """The same more on every day: batches, or oven; both only where neither alone does."""
    days = len(horizon.days())
    batches = sum(job.batches for job in jobs)
    minutes = _rounded(sum(job.batches * job.minutes for job in jobs))

    def more(load: Load) -> Repair:
        return Repair("a_day", _size(load, jobs) * days, more=load)

    def least(most: int, load: Loads) -> Load | None:
        count = _least(1, most, lambda count: works(*mended(jobs, horizon, more(load(count)))))
        return None if count is None else load(count)

    by_oven: Load | None = None
    if horizon.batches_per_day is not None and (
        load := least(batches, lambda count: Load(batches=count))
    ):
        yield more(load)
    elif horizon.minutes_per_day is not None:
        room = batches if horizon.batches_per_day is not None else 0
        by_oven = least(minutes // MINUTES, lambda count: Load(room, count * MINUTES))
    if by_oven and by_oven.batches:
        oven = by_oven.minutes
        yield more(least(batches, lambda count: Load(count, oven)) or by_oven)
    elif by_oven:
        yield more(by_oven)


def _least(low: int, high: int, works: Callable[[int], bool]) -> int | None:
    """The least number that works, where a larger one works too; None where none does."""
    if low > high or not works(high):
        return None
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if works(middle) else (middle + 1, high)
    return low


def _size(more: Load, jobs: Iterable[Job]) -> int:
    """Oven time counts as the batches it is good for."""
    longest = max((job.minutes for job in jobs), default=0) or NO_LIMIT
    return max(1, more.batches, -(-more.minutes // longest))


def _rounded(minutes: int) -> int:
    return -(-minutes // MINUTES) * MINUTES
