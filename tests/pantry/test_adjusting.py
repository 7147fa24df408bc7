"""Part of a lot is gone: by what is left, by what was used, and why."""

from decimal import Decimal
from typing import Any, get_args
from uuid import UUID, uuid4

import pytest
from pydantic import ValidationError

from baketracker.errors import Forbidden, InvalidInput, NotFound, Stale
from baketracker.pantry import service
from baketracker.pantry.adjusting import adjust
from baketracker.pantry.given import Adjustment, ManualReason
from baketracker.pantry.schemas import StockChange
from baketracker.stock.ledger import MANUAL
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.catalogue import CUP_OF_FLOUR, ingredient, lot, product
from tests.pantry.steps import assert_taken_back, dump, ledger, left, sentence


@pytest.fixture
def bag(bakery: BakeryOnDatabase) -> UUID:
    return lot(bakery, product(bakery, ingredient(bakery, **CUP_OF_FLOUR)), "10", "0.70")


def adjusted(bakery: BakeryOnDatabase, lot_id: UUID, **change: Any) -> StockChange:
    with bakery.session() as db:
        return adjust(db, lot_id, Adjustment(**change))


@pytest.mark.covers("R-INV-12", "K-25")
@pytest.mark.parametrize(
    ("change", "gone"),
    [
        ({"remaining_percentage": "40"}, "6"),
        ({"new_quantity": "7.5"}, "2.5"),
        ({"amount_used": "1.25"}, "1.25"),
        ({"amount_used": "8", "unit": "oz"}, "0.5"),
        ({"remaining_percentage": "0"}, "10"),
        ({"new_quantity": "0"}, "10"),
    ],
)
def test_each_way_of_saying_it_leaves_a_row_in_the_ledger(
    bakery: BakeryOnDatabase, bag: UUID, change: dict[str, Any], gone: str
) -> None:
    told = adjusted(bakery, bag, reason="spoilage", notes="Wet", **change)
    assert left(bakery, bag) == [10 - Decimal(gone)]
    [row] = ledger(bakery)
    assert (row.quantity, row.reason, row.notes) == (Decimal(gone), "spoilage", "Wet")
    assert row.cost == Decimal(gone) * Decimal("0.70")
    assert told.lots[0].quantity == 10 - Decimal(gone)


@pytest.mark.covers("R-INV-12")
@pytest.mark.parametrize(
    "change", [{"remaining_percentage": "40"}, {"new_quantity": "4"}, {"amount_used": "6"}]
)
def test_without_a_reason_it_was_a_correction(
    bakery: BakeryOnDatabase, bag: UUID, change: dict[str, Any]
) -> None:
    adjusted(bakery, bag, **change)
    assert [(row.quantity, row.reason) for row in ledger(bakery)] == [(6, "correction")]


@pytest.mark.covers("R-INV-11")
def test_an_amount_used_is_converted_to_the_unit_of_the_package(
    bakery: BakeryOnDatabase, bag: UUID
) -> None:
    adjusted(bakery, bag, amount_used="4", unit="cups")
    assert left(bakery, bag) == [pytest.approx(Decimal("8.9375"), abs=Decimal("1e-9"))]
    with pytest.raises(InvalidInput) as refused:
        adjusted(bakery, bag, amount_used="1", unit="each")
    assert "cannot be turned into lb" in str(refused.value)


@pytest.mark.covers("L-05")
@pytest.mark.parametrize("there", ["7.5", "8.4374999999", "0.3333333333"])
def test_saving_what_is_left_unchanged_changes_nothing(
    bakery: BakeryOnDatabase, there: str
) -> None:
    bag = lot(bakery, product(bakery, ingredient(bakery)), there)
    before = dump(bakery)
    shown = Decimal(there).quantize(Decimal("1e-6"))
    told = adjusted(bakery, bag, new_quantity=shown, reason="correction")
    assert told.operation_id is None
    assert told.lots[0].quantity == Decimal(there)
    assert dump(bakery) == before


@pytest.mark.covers("K-25")
@pytest.mark.parametrize(
    ("change", "field", "said"),
    [
        ({"amount_used": "0"}, "amount_used", "Write more than 0"),
        ({"amount_used": "10.01"}, "amount_used", "There is only 10 lb."),
        ({"amount_used": "11", "unit": "lbs"}, "amount_used", "There is only 10 lb."),
        ({"new_quantity": "10.5"}, "new_quantity", "There is only 10 lb."),
        ({"amount_used": "1", "reason": "other"}, "notes", "Say in a few words"),
    ],
)
def test_more_than_nothing_not_more_than_there_is_and_why(
    bakery: BakeryOnDatabase, bag: UUID, change: dict[str, Any], field: str, said: str
) -> None:
    before = dump(bakery)
    with pytest.raises(InvalidInput) as refused:
        adjusted(bakery, bag, **change)
    assert field in refused.value.fields
    assert said in str(refused.value)
    assert dump(bakery) == before
    adjusted(bakery, bag, amount_used="10", reason="other", notes="For the school fair")
    assert left(bakery, bag) == [Decimal(0)]


@pytest.mark.covers("K-25")
def test_a_person_gives_a_persons_reasons() -> None:
    assert set(MANUAL) == set(get_args(ManualReason))
    for wrong in ("production", "assembly", "earlier", "fun"):
        with pytest.raises(ValidationError):
            Adjustment(amount_used=Decimal(1), reason=wrong)


@pytest.mark.covers("K-06")
@pytest.mark.parametrize(
    "change",
    [
        {},
        {"remaining_percentage": "50", "amount_used": "1"},
        {"remaining_percentage": "100.5"},
        {"amount_used": "1000000"},
        {"amount_used": "1", "notes": "x" * 2001},
        {"amount_used": "-1"},
    ],
)
def test_limits_are_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Adjustment(**change)


def test_somebody_elses_change_meanwhile_is_told(bakery: BakeryOnDatabase, bag: UUID) -> None:
    with bakery.session() as db:
        version = service.get(db, bag).version
    adjusted(bakery, bag, amount_used="1")
    with bakery.session() as db, pytest.raises(Stale) as refused:
        adjust(db, bag, Adjustment(amount_used=Decimal(1)), version=version)
    assert refused.value.current["quantity"] == "9"
    assert left(bakery, bag) == [Decimal(9)]


@pytest.mark.covers("DEC-19", "P-07")
def test_taken_back_the_lot_is_as_it_was(bakery: BakeryOnDatabase, bag: UUID) -> None:
    change = Adjustment(amount_used=Decimal("2.5"), reason="gift")
    assert_taken_back(bakery, lambda db: adjust(db, bag, change))
    assert sentence(bakery) == "Took 2.5 lb of King Arthur: given away"


@pytest.mark.covers("SR4", "SR5")
def test_only_ones_own_and_only_with_the_right(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase, bag: UUID
) -> None:
    change = Adjustment(amount_used=Decimal(1))
    for key in (bag, uuid4()):
        with neighbour.session() as db, pytest.raises(NotFound):
            adjust(db, key, change)
    with bakery.session(rights=frozenset({"read"})) as db, pytest.raises(Forbidden):
        adjust(db, bag, change)
    assert left(bakery, bag) == [Decimal(10)]
