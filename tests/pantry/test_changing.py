"""What is known of a lot beside its amount."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from pydantic import ValidationError

from baketracker.errors import InvalidInput, NotFound, Stale
from baketracker.pantry.changing import NeverBought, change
from baketracker.pantry.given import LotChange
from baketracker.pantry.models import Lot
from baketracker.pantry.schemas import StockChange
from baketracker.purchases.models import Purchase
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.catalogue import ingredient, lot, product, supplier
from tests.pantry.steps import assert_taken_back, dump, sentence

BOUGHT = date(2026, 11, 21)


@pytest.fixture
def bag(bakery: BakeryOnDatabase) -> UUID:
    """A lot with its purchase, at Costco."""
    of = product(bakery, ingredient(bakery))
    with bakery.session() as db:
        bought = Purchase(product_id=of.id, packages=1, package_price=Decimal("3.50"),
                          purchased_on=BOUGHT)  # fmt: skip
        db.add(bought)
        db.flush()
        purchase_id = bought.id
    return lot(bakery, of, "5", bought=BOUGHT, purchase_id=purchase_id)


def changed(bakery: BakeryOnDatabase, lot_id: UUID, **given: Any) -> StockChange:
    with bakery.session() as db:
        return change(db, lot_id, LotChange(**given))


def test_only_what_is_given_changes(bakery: BakeryOnDatabase, bag: UUID) -> None:
    changed(bakery, bag, location="Freezer", lot_code="L-7", notes="The big one")
    told = changed(bakery, bag, expires_on="2027-01-31", opened_on=BOUGHT)
    [view] = told.lots
    assert (view.location, view.lot_code, view.notes) == ("Freezer", "L-7", "The big one")
    assert (view.expires_on, view.opened_on) == (date(2027, 1, 31), BOUGHT)
    [view] = changed(bakery, bag, location="").lots
    assert (view.location, view.lot_code) == (None, "L-7")


def test_the_same_changes_nothing(bakery: BakeryOnDatabase, bag: UUID) -> None:
    changed(bakery, bag, location="Freezer")
    before = dump(bakery)
    assert changed(bakery, bag, location="Freezer", notes="").operation_id is None
    assert changed(bakery, bag).operation_id is None
    assert dump(bakery) == before


@pytest.mark.covers("L-06")
def test_the_store_of_a_lot_is_that_of_its_purchase(bakery: BakeryOnDatabase, bag: UUID) -> None:
    wegmans = supplier(bakery, "Wegmans")
    assert_taken_back(bakery, lambda db: change(db, bag, LotChange(supplier_id=wegmans.id)))
    changed(bakery, bag, supplier_id=wegmans.id)
    with bakery.session() as db:
        row = db.find(Lot, bag)
        assert row is not None
        assert row.purchase_id is not None
        purchase = db.find(Purchase, row.purchase_id)
        assert purchase is not None
        assert purchase.supplier_id == wegmans.id
    assert changed(bakery, bag, supplier_id=wegmans.id).operation_id is None


@pytest.mark.covers("L-06")
def test_what_was_never_bought_has_no_store(bakery: BakeryOnDatabase) -> None:
    jar = lot(bakery, product(bakery, ingredient(bakery)), "5", bought=None)
    wegmans = supplier(bakery, "Wegmans")
    with pytest.raises(NeverBought) as refused:
        changed(bakery, jar, supplier_id=wegmans.id)
    assert "Write down a purchase of it instead" in str(refused.value)
    assert changed(bakery, jar, supplier_id=None).operation_id is None


def test_days_before_it_was_bought_are_refused(bakery: BakeryOnDatabase, bag: UUID) -> None:
    for name in ("expires_on", "opened_on"):
        with pytest.raises(InvalidInput) as refused:
            changed(bakery, bag, **{name: "2026-11-20"})
        assert name in refused.value.fields
    assert changed(bakery, bag, expires_on=BOUGHT).lots[0].expires_on == BOUGHT


def test_nothing_is_opened_on_a_day_that_is_still_to_come(
    bakery: BakeryOnDatabase, bag: UUID
) -> None:
    with bakery.session() as db:
        today = db.scope.today()
    with pytest.raises(InvalidInput, match="That day is still to come") as refused:
        changed(bakery, bag, opened_on=today + timedelta(days=1))
    assert list(refused.value.fields) == ["opened_on"]
    assert changed(bakery, bag, opened_on=today).lots[0].opened_on == today


def test_what_an_import_brought_does_not_hold_up_another_change(bakery: BakeryOnDatabase) -> None:
    of = product(bakery, ingredient(bakery))
    odd = date(2030, 1, 1)
    bag = lot(bakery, of, "5", bought=BOUGHT, opened_on=odd, expires_on=date(2020, 1, 1))
    told = changed(bakery, bag, opened_on=odd, expires_on=date(2020, 1, 1), notes="Odd")
    assert told.lots[0].notes == "Odd"


@pytest.mark.covers("K-06")
@pytest.mark.parametrize(
    "given",
    [{"location": "x" * 101}, {"lot_code": "x" * 101}, {"notes": "x" * 2001}, {"quantity": "3"},
     {"expires_on": "0202-01-01"}, {"expires_on": "9999-12-31"}, {"opened_on": "1926-11-20"}],
)  # fmt: skip
def test_limits_are_refused(given: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        LotChange(**given)


@pytest.mark.covers("DEC-19", "P-07")
def test_taken_back_it_is_known_as_before(bakery: BakeryOnDatabase, bag: UUID) -> None:
    given = LotChange(location="Freezer", expires_on=date(2027, 1, 31), notes="Cold")
    assert_taken_back(bakery, lambda db: change(db, bag, given))
    assert sentence(bakery) == "Changed what is known of King Arthur"


@pytest.mark.covers("SR4", "SR5")
def test_only_ones_own_of_the_version_that_was_read(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase, bag: UUID
) -> None:
    theirs = supplier(neighbour, "Theirs")
    for key in (bag, uuid4()):
        with pytest.raises(NotFound):
            changed(neighbour, key, location="Attic")
    with pytest.raises(NotFound):
        changed(bakery, bag, supplier_id=theirs.id)
    with bakery.session() as db, pytest.raises(Stale):
        change(db, bag, LotChange(location="Attic"), version=7)
