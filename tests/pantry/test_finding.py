"""What is at home and was never bought here."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from pydantic import ValidationError

from baketracker.errors import Forbidden, InvalidInput, NotFound
from baketracker.measures.conversion import ConversionError
from baketracker.pantry import service
from baketracker.pantry.finding import found
from baketracker.pantry.given import FoundStock
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.catalogue import CUP_OF_FLOUR, ingredient, lot, product
from tests.pantry.steps import assert_taken_back, sentence


@pytest.fixture
def bag(bakery: BakeryOnDatabase) -> Any:
    return product(bakery, ingredient(bakery, **CUP_OF_FLOUR))


def test_it_becomes_a_lot_without_a_purchase_in_the_packages_unit(
    bakery: BakeryOnDatabase, bag: Any
) -> None:
    mine = uuid4()
    new = FoundStock(
        product_id=bag.id, quantity=Decimal(8), unit="cup", package_price=Decimal("3.50"),
        expires_on=date(2027, 1, 31), location="Cellar",
    )  # fmt: skip
    with bakery.session() as db:
        [view] = found(db, new, mine).lots
    assert view.id == mine
    assert view.quantity == pytest.approx(Decimal("2.125"), abs=Decimal("1e-9"))
    assert (view.unit, view.unit_cost, view.purchase_id) == ("lb", Decimal("0.70"), None)
    assert (view.known_by, view.location, view.expires_on) == (
        "counted", "Cellar", date(2027, 1, 31),
    )  # fmt: skip
    assert sentence(bakery) == "Found 8 cup of Flour at home"


@pytest.mark.covers("A19")
def test_without_a_price_its_cost_is_unknown_and_it_is_used_first(
    bakery: BakeryOnDatabase, bag: Any
) -> None:
    lot(bakery, bag, "5", bought=date(2020, 1, 1))
    with bakery.session() as db:
        [view] = found(db, FoundStock(product_id=bag.id, quantity=Decimal(2))).lots
        assert (view.unit_cost, view.value, view.purchased_on) == (None, None, None)
        shelf = service.shelf(db, bag.ingredient.id)
    assert shelf.lots[0].id == view.id
    assert shelf.unpriced_lots == 1


def test_next_to_nothing_and_days_in_the_wrong_order_are_refused(
    bakery: BakeryOnDatabase, bag: Any
) -> None:
    wrong: list[tuple[str, dict[str, Any]]] = [
        ("quantity", {"quantity": "0.000001"}),
        ("expires_on", {"quantity": "1", "bought_on": "2026-11-02", "expires_on": "2026-11-01"}),
    ]
    for field, given in wrong:
        with bakery.session() as db, pytest.raises(InvalidInput) as refused:
            found(db, FoundStock(product_id=bag.id, **given))
        assert field in refused.value.fields
    with bakery.session() as db, pytest.raises(ConversionError):
        found(db, FoundStock(product_id=bag.id, quantity=Decimal(1), unit="each"))


def test_it_was_bought_today_or_before(bakery: BakeryOnDatabase, bag: Any) -> None:
    with bakery.session() as db:
        today = db.scope.today()
        new = FoundStock(
            product_id=bag.id, quantity=Decimal(1), bought_on=today + timedelta(days=1)
        )
        with pytest.raises(InvalidInput, match="That day is still to come") as refused:
            found(db, new)
        assert list(refused.value.fields) == ["bought_on"]
        [view] = found(db, new.model_copy(update={"bought_on": today})).lots
    assert view.purchased_on == today


@pytest.mark.covers("K-06")
@pytest.mark.parametrize("field", ["bought_on", "expires_on"])
@pytest.mark.parametrize("absurd", ["0202-11-20", "20226-11-20", "9999-12-31"])
def test_absurd_years_are_refused(bag: Any, field: str, absurd: str) -> None:
    with pytest.raises(ValidationError) as refused:
        FoundStock.model_validate({"product_id": bag.id, "quantity": "1", field: absurd})
    assert [error["loc"] for error in refused.value.errors()] == [(field,)]


@pytest.mark.covers("DEC-19", "P-07")
def test_taken_back_it_was_never_there(bakery: BakeryOnDatabase, bag: Any) -> None:
    new = FoundStock(product_id=bag.id, quantity=Decimal(2))
    assert_taken_back(bakery, lambda db: found(db, new))


@pytest.mark.covers("SR4", "SR5")
def test_only_of_ones_own_products_and_only_with_the_right(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase, bag: Any
) -> None:
    for key in (bag.id, uuid4()):
        with neighbour.session() as db, pytest.raises(NotFound):
            found(db, FoundStock(product_id=key, quantity=Decimal(1)))
    with bakery.session(rights=frozenset({"read"})) as db, pytest.raises(Forbidden):
        found(db, FoundStock(product_id=bag.id, quantity=Decimal(1)))
