"""How little is too little, and what is low."""

from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from pydantic import ValidationError

from baketracker.errors import Forbidden, InvalidInput, NotFound
from baketracker.pantry import service
from baketracker.pantry.given import Threshold
from baketracker.pantry.thresholds import set_threshold
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.catalogue import CUP_OF_FLOUR, ingredient, lot, product
from tests.factories.statements import asked
from tests.pantry.steps import assert_taken_back, sentence


def low_below(bakery: BakeryOnDatabase, of: UUID, much: str, unit: str = "lb") -> None:
    with bakery.session() as db:
        set_threshold(db, of, Threshold(low_below=Decimal(much), low_unit=unit))


@pytest.mark.covers("K-28")
@pytest.mark.parametrize(
    ("below", "unit", "low"),
    [("5", "lb", True), ("4.5", "lb", False), ("4.5005", "lb", False), ("72", "oz", False),
     ("80", "oz", True), ("10", "cup", False), ("20", "cup", True)],
)  # fmt: skip
def test_less_than_the_threshold_is_low_in_whatever_units(
    bakery: BakeryOnDatabase, below: str, unit: str, low: bool
) -> None:
    flour = ingredient(bakery, **CUP_OF_FLOUR)
    bag = product(bakery, flour)
    for much in ("2", "2.5"):
        lot(bakery, bag, much)
    low_below(bakery, flour.id, below, unit)
    with bakery.session() as db:
        assert [one.ingredient.name for one in service.low(db)] == ["Flour"] * low
        assert service.shelf(db, flour.id).is_low is low
        shown = [one.ingredient.name for one in service.shelves(db, show="low").items]
        assert shown == ["Flour"] * low
        assert service.listing(db).overview.low == int(low)


@pytest.mark.covers("K-28")
def test_nothing_left_is_low_and_what_cannot_be_compared_does_not_count(
    bakery: BakeryOnDatabase,
) -> None:
    flour, eggs, salt = (ingredient(bakery, name) for name in ("Flour", "Eggs", "Salt"))
    lot(bakery, product(bakery, flour, package_unit="cup"), "40")
    low_below(bakery, flour.id, "1")
    low_below(bakery, eggs.id, "1", "dozen")
    with bakery.session() as db:
        [second, first] = service.low(db)
        assert (first.ingredient.name, first.there, first.lacking) == ("Flour", 0, 1)
        assert (second.ingredient.name, second.lacking, second.unit) == ("Eggs", 1, "dozen")
        assert service.low(db, [salt.id, flour.id]) == [first]
        assert [one.ingredient.name for one in service.shelves(db, show="low").items] == [
            "Eggs", "Flour",
        ]  # fmt: skip


@pytest.mark.covers("DEC-19", "K-28")
def test_a_threshold_can_be_taken_back_and_away(bakery: BakeryOnDatabase) -> None:
    flour = ingredient(bakery)
    five = Threshold(low_below=Decimal(5), low_unit="lbs")
    assert_taken_back(bakery, lambda db: set_threshold(db, flour.id, five))
    assert sentence(bakery) == "Flour is low below 5 lb"
    with bakery.session() as db:
        set_threshold(db, flour.id, five)
        assert set_threshold(db, flour.id, five).operation_id is None
        assert set_threshold(db, flour.id, Threshold()).low_below is None
        assert service.low(db) == []
    assert sentence(bakery) == "Flour has no threshold any more"


@pytest.mark.parametrize(
    "given", [{"low_below": "5"}, {"low_unit": "lb"}, {"low_below": "0", "low_unit": "lb"}]
)
def test_an_amount_and_a_unit_or_neither(given: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Threshold(**given)


@pytest.mark.covers("SR4", "SR5")
def test_only_ones_own_in_a_unit_that_measures(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase
) -> None:
    flour = ingredient(bakery)
    for key in (flour.id, uuid4()):
        with pytest.raises(NotFound):
            low_below(neighbour, key, "5")
    with pytest.raises(InvalidInput) as refused:
        low_below(bakery, flour.id, "2", "bag")
    assert "low_unit" in refused.value.fields
    with bakery.session(rights=frozenset({"read"})) as db, pytest.raises(Forbidden):
        set_threshold(db, flour.id, Threshold())
    low_below(bakery, flour.id, "5")
    with neighbour.session() as db:
        assert service.low(db) == []


def test_a_hundred_thresholds_ask_as_little_as_one(bakery: BakeryOnDatabase) -> None:
    counts = []
    for more in (1, 9):
        for number in range(more):
            low_below(bakery, ingredient(bakery, f"Kind {more} {number}").id, "5")
        with bakery.session() as db:
            counts.append(asked(lambda db=db: service.low(db)))
    assert counts == [2, 2]
