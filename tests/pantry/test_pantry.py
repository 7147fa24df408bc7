"""What is on hand, merged and lot by lot."""

from datetime import date
from decimal import Decimal
from functools import partial
from uuid import uuid4

import pytest

from baketracker.errors import NotFound
from baketracker.pantry import service
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.catalogue import CUP_OF_FLOUR, ingredient, lot, product
from tests.factories.statements import asked


@pytest.mark.covers("D-17")
def test_a_shelf_adds_up_its_lots_in_the_order_they_are_used(bakery: BakeryOnDatabase) -> None:
    flour = ingredient(bakery, default_unit="lb", **CUP_OF_FLOUR)
    bag = product(bakery, flour)
    cups = product(bakery, flour, brand="Loose", package_quantity="1", package_unit="cup")
    newest = lot(bakery, bag, "7.5", "0.70", date(2026, 11, 21))
    undated = lot(bakery, bag, "2", None, None)
    oldest = lot(bakery, cups, "4", "0.30", date(2025, 1, 1))
    with bakery.session() as db:
        [shelf] = service.shelves(db).items
        assert service.shelf(db, flour.id) == shelf
        [left] = service.lots_left(db, [flour.id]).values()
        assert [row.id for row in left] == [undated, oldest, newest]
    assert [one.id for one in shelf.lots] == [undated, oldest, newest]
    assert shelf.total is not None
    assert (shelf.total.unit, shelf.total.amount) == ("lb", Decimal("10.5625"))
    assert [(one.unit, one.amount) for one in shelf.by_unit] == [("cup", 4), ("lb", Decimal("9.5"))]
    assert (shelf.value, shelf.unpriced_lots) == (Decimal("6.45"), 1)
    with bakery.session() as db:
        assert service.value(db) == Decimal("6.45")


def test_on_hand_is_summed_by_unit_without_converting(bakery: BakeryOnDatabase) -> None:
    flour = ingredient(bakery, **CUP_OF_FLOUR)
    bag = product(bakery, flour)
    hidden = product(bakery, flour, brand="Hidden", is_hidden=True)
    for of, amount in ((bag, "7.5"), (bag, "2.25"), (hidden, "1")):
        lot(bakery, of, amount)
    lot(bakery, product(bakery, flour, brand="Loose", package_unit="cup"), "4")
    eggs = ingredient(bakery, "Eggs")
    with bakery.session() as db:
        everything = service.on_hand_by_unit(db)
        assert everything == {flour.id: {"cup": Decimal(4), "lb": Decimal("10.75")}}
        assert service.on_hand_by_unit(db, [eggs.id]) == {}


@pytest.mark.parametrize(("left", "seen"), [("0.0009", False), ("0.001", True), ("0", False)])
def test_dust_is_nothing(bakery: BakeryOnDatabase, left: str, seen: bool) -> None:
    flour = ingredient(bakery)
    bag = product(bakery, flour)
    dusty = lot(bakery, bag, left)
    with bakery.session() as db:
        assert bool(service.shelves(db).items) is seen
        assert service.listing(db).total == int(seen)
        assert bool(service.lots(db).items) is seen
        assert bool(service.on_hand_by_unit(db)) is seen
        assert bool(service.on_hand_by_product(db, [bag.id])) is seen
        assert bool(service.lots_left(db, [flour.id])) is seen
        assert service.get(db, dusty).quantity == Decimal(left)


def test_lots_of_one_product_or_one_ingredient(bakery: BakeryOnDatabase) -> None:
    flour, rye = ingredient(bakery), ingredient(bakery, "Rye")
    bag, other = product(bakery, flour), product(bakery, rye)
    ours, theirs = lot(bakery, bag, "1"), lot(bakery, other, "1")
    with bakery.session() as db:
        assert [one.id for one in service.lots(db).items] == [ours, theirs]
        assert [one.id for one in service.lots(db, ingredient_id=rye.id).items] == [theirs]
        assert [one.id for one in service.lots(db, product_id=bag.id).items] == [ours]
        first = service.lots(db, limit=1)
        assert [one.id for one in service.lots(db, cursor=first.next).items] == [theirs]


@pytest.mark.covers("L-33", "DEC-16")
def test_a_full_pantry_asks_as_little_as_a_bare_one(bakery: BakeryOnDatabase) -> None:
    counts = []
    for more in (1, 12):
        for number in range(more):
            bag = product(bakery, ingredient(bakery, f"Kind {more} {number:02}"))
            lot(bakery, bag, "1")
            lot(bakery, bag, "2")
        with bakery.session() as db:
            counts.append(asked(partial(service.shelves, db, limit=10)))
    assert counts == [8, 8]
    with bakery.session() as db:
        first = service.shelves(db, limit=10)
        rest = service.shelves(db, cursor=first.next)
        assert (len(first.items), len(rest.items), service.listing(db).total) == (10, 3, 13)


@pytest.mark.covers("UX-43", "L-33")
def test_the_pantry_is_searched_by_words(bakery: BakeryOnDatabase) -> None:
    lot(bakery, product(bakery, ingredient(bakery, "Crème fraîche", aliases=["Schmand"])), "1")
    with bakery.session() as db:
        assert (
            len(service.shelves(db, "schmand creme").items)
            == service.listing(db, "creme").total
            == 1
        )
        assert service.shelves(db, "%").items == []


@pytest.mark.covers("SR4")
def test_the_neighbour_sees_nothing(bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase) -> None:
    flour = ingredient(bakery)
    ours = lot(bakery, product(bakery, flour), "1")
    with neighbour.session() as db:
        assert service.shelves(db).items == []
        assert service.lots(db).items == []
        assert service.on_hand_by_unit(db) == service.on_hand_by_unit(db, [flour.id]) == {}
        assert service.lots_left(db, [flour.id]) == {}
        assert service.value(db) == 0
        for row_id in (ours, uuid4()):
            with pytest.raises(NotFound):
                service.get(db, row_id)
        with pytest.raises(NotFound):
            service.shelf(db, flour.id)
