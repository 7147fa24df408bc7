"""Whether the same thing came in twice."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from baketracker.understanding.duplicates import (
    SeenLine,
    SeenPurchase,
    same_line,
    same_purchase,
)

FRIDAY = date(2026, 11, 20)
RECEIPT = SeenPurchase("Costco", FRIDAY, Decimal("71.15"))
SAID = SeenLine("flour", FRIDAY, Decimal(8), "said")


@pytest.mark.covers("AI-27", "O-15")
@pytest.mark.parametrize("store", ["COSTCO WHOLESALE #123", "costco", "Cóstco"])
def test_store_day_and_total_make_a_receipt(store: str) -> None:
    assert same_purchase(RECEIPT, replace(RECEIPT, store=store))


@pytest.mark.covers("AI-27")
def test_another_store_day_or_total_is_another_receipt() -> None:
    assert not same_purchase(RECEIPT, replace(RECEIPT, store="Aldi"))
    assert not same_purchase(RECEIPT, replace(RECEIPT, store=""))
    assert not same_purchase(RECEIPT, replace(RECEIPT, day=date(2026, 11, 21)))
    assert not same_purchase(RECEIPT, replace(RECEIPT, total=Decimal("71.16")))
    unread = replace(RECEIPT, total=None)
    assert not same_purchase(unread, unread)


@pytest.mark.covers("AI-27")
def test_what_was_said_and_photographed_is_one_line() -> None:
    photo = replace(SAID, way="photo")
    assert same_line(SAID, photo)
    assert same_line(replace(SAID, price=None), photo)
    assert not same_line(photo, photo)
    for other in (
        replace(photo, product="sugar"), replace(photo, day=date(2026, 11, 19)),
        replace(photo, price=Decimal(9)),
    ):  # fmt: skip
        assert not same_line(SAID, other)
