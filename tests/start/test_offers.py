"""What the first run offers fits the starter catalogue and the calendar."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baketracker.exchange.starter.contents import starter
from baketracker.start import offers

pytestmark = pytest.mark.covers("SC-02")


def test_everything_on_offer_is_in_the_starter_catalogue() -> None:
    known = starter().units
    assert len(offers.UNITS) == 12
    assert set(offers.UNITS) <= set(known)
    fields = {offers.field_of(unit) for unit in offers.UNITS}
    assert len(fields) == 12


def test_every_occasion_suggests_something_on_offer() -> None:
    assert len(offers.OCCASIONS) == 4
    for one in (*offers.OCCASIONS, offers.ANY):
        assert one.counts
        assert set(one.counts) <= set(offers.UNITS)
    assert offers.occasion("gifts").counts["Sugar cookie"] > 0
    assert offers.occasion("nonsense") is offers.ANY


@given(today=st.dates(date(2024, 1, 1), date(2035, 1, 1)))
def test_the_days_offered_lie_ahead_and_differ(today: date) -> None:
    days = [day for _, day in offers.days(today)]
    assert days == sorted(set(days))
    assert days[0].weekday() == offers.SATURDAY
    assert today < days[0] <= today + timedelta(days=7)
    assert offers.usual_day(today) in days
