"""How far something is: only good units count."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baketracker.progress.standing import (
    Made,
    Standing,
    overall,
    percent,
    standing,
    together,
    wanted_of,
)
from baketracker.recipes.batches import Yield, YieldMode

COOKIES = Yield(YieldMode.DISCRETE_COUNT, 48)


def made(good: int, batches: int) -> Made:
    return Made(good=good, batches=Decimal(batches), runs=1)


@pytest.mark.covers("F35")
def test_a_batch_that_was_lost_completes_nothing() -> None:
    stands = standing(2, 90, COOKIES, made(0, 2))
    assert (stands.percent, stands.left, stands.batches_left) == (0, 90, 2)
    assert not stands.is_complete


@pytest.mark.covers("F35")
def test_what_is_left_is_told_in_whole_batches() -> None:
    stands = standing(2, 90, COOKIES, made(45, 1))
    assert (stands.left, stands.batches_left, stands.percent) == (45, 1, Decimal("50.00"))


def test_batches_more_than_needed_are_no_need() -> None:
    stands = standing(3, 90, COOKIES, made(96, 2))
    assert stands.is_complete
    assert (stands.left, stands.extra) == (0, 6)


def test_too_few_batches_leave_something_to_make() -> None:
    assert standing(1, 90, COOKIES, made(48, 1)).left == 42


def test_fewer_that_are_meant_want_only_what_the_batches_give() -> None:
    assert wanted_of(1, 90, COOKIES) == 48
    assert standing(1, None, COOKIES, made(48, 1)).is_complete


@pytest.mark.covers("M-08", "M-29")
def test_more_than_all_is_told_with_its_true_percent() -> None:
    stands = Standing(10, 13)
    assert (stands.percent, stands.extra, stands.left) == (Decimal("130.00"), 3, 0)
    assert stands.is_complete


@pytest.mark.covers("GV12")
def test_the_recorded_means() -> None:
    baked = together([percent(1, 4), percent(2, 1)])
    packed = together([percent(3, 10)])
    assert (baked, packed) == (Decimal("62.50"), Decimal("30.00"))
    assert overall((baked, packed)) == Decimal("46.25").quantize(Decimal("0.01"))


@pytest.mark.covers("B5")
def test_nothing_planned_is_nothing_done() -> None:
    assert together([]) is None
    assert overall((None, None)) == 0


@given(
    needed=st.integers(1, 5000), batches=st.integers(1, 100), good=st.integers(0, 6000),
    more=st.integers(0, 500),
)  # fmt: skip
def test_more_good_units_never_leave_more(needed: int, batches: int, good: int, more: int) -> None:
    before = standing(batches, needed, COOKIES, made(good, batches))
    after = standing(batches, needed, COOKIES, made(good + more, batches))
    assert after.left <= before.left
    assert after.left * before.extra == 0 or after.left == 0
    assert (after.batches_left or 0) * 48 >= after.left
