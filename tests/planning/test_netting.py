"""What is on hand spares work: finished goods first, then finished units."""

from datetime import date, timedelta
from typing import Any

import pytest

from baketracker.finished_goods.netting import net, take
from baketracker.planning.demand import Wish
from baketracker.planning.netting import OnHand, spared
from tests.finished_goods.boxes import GOODS
from tests.planning.kitchens import planned

DAY = date(2026, 12, 24)
EVE = DAY - timedelta(days=1)


@pytest.mark.covers("P-13")
def test_goods_on_hand_are_taken_from_the_outside_in() -> None:
    netted = net("tower", 5, GOODS, {"tower": 1, "bag": 3})
    assert netted.from_shelf == {"tower": 1, "bag": 3}
    assert netted.assemble == {"tower": 4, "bag": 5}
    assert netted.units == {"cookie": 4 * 4 + 5 * 6, "brownie": 5 * 3}
    told = {(one.good, one.unit): one.quantity for one in spared(netted, GOODS)}
    assert told == {
        ("tower", "brownie"): 6, ("tower", "cookie"): 16,
        ("bag", "cookie"): 18, ("bag", "brownie"): 9,
    }  # fmt: skip


def test_more_on_hand_than_wanted_leaves_the_rest_on_the_shelf() -> None:
    shelf: dict[Any, int] = {"bag": 60}
    netted = net("bag", 50, GOODS, shelf)
    assert (netted.units, netted.assemble["bag"]) == ({}, 0)
    take(netted.from_shelf, shelf)
    assert shelf == {"bag": 10}


@pytest.mark.covers("P-13", "O-04")
def test_the_plan_nets_goods_then_units_then_ingredients_only_where_it_is_told_to() -> None:
    held: dict[str, Any] = {
        "goods_on_hand": {"bag": OnHand(10, DAY)},
        "units_on_hand": {"cookie": OnHand(20), "brownie": OnHand(9, EVE)},
    }
    plain = {unit.unit.id: unit for unit in planned(**held).units}
    assert (plain["cookie"].to_make, plain["brownie"].to_make) == (380, 180)
    counted = planned(goods=True, units=True, **held)
    told = {unit.unit.id: unit for unit in counted.units}
    cookie, brownie = told["cookie"], told["brownie"]
    assert (cookie.needed, cookie.from_goods, cookie.from_stock) == (380, 60, 20)
    assert (cookie.to_make, cookie.batches) == (300, 7)
    # The brownies on hand spoil the day before.
    assert (brownie.from_goods, brownie.from_stock, brownie.to_make) == (30, 0, 150)
    assert [wish.from_stock for wish in counted.wishes] == [10, 0]
    assert counted.is_enough


def test_without_the_pantry_everything_is_missing() -> None:
    plan = planned(ingredients=False)
    assert all(gap.missing == gap.need.quantity for gap in plan.gaps)


@pytest.mark.parametrize(
    ("held", "on", "counts", "word"),
    [
        (OnHand(0), True, 0, None),
        (OnHand(5, DAY), True, 5, None),
        (OnHand(5, EVE), True, 0, "no longer be good"),
        (OnHand(5), True, 5, "Nobody has said"),
        (OnHand(5), False, 0, "does not count"),
    ],
)
@pytest.mark.covers("O-04")
def test_the_reason_is_said(held: OnHand, on: bool, counts: int, word: str | None) -> None:
    assert held.counted(DAY, switched_on=on) == counts
    remark = held.remark(DAY, switched_on=on)
    assert (remark is None) if word is None else (word in str(remark))


def test_of_stock_that_serves_two_wishes_the_first_is_served_first() -> None:
    plan = planned(
        goods=True,
        wishes=(Wish("tower", 5), Wish("bag", 50)),
        goods_on_hand={"bag": OnHand(12, DAY)},
    )
    assert [wish.from_stock for wish in plan.wishes] == [0, 2]
    told = {unit.unit.id: unit.to_make for unit in plan.units}
    assert told == {"cookie": 380 - 72, "brownie": 180 - 36}


def test_what_is_kept_for_others_does_not_count_and_is_said() -> None:
    some, none = OnHand(5, DAY, kept=2), OnHand(5, kept=5)
    assert some.counted(DAY, switched_on=True) == 3
    assert "2 of the 5 on hand" in str(some.remark(DAY, switched_on=True))
    assert none.counted(DAY, switched_on=True) == 0
    assert "5 of the 5 on hand" in str(none.remark(DAY, switched_on=True))
    assert "Counted: 3 on hand" in str(OnHand(5, kept=2).remark(DAY, switched_on=True))
