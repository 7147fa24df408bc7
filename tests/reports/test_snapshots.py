"""Snapshots of the stock: taken, seen, compared, put away, taken back."""

from decimal import Decimal
from uuid import UUID

import pytest

from baketracker.activity import service as activity
from baketracker.errors import NotFound, Stale
from baketracker.exchange.canonical import Dump, canonical
from baketracker.ingredients import service as ingredients
from baketracker.ingredients.schemas import IngredientChange
from baketracker.pantry import service as pantry
from baketracker.reports import service
from baketracker.reports.schemas import NewSnapshot, SnapshotComparison, SnapshotView
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.catalogue import CUP_OF_FLOUR, ingredient, lot, product
from tests.factories.statements import asked
from tests.reports.life import ribbon, use


def take(bakery: BakeryOnDatabase, name: str = "Before the season") -> SnapshotView:
    with bakery.session() as db:
        return service.take_snapshot(db, NewSnapshot(name=name))


def get(bakery: BakeryOnDatabase, snapshot_id: UUID) -> SnapshotView:
    with bakery.session() as db:
        return service.get_snapshot(db, snapshot_id)


def compare(
    bakery: BakeryOnDatabase, snapshot_id: UUID, other: UUID | None = None
) -> SnapshotComparison:
    with bakery.session() as db:
        return service.compare_snapshots(db, snapshot_id, other)


def dump(bakery: BakeryOnDatabase) -> Dump:
    with bakery.session() as db:
        return canonical(db)


@pytest.mark.covers("D-05", "S0-take-inventory-snapshot")
def test_a_snapshot_freezes_quantity_unit_and_worth(bakery: BakeryOnDatabase) -> None:
    flour = ingredient(bakery, category="Flours", **CUP_OF_FLOUR)
    bag = lot(bakery, product(bakery, flour), "10", "0.70")
    lot(bakery, product(bakery, flour, brand="Tub", package_unit="cup"), "4", None)
    odd = ingredient(bakery, "Eggs")
    lot(bakery, product(bakery, odd, package_unit="each"), "12", "0.30")
    lot(bakery, product(bakery, odd, brand="Box", package_unit="lb"), "1", "2")
    roll = ribbon(bakery, "300", "0.01")
    taken = take(bakery)
    with bakery.session() as db:
        worth = pantry.value(db) + 3
    assert [
        (one.thing.kind, one.thing.name, one.category, one.quantity, one.unit, one.value,
         one.unpriced_lots)
        for one in taken.lines
    ] == [
        ("food", "Eggs", "", 12, "each", Decimal("3.6"), 0),
        ("food", "Eggs", "", 1, "lb", 2, 0),
        ("food", "Flour", "Flours", Decimal("11.0625"), "lb", 7, 1),
        ("material", "Ribbon", "Ribbon things", 300, "cm", 3, 0),
    ]  # fmt: skip
    assert (taken.things, taken.value, taken.unpriced_lots) == (3, worth, 1)
    use(bakery, bag, "9")
    with bakery.session() as db:
        renamed = IngredientChange(name="Bread flour")
        ingredients.update(db, flour.id, renamed, ingredients.get(db, flour.id).version)
    assert roll
    again = get(bakery, taken.id)
    assert again.lines == taken.lines
    assert again.value == taken.value


@pytest.mark.covers("S0-take-inventory-snapshot", "D-05")
def test_what_came_and_what_went_until_now(bakery: BakeryOnDatabase) -> None:
    flour, sugar, salt = (ingredient(bakery, name) for name in ("Flour", "Sugar", "Salt"))
    bag = lot(bakery, product(bakery, flour), "10", "0.50")
    lot(bakery, product(bakery, salt), "3", "1")
    taken = take(bakery)
    use(bakery, bag, "4")
    lot(bakery, product(bakery, sugar), "5", "2")
    told = compare(bakery, taken.id)
    assert told.other is None
    assert (told.value_before, told.value_after, told.value_change) == (8, 16, 8)
    assert [(one.thing.name, one.change, one.value_change) for one in told.went] == [
        ("Flour", -4, -2)
    ]
    assert [(one.thing.name, one.before, one.after) for one in told.came] == [("Sugar", None, 5)]
    assert (told.repriced, told.same) == ([], 1)


@pytest.mark.covers("S0-take-inventory-snapshot")
def test_two_snapshots_are_compared_from_the_first_to_the_second(bakery: BakeryOnDatabase) -> None:
    bag = lot(bakery, product(bakery, ingredient(bakery)), "10", "0.50")
    first = take(bakery, "First")
    use(bakery, bag, "10")
    second = take(bakery, "Second")
    for one, other in ((first, second), (second, first)):
        told = compare(bakery, one.id, other.id)
        assert told.snapshot.name == "First"
        assert told.other is not None
        assert told.other.name == "Second"
        assert [(line.before, line.after) for line in told.went] == [(10, None)]
    same = compare(bakery, second.id)
    assert (same.came, same.went, same.same) == ([], [], 0)


@pytest.mark.covers("S0-take-inventory-snapshot")
def test_the_list_is_the_newest_first_and_paged(bakery: BakeryOnDatabase) -> None:
    lot(bakery, product(bakery, ingredient(bakery)), "10", "0.50")
    taken = [take(bakery, name) for name in ("One", "Two", "Three")]
    with bakery.session() as db:
        page = service.snapshots(db, limit=2)
        rest = service.snapshots(db, page.next)
        count = asked(lambda: service.snapshots(db))
    assert [one.name for one in (*page.items, *rest.items)] == ["Three", "Two", "One"]
    assert [(one.things, one.value) for one in page.items] == [(1, 5), (1, 5)]
    assert count == 2
    assert get(bakery, taken[0].id).lines[0].quantity == 10


@pytest.mark.covers("DEC-19", "S0-take-inventory-snapshot")
def test_taking_and_putting_away_are_taken_back_to_the_same_rows(bakery: BakeryOnDatabase) -> None:
    lot(bakery, product(bakery, ingredient(bakery)), "10", "0.50")
    before = dump(bakery)
    taken = take(bakery)
    assert taken.operation_id is not None
    with_it = dump(bakery)
    assert with_it != before
    with bakery.session() as db, pytest.raises(Stale):
        service.put_away_snapshot(db, taken.id, taken.version + 1)
    with bakery.session() as db:
        gone = service.put_away_snapshot(db, taken.id, taken.version)
    assert dump(bakery) == before
    with bakery.session() as db, pytest.raises(NotFound):
        service.get_snapshot(db, taken.id)
    with bakery.session() as db:
        activity.undo(db, gone)
    assert dump(bakery) == with_it
    with bakery.session() as db:
        activity.undo(db, taken.operation_id)
    assert dump(bakery) == before
    with bakery.session() as db:
        assert service.snapshots(db).items == []


def test_an_empty_shelf_makes_an_empty_snapshot(bakery: BakeryOnDatabase) -> None:
    taken = take(bakery)
    assert (taken.lines, taken.value, taken.things) == ([], 0, 0)
    with bakery.session() as db:
        assert [one.things for one in service.snapshots(db).items] == [0]


def test_the_same_statements_however_much_there_is(bakery: BakeryOnDatabase) -> None:
    flour = ingredient(bakery)
    taken = take(bakery)
    counts = []
    for more in (1, 9):
        for number in range(more):
            lot(bakery, product(bakery, flour, brand=f"Mill {more}-{number}"), "5")
            lot(bakery, product(bakery, ingredient(bakery, f"Rye {more}-{number}")), "5")
        later = take(bakery)
        with bakery.session() as db:
            counts.append(
                (
                    asked(lambda db=db: service.compare_snapshots(db, taken.id)),
                    asked(lambda db=db, at=later.id: service.compare_snapshots(db, taken.id, at)),
                    asked(lambda db=db, at=later.id: service.get_snapshot(db, at)),
                )
            )
    assert counts[0] == counts[1]


@pytest.mark.covers("SR5")
def test_the_neighbours_snapshot_is_not_there(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase
) -> None:
    lot(bakery, product(bakery, ingredient(bakery)), "10")
    ours, theirs = take(bakery), take(neighbour, "Theirs")
    assert theirs.lines == []
    with neighbour.session() as db:
        assert [one.name for one in service.snapshots(db).items] == ["Theirs"]
        for ask in (
            lambda: service.get_snapshot(db, ours.id),
            lambda: service.compare_snapshots(db, ours.id),
            lambda: service.compare_snapshots(db, theirs.id, ours.id),
            lambda: service.put_away_snapshot(db, ours.id, 1),
        ):
            with pytest.raises(NotFound):
                ask()
