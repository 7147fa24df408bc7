"""How a price moved: of a product, of an ingredient, and the price book."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from baketracker.db.types import now
from baketracker.errors import NotFound
from baketracker.purchases import book, history, service
from baketracker.purchases.history_schemas import PriceHistory
from baketracker.purchases.models import Purchase
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.catalogue import CUP_OF_FLOUR, ingredient, product, supplier
from tests.factories.statements import asked
from tests.purchases.paying import pay


def ago(bakery: BakeryOnDatabase, days: int) -> date:
    return bakery.scope.today() - timedelta(days=days)


def bought(
    bakery: BakeryOnDatabase, product_id: UUID, *told: tuple[int, str | None], **more: Any
) -> None:
    """A package at a price, so many days ago."""
    with bakery.session() as db:
        for days, price in told:
            pay(db, product_id, price, ago(bakery, days), **more)


def of_product(bakery: BakeryOnDatabase, product_id: UUID, **more: Any) -> PriceHistory:
    with bakery.session() as db:
        return history.product_prices(db, product_id, **more)


def of_ingredient(bakery: BakeryOnDatabase, ingredient_id: UUID) -> PriceHistory:
    with bakery.session() as db:
        return history.ingredient_prices(db, ingredient_id)


@pytest.mark.covers("UX-38", "R-INV-03")
def test_each_purchase_is_a_point_for_one_unit_the_oldest_first(bakery: BakeryOnDatabase) -> None:
    bag = product(bakery, ingredient(bakery), package_quantity="5")
    mill = supplier(bakery, "Mill")
    bought(bakery, bag.id, (100, "4.00"), supplier_id=mill.id)
    bought(bakery, bag.id, (10, "6.00"), packages=2)
    told = of_product(bakery, bag.id)
    assert told.unit == "lb"
    assert [
        (p.on, p.per_unit, p.quantity, p.supplier and p.supplier.name) for p in told.points
    ] == [
        (ago(bakery, 100), Decimal("0.8"), 5, "Mill"),
        (ago(bakery, 10), Decimal("1.2"), 10, None),
    ]
    assert told.last == told.points[1]
    assert told.best == told.points[0]


def test_void_purchases_and_those_without_a_price_say_nothing(bakery: BakeryOnDatabase) -> None:
    bag = product(bakery, ingredient(bakery))
    bought(bakery, bag.id, (9, "5"), (8, "50"), (7, None))
    with bakery.session() as db:
        void = db.query(Purchase).filter(Purchase.package_price == 50).one()
        void.deleted_at = now()
    told = of_product(bakery, bag.id)
    assert [p.package_price for p in told.points] == [5]
    assert [store.times for store in told.stores] == [1]


def test_only_so_many_days_back_though_older_ones_say_what_was_usual(
    bakery: BakeryOnDatabase,
) -> None:
    bag = product(bakery, ingredient(bakery), package_quantity="1")
    bought(bakery, bag.id, (800, "1"), (735, "2"), (700, "4"))
    told = of_product(bakery, bag.id)
    assert [p.per_unit for p in told.points] == [4]
    assert told.points[0].usual == 3
    assert told.spans[0].since == told.since
    assert len(of_product(bakery, bag.id, days=1000).points) == 3


@pytest.mark.covers("UX-38")
def test_what_is_usual_is_the_median_that_new_purchases_are_judged_by(
    bakery: BakeryOnDatabase,
) -> None:
    bag = product(bakery, ingredient(bakery), package_quantity="4")
    bought(bakery, bag.id, (91, "40"), (90, "4"), (30, "0"), (20, "8"), (1, "6"))
    told = of_product(bakery, bag.id)
    with bakery.session() as db:
        judged = service.medians(db, [bag.id])[bag.id]
    assert told.usual is not None
    assert (told.usual.median, told.usual.count) == (judged.per_unit, judged.count)
    assert (told.usual.low, told.usual.median, told.usual.high) == (
        Decimal("1.25"), Decimal("1.5"), Decimal("1.75"),
    )  # fmt: skip
    assert told.spans[-1].until == ago(bakery, -1)
    assert told.spans[-1].median == told.usual.median


@pytest.mark.covers("K-22")
@pytest.mark.parametrize(
    ("price", "level", "percent"),
    [("11.9", "usual", "19"), ("12", "warning", "20"), ("14", "critical", "40"),
     ("8", "warning", "-20"), ("5", "critical", "-50")],
)  # fmt: skip
def test_a_purchase_is_compared_with_the_sixty_days_before_it(
    bakery: BakeryOnDatabase, price: str, level: str, percent: str
) -> None:
    bag = product(bakery, ingredient(bakery), package_quantity="1")
    bought(bakery, bag.id, (71, "99"), (60, "8"), (30, "12"), (10, price))
    change = of_product(bakery, bag.id).points[-1].change
    assert change is not None
    assert (change.level, change.percent, change.average) == (level, Decimal(percent), 10)


def test_the_first_of_long_and_a_gift_are_compared_with_nothing(bakery: BakeryOnDatabase) -> None:
    bag = product(bakery, ingredient(bakery))
    bought(bakery, bag.id, (200, "5"), (100, "9"), (50, "0"))
    told = of_product(bakery, bag.id)
    assert [p.change for p in told.points] == [None, None, None]
    assert told.best is not None
    assert told.best.package_price == 5


@pytest.mark.covers("UX-38")
def test_last_and_best_of_each_shop_the_usual_one_first(bakery: BakeryOnDatabase) -> None:
    bag = product(bakery, ingredient(bakery), package_quantity="1")
    mill, market = supplier(bakery, "Mill"), supplier(bakery, "Market")
    bought(bakery, bag.id, (90, "3"), (40, "2"), (20, "4"), supplier_id=mill.id)
    bought(bakery, bag.id, (5, "5"), supplier_id=market.id)
    bought(bakery, bag.id, (60, "0"))
    stores = of_product(bakery, bag.id).stores
    assert [
        (s.supplier and s.supplier.name, s.times, s.last.per_unit, s.best and s.best.per_unit)
        for s in stores
    ] == [("Mill", 3, 4, 2), ("Market", 1, 5, 5), (None, 1, 0, None)]


@pytest.mark.covers("UX-38")
def test_an_ingredient_is_told_in_its_usual_unit_whatever_it_was_bought_as(
    bakery: BakeryOnDatabase,
) -> None:
    flour = ingredient(bakery, default_unit="oz", **CUP_OF_FLOUR)
    bag = product(bakery, flour, package_quantity="2", package_unit="lb")
    tub = product(bakery, flour, brand="Tub", package_quantity="4", package_unit="cup")
    sack = product(bakery, flour, brand="Sack", package_quantity="1", package_unit="bag")
    bought(bakery, bag.id, (30, "3.20"))
    bought(bakery, tub.id, (20, "3.40"))
    bought(bakery, sack.id, (10, "9"))
    told = of_ingredient(bakery, flour.id)
    assert told.unit == "oz"
    assert [p.product.label for p in told.points] == ["King Arthur", "Tub"]
    assert [float(p.per_unit) for p in told.points] == pytest.approx([0.1, 0.2])
    assert ["bag cannot be turned into oz" in one.sentence for one in told.left_out] == [True]


def test_without_a_weight_of_its_cup_it_is_told_as_most_of_it_was_bought(
    bakery: BakeryOnDatabase,
) -> None:
    flour = ingredient(bakery, default_unit="cup")
    bag, tub = product(bakery, flour), product(bakery, flour, brand="Tub", package_unit="cup")
    bought(bakery, bag.id, (30, "3"), (20, "4"))
    bought(bakery, tub.id, (10, "5"))
    told = of_ingredient(bakery, flour.id)
    assert (told.unit, len(told.points)) == ("lb", 2)
    assert "say what a cup of Flour weighs" in told.left_out[0].sentence


@pytest.mark.covers("UX-38")
def test_nothing_bought_yet_and_one_purchase_are_told_as_they_are(
    bakery: BakeryOnDatabase,
) -> None:
    flour = ingredient(bakery)
    bag = product(bakery, flour)
    for told in (of_product(bakery, bag.id), of_ingredient(bakery, flour.id)):
        assert (told.points, told.last, told.best, told.usual, told.stores) == (
            [], None, None, None, [],
        )  # fmt: skip
    bought(bakery, bag.id, (3, "5"))
    told = of_product(bakery, bag.id)
    assert (told.last, told.direction) == (told.points[0], None)


def test_two_statements_however_often_it_was_bought(bakery: BakeryOnDatabase) -> None:
    flour = ingredient(bakery)
    bag = product(bakery, flour)
    for more in ((5, "5"), *((day, "6") for day in range(6, 26))):
        bought(bakery, bag.id, more)
        with bakery.session() as db:
            assert asked(lambda db=db: history.product_prices(db, bag.id)) == 2
        with bakery.session() as db:
            assert asked(lambda db=db: history.ingredient_prices(db, flour.id)) == 2


def test_the_neighbour_has_neither_the_product_nor_its_prices(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase
) -> None:
    flour = ingredient(bakery)
    bag = product(bakery, flour)
    bought(bakery, bag.id, (5, "5"))
    with neighbour.session() as db, pytest.raises(NotFound):
        history.product_prices(db, bag.id)
    with neighbour.session() as db, pytest.raises(NotFound):
        history.ingredient_prices(db, flour.id)
    with neighbour.session() as db:
        assert book.price_book(db).items == []


def test_the_price_book_holds_what_was_ever_bought_with_a_price(bakery: BakeryOnDatabase) -> None:
    flour = ingredient(bakery)
    bag, tub, _free = (product(bakery, flour, brand=brand) for brand in ("Bag", "Tub", "Free"))
    bought(bakery, bag.id, (5, "5"), (3, "10"))
    bought(bakery, tub.id, (4, None))
    with bakery.session() as db:
        found = book.price_book(db)
        assert book.count_priced(db) == 1
        assert book.price_book(db, "tub").items == []
        counted = asked(lambda: book.price_book(db))
    assert [(one.label, one.prices.last and one.prices.last.per_unit) for one in found.items] == [
        ("Bag", 2)
    ]
    assert counted == 2
