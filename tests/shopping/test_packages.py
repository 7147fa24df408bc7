"""The cheapest whole packages, against trying everything."""

from decimal import Decimal
from itertools import product as every

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baketracker.measures.numbers import DUST
from baketracker.shopping.packages import Mix, Offer, cheapest

pytestmark = pytest.mark.covers("G-19", "P-10")

halves = st.integers(2, 24).map(lambda count: Decimal(count) / 2)
prices = st.integers(1, 20).map(Decimal)
needs = st.integers(1, 24).map(lambda count: Decimal(count) / 2)
priced = st.lists(st.builds(Offer, st.uuids(), halves, prices), min_size=1, max_size=3)
anything = st.lists(
    st.builds(
        Offer, st.uuids(), halves, st.none() | prices | st.just(Decimal(0)), st.booleans(),
        st.booleans(),
    ),
    max_size=5,
)  # fmt: skip


def packages(mix: Mix) -> int:
    return sum(pick.packages for pick in mix.picks)


@given(needs, anything, st.booleans())
def test_it_is_never_less_than_the_need(
    need: Decimal, offers: list[Offer], prefer_usual: bool
) -> None:
    mix = cheapest(need, offers, prefer_usual=prefer_usual)
    assert mix.covers > need - DUST if offers else mix == Mix()
    assert sum((pick.share for pick in mix.picks), Decimal(0)) == (need if offers else 0)
    assert all(pick.packages > 0 and 0 < pick.share <= pick.covers for pick in mix.picks)


@given(needs, priced)
def test_nothing_costs_less_and_of_equal_ones_nothing_leaves_less(
    need: Decimal, offers: list[Offer]
) -> None:
    standings = []
    for counts in every(*(range(int(need / offer.size) + 2) for offer in offers)):
        held = list(zip(offers, counts, strict=True))
        covers = sum(offer.size * count for offer, count in held)
        if covers >= need:
            cost = sum((offer.price or 0) * count for offer, count in held)
            standings.append((cost, covers - need, sum(counts)))
    mix = cheapest(need, offers)
    assert (mix.cost, mix.covers - need, packages(mix)) == min(standings)


@given(needs, needs, priced)
def test_needing_less_never_costs_more(one: Decimal, other: Decimal, offers: list[Offer]) -> None:
    less, more = (cheapest(need, offers).cost for need in sorted((one, other)))
    assert less is not None
    assert more is not None
    assert less <= more


@given(needs, needs, halves, st.none() | prices)
def test_of_one_package_less_need_never_means_more_of_them(
    one: Decimal, other: Decimal, size: Decimal, price: Decimal | None
) -> None:
    less, more = (cheapest(n, [Offer("bag", size, price)]) for n in sorted((one, other)))
    assert packages(less) <= packages(more)


@given(needs, anything)
def test_a_known_price_goes_before_an_unknown_one(need: Decimal, offers: list[Offer]) -> None:
    mix = cheapest(need, offers)
    if any(offer.price for offer in offers):
        assert all(pick.offer.price for pick in mix.picks)
    else:
        assert mix.cost is None or not mix.picks


def test_two_sizes_together_are_cheaper_than_either() -> None:
    large, small = Offer("5 lb", Decimal(5), Decimal(4)), Offer("2 lb", Decimal(2), Decimal(2))
    mix = cheapest(Decimal(7), [small, large])
    assert [(pick.offer.key, pick.packages, pick.share) for pick in mix.picks] == [
        ("5 lb", 1, 5), ("2 lb", 1, 2),
    ]  # fmt: skip
    assert (mix.cost, mix.covers) == (6, 7)


def test_the_usual_package_when_asked_for() -> None:
    usual = Offer("King", Decimal(5), Decimal(9), is_usual=True)
    cheap = Offer("Store brand", Decimal(5), Decimal(3))
    chosen = [cheapest(Decimal(8), [cheap, usual], prefer_usual=asked) for asked in (False, True)]
    assert [mix.picks[0].offer.key for mix in chosen] == ["Store brand", "King"]
    assert [mix.cost for mix in chosen] == [6, 18]


def test_without_prices_the_usual_one_then_the_one_bought_before() -> None:
    never = Offer("fits exactly", Decimal(4))
    bought = Offer("bought", Decimal(5), was_bought=True)
    usual = Offer("usual", Decimal(3), Decimal(0), is_usual=True)
    assert cheapest(Decimal(4), [never]).picks[0].packages == 1
    assert cheapest(Decimal(4), [never, bought]).picks[0].offer == bought
    mix = cheapest(Decimal(4), [never, bought, usual])
    assert (mix.picks[0].offer, mix.picks[0].packages, mix.cost) == (usual, 2, None)


def test_dust_needs_no_package_and_ends_no_package() -> None:
    bag = Offer("bag", Decimal(5), Decimal(4))
    assert cheapest(Decimal("0.0009"), [bag]) == Mix()
    assert packages(cheapest(Decimal("10.0009"), [bag])) == 2
    assert packages(cheapest(Decimal("10.001"), [bag])) == 3


def test_ten_thousand_boxes_are_no_trouble() -> None:
    odd = [("1.1023", "2"), ("5.51", "9.9"), ("2.2", "3.97"), ("24.9", "44.9"), ("3.33", "6")]
    offers = [Offer(size, Decimal(size), Decimal(price)) for size, price in odd]
    mix = cheapest(Decimal(10_000), offers)
    assert mix.covers >= 10_000
    assert mix.cost is not None
    alone = [cheapest(Decimal(10_000), [offer]).cost or Decimal(0) for offer in offers]
    assert mix.cost < min(alone)
