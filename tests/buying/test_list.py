"""Finding purchases again: food and materials in one list, the newest first."""

from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest

from baketracker.buying import service
from baketracker.buying.listing import Period
from baketracker.db.paging import LostPlace
from baketracker.purchases.models import Purchase
from tests.buying.till import buy, line, ribbon
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.catalogue import ingredient, product, supplier
from tests.factories.database import Server
from tests.factories.statements import asked, explained

TODAY = datetime.now(UTC).date()


def ago(days: int) -> Any:
    return TODAY - timedelta(days=days)


def found(bakery: BakeryOnDatabase, **asked: Any) -> list[str]:
    """What a list holds: product and how many packages."""
    with bakery.session() as db:
        page = service.search(db, **asked)
    return [f"{one.product.label} {one.packages}" for one in page.items]


@pytest.mark.covers("K-24", "SC-18")
def test_food_and_materials_stand_in_one_list_by_day_and_receipt(bakery: BakeryOnDatabase) -> None:
    bag, roll = product(bakery, ingredient(bakery)), ribbon(bakery)
    buy(bakery, line(bag.id, 1), bought_on=ago(3))
    buy(bakery, {"material_product_id": roll, "packages": 2}, line(bag.id, 3), bought_on=ago(1))
    buy(bakery, {"material_product_id": roll, "packages": 4}, bought_on=ago(2))
    assert found(bakery) == ["King Arthur 3", "Roll 2", "Roll 4", "King Arthur 1"]


@pytest.mark.covers("K-24")
@pytest.mark.parametrize(
    ("period", "packages"),
    [("last_30_days", 1), ("last_90_days", 2), ("last_year", 3), ("all", 4)],
)
def test_only_of_late(bakery: BakeryOnDatabase, period: Period, packages: int) -> None:
    bag = product(bakery, ingredient(bakery))
    for count, days in enumerate((30, 90, 365, 366), start=1):
        buy(bakery, line(bag.id, count), bought_on=ago(days))
    names = [f"King Arthur {count}" for count in range(1, packages + 1)]
    assert found(bakery, period=period) == names


@pytest.mark.covers("K-24", "R-CAT-02")
def test_of_one_store_though_two_are_called_alike(bakery: BakeryOnDatabase) -> None:
    bag = product(bakery, ingredient(bakery))
    here, there = supplier(bakery, "Costco", city="Waltham"), supplier(bakery, "Costco")
    buy(bakery, line(bag.id, 1), supplier_id=here.id)
    buy(bakery, line(bag.id, 2), supplier_id=there.id)
    assert found(bakery, supplier_id=here.id) == ["King Arthur 1"]


@pytest.mark.covers("K-24")
@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("arthur", ["King Arthur 1"]),
        ("créme", ["D'Isigny 2"]),
        ("CREME isigny", ["D'Isigny 2"]),
        ("CREME arthur", []),
        ("satin", ["Roll 3"]),
        ("roll red", ["Roll 3"]),
        ("100%", []),
    ],
)
def test_by_the_words_of_product_brand_ingredient_or_material(
    bakery: BakeryOnDatabase, text: str, labels: list[str]
) -> None:
    bag = product(bakery, ingredient(bakery))
    cream = product(bakery, ingredient(bakery, "Crème fraîche"), brand="D'Isigny")
    buy(
        bakery,
        line(bag.id, 1),
        line(cream.id, 2),
        {"material_product_id": ribbon(bakery), "packages": 3},
    )
    assert found(bakery, text=text) == labels


@pytest.mark.covers("K-24")
def test_page_by_page_through_both_kinds(bakery: BakeryOnDatabase) -> None:
    bag, roll = product(bakery, ingredient(bakery)), ribbon(bakery)
    for count in range(1, 5):
        sheet = {"material_product_id": roll, "packages": count}
        buy(bakery, line(bag.id, count), sheet, bought_on=ago(count // 2))
    whole = found(bakery)
    pages: list[str] = []
    cursor = None
    with bakery.session() as db:
        for _ in range(3):
            page = service.search(db, cursor=cursor, limit=3)
            pages += [f"{one.product.label} {one.packages}" for one in page.items]
            cursor = page.next
    assert pages == whole
    assert cursor is None


def test_the_neighbour_sees_nothing_of_it(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase
) -> None:
    bag = product(bakery, ingredient(bakery))
    buy(bakery, line(bag.id), line(bag.id))
    assert found(neighbour) == []
    with bakery.session() as db:
        place = service.search(db, limit=1).next
    with neighbour.session() as db, pytest.raises(LostPlace):
        service.search(db, cursor=place)


@pytest.mark.covers("S4-index-purchases")
def test_the_newest_are_found_by_their_index(
    bakery: BakeryOnDatabase, server: Server, worker: str
) -> None:
    bag = product(bakery, ingredient(bakery))
    with bakery.session() as db:
        rows = [
            {"product_id": bag.id, "packages": 1, "purchased_on": ago(days % 700)}
            for days in range(3000)
        ]
        db.insert_rows(Purchase, rows)
    with psycopg.connect(server.on(server.admin, f"bt_test_{worker}"), autocommit=True) as owner:
        owner.execute("analyze app.purchases")
    with bakery.session() as db:
        plan = explained(db, lambda: service.search(db, limit=20))
    assert "Index Scan using ix_purchases_on" in plan
    assert "Sort" not in plan


def test_as_many_statements_for_many_as_for_few(bakery: BakeryOnDatabase) -> None:
    flour, mill, roll = ingredient(bakery), supplier(bakery), ribbon(bakery)
    bags = [product(bakery, flour, brand=f"Mill {n}").id for n in range(6)]
    counts = set()
    for some in (bags[:1], bags):
        lines = [line(bag) for bag in some]
        buy(bakery, *lines, {"material_product_id": roll}, supplier_id=mill.id)
        with bakery.session() as db:
            counts.add(asked(lambda db=db: service.search(db)))
    assert counts == {8}
