"""What left the stock, food and materials in one list."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from baketracker.activity import service as activity
from baketracker.db.paging import LostPlace
from baketracker.db.types import new_id, now
from baketracker.materials.models import MaterialLot, MaterialProduct
from baketracker.pantry.models import Depletion
from baketracker.reports import service
from baketracker.reports.history import Wanted
from baketracker.reports.schemas import DepletionView
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.catalogue import ingredient, lot, product
from tests.factories.statements import asked
from tests.reports.life import reprice, ribbon, use


def entries(bakery: BakeryOnDatabase, **wanted: object) -> list[DepletionView]:
    with bakery.session() as db:
        return service.depletions(db, Wanted(**wanted)).items


@pytest.mark.covers("G-25")
def test_food_and_materials_in_one_list_the_newest_first(bakery: BakeryOnDatabase) -> None:
    flour = ingredient(bakery)
    bag, roll = lot(bakery, product(bakery, flour), "10", "2"), ribbon(bakery, "300", "0.01")
    moment = now()
    use(bakery, bag, "1", "spoilage", at=moment - timedelta(hours=3), notes="moths")
    use(bakery, roll, "50", "gift", MaterialLot, at=moment - timedelta(hours=2))
    use(bakery, bag, "2.5", "correction", at=moment - timedelta(hours=1))
    use(bakery, bag, "-0.5", "correction", at=moment)
    told = entries(bakery)
    assert [
        (one.thing.kind, one.thing.name, one.lot.label, one.quantity, one.unit, one.cost,
         one.reason, one.mark, one.notes)
        for one in told
    ] == [
        ("food", "Flour", "King Arthur", Decimal("-0.5"), "lb", -1, "correction", "", ""),
        ("food", "Flour", "King Arthur", Decimal("2.5"), "lb", 5, "correction", "", ""),
        ("material", "Ribbon", "Roll", 50, "cm", Decimal("0.5"), "gift", "", ""),
        ("food", "Flour", "King Arthur", 1, "lb", 2, "spoilage", "", "moths"),
    ]  # fmt: skip
    assert {one.done_by for one in told} == {bakery.scope.account_id}


@pytest.mark.covers("G-25")
def test_what_was_taken_back_or_costed_anew_is_one_line_with_a_mark(
    bakery: BakeryOnDatabase,
) -> None:
    bag = lot(bakery, product(bakery, ingredient(bakery)), "10", "2")
    use(bakery, bag, "1")
    mistake = use(bakery, bag, "4")
    with bakery.session() as db:
        activity.undo(db, mistake)
    reprice(bakery, bag, "3")
    undone, kept = entries(bakery)
    assert (undone.quantity, undone.written, undone.cost, undone.mark) == (0, 4, 0, "taken_back")
    assert (kept.quantity, kept.written, kept.cost, kept.mark) == (1, 1, 3, "costed_anew")
    with bakery.session() as db:
        assert len(db.scalars(select(Depletion)).all()) == 4


def test_what_nobody_knows_the_cost_of_says_so(bakery: BakeryOnDatabase) -> None:
    bag = lot(bakery, product(bakery, ingredient(bakery)), "10", None)
    use(bakery, bag, "1")
    assert [one.cost for one in entries(bakery)] == [None]
    reprice(bakery, bag, "3")
    assert [(one.cost, one.mark) for one in entries(bakery)] == [(3, "costed_anew")]


@pytest.mark.covers("G-25")
def test_filters(bakery: BakeryOnDatabase) -> None:
    flour, rye = ingredient(bakery), ingredient(bakery, "Rye flour")
    bag, sack = (lot(bakery, product(bakery, one), "10") for one in (flour, rye))
    roll = ribbon(bakery)
    use(bakery, bag, "1", "spoilage")
    use(bakery, sack, "2", "gift", at=now() - timedelta(days=40))
    use(bakery, roll, "3", "spoilage", MaterialLot)

    with bakery.session() as db:
        material = db.scalars(select(MaterialProduct.material_id)).one()

    def found(**wanted: object) -> list[Decimal]:
        return sorted(one.quantity for one in entries(bakery, **wanted))

    assert found() == [1, 2, 3]
    assert found(reason="spoilage") == [1, 3]
    assert found(days=30) == [1, 3]
    assert found(days=40) == [1, 2, 3]
    assert found(kind="material") == [3]
    assert found(ingredient_id=rye.id) == [2]
    assert found(material_id=material) == [3]
    assert found(ingredient_id=material) == []
    assert found(text="FLOUR") == [1, 2]
    assert found(text="rye flour", reason="gift") == [2]
    assert found(kind="food", material_id=material) == []


@pytest.mark.covers("G-25")
def test_pages_follow_each_other_over_both_ledgers(bakery: BakeryOnDatabase) -> None:
    bag, roll = lot(bakery, product(bakery, ingredient(bakery)), "100"), ribbon(bakery)
    moment = now()
    for number in range(1, 8):
        kind = (roll, "gift", MaterialLot) if number % 3 == 0 else (bag, "gift")
        use(bakery, kind[0], str(number), *kind[1:], at=moment - timedelta(minutes=number // 2))
    met, cursor = [], None
    with bakery.session() as db:
        whole = service.all_depletions(db)
        while True:
            page = service.depletions(db, cursor=cursor, limit=2)
            met += page.items
            cursor = page.next
            if cursor is None:
                break
    assert met == whole
    assert len({one.id for one in met}) == 7
    moments = [one.happened_at for one in met]
    assert moments == sorted(moments, reverse=True)


def test_a_cursor_of_nothing_is_lost(bakery: BakeryOnDatabase) -> None:
    for cursor in ("nonsense", "AAAAAAAAAAAAAAAAAAAAAA"):
        with bakery.session() as db, pytest.raises(LostPlace):
            service.depletions(db, cursor=cursor)


def test_the_same_statements_however_long_it_is(bakery: BakeryOnDatabase) -> None:
    bag, roll = lot(bakery, product(bakery, ingredient(bakery)), "100"), ribbon(bakery)
    counts = []
    for more in (1, 9):
        for _ in range(more):
            use(bakery, bag, "1")
            use(bakery, roll, "1", kind=MaterialLot)
            other = lot(bakery, product(bakery, ingredient(bakery, str(new_id()))), "5")
            use(bakery, other, "1")
        with bakery.session() as db:
            counts.append(asked(lambda db=db: service.depletions(db)))
    assert counts[0] == counts[1] <= 10


@pytest.mark.covers("SR5")
def test_the_neighbour_sees_nothing_of_it(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase
) -> None:
    flour = ingredient(bakery)
    use(bakery, lot(bakery, product(bakery, flour), "10"), "1")
    (ours,) = entries(bakery)
    assert entries(neighbour) == []
    assert entries(neighbour, ingredient_id=flour.id) == []
    with bakery.session() as db:
        cursor = service.depletions(db, limit=1).next
    assert cursor is None
    with neighbour.session() as db:
        assert service.waste(db).reasons == []
        assert service.all_depletions(db) == []
    assert ours.quantity == 1
