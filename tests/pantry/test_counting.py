"""What was counted becomes what is there."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from pydantic import ValidationError
from sqlalchemy import select

from baketracker.activity import service as activity
from baketracker.errors import Forbidden, NotFound
from baketracker.measures.conversion import ConversionError
from baketracker.pantry import service
from baketracker.pantry.adjusting import adjust
from baketracker.pantry.consuming import consume
from baketracker.pantry.counted import NothingKnown
from baketracker.pantry.counting import count, count_all
from baketracker.pantry.given import Adjustment, Count
from baketracker.pantry.models import Lot
from baketracker.pantry.schemas import StockChange, Want
from baketracker.stock.counting import FarMore
from tests.architecture.statement_log import statements
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.catalogue import CUP_OF_FLOUR, ingredient, lot, product
from tests.pantry.steps import assert_taken_back, dump, ledger, left, sentence

OLD, NEW = date(2026, 10, 1), date(2026, 11, 21)


def counted(bakery: BakeryOnDatabase, confirmed: bool = False, **what: Any) -> StockChange:
    with bakery.session() as db:
        return count(db, Count(**what), confirmed=confirmed)


def use(bakery: BakeryOnDatabase, lot_id: UUID, much: str) -> None:
    with bakery.session() as db:
        adjust(db, lot_id, Adjustment(amount_used=Decimal(much)))


@pytest.fixture
def flour(bakery: BakeryOnDatabase) -> Any:
    return ingredient(bakery, **CUP_OF_FLOUR)


@pytest.fixture
def bag(bakery: BakeryOnDatabase, flour: Any) -> Any:
    return product(bakery, flour)


@pytest.mark.covers("P-16", "SC-12")
@pytest.mark.parametrize(
    ("what", "there"),
    [
        ({"quantity": "3.5"}, "3.5"),
        ({"quantity": "24", "unit": "oz"}, "1.5"),
        ({"percent": "0"}, "0"),
        ({"percent": "25"}, "2.5"),
        ({"percent": "75"}, "7.5"),
        ({"percent": "100"}, "10"),
    ],
)
def test_a_lot_holds_what_was_counted_of_what_was_bought(
    bakery: BakeryOnDatabase, bag: Any, what: dict[str, Any], there: str
) -> None:
    one = lot(bakery, bag, "10")
    use(bakery, one, "4")
    told = counted(bakery, lot_id=one, **what)
    assert left(bakery, one) == [Decimal(there)]
    assert [(view.known_by, view.counted_at is not None) for view in told.lots] == [
        ("counted", True)
    ]
    row = ledger(bakery)[-1]
    assert (row.reason, row.quantity) == ("correction", 6 - Decimal(there))
    dump(bakery)


def test_what_lacks_is_gone_from_the_lots_that_are_used_first(
    bakery: BakeryOnDatabase, flour: Any, bag: Any
) -> None:
    newer, older = lot(bakery, bag, "5", bought=NEW), lot(bakery, bag, "5", bought=OLD)
    counted(bakery, product_id=bag.id, quantity="6")
    assert left(bakery, older, newer) == [Decimal(1), Decimal(5)]
    counted(bakery, ingredient_id=flour.id, quantity="32", unit="oz")
    assert left(bakery, older, newer) == [Decimal(0), Decimal(2)]


def test_what_is_more_comes_back_to_the_newest_and_beyond_that_is_a_lot_of_its_own(
    bakery: BakeryOnDatabase, flour: Any, bag: Any
) -> None:
    older, newer = lot(bakery, bag, "5", bought=OLD), lot(bakery, bag, "5", "0.90", NEW)
    use(bakery, older, "3")
    use(bakery, newer, "1")
    counted(bakery, ingredient_id=flour.id, quantity="8")
    assert left(bakery, older, newer) == [Decimal(3), Decimal(5)]
    told = counted(bakery, ingredient_id=flour.id, quantity="12")
    assert left(bakery, older, newer) == [Decimal(5), Decimal(5)]
    [found] = [view for view in told.lots if view.id not in (older, newer)]
    assert (found.quantity, found.unit_cost, found.purchase_id) == (2, Decimal("0.90"), None)
    assert (found.known_by, found.purchased_on) == ("counted", None)
    # It is the first to go again: nobody knows when it was bought.
    counted(bakery, ingredient_id=flour.id, quantity="10")
    assert left(bakery, older, newer, found.id) == [Decimal(5), Decimal(5), Decimal(0)]


def test_a_bag_that_was_written_off_too_early_comes_back(
    bakery: BakeryOnDatabase, flour: Any, bag: Any
) -> None:
    older, newer = lot(bakery, bag, "5", bought=OLD), lot(bakery, bag, "5", bought=NEW)
    for one in (older, newer):
        use(bakery, one, "5")
    counted(bakery, ingredient_id=flour.id, quantity="2")
    assert left(bakery, older, newer) == [Decimal(0), Decimal(2)]
    counted(bakery, lot_id=older, percent="50")
    assert left(bakery, older, newer) == [Decimal("2.5"), Decimal(2)]


@pytest.mark.covers("P-16", "P-18")
def test_counted_the_same_is_counted(bakery: BakeryOnDatabase, bag: Any) -> None:
    one = lot(bakery, bag, "5")
    told = counted(bakery, lot_id=one, quantity="5")
    assert ledger(bakery) == []
    assert told.operation_id is not None
    assert told.lots[0].known_by == "counted"
    assert not told.lots[0].is_stale
    told = counted(bakery, lot_id=one, percent="50", estimated=True)
    assert told.lots[0].known_by == "estimated"


def test_ten_times_what_was_bought_is_asked_about(bakery: BakeryOnDatabase, bag: Any) -> None:
    one = lot(bakery, bag, "5")
    before = dump(bakery)
    with pytest.raises(FarMore) as refused:
        counted(bakery, lot_id=one, quantity="50")
    assert "50 lb of King Arthur is far more than was bought (5 lb)" in str(refused.value)
    assert dump(bakery) == before
    counted(bakery, lot_id=one, quantity="49.9")
    counted(bakery, lot_id=one, quantity="50", confirmed=True)
    assert left(bakery, one) == [Decimal(5)]


def test_what_never_stood_here_and_what_cannot_be_added_up_is_refused(
    bakery: BakeryOnDatabase, bag: Any
) -> None:
    rye = ingredient(bakery, "Rye")
    with pytest.raises(NothingKnown) as refused:
        counted(bakery, ingredient_id=rye.id, quantity="1")
    assert "Nothing of Rye was ever" in str(refused.value)
    with pytest.raises(NothingKnown):
        counted(bakery, product_id=bag.id, quantity="1")
    lot(bakery, product(bakery, rye), "1")
    lot(bakery, product(bakery, rye, package_unit="each"), "1")
    with pytest.raises(ConversionError):
        counted(bakery, ingredient_id=rye.id, quantity="1", unit="lb")


def test_several_counts_are_one_operation_all_or_none(
    bakery: BakeryOnDatabase, flour: Any, bag: Any
) -> None:
    one, other = lot(bakery, bag, "5"), lot(bakery, bag, "5")
    rye = lot(bakery, product(bakery, ingredient(bakery, "Rye")), "5")
    counts = [
        Count(lot_id=one, percent=Decimal(50)),
        Count(lot_id=rye, quantity=Decimal(1)),
        Count(ingredient_id=flour.id, quantity=Decimal(7)),
    ]
    before = dump(bakery)
    with bakery.session() as db, pytest.raises(NotFound):
        count_all(db, [*counts, Count(lot_id=uuid4(), quantity=Decimal(1))])
    assert dump(bakery) == before
    assert_taken_back(bakery, lambda db: count_all(db, counts))
    assert sentence(bakery) == "Counted 3 things"
    with bakery.session() as db:
        count_all(db, counts)
    assert left(bakery, one, other, rye) == [Decimal(2), Decimal(5), Decimal(1)]


@pytest.mark.covers("DEC-19", "P-07")
@pytest.mark.parametrize("much", ["2", "5", "8", "14"])
def test_taken_back_all_lots_are_as_they_were(
    bakery: BakeryOnDatabase, flour: Any, bag: Any, much: str
) -> None:
    older = lot(bakery, bag, "5", bought=OLD)
    lot(bakery, bag, "5", "0.90", NEW)
    use(bakery, older, "3")
    what = Count(ingredient_id=flour.id, quantity=Decimal(much))
    assert_taken_back(bakery, lambda db: count(db, what))
    assert sentence(bakery) == f"Counted Flour: {much} lb"


def test_a_use_after_the_count_stays_when_the_count_is_taken_back(
    bakery: BakeryOnDatabase, flour: Any, bag: Any
) -> None:
    one = lot(bakery, bag, "10")
    with bakery.session() as db:
        told = count(db, Count(lot_id=one, quantity=Decimal(6)))
        assert told.operation_id is not None
    with bakery.session() as db:
        consume(db, [Want(flour.id, Decimal(2), "lb")], "production")
    with bakery.session() as db:
        activity.undo(db, told.operation_id)
    assert left(bakery, one) == [Decimal(8)]
    dump(bakery)


@pytest.mark.covers("K-06")
@pytest.mark.parametrize(
    "what",
    [
        {"quantity": "1"},
        {"lot_id": uuid4()},
        {"lot_id": uuid4(), "product_id": uuid4(), "quantity": "1"},
        {"lot_id": uuid4(), "quantity": "1", "percent": "10"},
        {"lot_id": uuid4(), "percent": "101"},
        {"lot_id": uuid4(), "quantity": "1000000"},
    ],
)
def test_one_thing_and_one_way(what: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Count(**what)


@pytest.mark.covers("SR4", "SR5")
def test_only_ones_own_and_only_with_the_right(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase, flour: Any, bag: Any
) -> None:
    one = lot(bakery, bag, "5")
    for what in ({"lot_id": one}, {"product_id": bag.id}, {"ingredient_id": flour.id}):
        with pytest.raises(NotFound):
            counted(neighbour, quantity="1", **what)
    with bakery.session(rights=frozenset({"read"})) as db, pytest.raises(Forbidden):
        count(db, Count(lot_id=one, quantity=Decimal(1)))
    assert left(bakery, one) == [Decimal(5)]


def test_more_counts_ask_no_more_than_one_update_for_each_lot(bakery: BakeryOnDatabase) -> None:
    counts = []
    for more in (1, 8):
        what = []
        for number in range(more):
            of = ingredient(bakery, f"Kind {more} {number}")
            what.append(Count(lot_id=lot(bakery, product(bakery, of), "5"), quantity=Decimal(2)))
        with statements() as heard, bakery.session() as db:
            count_all(db, what)
        updates = sum(one.text.startswith("UPDATE app.lots") for one in heard)
        assert updates == more
        counts.append(len(heard) - updates)
    assert counts[0] == counts[1]


@pytest.mark.covers("SD-23")
def test_a_count_waits_where_a_use_does(bakery: BakeryOnDatabase, flour: Any, bag: Any) -> None:
    lot(bakery, bag, "5")
    with statements() as heard:
        counted(bakery, product_id=bag.id, quantity="2")
    locks = [one.text for one in heard if "FOR NO KEY UPDATE" in one.text]
    assert "FROM app.ingredients" in locks[0]
    assert "FROM app.lots" in locks[1]
    with bakery.session() as db:
        assert db.scalars(select(Lot.quantity)).all() == [Decimal(2)]
        assert service.on_hand_by_product(db, [bag.id]) == {bag.id: Decimal(2)}
