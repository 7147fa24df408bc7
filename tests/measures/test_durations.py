"""How long something keeps, as people say it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from baketracker.faces.format import Reader, lasting
from baketracker.fields import DaysIn, with_span
from baketracker.measures.durations import LONGEST_DAYS, BadDuration, Span, parse_days, spoken

pytestmark = pytest.mark.covers("K-69")

READ: TypeAdapter[int] = TypeAdapter(DaysIn)


@pytest.mark.parametrize(
    ("written", "days"),
    [
        ("10", 10),
        ("10 days", 10),
        ("1 day", 1),
        ("2 weeks", 14),
        ("2wk.", 14),
        (" 6 Months ", 180),
        ("1 year", 365),
        ("10 years", LONGEST_DAYS),
    ],
)
def test_days_weeks_months_and_years(written: str, days: int) -> None:
    assert parse_days(written) == days
    assert READ.validate_python(written) == days


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("", "Write how long"),
        ("soon", "Write how long"),
        ("6 moons", "Write how long"),
        ("1.5 years", "Write how long"),
        ("٣ days", "Write how long"),
        ("-3 days", "Write how long"),
        ("0 weeks", "at least 1 day"),
        ("11 years", "at most 10 years"),
    ],
)
def test_what_is_no_such_time_gets_a_sentence(written: str, sentence: str) -> None:
    with pytest.raises(BadDuration, match=sentence):
        parse_days(written)
    with pytest.raises(ValidationError, match=sentence):
        READ.validate_python(written)


@pytest.mark.parametrize("value", [True, 1.5, None, [], 0, -1, LONGEST_DAYS + 1])
def test_numbers_that_count_no_days_are_refused(value: object) -> None:
    with pytest.raises(ValidationError):
        READ.validate_python(value)


@given(st.integers(1, LONGEST_DAYS))
def test_what_is_said_is_read_as_the_same(days: int) -> None:
    amount, span = spoken(days)
    assert parse_days(f"{amount} {span}") == days
    assert READ.validate_python(days) == days


@given(st.integers(1, 10), st.sampled_from(Span))
def test_the_largest_span_that_fits_is_said(amount: int, span: Span) -> None:
    said, by = spoken(amount * span.in_days)
    assert said <= amount
    assert by.in_days >= span.in_days


def test_a_reader_hears_it_in_words() -> None:
    assert [lasting(days, Reader()) for days in (1, 14, 180, 365)] == [
        "1 day",
        "2 weeks",
        "6 months",
        "1 year",
    ]
    assert lasting(180, Reader(locale="de_DE")) == "6 Monate"


def test_two_fields_of_a_form_are_one_time() -> None:
    typed = {"keeps": "6", "span": "months", "name": "x"}
    assert with_span(typed, "keeps", "span") == {"keeps": "6 months", "name": "x"}
    assert with_span({"span": "months"}, "keeps", "span") == {}
    assert with_span({"keeps": 5}, "keeps", "span") == {"keeps": 5}
