"""The plan then beside the plan now, by finished unit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baketracker.plan_life.comparing import Amount, differences

amounts = st.lists(
    st.builds(Amount, st.sampled_from("abcd"), st.just("Thing"), st.integers(1, 9)), max_size=4,
    unique_by=lambda one: one.id,
)  # fmt: skip


@pytest.mark.covers("F32")
def test_two_units_of_one_recipe_are_two_rows() -> None:
    small, large = Amount("s", "Cookie", 2), Amount("l", "Large cookie", 5)
    found = differences([small, large], [small, Amount("l", "Large cookie", 6)])
    assert [(one.name, one.before, one.now, one.status) for one in found] == [
        ("Cookie", 2, 2, "unchanged"),
        ("Large cookie", 5, 6, "modified"),
    ]


@given(before=amounts, now=amounts)
def test_nothing_is_lost_and_each_has_the_word_that_fits(
    before: list[Amount], now: list[Amount]
) -> None:
    found = {one.id: one for one in differences(before, now)}
    was, there = ({row.id: row.count for row in rows} for rows in (before, now))
    assert found.keys() == was.keys() | there.keys()
    for key, one in found.items():
        assert (one.before, one.now) == (was.get(key), there.get(key))
        assert (one.status == "unchanged") == (was.get(key) == there.get(key))
        assert (one.status == "added") == (key not in was)
        assert (one.status == "dropped") == (key not in there)
