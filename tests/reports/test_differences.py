"""What came and what went between two moments."""

from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baketracker.reports.differences import Difference, Standing, differences

FLOUR, SUGAR = uuid4(), uuid4()
LINES = st.dictionaries(
    st.tuples(st.sampled_from([FLOUR, SUGAR]), st.sampled_from(["lb", "oz", "bag"])),
    st.tuples(st.decimals("0.01", "500", places=2), st.decimals("0", "90", places=2)),
).map(lambda told: [standing(key, q, unit, v) for (key, unit), (q, v) in told.items()])


def standing(
    thing: UUID, quantity: Decimal | str, unit: str = "lb", value: Decimal | str = "1",
    name: str = "Flour",
) -> Standing:  # fmt: skip
    return Standing("food", thing, name, "", Decimal(quantity), unit, Decimal(value))


def one(before: list[Standing], after: list[Standing], density: str | None = None) -> Difference:
    known = {FLOUR: None if density is None else Decimal(density)}
    (found,) = differences(before, after, known)
    return found


@pytest.mark.covers("D-05")
def test_more_less_new_and_gone() -> None:
    more = one([standing(FLOUR, "2", value="3")], [standing(FLOUR, "5", value="7")])
    assert (more.before, more.after, more.change, more.value_change) == (2, 5, 3, 4)
    new = one([], [standing(FLOUR, "5", value="7")])
    assert (new.before, new.after, new.change, new.value_change) == (None, 5, 5, 7)
    gone = one([standing(FLOUR, "5", value="7")], [])
    assert (gone.before, gone.after, gone.change, gone.value_change) == (5, None, -5, -7)


def test_it_is_called_as_it_was_called_last() -> None:
    renamed = one([standing(FLOUR, "2")], [standing(FLOUR, "2", name="Bread flour")])
    assert renamed.shown.name == "Bread flour"
    assert not renamed.moved


def test_units_that_can_be_turned_into_each_other_are_one_line() -> None:
    found = one([standing(FLOUR, "32", "oz")], [standing(FLOUR, "3", "lb")])
    assert (found.unit, found.after) == ("lb", 3)
    assert found.before == pytest.approx(2)
    weighed = one([standing(FLOUR, "1", "cup")], [standing(FLOUR, "1", "oz")], "0.5092624097587367")
    assert weighed.before == pytest.approx(Decimal("4.25"))


def test_other_units_stand_for_themselves() -> None:
    found = differences([standing(FLOUR, "1", "cup")], [standing(FLOUR, "1", "oz")], {})
    assert [(line.unit, line.change) for line in found] == [("oz", 1), ("cup", -1)]


@pytest.mark.covers("D-05")
@given(LINES, LINES)
def test_no_worth_is_lost_and_the_way_back_is_the_way_there(
    before: list[Standing], after: list[Standing]
) -> None:
    there, back = differences(before, after, {}), differences(after, before, {})
    change = sum((line.value for line in after), Decimal(0)) - sum(
        (line.value for line in before), Decimal(0)
    )
    assert sum((line.value_change for line in there), Decimal(0)) == change
    assert sum((line.value_change for line in back), Decimal(0)) == -change
    assert not [line for line in differences(after, after, {}) if line.moved or line.value_change]
