"""How many can be packed of what is there: the rule by itself."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baketracker.assembly.feasibility import Kind, Need, Order, Source, pooled, possible, taken


def need(name: str, quantity: str, *sources: str, kind: Kind = "finished_unit") -> Need:
    return Need(
        kind, name, name, Decimal(quantity), "each", tuple(Source(s) for s in sources or (name,))
    )


BAG = [need("Cookie", "6"), need("Brownie", "3")]


def stock(**amounts: str | int) -> dict[str, Decimal]:
    return {name: Decimal(amount) for name, amount in amounts.items()}


@pytest.mark.covers("GV14")
def test_51_cookies_and_39_brownies_are_8_of_10_bags() -> None:
    (bags,) = pooled([Order("bag", BAG, 10)], stock(Cookie=51, Brownie=39))
    assert (bags.possible, bags.status) == (8, "partial")
    (cookie,) = bags.missing
    assert (cookie.need.name, cookie.wanted, cookie.there, cookie.short) == ("Cookie", 60, 51, 9)


@pytest.mark.covers("EX41")
def test_50_are_possible_and_51_are_blocked_by_name() -> None:
    there = stock(Cookie=300, Brownie=170)
    assert possible(BAG, there) == 50
    (fifty,) = pooled([Order("bag", BAG, 50)], there)
    (one_more,) = pooled([Order("bag", BAG, 51)], there)
    assert (fifty.status, fifty.missing) == ("ready", ())
    assert [part.need.name for part in one_more.missing] == ["Cookie"]


@pytest.mark.covers("F37", "M-14")
def test_packaging_and_ribbon_stop_it_too() -> None:
    boxed = [*BAG, need("Box", "1", kind="packaging"), need("Ribbon", "15", kind="material")]
    there = stock(Cookie=600, Brownie=600, Box=7, Ribbon="80")
    assert possible(boxed, there) == 5
    assert possible(boxed, there | stock(Ribbon="1000")) == 7
    assert possible(boxed, there | stock(Box=0)) == 0


def test_a_good_without_parts_is_never_possible() -> None:
    assert possible([], stock(Cookie=5)) == 0


def test_goods_share_what_is_there_in_their_order() -> None:
    tower = [need("Cookie", "4")]
    orders = [Order("bag", BAG, 8), Order("tower", tower, 5)]
    first, second = pooled(orders, stock(Cookie=60, Brownie=30))
    assert (first.possible, first.status) == (8, "ready")
    assert (second.possible, second.status) == (3, "partial")


def test_what_is_not_baked_at_all_waits_for_the_oven() -> None:
    waiting, blocked, done = pooled(
        [Order("bag", BAG, 2), Order("box", [need("Box", "1", kind="packaging")], 1),
         Order("none", BAG, 0)],
        stock(Cookie=0, Brownie=9),
    )  # fmt: skip
    assert [one.status for one in (waiting, blocked, done)] == [
        "awaiting_production", "blocked", "complete",
    ]  # fmt: skip


def test_what_only_one_box_can_be_is_met_before_what_any_box_can_be() -> None:
    lines = [need("any", "1", "alder", "birch", kind="packaging"),
             need("alder", "1", kind="packaging")]  # fmt: skip
    assert possible(lines, stock(alder=3, birch=3)) == 3
    parts, left = taken(lines, stock(alder=3, birch=3), 3)
    assert not any(part.short for part in parts)
    assert sum(left.values()) == 0


@given(
    quantities=st.lists(st.integers(1, 9), min_size=1, max_size=4),
    amounts=st.lists(st.integers(0, 60), min_size=4, max_size=4),
)
def test_one_more_than_possible_is_too_many(quantities: list[int], amounts: list[int]) -> None:
    needs = [need(f"part{n}", str(quantity)) for n, quantity in enumerate(quantities)]
    there = {f"part{n}": Decimal(amount) for n, amount in enumerate(amounts)}
    most = possible(needs, there)
    assert not any(part.short for part in taken(needs, there, most)[0])
    assert any(part.short for part in taken(needs, there, most + 1)[0])
    assert most == min(int(there[one.name] // one.quantity) for one in needs)


@given(
    counts=st.lists(st.integers(0, 8), min_size=1, max_size=5),
    cookies=st.integers(0, 90),
    brownies=st.integers(0, 60),
)
def test_together_they_never_take_more_than_there_is(
    counts: list[int], cookies: int, brownies: int
) -> None:
    orders = [Order(place, BAG, count) for place, count in enumerate(counts)]
    found = pooled(orders, stock(Cookie=cookies, Brownie=brownies))
    packed = sum(one.possible for one in found)
    assert packed * 6 <= cookies
    assert packed * 3 <= brownies
    assert all(one.possible <= one.order.count for one in found)
    # As many as one order for all of them would give.
    assert packed == min(sum(counts), possible(BAG, stock(Cookie=cookies, Brownie=brownies)))
