"""What was paid: last, at every shop, where it was best, and on average."""

from datetime import timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baketracker.costs import average_cost
from baketracker.db.types import now
from baketracker.purchases import service
from baketracker.purchases.schemas import Median, ProductPrices
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.catalogue import ingredient, product, supplier
from tests.factories.depth import examples
from tests.factories.kitchen import Kitchen
from tests.factories.statements import asked
from tests.purchases.paying import MONDAY, TUESDAY, pay

PRICES = st.decimals("0", "500", places=2)


def prices(bakery: BakeryOnDatabase, product_id: UUID) -> ProductPrices:
    with bakery.session() as db:
        return service.prices(db, [product_id])[product_id]


@pytest.mark.covers("R-INV-03", "F1")
def test_a_price_is_that_of_a_package_and_what_a_pound_costs_follows(
    bakery: BakeryOnDatabase,
) -> None:
    bag = product(bakery, ingredient(bakery), package_quantity="5")
    loose = product(bakery, ingredient(bakery, "Rye"), package_quantity="1")
    with bakery.session() as db:
        pay(db, bag.id, "4.00")
        pay(db, loose.id, "4.00")
    paid, unpacked = prices(bakery, bag.id).last, prices(bakery, loose.id).last
    assert paid is not None
    assert unpacked is not None
    assert (paid.package_price, paid.per_unit, paid.on) == (4, Decimal("0.8"), MONDAY)
    assert unpacked.per_unit == unpacked.package_price


def test_last_and_best_price_and_the_last_at_each_shop(bakery: BakeryOnDatabase) -> None:
    bag = product(bakery, ingredient(bakery))
    mill, market = supplier(bakery, "Mill"), supplier(bakery, "Market")
    with bakery.session() as db:
        # What the market once asked is no price of today.
        pay(db, bag.id, "1.00", supplier_id=market.id)
        pay(db, bag.id, "6.00", TUESDAY, supplier_id=market.id)
        pay(db, bag.id, "5.00", supplier_id=mill.id)
        pay(db, bag.id, "9.00", MONDAY.replace(day=1))
    found = prices(bakery, bag.id)
    told = [(p.supplier and p.supplier.name, p.package_price, p.on.day) for p in found.by_supplier]
    assert told == [("Market", 6, 17), ("Mill", 5, 16), (None, 9, 1)]
    assert found.last == found.by_supplier[0]
    assert found.best == found.by_supplier[1]


@pytest.mark.covers("R-INV-10")
def test_two_purchases_of_one_day_follow_in_the_order_of_their_ids(
    bakery: BakeryOnDatabase,
) -> None:
    bag, mill = product(bakery, ingredient(bakery)), supplier(bakery, "Mill")
    early, late = sorted((uuid4(), uuid4()))
    with bakery.session() as db:
        pay(db, bag.id, "6.00", id=late, supplier_id=mill.id)
        pay(db, bag.id, "5.00", id=early, supplier_id=mill.id)
    found = prices(bakery, bag.id)
    assert [price.package_price for price in found.by_supplier] == [6]


@pytest.mark.covers("L-20", "M-30")
def test_a_purchase_without_a_price_says_nothing(bakery: BakeryOnDatabase) -> None:
    bag = product(bakery, ingredient(bakery))
    with bakery.session() as db:
        pay(db, bag.id, None, TUESDAY)
    assert prices(bakery, bag.id) == ProductPrices()
    with bakery.session() as db:
        pay(db, bag.id, "5.00", MONDAY)
    last = prices(bakery, bag.id).last
    assert last is not None
    assert last.package_price == 5


@pytest.mark.covers("L-07")
def test_a_gift_was_bought_for_nothing(bakery: BakeryOnDatabase) -> None:
    bag = product(bakery, ingredient(bakery))
    with bakery.session() as db:
        pay(db, bag.id, "5.00", MONDAY)
        pay(db, bag.id, "0", TUESDAY)
    last = prices(bakery, bag.id).last
    assert last is not None
    assert last.package_price == 0


def average(bakery: BakeryOnDatabase, product_id: UUID) -> Decimal | None:
    with bakery.session() as db:
        return service.averages(db, [product_id]).get(product_id)


@pytest.mark.covers("M-17")
def test_the_average_is_all_that_was_paid_by_all_that_was_bought(bakery: BakeryOnDatabase) -> None:
    bag = product(bakery, ingredient(bakery), package_quantity="5")
    with bakery.session() as db:
        pay(db, bag.id, "4.00", packages=3)
        pay(db, bag.id, "9.00", TUESDAY)
        pay(db, bag.id, None, TUESDAY, packages=50)
    # 3 × 4.00 and 9.00 for 20 lb; what 50 bags cost nobody knows.
    assert average(bakery, bag.id) == Decimal("1.05")
    last = prices(bakery, bag.id).last
    assert last is not None
    assert last.per_unit == Decimal("1.8")


@pytest.mark.covers("M-17", "L-07", "L-20")
def test_a_gift_lowers_the_average_and_without_a_price_there_is_none(
    bakery: BakeryOnDatabase,
) -> None:
    bag = product(bakery, ingredient(bakery), package_quantity="1")
    with bakery.session() as db:
        pay(db, bag.id, None)
    assert average(bakery, bag.id) is None
    with bakery.session() as db:
        pay(db, bag.id, "6.00")
        pay(db, bag.id, "0", packages=2)
    assert average(bakery, bag.id) == 2


@pytest.mark.covers("M-17")
@given(st.lists(st.tuples(PRICES, st.integers(1, 40)), min_size=1, max_size=6))
@settings(max_examples=examples(15))
def test_the_average_is_weighted_by_quantity_and_lies_between_the_prices(
    bakery: BakeryOnDatabase, paid: list[tuple[Decimal, int]]
) -> None:
    with bakery.session() as db:
        kitchen = Kitchen(db, f" {uuid4()}")
        sack = kitchen.product(kitchen.ingredient("Rye"), "lb", package_quantity=Decimal(5))
        for price, packages in paid:
            pay(db, sack, str(price), packages=packages)
        found = service.averages(db, [sack])[sack]
    by_hand = average_cost((Decimal(5 * packages), price / 5) for price, packages in paid)
    assert by_hand is not None
    assert float(found) == pytest.approx(float(by_hand), rel=1e-15)
    each = [price / 5 for price, _ in paid]
    assert min(each) <= found <= max(each)


def test_one_statement_however_many_products(bakery: BakeryOnDatabase) -> None:
    flour = ingredient(bakery)
    bags = [product(bakery, flour, brand=f"Mill {n}").id for n in range(6)]
    with bakery.session() as db:
        for bag in bags:
            pay(db, bag, "5.00")
    for some in (bags[:1], bags):
        with bakery.session() as db:
            assert asked(lambda some=some, db=db: service.prices(db, some)) == 1
            assert asked(lambda some=some, db=db: service.averages(db, some)) == 1
            assert asked(lambda some=some, db=db: service.medians(db, some, TUESDAY)) == 1


def test_the_neighbour_pays_its_own_prices(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase
) -> None:
    bag = product(bakery, ingredient(bakery))
    with bakery.session() as db:
        pay(db, bag.id, "5.00")
    assert prices(neighbour, bag.id) == ProductPrices()
    assert average(neighbour, bag.id) is None
    with neighbour.session() as db:
        assert service.medians(db, [bag.id], TUESDAY) == {}


@pytest.mark.covers("SC-18", "K-22")
def test_the_middle_price_of_ninety_days_is_not_moved_by_a_slip(bakery: BakeryOnDatabase) -> None:
    bag = product(bakery, ingredient(bakery), package_quantity="5")
    with bakery.session() as db:
        for price in ("5.00", "6.00", "500.00", "0", None):
            pay(db, bag.id, price)
        pay(db, bag.id, "1.00", MONDAY - timedelta(days=91))
        pay(db, bag.id, "1.00", TUESDAY)
        pay(db, bag.id, "1.00", MONDAY, deleted_at=now())
        assert service.medians(db, [bag.id], MONDAY)[bag.id] == Median(
            per_unit=Decimal("1.2"), count=3
        )
        assert service.medians(db, [bag.id], MONDAY.replace(year=2020)) == {}


@pytest.mark.covers("R-INV-10")
def test_a_void_purchase_is_no_price(bakery: BakeryOnDatabase) -> None:
    bag = product(bakery, ingredient(bakery))
    with bakery.session() as db:
        pay(db, bag.id, "5.00")
        pay(db, bag.id, "9.00", TUESDAY, deleted_at=now())
    last = prices(bakery, bag.id).last
    assert last is not None
    assert last.package_price == 5
    assert average(bakery, bag.id) == 1
