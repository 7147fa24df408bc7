"""What people do to finished stock by hand."""

from datetime import date

import pytest
from sqlalchemy import select

from baketracker.activity import service as activity
from baketracker.db.types import new_id, now
from baketracker.errors import InvalidInput, NotFound
from baketracker.finished_goods.models import FinishedGood
from baketracker.finished_stock import service
from baketracker.finished_stock.given import LowBelow, StockCorrection
from baketracker.finished_stock.ledger import NotEnoughMade, locked, move
from baketracker.finished_stock.models import FinishedAdjustment
from tests.factories.bakeries import BakeryOnDatabase
from tests.finished_stock.shelf import adjust, dump, shelf


@pytest.mark.covers("K-29", "K-52")
def test_each_change_has_its_row_with_before_and_after(bakery: BakeryOnDatabase) -> None:
    made = shelf(bakery)
    adjust(bakery, "units", made.cookie, change=-3, reason="consumption")
    adjust(bakery, "units", made.cookie, change=-1, reason="spoilage", notes="dropped")
    adjust(bakery, "goods", made.bag, change=-1, reason="gift")
    adjust(bakery, "units", made.cookie, counted=40, reason="adjustment", notes="a tray forgotten")
    with bakery.session() as db:
        moves = service.history(db, "units", made.cookie).items
        assert [(m.change, m.before, m.after, m.reason) for m in moves] == [
            (11, 29, 40, "adjustment"),
            (-1, 30, 29, "spoilage"),
            (-3, 33, 30, "consumption"),
            (-18, 51, 33, "assembly"),
            (51, 0, 51, "production"),
        ]
        assert service.get(db, "units", made.cookie).on_hand == 40
        assert service.get(db, "goods", made.bag).on_hand == 2


@pytest.mark.covers("K-52")
def test_an_adjustment_needs_notes_and_nothing_goes_below_0(bakery: BakeryOnDatabase) -> None:
    made = shelf(bakery)
    before = dump(bakery)
    for given in (
        {"change": 2, "reason": "adjustment"},
        {"counted": 5, "reason": "adjustment", "notes": "  "},
        {"change": 0, "reason": "consumption"},
        {"change": 2, "reason": "gift"},
        {"counted": 99, "reason": "spoilage"},
    ):
        with pytest.raises(InvalidInput):
            adjust(bakery, "units", made.cookie, **given)
    with pytest.raises(NotEnoughMade):
        adjust(bakery, "units", made.cookie, change=-34, reason="consumption")
    with pytest.raises(NotEnoughMade):
        adjust(bakery, "units", made.cookie, change=-34, reason="adjustment", notes="gone")
    for shape in (
        {"reason": "gift"},
        {"change": -1, "counted": 1, "reason": "gift"},
        {"change": -1, "reason": "production"},
        {"counted": -1, "reason": "gift"},
    ):
        with pytest.raises(ValueError, match="validation error"):
            StockCorrection.model_validate(shape)
    assert dump(bakery) == before


def test_counting_what_is_there_changes_nothing(bakery: BakeryOnDatabase) -> None:
    made = shelf(bakery)
    same = adjust(bakery, "units", made.cookie, counted=33, reason="adjustment", notes="counted")
    assert (same.operation_id, same.item.on_hand) == (None, 33)


@pytest.mark.covers("K-29")
def test_a_change_is_taken_back_and_stands_once_in_the_history(bakery: BakeryOnDatabase) -> None:
    made = shelf(bakery)
    before = dump(bakery)
    eaten = adjust(bakery, "units", made.cookie, change=-5, reason="consumption")
    assert eaten.operation_id is not None
    assert dump(bakery) != before
    with bakery.session() as db:
        activity.undo(db, eaten.operation_id)
    assert dump(bakery) == before
    with bakery.session() as db:
        newest = service.history(db, "units", made.cookie).items[0]
        assert (newest.change, newest.is_taken_back, newest.operation_id) == (-5, True, None)
        rows = db.scalars(select(FinishedAdjustment)).all()
        assert all(row.previous_count + row.quantity_change == row.new_count for row in rows)


def test_an_earlier_change_is_taken_back_beneath_a_later_one(bakery: BakeryOnDatabase) -> None:
    made = shelf(bakery)
    eaten = adjust(bakery, "goods", made.bag, change=-1, reason="consumption")
    adjust(bakery, "goods", made.bag, change=-1, reason="gift")
    assert eaten.operation_id is not None
    with bakery.session() as db:
        activity.undo(db, eaten.operation_id)
        assert service.get(db, "goods", made.bag).on_hand == 2


def test_low_is_said_for_each_and_taken_back(bakery: BakeryOnDatabase) -> None:
    made = shelf(bakery)
    before = dump(bakery)
    with bakery.session() as db:
        told = service.set_low_below(db, "units", made.cookie, LowBelow(low_below=40))
        again = service.set_low_below(db, "units", made.cookie, LowBelow(low_below=40))
        assert (told.item.is_low, again.operation_id) == (True, None)
    assert told.operation_id is not None
    with bakery.session() as db:
        activity.undo(db, told.operation_id)
    assert dump(bakery) == before


def test_the_neighbour_changes_nothing_of_ours(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase
) -> None:
    made = shelf(bakery)
    for key in (made.cookie, new_id()):
        with pytest.raises(NotFound):
            adjust(neighbour, "units", key, change=-1, reason="gift")
        with neighbour.session() as db, pytest.raises(NotFound):
            service.set_low_below(db, "units", key, LowBelow(low_below=2))
        with neighbour.session() as db, pytest.raises(NotFound):
            service.history(db, "units", key)
    # A good is no unit.
    with pytest.raises(NotFound):
        adjust(bakery, "units", made.bag, change=-1, reason="gift")


def test_what_is_left_of_something_archived_can_be_taken_off(bakery: BakeryOnDatabase) -> None:
    made = shelf(bakery)
    with bakery.session() as db:
        db.get_one(FinishedGood, (bakery.id, made.bag)).deleted_at = now()
    assert adjust(bakery, "goods", made.bag, change=-3, reason="spoilage").item.on_hand == 0


def test_a_new_batch_on_an_empty_shelf_keeps_as_long_as_it_says(bakery: BakeryOnDatabase) -> None:
    made = shelf(bakery)
    with bakery.session() as db:
        (cookie,), _ = locked(db, [made.cookie])
        cookie.on_hand_until = date(2026, 1, 1)
        move(db, cookie, -cookie.on_hand, "consumption")
        move(db, cookie, 48, "production")
        assert cookie.on_hand_until is None
