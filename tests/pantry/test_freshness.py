"""Good, ending soon, or not good any more: pure."""

from datetime import date, timedelta

import pytest

from baketracker.pantry.freshness import freshness, is_stale

TODAY = date(2026, 12, 10)


@pytest.mark.covers("K-27")
@pytest.mark.parametrize(
    ("days", "said"),
    [(-400, "expired"), (-1, "expired"), (0, "soon"), (7, "soon"), (8, "fresh"), (365, "fresh")],
)
def test_a_lot_is_good_up_to_its_day(days: int, said: str) -> None:
    assert freshness(TODAY + timedelta(days=days), TODAY) == said


@pytest.mark.covers("K-27")
def test_without_a_day_nothing_is_said() -> None:
    assert freshness(None, TODAY) is None


@pytest.mark.covers("P-18")
@pytest.mark.parametrize(("days", "stale"), [(0, False), (30, False), (31, True)])
def test_what_nobody_saw_for_a_month_is_stale(days: int, stale: bool) -> None:
    assert is_stale(TODAY - timedelta(days=days), TODAY) is stale
    assert is_stale(None, TODAY)
