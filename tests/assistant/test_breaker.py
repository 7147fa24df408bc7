"""Five failures in a row within 30 seconds, 30 seconds of rest, one call to find out."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from baketracker.assistant.breaker import Breaker
from baketracker.assistant.errors import ModelResting


@dataclass
class Clock:
    at: float = 1000.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def breaker(clock: Clock) -> Breaker:
    return Breaker(clock)


@pytest.fixture
def fail(breaker: Breaker, clock: Clock) -> Callable[..., None]:
    def fail(times: int, every: float = 1.0) -> None:
        for _ in range(times):
            breaker.admit()
            breaker.failed()
            clock.at += every

    return fail


def waits(breaker: Breaker) -> int:
    with pytest.raises(ModelResting) as resting:
        breaker.admit()
    return resting.value.retry_after


@pytest.mark.covers("SD-30")
def test_it_opens_after_five_failures_and_says_why(
    breaker: Breaker, fail: Callable[..., None]
) -> None:
    fail(4)
    breaker.admit()
    assert breaker.why is None
    breaker.failed()
    assert waits(breaker) == 30
    assert breaker.why is not None
    message, numbers = breaker.why
    assert message % numbers == (
        "It did not answer 5 times in a row and is asked again in 30 seconds."
    )


def test_an_answer_between_them_begins_anew(breaker: Breaker, fail: Callable[..., None]) -> None:
    fail(4)
    breaker.answered()
    fail(4)
    breaker.admit()


def test_failures_far_apart_open_nothing(breaker: Breaker, fail: Callable[..., None]) -> None:
    fail(20, every=8.0)
    breaker.admit()


def test_the_last_five_of_many_count(breaker: Breaker, fail: Callable[..., None]) -> None:
    fail(3, every=20.0)
    fail(4)
    assert waits(breaker) == 29


@pytest.mark.covers("SD-30")
def test_after_30_seconds_one_call_is_let_through(
    breaker: Breaker, clock: Clock, fail: Callable[..., None]
) -> None:
    fail(5, every=0)
    clock.at += 29.5
    assert waits(breaker) == 1
    clock.at += 0.5
    breaker.admit()
    assert waits(breaker) == 30
    assert breaker.is_open


@pytest.mark.covers("SD-30")
def test_it_closes_when_that_call_is_answered(
    breaker: Breaker, clock: Clock, fail: Callable[..., None]
) -> None:
    fail(5, every=0)
    clock.at += 30
    breaker.admit()
    breaker.answered()
    assert not breaker.is_open
    fail(4)
    breaker.admit()


def test_it_opens_anew_when_that_call_fails(
    breaker: Breaker, clock: Clock, fail: Callable[..., None]
) -> None:
    fail(5, every=0)
    clock.at += 40
    breaker.admit()
    clock.at += 2
    breaker.failed()
    assert waits(breaker) == 30


def test_a_failure_of_a_call_from_before_does_not_prolong_the_rest(
    breaker: Breaker, clock: Clock, fail: Callable[..., None]
) -> None:
    fail(5, every=0)
    clock.at += 20
    breaker.failed()
    assert waits(breaker) == 10


def test_a_call_that_never_comes_back_is_not_waited_for_for_ever(
    breaker: Breaker, clock: Clock, fail: Callable[..., None]
) -> None:
    fail(5, every=0)
    clock.at += 30
    breaker.admit()
    clock.at += 30
    breaker.admit()
