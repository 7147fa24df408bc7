"""What is bought again and again, and buying it once more."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from baketracker.buying import service
from baketracker.db.types import new_id
from baketracker.errors import NotFound, RuleBroken
from baketracker.products.models import Product
from baketracker.suppliers.models import Supplier
from tests.buying.till import buy, dump, line, lots, ribbon, take_back
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.catalogue import ingredient, product, supplier

TODAY = datetime.now(UTC).date()


def ago(days: int) -> Any:
    return TODAY - timedelta(days=days)


def recents(bakery: BakeryOnDatabase) -> list[tuple[str, int]]:
    with bakery.session() as db:
        return [(one.purchase.product.label, one.times) for one in service.recent(db)]


@pytest.mark.covers("K-26")
def test_bought_in_thirty_days_or_three_times_in_ninety(bakery: BakeryOnDatabase) -> None:
    flour = ingredient(bakery)
    late, often, seldom, roll = (
        product(bakery, flour, brand="Late"),
        product(bakery, flour, brand="Often"),
        product(bakery, flour, brand="Seldom"),
        ribbon(bakery),
    )
    buy(bakery, line(late.id), bought_on=ago(30))
    for days in (40, 60, 90):
        buy(bakery, line(often.id), bought_on=ago(days))
    for days in (40, 60, 91):
        buy(bakery, line(seldom.id), bought_on=ago(days))
    buy(bakery, {"material_product_id": roll}, bought_on=ago(2))
    assert recents(bakery) == [("Roll", 1), ("Late", 1), ("Often", 3)]


@pytest.mark.covers("K-26")
def test_at_most_twenty_and_nothing_archived_or_void(bakery: BakeryOnDatabase) -> None:
    flour = ingredient(bakery)
    bags = [product(bakery, flour, brand=f"Mill {n:02}") for n in range(24)]
    for days, bag in enumerate(bags):
        bought = buy(bakery, line(bag.id), bought_on=ago(days))
        if days == 1:
            with bakery.session() as db:
                service.void_receipt(db, bought.id, bought.version)
    with bakery.session() as db:
        row = db.find(Product, bags[0].id)
        assert row is not None
        row.deleted_at = row.created_at
    assert recents(bakery) == [(f"Mill {n:02}", 1) for n in range(2, 22)]


@pytest.mark.covers("K-26")
def test_once_more_at_the_last_price(bakery: BakeryOnDatabase) -> None:
    bag, mill = product(bakery, ingredient(bakery)), supplier(bakery, "Mill")
    was = buy(
        bakery, line(bag.id, 2, "5.00", location="Shelf"), supplier_id=mill.id, bought_on=ago(9)
    )
    buy(bakery, line(bag.id, 1, "6.50"), bought_on=ago(8))
    buy(bakery, line(bag.id, 1, None), bought_on=ago(7))
    before = dump(bakery)
    key = new_id()
    with bakery.session() as db:
        again = service.repeat(db, was.lines[0].id, key)
    (shown,) = again.lines
    assert (again.id, again.bought_on, again.supplier) == (key, TODAY, was.supplier)
    assert (shown.packages, shown.package_price) == (2, 6.5)
    assert shown.lots[0].location == "Shelf"
    assert len(lots(bakery)) == 4
    take_back(bakery, again.operation_id)
    assert dump(bakery) == before


def test_a_closed_store_is_left_out_and_an_archived_product_is_not_bought(
    bakery: BakeryOnDatabase,
) -> None:
    bag, mill = product(bakery, ingredient(bakery)), supplier(bakery, "Mill")
    was = buy(bakery, line(bag.id), supplier_id=mill.id).lines[0]
    with bakery.session() as db:
        shop = db.find(Supplier, mill.id)
        assert shop is not None
        shop.deleted_at = shop.created_at
        assert service.repeat(db, was.id).supplier is None
        row = db.find(Product, bag.id)
        assert row is not None
        row.deleted_at = row.created_at
        with pytest.raises(RuleBroken, match="archived"):
            service.repeat(db, was.id)


def test_the_neighbour_repeats_nothing(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase
) -> None:
    was = buy(bakery, line(product(bakery, ingredient(bakery)).id), bought_on=TODAY).lines[0]
    assert recents(neighbour) == []
    with neighbour.session() as db, pytest.raises(NotFound):
        service.repeat(db, was.id)
