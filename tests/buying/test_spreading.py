"""Spreading what is left of a purchase over its lots."""

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baketracker.buying.spreading import FINEST, spread

AMOUNTS = st.decimals("0", "1000000", places=10)


def decimals(*texts: str) -> list[Decimal]:
    return [Decimal(text) for text in texts]


@pytest.mark.covers("K-21")
@pytest.mark.parametrize(
    ("left", "lots", "shares"),
    [
        ("12", ["4", "2"], ["8", "4"]),
        ("3", ["0", "0"], ["3", "0"]),
        ("0", ["4", "2"], ["0", "0"]),
        ("13.4375", ["8.4375"], ["13.4375"]),
        ("1", ["1", "1", "1"], ["0.3333333334", "0.3333333333", "0.3333333333"]),
    ],
)
def test_each_lot_keeps_its_share(left: str, lots: list[str], shares: list[str]) -> None:
    assert spread(Decimal(left), decimals(*lots)) == decimals(*shares)


@pytest.mark.covers("K-21")
@given(AMOUNTS, st.lists(AMOUNTS, min_size=1, max_size=8))
def test_nothing_is_lost_and_no_share_is_below_nothing(left: Decimal, lots: list[Decimal]) -> None:
    shares = spread(left, lots)
    assert len(shares) == len(lots)
    assert sum(shares) == left
    assert all(share >= 0 for share in shares)
    # As fine as the column keeps it.
    assert all(share == share.quantize(FINEST) for share in shares)


@pytest.mark.covers("K-21")
@given(AMOUNTS, st.lists(AMOUNTS.filter(bool), min_size=2, max_size=8))
def test_who_had_more_has_more(left: Decimal, lots: list[Decimal]) -> None:
    shares = spread(left, lots)
    order = sorted(range(len(lots)), key=lambda place: lots[place])
    for less, more in pairwise(order):
        assert shares[less] <= shares[more] + FINEST * len(lots)


@pytest.mark.covers("K-21")
@given(st.lists(AMOUNTS, min_size=1, max_size=8))
def test_spreading_what_is_there_changes_nothing(lots: list[Decimal]) -> None:
    assert spread(sum(lots, Decimal(0)), lots) == lots
