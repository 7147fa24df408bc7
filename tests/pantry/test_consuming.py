"""Taking ingredients out of the pantry for a run."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from baketracker.activity import service as activity
from baketracker.errors import Forbidden, NotFound
from baketracker.pantry import using
from baketracker.pantry.consuming import NotEnough, consume
from baketracker.pantry.models import Depletion, Lot
from baketracker.pantry.schemas import Consumed, Want
from baketracker.stock.ledger import out_of_balance
from tests.architecture.statement_log import statements
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.catalogue import CUP_OF_FLOUR, ingredient, lot, product
from tests.pantry.steps import assert_taken_back, dump, left, sentence


def want(ingredient_id: UUID, quantity: str, unit: str = "lb") -> Want:
    return Want(ingredient_id, Decimal(quantity), unit)


def take(bakery: BakeryOnDatabase, *wants: Want, **options: Any) -> Consumed:
    with bakery.session() as db:
        return consume(db, wants, options.pop("reason", "production"), **options)


@pytest.mark.covers("R-INV-06", "SD-25")
@pytest.mark.parametrize("reason", ["production", "assembly"])
def test_a_run_leaves_one_row_for_every_lot_it_took_from(
    bakery: BakeryOnDatabase, reason: str
) -> None:
    flour = ingredient(bakery, **CUP_OF_FLOUR)
    bag = product(bakery, flour)
    newer = lot(bakery, bag, "5", "0.80", date(2026, 11, 2))
    older = lot(bakery, bag, "3", "0.60", date(2026, 10, 1))
    moment = datetime(2026, 12, 1, 9, tzinfo=UTC)
    told = take(bakery, want(flour.id, "64", "oz"), reason=reason, at=moment, notes="Cookies")
    assert left(bakery, older, newer) == [Decimal(0), Decimal(4)]
    with bakery.session() as db:
        rows = db.scalars(select(Depletion).order_by(Depletion.quantity.desc())).all()
        assert out_of_balance(db, Lot, Depletion) == []
    assert [(row.lot_id, row.quantity, row.cost) for row in rows] == [
        (older, 3, Decimal("1.80")), (newer, 1, Decimal("0.80")),
    ]  # fmt: skip
    assert {(row.reason, row.happened_at, row.notes) for row in rows} == {
        (reason, moment, "Cookies")
    }
    assert told.uses[0].cost.total == Decimal("2.60")


@pytest.mark.covers("R-INV-06")
def test_two_wants_of_one_ingredient_share_its_lots(bakery: BakeryOnDatabase) -> None:
    flour = ingredient(bakery, **CUP_OF_FLOUR)
    bag = product(bakery, flour)
    lots = [lot(bakery, bag, "2"), lot(bakery, bag, "3")]
    told = take(bakery, want(flour.id, "1"), want(flour.id, "16", "oz"), want(flour.id, "1"))
    assert left(bakery, *lots) == [Decimal(0), Decimal(2)]
    assert [use.draws[0].lot_id for use in told.uses] == [lots[0], lots[0], lots[1]]
    with bakery.session() as db:
        assert sorted(row.quantity for row in db.scalars(select(Depletion))) == [1, 2]
    with pytest.raises(NotEnough):
        take(bakery, want(flour.id, "1.5"), want(flour.id, "1"))


@pytest.mark.covers("R-INV-05")
def test_dust_is_not_lacking(bakery: BakeryOnDatabase) -> None:
    flour = ingredient(bakery)
    bag = lot(bakery, product(bakery, flour), "15")
    (use,) = take(bakery, want(flour.id, "240", "oz")).uses
    assert use.short == 0
    assert left(bakery, bag) == [Decimal(0)]


def test_what_lacks_is_named_and_nothing_is_taken(bakery: BakeryOnDatabase) -> None:
    flour, butter, eggs = (ingredient(bakery, name) for name in ("Flour", "Butter", "Eggs"))
    for of, much, unit in ((flour, "2", "lb"), (butter, "1", "lb"), (eggs, "6", "each")):
        lot(bakery, product(bakery, of, package_unit=unit), much)
    before = dump(bakery)
    wants = [want(flour.id, "2"), want(butter.id, "2.5"), want(eggs.id, "12", "each")]
    with pytest.raises(NotEnough) as refused:
        take(bakery, *wants)
    assert [use.ingredient.name for use in refused.value.uses] == ["Butter", "Eggs"]
    assert "Lacking: 1.5 lb Butter, 6 Eggs. There: 1 lb Butter, 6 Eggs." in str(refused.value)
    assert dump(bakery) == before
    told = take(bakery, *wants, short="take")
    assert [(use.taken, use.short) for use in told.uses] == [
        (2, 0), (1, Decimal("1.5")), (6, 6),
    ]  # fmt: skip


def test_a_refusal_that_is_caught_leaves_nothing_behind(bakery: BakeryOnDatabase) -> None:
    flour = ingredient(bakery)
    lot(bakery, product(bakery, flour), "2")
    before = dump(bakery)
    with bakery.session() as db:
        with pytest.raises(NotEnough):
            consume(db, [want(flour.id, "3")], "production")
        assert activity.recent(db).items == []
    assert dump(bakery) == before


@pytest.mark.covers("A20")
def test_a_lot_that_cannot_be_converted_is_named_and_the_others_are_used(
    bakery: BakeryOnDatabase,
) -> None:
    flour = ingredient(bakery)
    jar = product(bakery, flour, brand="Loose", package_unit="cup")
    loose = lot(bakery, jar, "4", bought=None)
    bag = lot(bakery, product(bakery, flour), "2")
    (use,) = take(bakery, want(flour.id, "1")).uses
    assert [one.lot_id for one in use.passed] == [loose]
    assert left(bakery, loose, bag) == [Decimal(4), Decimal(1)]
    with pytest.raises(NotEnough) as refused:
        take(bakery, want(flour.id, "3"))
    assert "it cannot be turned into the unit needed: Loose (4 cup)." in str(refused.value)


@pytest.mark.covers("L-10")
def test_a_preview_tells_what_is_taken_and_takes_nothing(bakery: BakeryOnDatabase) -> None:
    flour = ingredient(bakery, **CUP_OF_FLOUR)
    bag = product(bakery, flour)
    for much, cost in (("1.5", "0.7"), ("2", None), ("9", "0.9")):
        lot(bakery, bag, much, cost)
    before = dump(bakery)
    with bakery.session() as db:
        told = using.would_use(db, flour.id, Decimal(22), "cup")
    assert dump(bakery) == before
    assert take(bakery, want(flour.id, "22", "cup")).uses == [told]
    assert told.cost.total is None


@pytest.mark.covers("DEC-19", "P-07")
def test_taken_back_the_bakery_is_as_it_was(bakery: BakeryOnDatabase) -> None:
    flour, rye = ingredient(bakery, **CUP_OF_FLOUR), ingredient(bakery, "Rye")
    bags = [product(bakery, of) for of in (flour, rye)]
    for bag in (bags[0], *bags):
        lot(bakery, bag, "1.5")
    wants = [want(flour.id, "7", "cup"), want(rye.id, "1")]
    assert_taken_back(bakery, lambda db: consume(db, wants, "production"))
    assert sentence(bakery) == "Used 2 ingredients"


def test_the_operation_says_how_much_of_what(bakery: BakeryOnDatabase) -> None:
    flour = ingredient(bakery)
    lot(bakery, product(bakery, flour), "5")
    mine = uuid4()
    assert take(bakery, want(flour.id, "0.5"), op_id=mine).operation_id == mine
    assert sentence(bakery) == "Used 0.5 lb of Flour"


@pytest.mark.covers("SR4", "SR5")
def test_only_of_ones_own_and_only_with_the_right(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase
) -> None:
    flour = ingredient(bakery)
    bag = lot(bakery, product(bakery, flour), "5")
    for key in (flour.id, uuid4()):
        with pytest.raises(NotFound):
            take(neighbour, want(key, "1"))
    with bakery.session(rights=frozenset({"read"})) as db, pytest.raises(Forbidden):
        consume(db, [want(flour.id, "1")], "production")
    assert left(bakery, bag) == [Decimal(5)]


@pytest.mark.covers("SD-23")
def test_ingredients_are_locked_first_in_one_order_then_lots_as_they_are_used(
    bakery: BakeryOnDatabase,
) -> None:
    kinds = [ingredient(bakery, name) for name in ("Flour", "Rye", "Oats")]
    for of in kinds:
        lot(bakery, product(bakery, of), "5")
    with statements() as heard:
        take(bakery, *(want(of.id, "1") for of in reversed(kinds)))
    locks = [one.text for one in heard if "FOR NO KEY UPDATE" in one.text]
    assert "FROM app.ingredients" in locks[0]
    assert "ORDER BY app.ingredients.id" in locks[0]
    assert "FROM app.lots" in locks[1]
    assert "ORDER BY app.lots.purchased_on ASC NULLS FIRST" in locks[1]
    assert len(locks) == 2


@pytest.mark.covers("SD-23", "SD-25")
def test_many_hands_take_exactly_what_is_there(bakery: BakeryOnDatabase) -> None:
    """Four at once, in opposite orders, want 3 of each six times; there are 60 of each."""
    kinds = [ingredient(bakery, name) for name in ("Flour", "Rye")]
    bags = [product(bakery, of) for of in kinds]
    lots = [lot(bakery, bag, "10") for bag in bags for _ in range(6)]

    def one_hand(number: int) -> int:
        order = kinds if number % 2 else kinds[::-1]
        served = 0
        for _ in range(6):
            try:
                take(bakery, *(want(of.id, "3") for of in order))
            except NotEnough:
                continue
            served += 1
        return served

    with ThreadPoolExecutor(4) as hands:
        served = sum(hands.map(one_hand, range(4)))
    assert served == 20
    assert left(bakery, *lots) == [Decimal(0)] * 12
    with bakery.session() as db:
        assert out_of_balance(db, Lot, Depletion) == []


def test_more_lots_and_more_wants_ask_no_more_than_one_update_for_each_lot(
    bakery: BakeryOnDatabase,
) -> None:
    counts = []
    for more in (1, 8):
        kinds = [ingredient(bakery, f"Kind {more} {number}") for number in range(more)]
        for of in kinds:
            bag = product(bakery, of)
            for _ in range(more):
                lot(bakery, bag, "1")
        with statements() as heard:
            take(bakery, *(want(of.id, str(more)) for of in kinds))
        updates = sum(one.text.startswith("UPDATE app.lots") for one in heard)
        assert updates == more * more
        counts.append(len(heard) - updates)
    assert counts[0] == counts[1]
