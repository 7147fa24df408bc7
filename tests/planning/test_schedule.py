"""When to bake: backwards from the event, as fresh as possible, never more than the kitchen can."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baketracker.planning import schedule_search
from baketracker.planning.schedule import Wanted, attempt, latest_extra, propose, spread
from baketracker.planning.schedule_mending import mended
from baketracker.planning.schedule_search import Effort
from baketracker.planning.schedule_terms import Bake, Horizon, Job, Load, Schedule
from tests.factories.depth import examples

TODAY, EVENT = date(2026, 12, 10), date(2026, 12, 19)  # a Thursday, a Saturday
FRIDAY, THURSDAY, WEDNESDAY = date(2026, 12, 18), date(2026, 12, 17), date(2026, 12, 16)
SUNDAY = 6

pytestmark = pytest.mark.covers("DEC-23", "O-05")


def days_of(schedule: Schedule, key: str) -> list[tuple[date, int]]:
    return [(bake.day, bake.batches) for bake in schedule.bakes if bake.key == key]


def test_without_limits_everything_is_baked_the_day_before() -> None:
    found = propose([Job("sugar", 6), Job("fudge", 4)], Horizon(TODAY, EVENT))
    assert {bake.day for bake in found.bakes} == {FRIDAY}
    assert found.feasible
    assert found.is_proven


def test_what_keeps_shortest_takes_the_freshest_day() -> None:
    jobs = [Job("gingerbread", 6, keeps=14), Job("tart", 6, keeps=1)]
    found = propose(jobs, Horizon(TODAY, EVENT, batches_per_day=6))
    assert days_of(found, "tart") == [(FRIDAY, 6)]
    assert days_of(found, "gingerbread") == [(THURSDAY, 6)]


def test_batches_that_are_too_many_for_a_day_begin_earlier() -> None:
    found = propose([Job("sugar", 10)], Horizon(TODAY, EVENT, batches_per_day=6))
    assert days_of(found, "sugar") == [(THURSDAY, 4), (FRIDAY, 6)]


def test_the_oven_counts_as_well_as_the_batches() -> None:
    horizon = Horizon(TODAY, EVENT, batches_per_day=9, minutes_per_day=120)
    found = propose([Job("bread", 3, minutes=50)], horizon)
    assert days_of(found, "bread") == [(THURSDAY, 1), (FRIDAY, 2)]


def test_days_off_stay_off() -> None:
    horizon = Horizon(TODAY, date(2026, 12, 21), batches_per_day=2, days_off=frozenset({SUNDAY}))
    found = propose([Job("sugar", 4)], horizon)
    assert days_of(found, "sugar") == [(FRIDAY, 2), (date(2026, 12, 19), 2)]


def test_what_goes_inside_is_made_before_or_on_the_same_day() -> None:
    jobs = [Job("cookie", 4), Job("frosting", 2, used_in=("cookie",))]
    found = propose(jobs, Horizon(TODAY, EVENT, batches_per_day=3))
    assert days_of(found, "cookie") == [(THURSDAY, 1), (FRIDAY, 3)]
    assert days_of(found, "frosting") == [(THURSDAY, 2)]


def test_other_events_have_taken_their_room() -> None:
    horizon = Horizon(TODAY, EVENT, batches_per_day=6, taken={FRIDAY: Load(batches=5)})
    found = propose([Job("sugar", 3)], horizon)
    assert days_of(found, "sugar") == [(THURSDAY, 2), (FRIDAY, 1)]


def test_days_the_baker_chose_stay_and_take_their_room() -> None:
    kept = (Bake("ginger", FRIDAY, 4),)
    jobs = [Job("ginger", 4, kept=kept), Job("sugar", 4)]
    found = propose(jobs, Horizon(TODAY, EVENT, batches_per_day=6))
    assert days_of(found, "ginger") == [(FRIDAY, 4)]
    assert days_of(found, "sugar") == [(THURSDAY, 2), (FRIDAY, 2)]


def test_an_event_today_is_baked_for_today() -> None:
    found = propose([Job("sugar", 1)], Horizon(EVENT, EVENT))
    assert days_of(found, "sugar") == [(EVENT, 1)]


def test_nothing_is_scheduled_after_the_event() -> None:
    found = propose([Job("sugar", 1)], Horizon(EVENT + timedelta(days=1), EVENT))
    assert not found.bakes
    assert found.left == {"sugar": 1}


@pytest.mark.covers("G-20")
class TestInfeasible:
    """What stands in the way is named, and the smallest change that mends it."""

    def test_one_batch_too_many_for_the_days_it_keeps(self) -> None:
        horizon = Horizon(TODAY, EVENT, batches_per_day=6)
        found = propose([Job("tart", 13, keeps=2), Job("fudge", 2)], horizon)
        binding = found.binding
        assert binding
        assert binding.kind == "batches"
        assert binding.keys == ("tart",)
        assert (binding.first, binding.last) == (THURSDAY, FRIDAY)
        assert (binding.need, binding.room) == (13, 12)
        more, longer, *_ = found.repairs
        assert (more.kind, more.day, more.more) == ("on_day", FRIDAY, Load(batches=1))
        assert (longer.kind, longer.key, longer.days) == ("keeps", "tart", 3)

    def test_too_few_days_are_left(self) -> None:
        horizon = Horizon(FRIDAY, EVENT, batches_per_day=6)
        binding = propose([Job("fudge", 7, keeps=9)], horizon).binding
        assert binding
        assert binding.kind == "batches"
        assert binding.keys == ()

    def test_one_day_off_less(self) -> None:
        horizon = Horizon(TODAY, EVENT, batches_per_day=6, days_off=frozenset({3}))
        found = propose([Job("tart", 12, keeps=2)], horizon)
        assert any(row.kind == "work_on" and row.day == THURSDAY for row in found.repairs)

    def test_only_days_off_are_left(self) -> None:
        horizon = Horizon(FRIDAY, EVENT, days_off=frozenset({4}))
        found = propose([Job("tart", 1)], horizon)
        assert found.binding
        assert found.binding.kind == "no_day"
        assert [row.kind for row in found.repairs] == ["work_on"]

    def test_a_batch_longer_than_any_day(self) -> None:
        horizon = Horizon(TODAY, EVENT, minutes_per_day=60)
        found = propose([Job("ham", 1, minutes=95)], horizon)
        binding = found.binding
        assert binding
        assert binding.kind == "too_long"
        assert (binding.need, binding.room) == (95, 60)
        assert found.repairs[0].more == Load(minutes=35)

    def test_batches_that_do_not_divide_among_the_days(self) -> None:
        """180 minutes fit into 200, three hours do not fit into 100 and 100."""
        horizon = Horizon(THURSDAY, EVENT, minutes_per_day=100)
        found = propose([Job("bread", 3, minutes=60)], horizon)
        assert found.binding
        assert found.binding.kind == "fit"
        assert found.is_proven
        assert found.repairs[0].more == Load(minutes=20)

    def test_a_chosen_day_that_is_too_full(self) -> None:
        kept = (Bake("tart", FRIDAY, 8),)
        found = propose([Job("tart", 8, kept=kept)], Horizon(TODAY, EVENT, batches_per_day=6))
        assert found.binding
        assert (found.binding.need, found.binding.room) == (8, 6)
        assert [row.kind for row in found.repairs][:2] == ["open", "on_day"]
        assert found.repairs[1].more == Load(batches=2)

    def test_a_chosen_day_too_early_to_be_fresh(self) -> None:
        kept = (Bake("tart", TODAY, 1),)
        found = propose([Job("tart", 1, keeps=2, kept=kept)], Horizon(TODAY, EVENT))
        assert found.binding
        assert found.binding.kind == "kept_early"
        assert found.repairs[0].kind == "open"


@pytest.mark.covers("O-06")
def test_the_last_day_for_one_more_batch() -> None:
    """The others make room where they keep long enough."""
    horizon = Horizon(TODAY, EVENT, batches_per_day=6)
    jobs = [Job("tart", 6, keeps=2), Job("fudge", 6)]
    assert latest_extra(jobs, horizon, "tart") == FRIDAY
    jobs = [Job("tart", 6, keeps=1), Job("fudge", 6)]
    assert latest_extra(jobs, horizon, "tart") is None
    assert latest_extra(jobs, horizon, "fudge") == THURSDAY
    full = [Job("tart", 12, keeps=2)]
    assert latest_extra(full, horizon, "tart") is None


def test_chosen_days_spill_to_the_days_before() -> None:
    wanted = [Wanted("sugar", FRIDAY, 8), Wanted("fudge", FRIDAY, 2)]
    horizon = Horizon(TODAY, EVENT, batches_per_day=6)
    assert spread(wanted, horizon) == [
        Bake("sugar", THURSDAY, 2),
        Bake("fudge", THURSDAY, 2),
        Bake("sugar", FRIDAY, 6),
    ]


def test_chosen_days_without_room_are_too_full_and_never_lost() -> None:
    wanted = [Wanted("sugar", THURSDAY, 8)]
    horizon = Horizon(THURSDAY, EVENT, batches_per_day=6)
    assert spread(wanted, horizon) == [Bake("sugar", THURSDAY, 8)]


# Against every possible schedule.


def ways(batches: int, days: int) -> Iterator[tuple[int, ...]]:
    """Every way to put the batches on the days."""
    if days == 0:
        if batches == 0:
            yield ()
        return
    for count in range(batches + 1):
        for rest in ways(batches - count, days - 1):
            yield (count, *rest)


def exhaustive(jobs: Sequence[Job], horizon: Horizon) -> int | None:
    """The least sum of ages over every schedule there is; None when none is allowed."""
    back = range((horizon.event - horizon.today).days + 1)
    days = [horizon.event - timedelta(days=n) for n in back]
    days = [day for day in days if horizon.works(day) and (day < EVENT or horizon.today == EVENT)]
    best: int | None = None
    for counts in product(*(list(ways(job.batches, len(days))) for job in jobs)):
        age = sum(
            count * (horizon.event - day).days
            for own in counts
            for count, day in zip(own, days, strict=True)
        )
        if (best is None or age < best) and allowed(jobs, horizon, days, counts):
            best = age
    return best


def allowed(
    jobs: Sequence[Job], horizon: Horizon, days: list[date], counts: tuple[tuple[int, ...], ...]
) -> bool:
    baked = {
        job.key: [day for day, count in zip(days, own, strict=True) if count]
        for job, own in zip(jobs, counts, strict=True)
    }
    for index, day in enumerate(days):
        batches = sum(own[index] for own in counts)
        minutes = sum(own[index] * job.minutes for job, own in zip(jobs, counts, strict=True))
        limit, taken = horizon.limit(day), horizon.taken.get(day, Load())
        if batches and batches + taken.batches > limit.batches:
            return False
        if minutes and minutes + taken.minutes > limit.minutes:
            return False
    for job in jobs:
        own = baked[job.key]
        if own and job.keeps is not None and (horizon.event - min(own)).days > job.keeps:
            return False
        if own and any(max(own) > min(baked[key]) for key in job.used_in if baked[key]):
            return False
    return True


@st.composite
def kitchens(draw: st.DrawFn) -> tuple[list[Job], Horizon]:
    count = draw(st.integers(1, 3))
    jobs = [
        Job(
            key=number,
            batches=draw(st.integers(1, 3)),
            minutes=draw(st.sampled_from([0, 20, 30, 45, 60])),
            keeps=draw(st.one_of(st.none(), st.integers(1, 5))),
            used_in=draw(st.sets(st.integers(0, number - 1)).map(tuple)) if number else (),
        )
        for number in range(count)
    ]
    horizon = Horizon(
        today=EVENT - timedelta(days=draw(st.integers(0, 5))),
        event=EVENT,
        batches_per_day=draw(st.one_of(st.none(), st.integers(1, 4))),
        minutes_per_day=draw(st.one_of(st.none(), st.sampled_from([45, 60, 100, 120]))),
        days_off=frozenset(draw(st.sets(st.integers(0, 6), max_size=2))),
        taken=draw(
            st.dictionaries(
                st.sampled_from([FRIDAY, THURSDAY, WEDNESDAY]),
                st.builds(Load, st.integers(0, 2), st.sampled_from([0, 30])),
                max_size=2,
            )
        ),
    )
    return jobs, horizon


@given(kitchens())
@settings(max_examples=examples(300))
def test_it_equals_an_exhaustive_search(kitchen: tuple[list[Job], Horizon]) -> None:
    jobs, horizon = kitchen
    found, best = propose(jobs, horizon), exhaustive(jobs, horizon)
    assert found.is_proven
    assert found.feasible == (best is not None)
    if found.feasible:
        assert found.age == best
        assert sum(bake.batches for bake in found.bakes) == sum(job.batches for job in jobs)
    else:
        assert found.binding
        assert sum(found.left.values()) > 0


@given(kitchens())
@settings(max_examples=examples(200))
@pytest.mark.covers("G-20")
def test_every_change_offered_mends_and_a_smaller_one_does_not(
    kitchen: tuple[list[Job], Horizon],
) -> None:
    jobs, horizon = kitchen
    for repair in propose(jobs, horizon).repairs:
        assert exhaustive(*mended(jobs, horizon, repair)) is not None
        if repair.kind == "keeps":
            less = replace(repair, days=repair.days - 1)
        elif repair.kind == "on_day" and repair.more.batches:
            less = replace(repair, more=Load(repair.more.batches - 1))
        elif repair.kind == "on_day":
            less = replace(repair, more=Load(minutes=repair.more.minutes - 5))
        else:
            continue
        assert exhaustive(*mended(jobs, horizon, less)) is None


@given(kitchens())
@settings(max_examples=examples(100))
def test_a_proposal_that_is_kept_stays_possible_and_as_fresh(
    kitchen: tuple[list[Job], Horizon],
) -> None:
    jobs, horizon = kitchen
    found = propose(jobs, horizon)
    if found.feasible:
        kept = [
            replace(job, kept=tuple(bake for bake in found.bakes if bake.key == job.key))
            for job in jobs
        ]
        again = propose(kept, horizon)
        assert again.feasible
        assert again.age == found.age
        assert again.bakes == found.bakes


@given(kitchens())
@settings(max_examples=examples(100))
def test_more_room_is_never_worse(kitchen: tuple[list[Job], Horizon]) -> None:
    jobs, horizon = kitchen
    found = propose(jobs, horizon)
    wider = propose(jobs, replace(horizon, batches_per_day=None, minutes_per_day=None))
    assert not found.feasible or (wider.feasible and wider.age <= found.age)


def large(jobs: int, days: int, *, tight: bool) -> tuple[list[Job], Horizon]:
    """Deterministic, of mixed sizes; every seventh goes into the one before."""
    made = [
        Job(
            number,
            batches=number * 7 % 5 + 1,
            minutes=(0, 15, 25, 40, 60)[number * 3 % 5],
            keeps=(None, 3, 5, 8, 14, 20)[number % 6],
            used_in=(number - 1,) if number % 7 == 3 else (),
        )
        for number in range(jobs)
    ]
    a_day = jobs // 5 if tight else jobs // 3 + 2
    today = EVENT - timedelta(days=days)
    return made, Horizon(today, EVENT, batches_per_day=a_day, minutes_per_day=a_day * 30)


@pytest.mark.parametrize(("jobs", "days"), [(15, 10), (30, 20), (60, 30)])
def test_the_work_stays_within_bounds(jobs: int, days: int) -> None:
    """Counted, not timed: the quick rule is three passes over jobs and days."""
    made, horizon = large(jobs, days, tight=False)
    quick = attempt(made, horizon, Effort(0))
    assert quick.steps <= 3 * 2 * jobs * days
    assert propose(made, horizon).steps <= 40_000
    made, horizon = large(jobs, days, tight=True)
    assert propose(made, horizon).steps <= 250_000


def test_equal_input_gives_the_equal_schedule() -> None:
    made, horizon = large(30, 20, tight=False)
    assert propose(made, horizon) == propose(list(made), replace(horizon))


def test_thousands_of_batches_are_as_quick_to_place_as_a_few(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Every number of batches that is tried counts as effort, so that none goes on for ever."""
    tries = 0
    put = schedule_search._Search._put

    def counted(*given: Any) -> None:
        nonlocal tries
        tries += 1
        put(*given)

    monkeypatch.setattr(schedule_search._Search, "_put", counted)
    jobs = [Job("a", 100_000, 15, keeps=3), Job("b", 50_000, 20, keeps=5), Job("c", 30_000)]
    found = propose(jobs, Horizon(TODAY, EVENT, 100_000, 1_000_000))
    assert tries
    # Each try is put and taken back; the last ones find the effort spent.
    assert tries <= 2 * found.steps
