"""Putting away what was written down by mistake, while nothing of it went out."""

from uuid import UUID

import pytest

from baketracker.buying import service
from baketracker.buying.schemas import PurchaseView, ReceiptSummary, ReceiptView
from baketracker.buying.voiding import AlreadyUsed
from baketracker.errors import NotFound, Stale
from baketracker.materials.models import MaterialLot
from baketracker.purchases import service as purchases
from tests.buying.till import buy, dump, line, lots, ribbon, take_back, use
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.catalogue import ingredient, product


def shopped(bakery: BakeryOnDatabase) -> ReceiptView:
    """Two bags of flour and a roll of ribbon."""
    bag = product(bakery, ingredient(bakery))
    return buy(bakery, line(bag.id, 2), {"material_product_id": ribbon(bakery)})


def void(bakery: BakeryOnDatabase, one: PurchaseView | ReceiptView) -> UUID:
    with bakery.session() as db:
        if isinstance(one, ReceiptView):
            return service.void_receipt(db, one.id, one.version)
        return service.void_line(db, one.id, one.version)


@pytest.mark.covers("L-12")
def test_a_line_goes_with_its_lot_and_the_rest_stays(bakery: BakeryOnDatabase) -> None:
    was = shopped(bakery)
    flour, _ribbon = was.lines
    before = dump(bakery)
    done = void(bakery, flour)
    assert lots(bakery) == []
    assert len(lots(bakery, MaterialLot)) == 1
    with bakery.session() as db:
        assert [left.kind for left in service.get_receipt(db, was.id).lines] == ["material"]
        assert purchases.prices(db, [flour.product.id])[flour.product.id].last is None
        assert purchases.averages(db, [flour.product.id]) == {}
        assert purchases.medians(db, [flour.product.id], flour.purchased_on) == {}
        with pytest.raises(NotFound):
            service.get_line(db, flour.id)
    take_back(bakery, done)
    assert dump(bakery) == before


@pytest.mark.covers("L-12")
def test_the_last_line_takes_the_receipt_along(bakery: BakeryOnDatabase) -> None:
    was = shopped(bakery)
    before = dump(bakery)
    void(bakery, was.lines[0])
    last = void(bakery, was.lines[1])
    with bakery.session() as db, pytest.raises(NotFound):
        service.get_receipt(db, was.id)
    take_back(bakery, last)
    with bakery.session() as db:
        assert len(service.get_receipt(db, was.id).lines) == 1
    assert before["receipts"] == dump(bakery)["receipts"]


@pytest.mark.covers("L-12")
def test_a_whole_receipt_goes_and_comes_back(bakery: BakeryOnDatabase) -> None:
    was = shopped(bakery)
    before = dump(bakery)
    done = void(bakery, was)
    after = dump(bakery)
    with bakery.session() as db:
        assert service.receipts(db).items == []
    for table in ("purchases", "material_purchases", "lots", "material_lots"):
        assert after[table] == []
    take_back(bakery, done)
    assert dump(bakery) == before


@pytest.mark.covers("L-12")
def test_a_receipt_is_there_as_long_as_one_of_its_lines(bakery: BakeryOnDatabase) -> None:
    was = shopped(bakery)
    first = void(bakery, was.lines[0])
    assert [one.id for one in listed(bakery)] == [was.id]
    second = void(bakery, was.lines[1])
    assert listed(bakery) == []
    with bakery.session() as db, pytest.raises(NotFound):
        service.get_receipt(db, was.id)
    take_back(bakery, first)
    assert [one.lines for one in listed(bakery)] == [1]
    take_back(bakery, second)
    assert [one.lines for one in listed(bakery)] == [2]


def listed(bakery: BakeryOnDatabase) -> list[ReceiptSummary]:
    with bakery.session() as db:
        return service.receipts(db).items


@pytest.mark.covers("R-INV-09", "L-12")
def test_what_was_used_stays_and_the_sentence_says_why(bakery: BakeryOnDatabase) -> None:
    was = shopped(bakery)
    (bag,) = lots(bakery)
    use(bakery, bag.id, "0.5", "spoilage")
    use(bakery, bag.id, "1.0625", "production")
    before = dump(bakery)
    for one in (was.lines[0], was):
        with pytest.raises(AlreadyUsed) as refused:
            void(bakery, one)
        assert "King Arthur 0.5 lb (spoiled)" in str(refused.value)
        assert "King Arthur 1.0625 lb (baked with)" in str(refused.value)
        assert "Correct the line" in str(refused.value)
    assert dump(bakery) == before


@pytest.mark.covers("L-12")
def test_what_came_back_does_not_hold_it(bakery: BakeryOnDatabase) -> None:
    was = shopped(bakery)
    (bag,) = lots(bakery)
    use(bakery, bag.id, "1", "spoilage")
    use(bakery, bag.id, "-1", "correction")
    void(bakery, was.lines[0])
    assert lots(bakery) == []


def test_only_ones_own_and_as_it_was_read(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase
) -> None:
    was = shopped(bakery)
    for one in (was, was.lines[0]):
        with pytest.raises(NotFound):
            void(neighbour, one)
        with pytest.raises(Stale):
            void(bakery, one.model_copy(update={"version": 7}))
    assert len(lots(bakery)) == 1
