"""Quantities, money and dates as each reader reads them."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baketracker.faces import format as fmt
from baketracker.faces.format import Reader

US = Reader("en_US", "USD", "America/New_York")
GERMAN = Reader("de_DE", "EUR", "Europe/Berlin")
JAPANESE = Reader("ja_JP", "JPY", "Asia/Tokyo")
SATURDAY = date(2026, 12, 19)
SUMMER = datetime(2026, 7, 1, tzinfo=UTC)
NEXT_SUMMER = datetime(2027, 7, 1, tzinfo=UTC)
NBSP = "\u00a0"


@pytest.mark.covers("UX-44", "P-33")
@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        ("2.5", "lb", "2½ lb"),
        ("0.666667", "bag", "⅔ bag"),
        ("0.33", "cup", "⅓ cup"),
        ("1.125", "tsp", "1⅛ tsp"),
        ("0.37", "lb", "0.37 lb"),
        ("0.12", "lb", "0.12 lb"),
        ("3", "cup", "3 cups"),
        ("1.25", "CUP", "1¼ cups"),
        ("0.999", "lb", "1 lb"),
        ("1.5", "kg", "1.5 kg"),
        ("1250.755", "g", "1,250.76 g"),
        ("0.001", "lb", "<0.01 lb"),
        ("0", "lb", "0 lb"),
        ("2", "dozen", "2 dozen"),
        ("-2.5", "lb", "−2½ lb"),
        ("4", "hank", "4 hank"),
        ("6", "each", "6"),
        ("73.5", "count", "73½"),
        ("1", "piece", "1"),
        ("0.004", "each", "<0.01"),
    ],
)
def test_a_quantity_is_written_as_a_baker_would(value: str, unit: str, shown: str) -> None:
    assert fmt.quantity(Decimal(value), unit, US) == shown


@pytest.mark.covers("UX-44")
@pytest.mark.parametrize(
    ("value", "unit", "slots"),
    [
        ("2.5", "lb", ("2", "½", "lb")),
        ("0.5", "oz", ("", "½", "oz")),
        ("9", "lb", ("9", "", "lb")),
        ("10.37", "lb", ("10", ".37", "lb")),
        ("0.004", "lb", ("<0.01", "", "lb")),
        ("73.5", "each", ("73", "½", "")),
    ],
)
def test_a_column_gets_integer_fraction_and_unit(
    value: str, unit: str, slots: tuple[str, str, str]
) -> None:
    set_ = fmt.typeset(Decimal(value), unit, US)
    assert (set_.integer, set_.fraction, set_.unit) == slots


@pytest.mark.covers("UX-44")
@pytest.mark.parametrize(
    ("total", "size", "package", "shown"),
    [
        ("12.5", "5", "bag", "2½ bags (12.5 lb)"),
        ("2", "3", "bag", "⅔ bag (2 lb)"),
        ("5", "5", "box", "1 box (5 lb)"),
        ("10", "5", None, "2 packages (10 lb)"),
        ("10", "5", "package", "2 packages (10 lb)"),
        ("2.5", "0", "bag", "2½ lb"),
    ],
)
def test_packages_come_with_their_total(
    total: str, size: str, package: str | None, shown: str
) -> None:
    assert fmt.packages(Decimal(total), "lb", Decimal(size), package, US) == shown


def test_packages_of_pieces_hold_a_bare_number() -> None:
    assert fmt.packages(Decimal(24), "each", Decimal(12), "carton", US) == "2 cartons (24)"
    assert fmt.packages(Decimal(3), "each", Decimal(1), "piece", US) == "3 (3)"


@pytest.mark.covers("G-13")
def test_money_follows_the_currency_and_the_locale() -> None:
    assert fmt.money(Decimal("1234.565"), US) == "$1,234.57"
    assert fmt.money(Decimal("1234.565"), GERMAN) == f"1.234,57{NBSP}€"
    assert fmt.money(Decimal("1234.5"), JAPANESE) == "￥1,235"


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        ("0.7", "lb", "$0.70 a lb"),
        ("0.0033", "cm", "$0.0033 a cm"),
        ("0.000328", "oz", "$0.00033 an oz"),
        ("0.31", "each", "$0.31 each"),
        ("0.31", "piece", "$0.31 each"),
        ("12.345", "cup", "$12.35 a cup"),
        ("0", "lb", "$0.00 a lb"),
    ],
)
def test_a_unit_cost_has_the_digits_it_takes(value: str, unit: str, shown: str) -> None:
    assert fmt.unit_cost(Decimal(value), unit, US) == shown


@pytest.mark.covers("G-13")
def test_numbers_follow_the_locale() -> None:
    assert fmt.number(Decimal("1250.755"), GERMAN) == "1.250,76"
    assert fmt.quantity(Decimal("1.5"), "kg", GERMAN) == "1,5 kg"
    assert fmt.typeset(Decimal("1.37"), "lb", GERMAN).fraction == ",37"
    assert fmt.count(1250, GERMAN) == "1.250"
    assert fmt.counted(3, "%(n)s batch", "%(n)s batches", US) == "3 batches"
    assert (US.groups, GERMAN.groups) == (",", ".")


@pytest.mark.covers("G-13")
def test_dates_follow_the_locale() -> None:
    assert fmt.day(SATURDAY, US, SUMMER) == "Sat 19 Dec"
    assert fmt.long_day(SATURDAY, US) == "Saturday 19 December 2026"
    assert fmt.day(SATURDAY, GERMAN, SUMMER) == "Sa., 19. Dez."
    assert fmt.long_day(SATURDAY, GERMAN) == "Samstag, 19. Dezember 2026"


def test_a_day_of_another_year_says_its_year() -> None:
    assert fmt.day(SATURDAY, US, NEXT_SUMMER) == "Sat 19 Dec 2026"
    assert fmt.day(SATURDAY, GERMAN, NEXT_SUMMER) == "Sa., 19. Dez. 2026"
    evening = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
    # Berlin already writes 2027, New York does not.
    assert fmt.day(SATURDAY, US, evening) == "Sat 19 Dec"
    assert fmt.day(SATURDAY, GERMAN, evening) == "Sa., 19. Dez. 2026"


def test_a_moment_is_told_on_the_readers_clock() -> None:
    late = datetime(2026, 12, 19, 23, 5, tzinfo=UTC)
    assert fmt.moment(late, US, SUMMER) == "Sat 19 Dec, 18:05"
    assert fmt.moment(late, US, NEXT_SUMMER) == "Sat 19 Dec 2026, 18:05"
    assert fmt.today(late, GERMAN) == date(2026, 12, 20)


@pytest.mark.parametrize(
    ("days", "shown"),
    [(0, "today"), (1, "tomorrow"), (-1, "yesterday"), (9, "in 9 days"), (-3, "3 days ago"),
     (400, "in 400 days")],
)  # fmt: skip
def test_how_far_away_a_day_is(days: int, shown: str) -> None:
    assert fmt.away(SATURDAY + timedelta(days=days), SATURDAY, US) == shown


VALUES = {"⅛": 1 / 8, "¼": 1 / 4, "⅓": 1 / 3, "⅜": 3 / 8, "½": 1 / 2, "⅝": 5 / 8, "⅔": 2 / 3,
          "¾": 3 / 4, "⅞": 7 / 8}  # fmt: skip


@pytest.mark.covers("UX-44")
@given(st.decimals(0, 5000, places=6))
def test_what_is_shown_is_within_half_a_hundredth(value: Decimal) -> None:
    shown = fmt.typeset(value, "lb", US)
    if shown.integer.startswith("<"):
        assert 0 < value < Decimal("0.005")
        return
    whole = float(shown.integer.replace(",", "") or 0)
    part = VALUES.get(shown.fraction) or float(f"0{shown.fraction}")
    assert abs(whole + part - float(value)) <= 0.005 + 1e-9


@given(st.decimals(Decimal("1e-9"), 100, places=9))
def test_a_price_above_nothing_is_never_shown_as_nothing(value: Decimal) -> None:
    assert any(sign in "123456789" for sign in fmt.unit_cost(value, "g", US))
