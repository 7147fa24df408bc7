"""Where a lot came from and what left it."""

from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import pytest

from baketracker.activity import service as activity
from baketracker.errors import NotFound
from baketracker.pantry import history
from baketracker.pantry.adjusting import adjust
from baketracker.pantry.given import Adjustment
from baketracker.pantry.models import Lot
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.catalogue import ingredient, lot, product
from tests.factories.clients import call_tool, program
from tests.factories.statements import asked


@pytest.fixture
def bag(bakery: BakeryOnDatabase) -> UUID:
    return lot(bakery, product(bakery, ingredient(bakery)), "10", "0.70")


def gone(bakery: BakeryOnDatabase, lot_id: UUID, much: str, **why: Any) -> UUID:
    with bakery.session() as db:
        told = adjust(db, lot_id, Adjustment(amount_used=Decimal(much), **why))
        assert told.operation_id is not None
        return told.operation_id


@pytest.mark.covers("SC-13")
def test_what_left_a_lot_is_told_the_newest_first_with_the_way_back(
    bakery: BakeryOnDatabase, bag: UUID
) -> None:
    first = gone(bakery, bag, "1", reason="spoilage", notes="Wet")
    second = gone(bakery, bag, "2", reason="gift")
    with bakery.session() as db:
        activity.undo(db, second)
        newest, oldest = history.history(db, bag).items
    assert (oldest.quantity, oldest.cost, oldest.reason, oldest.notes) == (
        1, Decimal("0.70"), "spoilage", "Wet",
    )  # fmt: skip
    assert (oldest.operation_id, oldest.is_taken_back) == (first, False)
    assert (newest.quantity, newest.operation_id, newest.is_taken_back) == (2, None, True)
    assert oldest.by == bakery.scope.account_id


@pytest.mark.covers("SC-13", "P-08")
def test_another_price_shows_in_what_left_before(bakery: BakeryOnDatabase, bag: UUID) -> None:
    gone(bakery, bag, "2")
    with bakery.session() as db:
        (row,) = Lot.locked(db, [bag])
        row.reprice(db, Decimal("1.00"))
    with bakery.session() as db:
        assert [one.cost for one in history.history(db, bag).items] == [Decimal(2)]


@pytest.mark.covers("A19")
def test_what_left_at_an_unknown_cost_cost_nobody_knows_what(bakery: BakeryOnDatabase) -> None:
    bag = lot(bakery, product(bakery, ingredient(bakery)), "10", None, date(2026, 1, 1))
    gone(bakery, bag, "2")
    with bakery.session() as db:
        assert [one.cost for one in history.history(db, bag).items] == [None]
        assert history.bought(db, bag) is None
    for price, known in ((Decimal(0), 0), (Decimal(2), 4), (None, None)):
        with bakery.session() as db:
            (row,) = Lot.locked(db, [bag])
            row.reprice(db, price)
        with bakery.session() as db:
            assert [one.cost for one in history.history(db, bag).items] == [known]


def test_a_long_history_comes_in_pages_and_asks_no_more(
    bakery: BakeryOnDatabase, bag: UUID
) -> None:
    counts = []
    for more in (1, 6):
        for _ in range(more):
            gone(bakery, bag, "0.5")
        with bakery.session() as db:
            counts.append(asked(partial(history.history, db, bag)))
    assert counts[0] == counts[1]
    with bakery.session() as db:
        page = history.history(db, bag, limit=5)
        rest = history.history(db, bag, page.next)
    assert (len(page.items), len(rest.items), rest.next) == (5, 2, None)


@pytest.mark.covers("G-24", "G-12")
def test_the_tool_and_the_api_tell_the_same(bakery: BakeryOnDatabase, bag: UUID) -> None:
    gone(bakery, bag, "1", reason="spoilage")
    told = program(bakery).get(f"/api/lots/{bag}/history").json()
    assert [one["reason"] for one in told["items"]] == ["spoilage"]
    tool = call_tool(program(bakery), "lot_history", lot_id=str(bag))
    assert tool["structuredContent"] == told


@pytest.mark.covers("SR4", "SR5")
def test_the_neighbour_knows_nothing_of_it(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase, bag: UUID
) -> None:
    for key in (bag, uuid4()):
        with neighbour.session() as db, pytest.raises(NotFound):
            history.history(db, key)
        with neighbour.session() as db, pytest.raises(NotFound):
            history.bought(db, key)
    api = program(neighbour)
    assert api.get(f"/api/lots/{bag}/history").status_code == 404
    assert "not_found" in str(call_tool(api, "lot_history", lot_id=str(bag)))
