"""What a use would take from the pantry: read only, through the service and over JSON."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest

from baketracker.errors import NotFound
from baketracker.pantry import service, using
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.catalogue import CUP_OF_FLOUR, ingredient, lot, product
from tests.factories.clients import program
from tests.factories.statements import asked


@pytest.mark.covers("R-INV-04")
def test_undated_lots_first_then_the_oldest_and_nothing_is_written(
    bakery: BakeryOnDatabase,
) -> None:
    flour = ingredient(bakery, **CUP_OF_FLOUR)
    bag = product(bakery, flour)
    newest = lot(bakery, bag, "5", "0.80", date(2026, 11, 2))
    oldest = lot(bakery, bag, "3", "0.60", date(2026, 10, 1))
    undated = lot(bakery, bag, "1", "0.50", None)
    with bakery.session() as db:
        before = service.lots(db)
        view = using.would_use(db, flour.id, Decimal(5), "lb")
        assert service.lots(db) == before
    assert [(one.lot_id, one.quantity) for one in view.draws] == [
        (undated, Decimal(1)), (oldest, Decimal(3)), (newest, Decimal(1)),
    ]  # fmt: skip
    assert view.draws[-1].remaining == Decimal(4)
    assert view.cost.total == Decimal("3.10")
    assert (view.taken, view.short) == (Decimal(5), Decimal(0))


@pytest.mark.covers("A19", "A20")
def test_an_unknown_cost_is_told_and_a_lot_without_a_measure_is_named(
    bakery: BakeryOnDatabase,
) -> None:
    flour = ingredient(bakery)
    lot(bakery, product(bakery, flour, brand="Loose", package_unit="cup"), "4", "1", None)
    lot(bakery, product(bakery, flour), "1", None, date(2026, 1, 1))
    with bakery.session() as db:
        view = using.would_use(db, flour.id, Decimal(3), "lb")
    assert [(one.quantity, one.unit) for one in view.passed] == [(Decimal(4), "cup")]
    assert "say what a cup of Flour weighs" in view.passed[0].issue.sentence
    assert (view.taken, view.short) == (Decimal(1), Decimal(2))
    assert view.cost.total is None
    assert "Nobody has said what" in view.cost.unknown[0].sentence


def test_over_json_only_for_ones_own(bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase) -> None:
    flour = ingredient(bakery, **CUP_OF_FLOUR)
    lot(bakery, product(bakery, flour), "7.5", "0.70")
    place = f"/api/ingredients/{flour.id}/use"
    told = program(bakery).get(place, params={"quantity": "1", "unit": "lbs"})
    assert told.status_code == 200
    assert told.json()["draws"][0]["remaining"] == "6.5"
    assert told.json()["cost"] == {"known": "0.7", "unknown": [], "total": "0.7"}
    assert program(neighbour).get(place, params={"quantity": "1", "unit": "lb"}).status_code == 404
    for wrong in ({"quantity": "-1", "unit": "lb"}, {"quantity": "1"}, {"quantity": "a lot"}):
        assert program(bakery).get(place, params=wrong).status_code == 422
    with neighbour.session() as db, pytest.raises(NotFound):
        using.would_use(db, flour.id, Decimal(1), "lb")
    with bakery.session() as db, pytest.raises(NotFound):
        using.would_use(db, uuid4(), Decimal(1), "lb")


def test_twenty_lots_take_no_more_statements_than_one(bakery: BakeryOnDatabase) -> None:
    flour = ingredient(bakery, **CUP_OF_FLOUR)
    bag = product(bakery, flour)
    counts = []
    for more in (1, 19):
        for _ in range(more):
            lot(bakery, bag, "1")
        with bakery.session() as db:
            counts.append(asked(lambda db=db: using.would_use(db, flour.id, Decimal(20), "lb")))
    assert counts[0] == counts[1]
