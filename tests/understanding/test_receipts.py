"""The arithmetic of a receipt."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baketracker.understanding.receipts import (
    RawLine,
    ReceiptLine,
    ReceiptSums,
    attach,
    reconcile,
    weighed_fits,
)
from tests.factories.depth import examples

D = Decimal


def row(text: str, total: str | None = None) -> RawLine:
    return RawLine(text, total=D(total) if total else None)


def line(
    total: str, *, quantity: str = "1", price: str | None = None, off: str = "0",
    weighed: bool = False, text: str = "FLOUR",
) -> ReceiptLine:  # fmt: skip
    each = D(price) if price else None
    return ReceiptLine(text, D(quantity), each, D(total), D(off), weighed)


@pytest.mark.covers("AI-23")
@pytest.mark.parametrize(
    ("below", "quantity", "price"),
    [
        ("2 @ 4.79", "2", "4.79"),
        ("2 AT 1 FOR 4.79", "2", "4.79"),
        ("2 X 4.79", "2", "4.79"),
        ("2 @ $4.79 ea", "2", "4.79"),
        ("4 @ 2/5.00", "4", "2.50"),
    ],
)
def test_how_many_belongs_to_the_thing_above(below: str, quantity: str, price: str) -> None:
    flour, sugar = attach([row("FLOUR", "9.58"), row(below), row("SUGAR", "3.00")])
    assert (flour.quantity, flour.unit_price, flour.total) == (D(quantity), D(price), D("9.58"))
    assert (sugar.quantity, sugar.unit_price) == (1, D("3.00"))


@pytest.mark.covers("AI-23")
@pytest.mark.parametrize(
    "below",
    [
        row("INSTANT SAV 2.00-"), row("INSTANT SAV", "-2.00"), row("COUPON", "2.00"),
        row("-2.00"), row("Circle offer -2.00"), row("SC KROGER SAVINGS 2.00-", "2.00"),
    ],
)  # fmt: skip
def test_what_is_taken_off_belongs_to_the_thing_above(below: RawLine) -> None:
    (flour,) = attach([row("FLOUR", "9.58"), below])
    assert (flour.total, flour.discount, flour.net) == (D("9.58"), D("2.00"), D("7.58"))


def test_what_is_said_to_please_takes_nothing_off() -> None:
    (flour,) = attach([row("FLOUR", "9.58"), row("YOU SAVED 1.00")])
    assert flour.discount == 0


@pytest.mark.covers("AI-24")
def test_a_weight_is_told_below_or_within() -> None:
    below = attach([row("APPLES", "4.18"), row("2.10 lb @ 1.99/lb")])
    within = attach([row("2.10 lb @ 1.99/lb APPLES", "4.18")])
    for (apples,) in (below, within):
        assert (apples.quantity, apples.unit_price, apples.is_weighed) == (
            D("2.10"), D("1.99"), True,
        )  # fmt: skip
        assert weighed_fits(apples)
    (wrong,) = attach([row("APPLES", "4.81"), row("2.10 lb @ 1.99/lb")])
    assert not weighed_fits(wrong)


def test_an_amount_that_is_not_printed_follows_from_the_others() -> None:
    (flour,) = attach([row("FLOUR"), row("2 @ 4.79")])
    assert flour.total == D("9.58")


@pytest.mark.covers("AI-23", "O-15")
def test_everything_that_stands_below_is_counted() -> None:
    sums = ReceiptSums(D(20), D(3), D("1.20"), D("0.60"), D(2), D("20.80"))
    found = reconcile([line("12.00", off="2.00"), line("10.00")], sums)
    assert (found.adds_up, found.off, found.kind) == (True, 0, "exact")


@pytest.mark.covers("AI-23", "O-15")
def test_a_missing_discount_is_off_by_two_and_its_line_is_shown() -> None:
    things = [line("1.50", text="SODA"), line("11.99", text="BUTTER"), line("2.49", text="SALT")]
    found = reconcile(things, ReceiptSums(subtotal=D("13.98")))
    assert (found.adds_up, found.off, found.kind) == (False, D("2.00"), "off")
    assert found.suspects == (1,)


@pytest.mark.parametrize(
    ("things", "printed", "suspect"),
    [
        # Read twice.
        ([line("4.99"), line("3.00"), line("3.00")], "7.99", 1),
        # Two of them, but the amount of one.
        ([line("4.99"), line("3.48", quantity="2", price="3.48")], "11.95", 1),
        # Digits changed over.
        ([line("9.66"), line("5.00")], "11.99", 0),
        # The point slipped.
        ([line("49.90"), line("5.00")], "9.99", 0),
        # The discount was added to what is taken off twice.
        ([line("9.00", off="1.00"), line("5.00")], "14.00", 0),
    ],
)
def test_what_explains_the_difference_comes_first(
    things: list[ReceiptLine], printed: str, suspect: int
) -> None:
    found = reconcile(things, ReceiptSums(subtotal=D(printed)))
    assert not found.adds_up
    assert found.suspects[0] == suspect


@pytest.mark.covers("AI-24")
def test_a_cent_is_forgiven_for_each_weighed_line_and_no_other() -> None:
    weighed = line("4.18", quantity="2.10", price="1.99", weighed=True)
    found = reconcile([weighed, line("5.00")], ReceiptSums(subtotal=D("9.17")))
    assert (found.adds_up, found.kind) == (True, "weighed")
    plain = reconcile([line("4.18"), line("5.00")], ReceiptSums(subtotal=D("9.17")))
    assert not plain.adds_up
    sums = ReceiptSums(subtotal=D("9.18"), total=D("9.17"))
    assert not reconcile([weighed, line("5.00")], sums).adds_up


def test_without_sums_or_amounts_nothing_is_known() -> None:
    assert reconcile([line("4.00")], ReceiptSums()).kind == "unknown"
    unread = ReceiptLine("FLOUR", D(1), None, None, D(0), False)
    found = reconcile([line("4.00"), unread], ReceiptSums(total=D("9.00")))
    assert (found.adds_up, found.kind, found.suspects) == (False, "unknown", (1,))


CENTS = st.decimals("0.01", "200", places=2)


@pytest.mark.covers("AI-23")
@settings(max_examples=examples(200))
@given(st.lists(st.tuples(CENTS, CENTS), min_size=1, max_size=12), CENTS, CENTS, CENTS, CENTS)
def test_what_was_added_up_right_adds_up_and_a_cent_more_does_not(
    paid: list[tuple[Decimal, Decimal]], tax: Decimal, deposit: Decimal, tip: Decimal, off: Decimal
) -> None:
    things = [ReceiptLine("X", D(1), a, a, min(a, b), False) for a, b in paid]
    net = sum((one.net or D(0) for one in things), D(0))
    total = net - off + tax + deposit + tip
    assert reconcile(things, ReceiptSums(net, off, tax, deposit, tip, total)).kind == "exact"
    assert reconcile(things, ReceiptSums(None, off, tax, deposit, tip, total)).kind == "exact"
    cent = D("0.01")
    for wrong in (
        ReceiptSums(net + cent, off, tax, deposit, tip, total + cent),
        ReceiptSums(net, off, tax, deposit, tip, total - cent),
    ):
        found = reconcile(things, wrong)
        assert not found.adds_up
        assert abs(found.off) == cent
        assert set(found.suspects) <= set(range(len(things)))


@settings(max_examples=examples(150))
@given(st.lists(st.builds(RawLine, st.text(max_size=20), st.none(), st.none(), CENTS | st.none())))
def test_any_rows_are_taken(rows: list[RawLine]) -> None:
    things = attach(rows)
    assert len(things) <= len(rows)
    reconcile(things, ReceiptSums(total=D(5)))
