"""What is left of materials and what a bow of them costs."""

from datetime import timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import pytest

from baketracker.costs import UnitCost
from baketracker.materials import service
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.statements import asked
from tests.materials.shelf import MONDAY, Shelf


def cost(bakery: BakeryOnDatabase, unit: UUID) -> UnitCost:
    with bakery.session() as db:
        return service.unit_costs(db, [unit])[unit]


@pytest.mark.covers("F8")
def test_a_bow_costs_the_average_of_the_ribbon_that_is_left(bakery: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        shelf = Shelf(db)
        roll = shelf.product(shelf.material(), "2286")
        bow = shelf.unit(roll, "80")
        shelf.lot(roll, "300", "0.002")
        shelf.lot(roll, "100", "0.006")
        shelf.lot(roll, "0.0009", "9")
        shelf.pay(roll, "99")
        assert service.stock(db, [roll]) == {roll: 400}
    assert cost(bakery, bow) == UnitCost(per_unit=Decimal("0.24"), basis="stock")


def test_without_any_left_it_is_the_last_price_of_a_package(bakery: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        shelf = Shelf(db)
        roll = shelf.product(shelf.material(), "2000")
        bow = shelf.unit(roll, "80")
        shelf.pay(roll, "5.00", MONDAY - timedelta(days=1))
        shelf.pay(roll, "6.00")
        shelf.pay(roll, None, MONDAY + timedelta(days=1))
        assert service.stock(db, [roll]) == {roll: 0}
    assert cost(bakery, bow) == UnitCost(per_unit=Decimal("0.24"), basis="last_price")


@pytest.mark.covers("L-20", "M-30")
def test_without_a_price_it_is_unknown_and_named(bakery: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        shelf = Shelf(db)
        roll = shelf.product(shelf.material(), "2000", brand="Berwick")
        bow = shelf.unit(roll, "80")
        shelf.lot(roll, "100", None)
    found = cost(bakery, bow)
    assert found.per_unit is None
    assert found.issue is not None
    assert found.issue.code == "no_price"
    assert "Berwick Roll" in found.issue.sentence
    assert found.times(3).total is None


def test_a_unit_says_what_it_is_cut_from(bakery: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        shelf = Shelf(db)
        sheet = shelf.unit(shelf.product(shelf.material("Tissue", "square_cm"), "9290"), "1500")
        view = service.units(db, [sheet])[sheet]
    assert (view.name, view.quantity_per_unit, view.product.label) == ("Bow", 1500, "Roll")
    assert (view.material.name, view.material.base_unit, view.material.unit) == (
        "Tissue", "square_cm", "cm²",
    )  # fmt: skip


def test_as_many_statements_for_many_as_for_one(bakery: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        shelf = Shelf(db)
        roll = shelf.product(shelf.material(), "2000")
        bows = [shelf.unit(roll, "80", f"Bow {n}") for n in range(6)]
        shelf.lot(roll, "100", "0.01")
    for some in (bows[:1], bows):
        with bakery.session() as db:
            assert asked(lambda some=some, db=db: service.unit_costs(db, some)) == 3
        with bakery.session() as db:
            assert asked(lambda some=some, db=db: service.units(db, some)) == 1


def test_the_neighbour_has_no_such_ribbon(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase
) -> None:
    with bakery.session() as db:
        shelf = Shelf(db)
        roll = shelf.product(shelf.material(), "2000")
        bow = shelf.unit(roll, "80")
        shelf.lot(roll, "100", "0.01")
    with neighbour.session() as db:
        assert service.unit_costs(db, [bow, uuid4()]) == {}
        assert service.units(db, [bow]) == {}
        assert service.stock(db, [roll]) == {roll: 0}
