"""Correcting what is left of a lot: more, less, counted, or a part of it."""

from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from pydantic import ValidationError
from sqlalchemy import select

from baketracker.activity import service as activity
from baketracker.activity.undoing import BuiltUpon
from baketracker.errors import Forbidden, InvalidInput, NotFound, Stale
from baketracker.materials import lots
from baketracker.materials.adjusting import adjust
from baketracker.materials.given import Given, MaterialAdjustment
from baketracker.materials.lot_schemas import MaterialAdjusted
from baketracker.materials.models import MaterialDepletion, MaterialLot
from baketracker.measures.conversion import ConversionError
from baketracker.stock.counting import FarMore
from baketracker.stock.ledger import MANUAL
from tests.factories.bakeries import BakeryOnDatabase

from .making import boxes, dump, left, lot, roll


def change(how: str, amount: str, **fields: Any) -> MaterialAdjustment:
    return MaterialAdjustment.model_validate({"how": how, "amount": amount} | fields)


def correct(
    bakery: BakeryOnDatabase, key: UUID, how: str, amount: str, **fields: Any
) -> MaterialAdjusted:
    with bakery.session() as db:
        version = lots.get_lot(db, key).version
        return adjust(db, key, change(how, amount, **fields), version)


def ledger(bakery: BakeryOnDatabase) -> list[tuple[Decimal, str, str]]:
    with bakery.session() as db:
        rows = db.scalars(select(MaterialDepletion).order_by(MaterialDepletion.id))
        return [(row.quantity, row.reason, row.notes) for row in rows]


@pytest.mark.covers("K-30")
@pytest.mark.parametrize(
    ("how", "amount", "remains"),
    [("subtract", "2.5", "7.5"), ("set", "4", "4"), ("percentage", "25", "2.5"),
     ("percentage", "0", "0"), ("subtract", "10", "0")],
)  # fmt: skip
def test_less_is_left_with_a_row_in_the_ledger(
    bakery: BakeryOnDatabase, how: str, amount: str, remains: str
) -> None:
    key = lot(bakery, roll(bakery), "10", "0.5")
    made = correct(bakery, key, how, amount, reason="damaged", notes="Wet")
    assert made.lot.quantity == Decimal(remains)
    assert made.lot.bought == 10
    assert made.surplus is None
    assert ledger(bakery) == [(10 - Decimal(remains), "damaged", "Wet")]
    dump(bakery)


@pytest.mark.covers("K-30")
@pytest.mark.parametrize(("how", "amount"), [("add", "3"), ("set", "9")])
def test_more_comes_back_up_to_what_was_bought(
    bakery: BakeryOnDatabase, how: str, amount: str
) -> None:
    key = lot(bakery, roll(bakery), "10", "0.5")
    correct(bakery, key, "subtract", "4")
    made = correct(bakery, key, how, amount)
    assert (made.lot.quantity, made.lot.bought, made.surplus) == (9, 10, None)
    assert [row[:2] for row in ledger(bakery)] == [(4, "correction"), (-3, "correction")]
    dump(bakery)


@pytest.mark.covers("K-30")
def test_what_is_more_than_was_ever_bought_is_a_lot_of_its_own(bakery: BakeryOnDatabase) -> None:
    bale = roll(bakery)
    key = lot(bakery, bale, "10", "0.5", location="Shelf 2")
    correct(bakery, key, "subtract", "4")
    made = correct(bakery, key, "set", "12.5")
    assert (made.lot.quantity, made.lot.bought, made.lot.known_by) == (10, 10, "counted")
    found = made.surplus
    assert found is not None
    assert (found.quantity, found.unit_cost, found.known_by, found.location) == (
        Decimal("2.5"), Decimal("0.5"), "counted", "Shelf 2",
    )  # fmt: skip
    with bakery.session() as db:
        assert len(lots.search_lots(db, bale.id).items) == 2
    dump(bakery)


@pytest.mark.covers("K-30")
@pytest.mark.parametrize(("how", "amount"), [("set", "999999"), ("set", "22860"), ("add", "22000")])
def test_ten_times_what_was_bought_is_asked_about(
    bakery: BakeryOnDatabase, how: str, amount: str
) -> None:
    key = lot(bakery, roll(bakery), "2286", "0.01")
    before = dump(bakery)
    with pytest.raises(FarMore, match=r"cm of Roll is far more than was bought \(2286 cm\)"):
        correct(bakery, key, how, amount)
    assert dump(bakery) == before
    sure = correct(bakery, key, how, amount, confirmed=True)
    assert sure.surplus is not None
    assert sure.surplus.quantity == Decimal(amount) - (0 if how == "add" else 2286)


@pytest.mark.covers("K-30")
def test_not_quite_ten_times_is_not(bakery: BakeryOnDatabase) -> None:
    key = lot(bakery, roll(bakery), "2286")
    assert correct(bakery, key, "set", "22859.9").surplus is not None


@pytest.mark.covers("K-30")
def test_amounts_are_taken_in_any_unit_that_measures_it(bakery: BakeryOnDatabase) -> None:
    key = lot(bakery, roll(bakery), "1000")
    assert correct(bakery, key, "subtract", "1", unit="feet").lot.quantity == Decimal("969.52")
    assert correct(bakery, key, "set", "10", unit="meters").lot.quantity == 1000
    with pytest.raises(ConversionError):
        correct(bakery, key, "subtract", "1", unit="square_feet")


@pytest.mark.covers("K-30")
def test_how_the_amount_is_known_is_kept(bakery: BakeryOnDatabase) -> None:
    key = lot(bakery, roll(bakery), "10")
    assert correct(bakery, key, "subtract", "1").lot.known_by == "bought"
    looked = correct(bakery, key, "percentage", "50").lot
    assert (looked.known_by, looked.counted_at is None) == ("estimated", False)
    counted = correct(bakery, key, "set", "4.5").lot
    assert (counted.quantity, counted.known_by) == (Decimal("4.5"), "counted")
    assert len(ledger(bakery)) == 2


@pytest.mark.covers("K-30")
@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"how": "subtract", "amount": "10.5"}, "amount"),
        ({"how": "subtract", "amount": "0"}, "amount"),
        ({"how": "add", "amount": "0"}, "amount"),
        ({"how": "percentage", "amount": "100.5"}, "amount"),
        ({"how": "set", "amount": "3", "reason": "other"}, "notes"),
        ({"how": "set", "amount": "3", "reason": "other", "notes": "  "}, "notes"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(
    bakery: BakeryOnDatabase, given: dict[str, str], field: str
) -> None:
    key = lot(bakery, roll(bakery), "10")
    before = dump(bakery)
    with bakery.session() as db, pytest.raises(InvalidInput) as refused:
        adjust(db, key, MaterialAdjustment.model_validate(given), 1)
    assert list(refused.value.fields) == [field]
    assert dump(bakery) == before


@pytest.mark.parametrize("reason", ["production", "assembly", "earlier", "stolen", ""])
def test_only_reasons_of_people_may_be_given(reason: str) -> None:
    with pytest.raises(ValidationError):
        change("subtract", "1", reason=reason)


def test_the_reasons_are_those_of_the_ledger() -> None:
    assert set(Given.__args__) == set(MANUAL)  # type: ignore[attr-defined]


def test_a_lot_that_changed_meanwhile_is_not_overwritten(bakery: BakeryOnDatabase) -> None:
    key = lot(bakery, roll(bakery), "10")
    correct(bakery, key, "subtract", "1")
    with bakery.session() as db, pytest.raises(Stale) as stale:
        adjust(db, key, change("set", "10"), 1)
    assert stale.value.current["quantity"] == "9"
    assert left(bakery, [key]) == [9]


@pytest.mark.covers("DEC-19", "P-07")
@pytest.mark.parametrize(
    ("how", "amount"),
    [("subtract", "2"), ("percentage", "30"), ("set", "8"), ("set", "10"), ("add", "1"),
     ("set", "15"), ("add", "20")],
)  # fmt: skip
def test_taken_back_the_bakery_is_as_it_was(
    bakery: BakeryOnDatabase, how: str, amount: str
) -> None:
    key = lot(bakery, boxes(bakery), "10", "1.5")
    correct(bakery, key, "subtract", "3")
    before = dump(bakery)
    made = correct(bakery, key, how, amount)
    assert made.operation_id is not None
    with bakery.session() as db:
        activity.undo(db, made.operation_id)
    assert dump(bakery) == before


@pytest.mark.covers("DEC-19")
def test_a_find_that_was_used_since_goes_back_only_with_the_use(bakery: BakeryOnDatabase) -> None:
    key = lot(bakery, boxes(bakery), "10")
    before = dump(bakery)
    found = correct(bakery, key, "add", "5")
    assert found.surplus is not None
    assert found.operation_id is not None
    used = correct(bakery, found.surplus.id, "subtract", "2")
    with bakery.session() as db, pytest.raises(BuiltUpon):
        activity.undo(db, found.operation_id)
    with bakery.session() as db:
        activity.undo(db, found.operation_id, [used.operation_id] if used.operation_id else [])
    assert dump(bakery) == before


def test_a_lot_tells_what_left_it_and_stands(bakery: BakeryOnDatabase) -> None:
    key = lot(bakery, roll(bakery), "10", "0.5")
    correct(bakery, key, "subtract", "2", reason="gift", notes="For Ada")
    wrong = correct(bakery, key, "subtract", "3")
    assert wrong.operation_id is not None
    with bakery.session() as db:
        activity.undo(db, wrong.operation_id)
    with bakery.session() as db:
        told = lots.get_lot(db, key)
    assert [(one.quantity, one.cost, one.reason, one.notes) for one in told.history] == [
        (2, 1, "gift", "For Ada")
    ]
    assert told.history[0].by == bakery.scope.account_id


@pytest.mark.covers("SR4", "SR5")
def test_only_ones_own_and_only_with_the_right(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase
) -> None:
    key = lot(bakery, roll(bakery), "10")
    for told in (key, uuid4()):
        with neighbour.session() as db, pytest.raises(NotFound):
            adjust(db, told, change("set", "1"), 1)
        with neighbour.session() as db, pytest.raises(NotFound):
            lots.get_lot(db, told)
    with neighbour.session() as db:
        assert lots.search_lots(db, used_up=True).items == []
    with bakery.session(rights=frozenset({"read"})) as db, pytest.raises(Forbidden):
        adjust(db, key, change("set", "1"), 1)
    with bakery.session() as db:
        (row,) = MaterialLot.locked(db, [key])
        row.deleted_at = row.updated_at
    with bakery.session() as db, pytest.raises(NotFound):
        adjust(db, key, change("set", "1"), 2)
