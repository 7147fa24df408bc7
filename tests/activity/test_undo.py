"""Taking back what was done: exactly, with what builds on it, and only once."""

from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import select

from baketracker.activity import service as activity
from baketracker.activity.undoing import AlreadyUndone, BuiltUpon
from baketracker.db.journal import doing
from baketracker.db.tenancy import TenantSession
from baketracker.errors import NotFound
from baketracker.exchange.canonical import Dump, canonical
from baketracker.pantry.models import Depletion, Lot
from baketracker.stock.ledger import netted, out_of_balance
from tests.buying.till import buy, line
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.catalogue import ingredient, lot, product


def flour_lot(bakery: BakeryOnDatabase, quantity: str = "10", cost: str = "1") -> UUID:
    return lot(bakery, product(bakery, ingredient(bakery)), quantity, cost)


def use(bakery: BakeryOnDatabase, lot_id: UUID, quantity: str) -> UUID:
    """So much leaves the lot, as one operation."""
    with bakery.session() as db, doing(db, "test.use", "Used %(q)s", q=quantity) as done:
        found(db, lot_id).take(db, Decimal(quantity), "ad_hoc_usage")
        return done


def reprice(bakery: BakeryOnDatabase, lot_id: UUID, cost: str) -> UUID:
    with bakery.session() as db, doing(db, "test.price", "Costs %(c)s", c=cost) as done:
        found(db, lot_id).reprice(db, Decimal(cost))
        return done


def found(db: TenantSession, lot_id: UUID) -> Lot:
    (row,) = Lot.locked(db, [lot_id])
    return row


def dump(bakery: BakeryOnDatabase) -> Dump:
    with bakery.session() as db:
        assert out_of_balance(db, Lot, Depletion) == []
        return canonical(db)


def undo(bakery: BakeryOnDatabase, operation: UUID, *along: UUID) -> None:
    with bakery.session() as db:
        activity.undo(db, operation, along)


@pytest.mark.covers("DEC-19", "P-07")
def test_a_use_taken_back_leaves_the_same_rows(bakery: BakeryOnDatabase) -> None:
    bag = flour_lot(bakery)
    before = dump(bakery)
    used = use(bakery, bag, "2.5")
    assert dump(bakery) != before
    undo(bakery, used)
    assert dump(bakery) == before
    with bakery.session() as db:
        rows = db.scalars(select(Depletion)).all()
    assert sorted(row.quantity for row in rows) == [Decimal("-2.5"), Decimal("2.5")]


@pytest.mark.covers("DEC-19")
def test_a_use_is_taken_back_without_the_uses_after_it(bakery: BakeryOnDatabase) -> None:
    bag = flour_lot(bakery)
    first = use(bakery, bag, "2")
    use(bakery, bag, "3")
    undo(bakery, first)
    with bakery.session() as db:
        assert found(db, bag).quantity == Decimal(7)


@pytest.mark.covers("DEC-19", "P-08")
def test_another_price_costs_what_left_anew_and_back_again(bakery: BakeryOnDatabase) -> None:
    bag = flour_lot(bakery)
    use(bakery, bag, "2")
    before = dump(bakery)
    priced = reprice(bakery, bag, "1.5")
    with bakery.session() as db:
        assert [net.cost for net in netted(db.scalars(select(Depletion))).values()] == [3]
    use(bakery, bag, "1")
    undo(bakery, priced)
    after = dump(bakery)
    assert [row["cost"] for row in after["depletions"]] == [Decimal(2), Decimal(1)]
    assert after["depletions"][0] == before["depletions"][0]


@pytest.mark.covers("P-08")
def test_two_prices_go_back_together_the_newest_first(bakery: BakeryOnDatabase) -> None:
    bag = flour_lot(bakery)
    use(bakery, bag, "2")
    before = dump(bakery)
    first, second = reprice(bakery, bag, "1.5"), reprice(bakery, bag, "2")
    with pytest.raises(BuiltUpon) as asked:
        undo(bakery, first)
    assert [one.id for one in asked.value.chain] == [second]
    undo(bakery, first, second)
    assert dump(bakery) == before


@pytest.mark.covers("P-07")
def test_a_use_goes_back_without_the_price_corrected_after_it(bakery: BakeryOnDatabase) -> None:
    bag = flour_lot(bakery)
    used = use(bakery, bag, "1")
    reprice(bakery, bag, "2")
    with bakery.session() as db:
        assert activity.dependants(db, used) == []
    undo(bakery, used)
    with bakery.session() as db:
        row = found(db, bag)
        assert (row.quantity, row.unit_cost) == (10, 2)
        assert [net.cost for net in netted(db.scalars(select(Depletion))).values()] == [0]


@pytest.mark.covers("P-08")
def test_what_refers_to_what_was_made_goes_with_it(bakery: BakeryOnDatabase) -> None:
    flour = ingredient(bakery)
    seen = {"seen": "Stone ground", "ingredient_id": flour.id, "quantity": "5", "unit": "lb"}
    before = dump(bakery)
    first = buy(bakery, {"new_product": seen, "package_price": "5"})
    again = buy(bakery, line(first.lines[0].product.id, 2))
    assert first.operation_id
    assert again.operation_id
    with bakery.session() as db:
        chain = [one.id for one in activity.dependants(db, first.operation_id)]
    assert chain == [again.operation_id]
    with pytest.raises(BuiltUpon):
        undo(bakery, first.operation_id)
    undo(bakery, first.operation_id, *chain)
    assert dump(bakery) == before


@pytest.mark.covers("DEC-19")
def test_only_once_and_only_ones_own(bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase) -> None:
    used = use(bakery, flour_lot(bakery), "1")
    with pytest.raises(NotFound):
        undo(neighbour, used)
    undo(bakery, used)
    with pytest.raises(AlreadyUndone):
        undo(bakery, used)
