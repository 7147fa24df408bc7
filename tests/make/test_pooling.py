"""One pool for all batches: nothing in it is promised twice."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baketracker.costs import UnitCost
from baketracker.make.pooling import Needed, Portion, Shelf, share_out
from baketracker.stock.fifo import Layer

FREE = UnitCost(per_unit=None)


def shelf(*amounts: int, unit: str = "cup", density: Decimal | None = None) -> Shelf:
    layers = [Layer((unit, at), Decimal(much), unit, FREE) for at, much in enumerate(amounts)]
    return Shelf(layers, density)


def portion(batches: int, **needs: int) -> Portion:
    """So many batches that take so many cups of each."""
    named = [Needed(name, name, Decimal(much), "cup") for name, much in needs.items()]
    return Portion(Decimal(batches), named)


@pytest.mark.covers("F36", "A21")
def test_what_is_enough_for_each_may_not_be_enough_for_both() -> None:
    """The desktop asked about each recipe alone, and said yes twice."""
    shelves = {"butter": shelf(4, 2), "flour": shelf(100)}
    cookies, brownies = portion(2, butter=2, flour=1), portion(1, butter=4, flour=1)
    assert [share.is_enough for share in share_out([cookies], shelves)] == [True]
    assert [share.is_enough for share in share_out([brownies], shelves)] == [True]
    first, second = share_out([cookies, brownies], shelves)
    assert (first.is_enough, first.possible) == (True, 2)
    assert (second.is_enough, second.possible) == (False, 0)
    assert [(lack.name, lack.quantity) for lack in second.lacks] == [("butter", Decimal(2))]


def test_whole_batches_are_possible_of_what_there_is() -> None:
    (share,) = share_out([portion(5, butter=2)], {"butter": shelf(7)})
    assert (share.possible, share.lacks[0].quantity) == (3, Decimal(3))
    (thirds,) = share_out(
        [Portion(Decimal(3), [Needed("egg", "egg", Decimal("0.333333"), "cup")])],
        {"egg": shelf(1)},
    )
    assert (thirds.is_enough, thirds.possible) == (True, 3)


def test_other_units_count_through_the_density() -> None:
    by_weight = {"flour": shelf(240, unit="g", density=Decimal("0.5072"))}
    (share,) = share_out([portion(2, flour=1)], by_weight)
    assert share.is_enough
    (unknown,) = share_out([portion(2, flour=1)], {"flour": shelf(240, unit="g")})
    assert (unknown.possible, unknown.lacks[0].quantity) == (0, Decimal(2))


def test_what_is_not_in_the_catalogue_any_more_is_not_there() -> None:
    (share,) = share_out([portion(1, saffron=1)], {})
    assert (share.possible, share.lacks[0].name) == (0, "saffron")


COUNTS = st.integers(min_value=0, max_value=9)
INGREDIENTS = ("butter", "flour", "sugar")


@pytest.mark.covers("F36", "A21")
@given(
    st.lists(
        st.tuples(st.integers(min_value=1, max_value=6), st.tuples(COUNTS, COUNTS, COUNTS)),
        max_size=5,
    ),
    st.tuples(*[st.lists(COUNTS, max_size=3)] * 3),
)
def test_no_stock_is_promised_twice(
    wanted: list[tuple[int, tuple[int, int, int]]], there: tuple[list[int], ...]
) -> None:
    needs = [
        (batches, {name: much for name, much in zip(INGREDIENTS, own, strict=True) if much})
        for batches, own in wanted
    ]
    shelves = {
        name: Shelf([Layer((name, at), Decimal(much), "cup", FREE) for at, much in enumerate(own)])
        for name, own in zip(INGREDIENTS, there, strict=True)
    }
    shares = share_out([portion(batches, **own) for batches, own in needs], shelves)
    for name, own in zip(INGREDIENTS, there, strict=True):
        asked = sum(batches * each.get(name, 0) for batches, each in needs)
        lacks = sum(
            (lack.quantity for share in shares for lack in share.lacks if lack.name == name),
            Decimal(0),
        )
        # What all lack together is what there is too little of, no more and no less.
        assert lacks == max(0, asked - sum(own))
        promised = sum(
            share.possible * each.get(name, 0)
            for share, (_batches, each) in zip(shares, needs, strict=True)
        )
        assert promised <= sum(own)
    for share, (batches, each) in zip(shares, needs, strict=True):
        served = [batches - Fraction(lack.quantity) / each[lack.name] for lack in share.lacks]
        assert share.possible == min([Fraction(batches), *served]) // 1
