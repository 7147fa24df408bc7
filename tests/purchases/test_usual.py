"""What a price usually was: the band of 90 days, as it moved."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baketracker.purchases.usual import Paid, average_before, band_of, band_on, spans

LATE = timedelta(days=90)
START = date(2026, 1, 1)
PRICES = st.decimals("0", "50", places=2)
HISTORIES = st.lists(st.tuples(st.integers(0, 800), PRICES), max_size=25).map(
    lambda told: sorted(
        (Paid(START + timedelta(days=day), price) for day, price in told), key=lambda one: one.on
    )
)


def paid(*told: tuple[int, str]) -> list[Paid]:
    return [Paid(START + timedelta(days=day), Decimal(price)) for day, price in told]


@pytest.mark.covers("UX-38")
def test_the_band_is_the_middle_half_and_its_median() -> None:
    band = band_of([Decimal(n) for n in (5, 1, 3, 2, 4)])
    assert band is not None
    assert (band.low, band.median, band.high, band.count) == (2, 3, 4, 5)
    alone = band_of([Decimal("2.5")])
    assert alone is not None
    assert (alone.low, alone.median, alone.high) == (Decimal("2.5"),) * 3
    assert band_of([]) is None


@pytest.mark.covers("UX-38")
def test_what_is_older_than_ninety_days_is_not_usual_any_more() -> None:
    told = paid((0, "2"), (60, "4"))
    usual = [band_on(told, START + timedelta(days=day), LATE) for day in (0, 60, 90, 91, 150, 151)]
    assert [one and one.median for one in usual] == [2, 3, 3, 4, 4, None]


@pytest.mark.covers("UX-38")
def test_a_gift_is_no_price_to_expect_again() -> None:
    assert spans(paid((0, "0")), LATE, START + LATE) == []
    band = band_on(paid((0, "0"), (1, "3")), START + timedelta(days=2), LATE)
    assert band is not None
    assert (band.median, band.count) == (3, 1)


@pytest.mark.covers("K-22")
def test_the_average_before_is_of_each_purchase_alike_and_without_the_day_itself() -> None:
    told = paid((0, "9"), (10, "2"), (70, "3"), (71, "100"))
    day = START + timedelta(days=71)
    assert average_before(told, day, timedelta(days=61)) == Decimal("2.5")
    assert average_before(told, START, LATE) is None


@pytest.mark.covers("UX-38")
@given(HISTORIES, st.integers(0, 900))
def test_spans_say_of_each_day_what_a_look_at_that_day_says(told: list[Paid], length: int) -> None:
    until = START + timedelta(days=length)
    found = spans(told, LATE, until)
    for before, after in pairwise(found):
        assert before.until <= after.since
    for number in range(0, length, 7):
        day = START + timedelta(days=number)
        here = [span.band for span in found if span.since <= day < span.until]
        prices = [one.per_unit for one in told if one.per_unit and day - LATE <= one.on <= day]
        assert len(here) == (1 if prices else 0)
        if prices:
            assert here[0].count == len(prices)
            assert here[0].median == pytest.approx(median(prices))
            assert min(prices) <= here[0].low <= here[0].median <= here[0].high <= max(prices)
