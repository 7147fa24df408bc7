"""Finds days for batches: a quick rule first, and a complete search where the rule may be wrong.

The quick rule fills the freshest day first, taking what keeps shortest. It is exact while only the
number of batches counts; oven minutes make it a packing problem, so a bound tells whether anything
better can exist, and branch and bound looks for it with a limited effort."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

Placed = dict[int, int]

# Choices one upon another; beyond, the search would never end within its effort.
DEEPEST = 300


@dataclass
class Effort:
    """How much more may be tried. Deterministic: it counts steps, not time."""

    limit: int
    spent: int = 0

    def spend(self, steps: int) -> None:
        self.spent += steps

    def give_up(self) -> None:
        self.limit = 0

    @property
    def is_over(self) -> bool:
        return self.spent >= self.limit


@dataclass(frozen=True, slots=True)
class Task:
    """Batches of equal minutes to be put on the days `start` to `end` (0 is the freshest); not
    before (in this counting) the tasks `after` are wholly placed."""

    batches: int
    minutes: int
    start: int
    end: int
    after: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Days:
    """Working days, freshest first: their dates, days before the event, and the room on each."""

    dates: tuple[date, ...]
    ages: tuple[int, ...]
    batches: tuple[int, ...]
    minutes: tuple[int, ...]


@dataclass
class Found:
    """Batches of each task by day index; `left` of each have none."""

    placed: list[Placed]
    left: list[int]
    age: int
    is_proven: bool = False

    @property
    def is_whole(self) -> bool:
        return not any(self.left)


@dataclass(frozen=True, slots=True)
class Overload:
    """More is needed between two days than there is room; `minutes` says of which."""

    start: int
    end: int
    need: int
    room: int
    minutes: bool


def place(tasks: Sequence[Task], days: Days, effort: Effort) -> Found:
    """The freshest days for all batches; where there are none, as many batches as the rule can."""
    quick = min(
        (_fill(tasks, days, order, effort) for order in _orders(tasks)),
        key=lambda found: (sum(found.left), found.age),
    )
    if not quick.is_whole and overloads(tasks, days):
        quick.is_proven = True
        return quick
    search = _Search(tasks, days, effort)
    if quick.is_whole and quick.age <= search.least():
        quick.is_proven = True
        return quick
    better = search.run(quick.age if quick.is_whole else None)
    answer = better or quick
    answer.is_proven = not effort.is_over
    return answer


def overloads(tasks: Sequence[Task], days: Days) -> list[Overload]:
    """Stretches of days that cannot hold what has to happen within them, the shortest first. None
    found proves nothing: whole batches may still not divide among the days."""
    wide = [task for task in tasks if task.start <= task.end]
    found: list[Overload] = []
    for start in {task.start for task in wide}:
        for end in {task.end for task in wide if task.end >= start}:
            inside = [task for task in wide if start <= task.start and task.end <= end]
            for minutes, room in ((False, days.batches), (True, days.minutes)):
                need = sum(task.batches * (task.minutes if minutes else 1) for task in inside)
                have = sum(room[start : end + 1])
                if need > have:
                    found.append(Overload(start, end, need, have, minutes))
    return sorted(found, key=lambda row: (row.end - row.start, row.start, row.minutes))


def _orders(tasks: Sequence[Task]) -> Iterable[list[int]]:
    """What to take first on a day: what keeps shortest, then long or short batches; or short
    batches before all, since more of them are fresh then."""
    rules: tuple[Callable[[Task], tuple[int, int]], ...] = (
        lambda task: (task.end, -task.minutes),
        lambda task: (task.end, task.minutes),
        lambda task: (task.minutes, task.end),
    )
    for rule in rules:
        yield sorted(range(len(tasks)), key=lambda number: (*rule(tasks[number]), number))


def _fill(tasks: Sequence[Task], days: Days, order: list[int], effort: Effort) -> Found:
    batches, minutes = list(days.batches), list(days.minutes)
    left = [task.batches for task in tasks]
    placed: list[Placed] = [{} for _ in tasks]
    awaited = {number for task in tasks for number in task.after}
    age = 0
    for day in range(len(days.ages)):
        again = any(left)
        while again:
            again = False
            effort.spend(len(order))
            for number in order:
                task = tasks[number]
                if not left[number] or not task.start <= day <= task.end:
                    continue
                if any(left[other] for other in task.after):
                    continue
                count = min(left[number], _fits(task, batches[day], minutes[day]))
                if count:
                    left[number] -= count
                    batches[day] -= count
                    minutes[day] -= count * task.minutes
                    placed[number][day] = placed[number].get(day, 0) + count
                    age += count * days.ages[day]
                    # What goes inside may follow on the same day.
                    again = again or (number in awaited and not left[number])
    return Found(placed, left, age)


def _fits(task: Task, batches: int, minutes: int) -> int:
    by_oven = minutes // task.minutes if task.minutes else batches
    return max(0, min(batches, by_oven))


@dataclass
class _Search:
    """Branch and bound over the number of batches of each task on each day."""

    tasks: Sequence[Task]
    days: Days
    effort: Effort
    batches: list[int] = field(init=False)
    minutes: list[int] = field(init=False)
    order: list[int] = field(init=False)
    placed: list[Placed] = field(init=False)
    best: int | None = None
    answer: Found | None = None

    def __post_init__(self) -> None:
        self.batches, self.minutes = list(self.days.batches), list(self.days.minutes)
        self.placed = [{} for _ in self.tasks]
        self.order = _inside_last(self.tasks)

    def least(self) -> int:
        """No schedule of all tasks can be fresher than this."""
        return self._least_of(self.order)

    def run(self, best: int | None) -> Found | None:
        """A schedule better than `best` (any at all for None), the best one unless the effort
        ends; None when there is none."""
        self.best = best
        if sum(min(task.batches, len(self.days.ages)) for task in self.tasks) > DEEPEST:
            self.effort.give_up()
        elif all(task.start <= task.end for task in self.tasks):
            self._task(0, 0)
        return self.answer

    def _task(self, position: int, age: int) -> None:
        if self.effort.is_over:
            return
        if self.best is not None and age + self._least_of(self.order[position:]) >= self.best:
            return
        if position == len(self.order):
            self.best = age
            whole = [dict(own) for own in self.placed]
            self.answer = Found(whole, [0] * len(self.tasks), age)
            return
        number = self.order[position]
        task = self.tasks[number]
        # The earliest day of what it goes into; the whole of it is ready by then.
        used = [max(self.placed[other], default=0) for other in task.after]
        self._day(position, age, max([task.start, *used]), task.batches)

    def _day(self, position: int, age: int, start: int, left: int) -> None:
        """Try every way to put what is left of the task on the days from `start` on: the freshest
        first, and many a day first."""
        if left == 0:
            self._task(position + 1, age)
            return
        number = self.order[position]
        task = self.tasks[number]
        for day in range(start, task.end + 1):
            if self.effort.is_over:
                return
            if self.best is not None and age + left * self.days.ages[day] >= self.best:
                return
            self.effort.spend(1)
            most = min(left, _fits(task, self.batches[day], self.minutes[day]))
            for count in range(most, 0, -1):
                # Of thousands of batches each number is a step as well.
                if self.effort.is_over:
                    return
                self.effort.spend(1)
                self._put(number, day, count)
                self._day(position, age + count * self.days.ages[day], day + 1, left - count)
                self._put(number, day, -count)

    def _put(self, number: int, day: int, count: int) -> None:
        self.batches[day] -= count
        self.minutes[day] -= count * self.tasks[number].minutes
        own = self.placed[number]
        own[day] = own.get(day, 0) + count
        if not own[day]:
            del own[day]

    def _least_of(self, numbers: Sequence[int]) -> int:
        """At best, by each day as many batches are made as its room and the room before allow,
        the shortest first and cut to measure: every other one is at least a day older."""
        tasks = [self.tasks[number] for number in numbers]
        total = sum(task.batches for task in tasks)
        if not total:
            return 0
        starting: dict[int, int] = {}
        for task in tasks:
            starting[task.start] = starting.get(task.start, 0) + task.batches
        lengths = sorted((task.minutes, task.batches) for task in tasks)
        ages = self.days.ages
        age, made, ready, oven = total * ages[0], 0, 0, 0
        for day in range(len(ages) - 1):
            ready += starting.get(day, 0)
            made += min(self.batches[day], ready - made)
            oven += max(0, self.minutes[day])
            done = min(made, _shortest(lengths, oven))
            self.effort.spend(1)
            if done == total:
                break
            age += (total - done) * (ages[day + 1] - ages[day])
        return age


def _shortest(lengths: Sequence[tuple[int, int]], oven: int) -> int:
    """How many batches `oven` minutes hold at most."""
    count = 0
    for minutes, batches in lengths:
        if minutes * batches > oven:
            return count + oven // minutes
        oven -= minutes * batches
        count += batches
    return count


def _inside_last(tasks: Sequence[Task]) -> list[int]:
    """What keeps shortest first, but nothing before what it goes into."""
    order: list[int] = []

    def add(number: int) -> None:
        if number not in order:
            for other in tasks[number].after:
                add(other)
            order.append(number)

    for number in sorted(range(len(tasks)), key=lambda number: (tasks[number].end, number)):
        add(number)
    return order
