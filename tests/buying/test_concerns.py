"""What seems odd about a purchase: asked about once, never forbidden."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from baketracker.buying import service
from baketracker.buying.concerning import Concern, PleaseConfirm
from tests.buying.till import FRIDAY, buy, line, lots, receipt, ribbon
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.catalogue import ingredient, product

TODAY = datetime.now(UTC).date()


def odd(bakery: BakeryOnDatabase, *lines: dict[str, Any], **more: Any) -> list[Concern]:
    with bakery.session() as db:
        return service.concerns(db, receipt(*lines, **more))


def codes(bakery: BakeryOnDatabase, *lines: dict[str, Any], **more: Any) -> list[str]:
    return [concern.code for concern in odd(bakery, *lines, **more)]


@pytest.fixture
def bag(bakery: BakeryOnDatabase) -> UUID:
    """A 5 lb bag that usually costs 12.49."""
    made = product(bakery, ingredient(bakery)).id
    for days, price in ((10, "12.49"), (20, "11.99"), (30, "13.29")):
        buy(bakery, line(made, 1, price), bought_on=FRIDAY - timedelta(days=days))
    return made


@pytest.mark.covers("EX14", "K-20")
def test_ten_times_the_usual_price_comes_with_what_was_meant(
    bakery: BakeryOnDatabase, bag: UUID
) -> None:
    (concern,) = odd(bakery, line(bag, 1, "124.90"))
    assert (concern.code, concern.line, concern.field) == ("price_far_above", 0, "package_price")
    assert concern.suggestion == Decimal("12.49")
    assert concern.sentence == "That is 10 times what it usually costs (12.49)."


@pytest.mark.covers("EX14")
@pytest.mark.parametrize(
    ("price", "suggestion"),
    [("1.25", "12.5"), ("0.12", "12"), ("1249", "12.49"), ("80", "8"), ("300", None)],
)
def test_a_slip_of_the_point_either_way(
    bakery: BakeryOnDatabase, bag: UUID, price: str, suggestion: str | None
) -> None:
    (concern,) = odd(bakery, line(bag, 1, price))
    assert concern.suggestion == (suggestion and Decimal(suggestion))


def test_a_dear_or_cheap_day_is_no_slip(bakery: BakeryOnDatabase, bag: UUID) -> None:
    assert codes(bakery, line(bag, 1, "24.99"), line(bag, 1, "3.00"), line(bag, 1, None)) == []


@pytest.mark.covers("EX14")
def test_of_ribbon_too_and_by_what_the_package_holds(bakery: BakeryOnDatabase) -> None:
    roll = ribbon(bakery)
    buy(bakery, {"material_product_id": roll, "package_price": "6.25"})
    (concern,) = odd(bakery, {"material_product_id": roll, "package_price": "62.50"})
    assert concern.suggestion == Decimal("6.25")


@pytest.mark.covers("K-20")
def test_a_gift_and_a_large_price_are_asked_about(bakery: BakeryOnDatabase) -> None:
    sack = product(bakery, ingredient(bakery)).id
    asked = odd(bakery, line(sack, 1, "0"), line(sack, 1, "99.99"), line(sack, 1, "100"))
    assert [(concern.code, concern.line) for concern in asked] == [("gift", 0), ("much", 2)]


@pytest.mark.covers("K-20")
def test_half_an_egg_in_a_package_is_asked_about(bakery: BakeryOnDatabase) -> None:
    eggs = ingredient(bakery, "Eggs")
    seen = {"seen": "Eggs", "ingredient_id": eggs.id, "quantity": "2.5", "unit": "each"}
    (concern,) = odd(bakery, {"new_product": seen})
    assert (concern.code, concern.sentence) == (
        "pieces", "2.5 pieces in one package is not a whole number. Is it right?",
    )  # fmt: skip
    assert codes(bakery, {"new_product": seen | {"quantity": "12"}}) == []
    assert codes(bakery, {"new_product": seen | {"unit": "lb"}}) == []


def test_tomorrow_is_asked_about_and_today_is_not(bakery: BakeryOnDatabase) -> None:
    sack = product(bakery, ingredient(bakery)).id
    assert codes(bakery, line(sack), bought_on=TODAY) == []
    (concern,) = odd(bakery, line(sack), bought_on=TODAY + timedelta(days=2))
    assert (concern.code, concern.field, concern.line) == ("in_the_future", "bought_on", None)


@pytest.mark.covers("SC-19")
def test_the_sum_of_the_lines_is_what_was_paid(bakery: BakeryOnDatabase) -> None:
    sack = product(bakery, ingredient(bakery)).id
    lines = (line(sack, 3, "1.25"), line(sack, 1, "0.99"))
    assert codes(bakery, *lines, total_paid="4.74") == []
    (concern,) = odd(bakery, *lines, total_paid="5.00")
    assert concern.sentence == "The lines come to 4.74, the receipt says 5.00."
    # Where a price is not known there is no sum.
    assert codes(bakery, *lines, line(sack, 1, None), total_paid="5.00") == []


@pytest.mark.covers("EX14", "K-20")
def test_it_is_saved_when_somebody_has_looked(bakery: BakeryOnDatabase, bag: UUID) -> None:
    new = receipt(line(bag, 1, "124.90"))
    with bakery.session() as db, pytest.raises(PleaseConfirm) as asked:
        service.record(db, new)
    assert asked.value.code == "please_confirm"
    assert [concern.code for concern in asked.value.concerns] == ["price_far_above"]
    assert len(lots(bakery)) == 3
    with bakery.session() as db:
        service.record(db, new.model_copy(update={"confirmed": True}))
    assert len(lots(bakery)) == 4


def test_what_is_usual_is_ones_own(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase, bag: UUID
) -> None:
    assert codes(neighbour, line(bag, 1, "1.25")) == []


def test_old_prices_and_gifts_say_nothing(bakery: BakeryOnDatabase) -> None:
    sack = product(bakery, ingredient(bakery)).id
    buy(bakery, line(sack, 1, "50"), bought_on=date(2026, 2, 6))
    buy(bakery, line(sack, 1, "0"), bought_on=FRIDAY)
    assert codes(bakery, line(sack, 1, "5.00")) == []
    buy(bakery, line(sack, 1, "50"), bought_on=date(2026, 2, 7))
    assert codes(bakery, line(sack, 1, "5.00")) == ["price_far_below"]
