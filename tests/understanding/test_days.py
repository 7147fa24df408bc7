"""The day a receipt was printed."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baketracker.understanding.days import ReadDay, receipt_day
from tests.factories.depth import examples

TODAY = date(2026, 11, 22)


@pytest.mark.covers("AI-28")
@pytest.mark.parametrize(
    ("printed", "day"),
    [
        ("2026-11-20", date(2026, 11, 20)),
        ("11/20/2026 14:32", date(2026, 11, 20)),
        ("20/11/2026", date(2026, 11, 20)),
        ("20.11.26", date(2026, 11, 20)),
        ("NOV 20, 2026", date(2026, 11, 20)),
        ("20NOV26", date(2026, 11, 20)),
        ("20 November 2026", date(2026, 11, 20)),
        ("11/11/2026", date(2026, 11, 11)),
        ("5.11.2026", date(2026, 11, 5)),
    ],
)
@pytest.mark.parametrize("day_first", [True, False, None])
def test_what_decides_itself_is_read_whatever_the_habit(
    printed: str, day: date, day_first: bool | None
) -> None:
    assert receipt_day(printed, TODAY, day_first=day_first) == ReadDay(day, False, "")


@pytest.mark.covers("AI-28")
def test_the_readers_habit_decides_what_the_text_does_not() -> None:
    assert receipt_day("10/11/2026", TODAY, day_first=True).day == date(2026, 11, 10)
    assert receipt_day("10/11/2026", TODAY, day_first=False).day == date(2026, 10, 11)
    unknown = receipt_day("10/11/2026", TODAY, day_first=None)
    assert (unknown.day, unknown.why) == (date(2026, 11, 10), "order")


@pytest.mark.covers("AI-28")
def test_another_day_of_the_same_text_is_evidence() -> None:
    found = receipt_day("10/11/2026 RETURN BY 25/12/2026", TODAY, day_first=False)
    assert found.day == date(2026, 11, 10)


@pytest.mark.covers("AI-28")
def test_no_day_is_still_to_come() -> None:
    swapped = receipt_day("12/11/2026", TODAY, day_first=False)
    assert (swapped.day, swapped.is_doubtful, swapped.why) == (date(2026, 11, 12), True, "order")
    assert receipt_day("2026-11-23", TODAY, day_first=None) == ReadDay(None, True, "future")
    assert receipt_day("12/24/2026", TODAY, day_first=None) == ReadDay(None, True, "future")


@pytest.mark.covers("AI-28")
def test_old_days_are_doubted() -> None:
    assert receipt_day("2026-09-23", TODAY, day_first=None) == ReadDay(date(2026, 9, 23), False, "")
    assert receipt_day("2026-09-22", TODAY, day_first=None).why == "old"
    assert receipt_day("2025-11-20", TODAY, day_first=None).is_doubtful


def test_without_a_year_it_is_the_latest_such_day() -> None:
    assert receipt_day("Nov 20", TODAY, day_first=None) == ReadDay(date(2026, 11, 20), True, "year")
    assert receipt_day("Dec 24", TODAY, day_first=None).day == date(2025, 12, 24)


@pytest.mark.parametrize("printed", ["", "TOTAL 12.99", "99/99/9999", "2 @ 4.79", "0/0/00"])
def test_without_a_day_there_is_none(printed: str) -> None:
    assert receipt_day(printed, TODAY, day_first=None) == ReadDay(None, True, "none")


@pytest.mark.covers("AI-28")
@settings(max_examples=examples(250))
@given(
    st.text(max_size=40) | st.from_regex(r"[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{2,4}"),
    st.sampled_from([True, False, None]),
)
def test_whatever_is_printed_no_day_is_still_to_come(text: str, day_first: bool | None) -> None:
    found = receipt_day(text, TODAY, day_first=day_first)
    assert found.day is None or found.day <= TODAY
    assert found.is_doubtful == bool(found.why)
