"""Adding up a shelf: pure."""

from decimal import Decimal

import pytest

from baketracker.pantry.shelf import amounts_of, total_of, value_of

DENSITY = Decimal("0.5092624097587367")


def d(**amounts: str) -> dict[str, Decimal]:
    return {unit: Decimal(amount) for unit, amount in amounts.items()}


def test_one_unit_stays_as_it_is_even_unknown() -> None:
    total = total_of(d(stone="2"), None, "lb")
    assert total is not None
    assert (total.amount, total.unit) == (Decimal(2), "stone")


@pytest.mark.parametrize(
    ("amounts", "density", "wanted", "unit", "amount"),
    [
        (d(lb="1", oz="8"), None, None, "lb", "1.5"),
        (d(lb="1", oz="8"), None, "oz", "oz", "24"),
        (d(cup="4", lb="1"), DENSITY, None, "lb", "2.0625"),
        (d(cup="4", lb="1"), DENSITY, "each", "lb", "2.0625"),
        (d(dozen="1", each="6"), None, "each", "each", "18"),
    ],
)
def test_several_units_are_added_up(
    amounts: dict[str, Decimal], density: Decimal | None, wanted: str | None, unit: str, amount: str
) -> None:
    total = total_of(amounts, density, wanted)
    assert total is not None
    assert total.unit == unit
    assert total.amount == pytest.approx(Decimal(amount), rel=Decimal("1e-9"))


@pytest.mark.parametrize("amounts", [d(cup="4", lb="1"), d(each="4", lb="1"), d(bag="1", lb="1")])
def test_what_cannot_be_added_up_is_listed(amounts: dict[str, Decimal]) -> None:
    assert total_of(amounts, None, "lb") is None
    assert [one.unit for one in amounts_of(amounts, None)] == sorted(amounts)


def test_an_unknown_price_is_not_nothing() -> None:
    value = value_of([(Decimal(2), Decimal("0.7")), (Decimal(5), None), (Decimal(1), Decimal(0))])
    assert (value.amount, value.unpriced) == (Decimal("1.4"), 1)
