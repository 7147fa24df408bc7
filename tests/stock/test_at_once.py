"""Many hands at once: nothing is taken twice, nothing is lost, nobody waits in a ring."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select

from baketracker.activity import service as activity
from baketracker.activity.undoing import AlreadyUndone
from baketracker.buying import service as buying
from baketracker.buying.schemas import NewLine, NewReceipt
from baketracker.config import Settings
from baketracker.db.connect import make_engine
from baketracker.db.types import new_id
from baketracker.errors import Conflict, InvalidInput
from baketracker.pantry.consuming import NotEnough, consume
from baketracker.pantry.models import Depletion, Lot
from baketracker.pantry.schemas import Want
from baketracker.products import service as products
from baketracker.products.models import Product
from baketracker.products.schemas import ProductView
from baketracker.purchases.models import Purchase, Receipt
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.catalogue import ingredient, product
from tests.factories.clients import program
from tests.factories.depth import DEEP

from .pantries import FIRST_DAY, assert_in_balance, bought, stocked

HANDS = 8
TIMES = 100 if DEEP else 20
ROUNDS = 12 if DEEP else 4


def together(work: Callable[[int], Any], hands: int = HANDS) -> list[Any]:
    """The work of all hands, begun at the same moment."""
    ready = threading.Barrier(hands)

    def one(number: int) -> Any:
        ready.wait()
        return work(number)

    with ThreadPoolExecutor(hands) as pool:
        return list(pool.map(one, range(hands)))


@pytest.fixture
def bakery(bakery: BakeryOnDatabase, settings: Settings) -> Iterator[BakeryOnDatabase]:
    """The same bakery over as many connections as there are hands."""
    engine = make_engine(settings.database_url, settings, pool_size=HANDS, pool_timeout=30)
    yield replace(bakery, engine=engine)
    engine.dispose()


def left(bakery: BakeryOnDatabase) -> Decimal:
    with bakery.session() as db:
        assert_in_balance(db)
        return db.scalar(select(func.sum(Lot.quantity))) or Decimal(0)


@pytest.mark.covers("SR47", "SD-23")
def test_uses_in_opposed_orders_are_exact_and_never_wait_in_a_ring(
    bakery: BakeryOnDatabase,
) -> None:
    flour, _, _ = stocked(bakery, "Flour", max(20, TIMES // 2))
    sugar, _, _ = stocked(bakery, "Sugar", max(20, TIMES // 2))
    before = left(bakery)

    def work(number: int) -> None:
        wants = [Want(flour.id, Decimal("0.3"), "lb"), Want(sugar.id, Decimal("4.8"), "oz")]
        for _ in range(TIMES):
            # No second try: a deadlock would end the test.
            with bakery.session() as db:
                consume(db, wants[::-1] if number % 2 else wants, "production")

    together(work)
    used = Decimal("0.6") * HANDS * TIMES
    assert abs(before - left(bakery) - used) < Decimal("1e-6")
    with bakery.session() as db:
        assert len(db.scalars(select(Depletion.id)).all()) >= HANDS * TIMES * 2


@pytest.mark.covers("SR47")
def test_of_the_last_pound_each_ounce_is_given_once(bakery: BakeryOnDatabase) -> None:
    flour, _, _ = stocked(bakery, "Flour", 4, each="1")

    def work(_: int) -> int:
        taken = 0
        for _ in range(20):
            try:
                with bakery.session() as db:
                    consume(db, [Want(flour.id, Decimal("0.25"), "lb")], "ad_hoc_usage")
                taken += 1
            except NotEnough:
                return taken
        return taken

    assert sum(map(int, together(work))) == 16
    assert left(bakery) == 0


@pytest.mark.covers("SR47", "DEC-19")
def test_buying_using_and_taking_back_at_once_leaves_the_books_even(
    bakery: BakeryOnDatabase,
) -> None:
    flour, bag, _ = stocked(bakery, "Flour", 6)

    def work(number: int) -> None:
        for _ in range(TIMES // 4):
            with bakery.session() as db:
                if number % 2:
                    done = bought(db, bag, 1, "4.00").operation_id
                else:
                    wants = [Want(flour.id, Decimal("0.5"), "lb")]
                    done = consume(db, wants, "ad_hoc_usage", short="take").operation_id
            assert done is not None
            with bakery.session() as db:
                chain = [one.id for one in activity.dependants(db, done)]
                if not chain:
                    activity.undo(db, done)

    together(work)
    left(bakery)


@pytest.mark.covers("DEC-19")
def test_taken_back_by_two_thumbs_is_taken_back_once(bakery: BakeryOnDatabase) -> None:
    flour, _, _ = stocked(bakery, "Flour", 1)
    with bakery.session() as db:
        done = consume(db, [Want(flour.id, Decimal(3), "lb")], "ad_hoc_usage").operation_id

    def work(_: int) -> bool:
        try:
            with bakery.session() as db:
                activity.undo(db, done)
        except AlreadyUndone:
            return False
        return True

    assert together(work).count(True) == 1
    assert left(bakery) == 10


@pytest.mark.covers("SR47")
def test_one_key_posted_by_eight_at_once_is_one_purchase(bakery: BakeryOnDatabase) -> None:
    _, bag, _ = stocked(bakery, "Flour", 0)
    key = str(new_id())
    line = {"product_id": str(bag.id), "packages": 2, "package_price": "4.79"}
    body = {"bought_on": "2026-11-02", "lines": [line]}
    clients = [program(bakery) for _ in range(HANDS)]

    def work(number: int) -> int:
        answer = clients[number].post("/api/receipts", json=body, headers={"Idempotency-Key": key})
        return answer.status_code

    answers = together(work)
    assert set(answers) <= {201, 409}, answers
    assert 201 in answers
    assert clients[0].post("/api/receipts", json=body, headers={"Idempotency-Key": key}).json()
    with bakery.session() as db:
        counts = [db.scalar(select(func.count(one.id))) for one in (Receipt, Purchase, Lot)]
    assert counts == [1, 1, 1]
    assert left(bakery) == 10


@pytest.mark.covers("SR47")
@pytest.mark.parametrize("ending", ["archive", "remove", "merge"])
def test_nothing_is_bought_onto_a_product_that_goes_meanwhile(
    bakery: BakeryOnDatabase, ending: str
) -> None:
    """Either the purchase comes first and the product stays or takes it along, or it is refused."""
    flour = ingredient(bakery, f"Flour {ending}")

    def end(bag: ProductView, into: UUID) -> None:
        with bakery.session() as db:
            if ending == "merge":
                products.merge(db, bag.id, into)
            elif ending == "remove":
                products.remove(db, bag.id, bag.version, bag.label)
            else:
                products.archive(db, bag.id, bag.version)

    for number in range(ROUNDS):
        into = product(bakery, flour, brand=f"Stays {number}")
        bag = product(bakery, flour, brand="Mill", name=f"Bag {number}")

        def work(hand: int, bag: ProductView = bag, into: ProductView = into) -> str:
            try:
                if hand == 0:
                    end(bag, into.id)
                else:
                    # So long that the other comes in between.
                    lines = [NewLine(product_id=bag.id, package_price=Decimal(4))] * 20
                    with bakery.session() as db:
                        buying.record(
                            db, NewReceipt(bought_on=FIRST_DAY, lines=lines, confirmed=True)
                        )
            except (Conflict, InvalidInput) as refused:
                return type(refused).__name__
            return "done"

        how, *_bought = together(work, 4)
        assert how == "done" or ending == "archive", how
    with bakery.session() as db:
        lost = (
            select(Lot.id)
            .join(Lot.product)
            .where(Lot.deleted_at.is_(None), Product.deleted_at.is_not(None))
        )
        assert db.scalars(lost).all() == []
        assert_in_balance(db)
