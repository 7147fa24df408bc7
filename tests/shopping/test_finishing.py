"""The end of a trip: what is ticked becomes purchases, in one operation that can be taken back."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select

from baketracker.activity import service as activity
from baketracker.buying.concerning import PleaseConfirm
from baketracker.db.types import new_id
from baketracker.errors import BadLines, NotFound
from baketracker.exchange.canonical import Dump, canonical
from baketracker.materials.models import MaterialLot, MaterialPurchase
from baketracker.pantry import service as pantry
from baketracker.pantry.models import Depletion, Lot
from baketracker.products.models import Product
from baketracker.purchases.models import Purchase, Receipt
from baketracker.shopping import finishing, items, making, service
from baketracker.shopping.finishing import NothingLeft, NothingTicked
from baketracker.shopping.given import ItemChange, ListChange, NewItem
from baketracker.shopping.reading import TripOver
from baketracker.shopping.schemas import ItemView, ListView
from baketracker.shopping.trip_given import NewPackage, Trip, TripLine, TripStore
from baketracker.shopping.trip_schemas import TripView
from baketracker.stock.ledger import out_of_balance
from tests.architecture.statement_log import statements
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.kitchen import Kitchen
from tests.planning.furnished import plan_of
from tests.shopping.trips import lines, listed, shopped

pytestmark = pytest.mark.covers("SC-10", "P-17")


def tick(bakery: BakeryOnDatabase, shown: ListView, some: Iterable[ItemView] | None = None) -> None:
    with bakery.session("member") as db:
        for item in shown.items if some is None else some:
            items.set_in_cart(db, shown.id, item.id, in_cart=True)


def finish(bakery: BakeryOnDatabase, shown: ListView, trip: Trip | None = None) -> TripView:
    with bakery.session("member") as db:
        return finishing.finish(db, shown.id, trip or Trip())


def current(bakery: BakeryOnDatabase, shown: ListView) -> ListView:
    with bakery.session("member") as db:
        return service.get(db, shown.id)


def dump(bakery: BakeryOnDatabase) -> Dump:
    with bakery.session() as db:
        assert out_of_balance(db, Lot, Depletion) == []
        return canonical(db)


def undo(bakery: BakeryOnDatabase, operation: UUID) -> None:
    with bakery.session("member") as db:
        activity.undo(db, operation)


def counted(bakery: BakeryOnDatabase, entity: Any) -> int:
    with bakery.session() as db:
        return db.scalar(select(func.count(entity.id)).where(entity.deleted_at.is_(None))) or 0


def stood(bakery: BakeryOnDatabase) -> tuple[int, int]:
    return counted(bakery, Purchase), counted(bakery, MaterialPurchase)


@pytest.mark.covers("EX13")
def test_four_ticked_lines_are_four_purchases_and_fill_the_pantry(bakery: BakeryOnDatabase) -> None:
    trip, shown = shopped(bakery)
    assert len(shown.items) == 4
    tick(bakery, shown)
    food, materials = stood(bakery)
    made = finish(bakery, shown)
    assert stood(bakery) == (food + 3, materials + 1)
    stores = {
        receipt.supplier.name if receipt.supplier else "": (
            receipt.cost.total, [(line.product.label, line.packages) for line in receipt.lines],
        )
        for receipt in made.receipts
    }  # fmt: skip
    assert stores == {
        "Corner Shop": (28, [("Mill", 1), ("Window box", 1), ("Satin roll", 1)]),
        "Costco": (12, [("King", 3)]),
    }
    assert {(r.source, r.shopping_list_id, r.bought_on) for r in made.receipts} == {
        ("trip", shown.id, made.receipts[0].bought_on)
    }
    with bakery.session() as db:
        assert made.receipts[0].bought_on == db.scope.today()
        # 3 lb lay there; 3 × 5 lb and 2 lb came.
        assert pantry.on_hand_by_unit(db, [trip.flour])[trip.flour] == {"lb": 20}
        rolls = select(func.sum(MaterialLot.quantity))
        assert db.scalar(rolls) == 1000
    assert made.list.finished_at is not None
    assert not plan_of(bakery, trip.fair).short


@pytest.mark.covers("EX13", "DEC-19")
def test_undo_takes_all_of_it_back(bakery: BakeryOnDatabase) -> None:
    _trip, shown = shopped(bakery)
    tick(bakery, shown, shown.items[:3])
    with bakery.session() as db:
        items.add_item(db, shown.id, NewItem(text="Napkins"))
    before = dump(bakery)
    made = finish(bakery, shown)
    assert dump(bakery) != before
    undo(bakery, made.operation_id)
    assert dump(bakery) == before
    assert current(bakery, shown).finished_at is None
    again = finish(bakery, shown)
    assert len(again.receipts) == len(made.receipts)


def test_what_was_typed_at_the_end_counts(bakery: BakeryOnDatabase) -> None:
    trip, shown = shopped(bakery)
    small, large = lines(shown, "Flour")
    tick(bakery, shown, [small, large])
    day = date(2026, 2, 3)
    bought = TripStore(
        supplier_id=trip.corner,
        bought_on=day,
        total_paid=Decimal("11.75"),
        lines=[
            TripLine(item_id=large.id, packages=2, package_price=Decimal("4.50")),
            TripLine(item_id=small.id, product_id=trip.small, package_price=Decimal("2.75")),
        ],
    )
    (receipt,) = finish(bakery, shown, Trip(stores=[bought])).receipts
    assert (receipt.bought_on, receipt.total_paid, receipt.cost.total) == (
        day, Decimal("11.75"), Decimal("11.75"),
    )  # fmt: skip
    assert [(line.packages, line.package_price) for line in receipt.lines] == [
        (2, Decimal("4.5")), (1, Decimal("2.75")),
    ]  # fmt: skip


def test_what_was_not_bought_after_all_stays_open(bakery: BakeryOnDatabase) -> None:
    _trip, shown = shopped(bakery)
    small, large = lines(shown, "Flour")
    tick(bakery, shown, [small, large])
    only = Trip(stores=[TripStore(lines=[TripLine(item_id=large.id)])])
    after = finish(bakery, shown, only).list
    assert [item.id for item in after.items if item.in_cart] == [large.id]
    assert len(after.left) == 3


def test_words_are_only_ticked_off(bakery: BakeryOnDatabase) -> None:
    _trip, shown = shopped(bakery)
    with bakery.session() as db:
        napkins = items.add_item(db, shown.id, NewItem(text="Napkins"))
    tick(bakery, shown, [napkins])
    before = stood(bakery)
    with bakery.session("member") as db:
        told = finishing.draft(db, shown.id)
    assert ([item.name for item in told.words], told.stores, told.left) == (["Napkins"], [], 4)
    made = finish(bakery, shown)
    assert (made.receipts, stood(bakery)) == ([], before)
    assert [item.name for item in made.list.items if item.in_cart] == ["Napkins"]


def without_package(bakery: BakeryOnDatabase) -> tuple[ListView, ItemView]:
    """A list whose only line is salt, of which nobody knows a package."""
    with bakery.session() as db:
        kitchen = Kitchen(db)
        salt = kitchen.ingredient("Salt")
        jar = kitchen.finished_unit(kitchen.recipe("Brine", {salt: "5 lb"}), "Jar", 1)
        day = db.scope.today() + timedelta(days=3)
        event = kitchen.event("Fair", day, {kitchen.good("Jar", units={jar: "1"}): 1})
    shown = listed(bakery, event)
    tick(bakery, shown)
    return shown, shown.items[0]


def test_a_line_without_a_product_asks_which_it_was(bakery: BakeryOnDatabase) -> None:
    shown, salt = without_package(bakery)
    with pytest.raises(BadLines) as refused:
        finish(bakery, shown, Trip(stores=[TripStore(lines=[TripLine(item_id=salt.id)])]))
    assert list(refused.value.fields) == ["stores.0.lines.0.product_id"]
    new = NewPackage(quantity=Decimal(3), unit="lb")
    line = TripLine(item_id=salt.id, new_package=new, packages=2)
    (receipt,) = finish(bakery, shown, Trip(stores=[TripStore(lines=[line])])).receipts
    (bought,) = receipt.lines
    assert (bought.product.quantity, bought.product.is_provisional) == (3, True)
    assert [lot.quantity for lot in bought.lots] == [6]
    with bakery.session() as db:
        row = db.find(Product, bought.product.id)
        assert row is not None
        assert row.seen_as == "Salt"


def test_it_may_be_ticked_off_without_saying(bakery: BakeryOnDatabase) -> None:
    shown, salt = without_package(bakery)
    made = finish(bakery, shown, Trip(stores=[], done=[salt.id]))
    assert made.receipts == []
    assert made.list.left == []


def test_another_thing_is_not_this_line(bakery: BakeryOnDatabase) -> None:
    trip, shown = shopped(bakery)
    large = lines(shown, "Flour")[1]
    tick(bakery, shown)
    wrong = [
        TripLine(item_id=large.id, product_id=trip.box),
        TripLine(item_id=large.id, product_id=trip.large, material_product_id=trip.ribbon),
        TripLine(item_id=new_id()),
    ]
    for line in wrong:
        with pytest.raises(BadLines):
            finish(bakery, shown, Trip(stores=[TripStore(lines=[line])]))
    twice = [TripLine(item_id=large.id), TripLine(item_id=large.id)]
    with pytest.raises(BadLines) as refused:
        finish(bakery, shown, Trip(stores=[TripStore(lines=twice)]))
    assert list(refused.value.fields) == ["stores.0.lines.1.item_id"]
    assert current(bakery, shown).finished_at is None


def test_what_seems_odd_is_asked_once_and_saved_when_confirmed(bakery: BakeryOnDatabase) -> None:
    trip, shown = shopped(bakery)
    large = lines(shown, "Flour")[1]
    tick(bakery, shown, [large])
    line = TripLine(item_id=large.id, package_price=Decimal(400))
    store = TripStore(supplier_id=trip.costco, total_paid=Decimal(5), lines=[line])
    before = dump(bakery)
    with pytest.raises(PleaseConfirm) as asked:
        finish(bakery, shown, Trip(stores=[store]))
    assert [one.field for one in asked.value.concerns] == [
        "stores.0.total_paid", "stores.0.lines.0.package_price",
    ]  # fmt: skip
    assert dump(bakery) == before
    made = finish(bakery, shown, Trip(stores=[store], confirmed=True))
    assert made.receipts[0].total_paid == 5


def test_a_trip_is_finished_once_and_then_stays_as_it_is(bakery: BakeryOnDatabase) -> None:
    trip, shown = shopped(bakery)
    with pytest.raises(NothingTicked):
        finish(bakery, shown)
    tick(bakery, shown, shown.items[:1])
    over = finish(bakery, shown).list
    before = dump(bakery)
    item = over.items[-1]

    def refused(act: Any) -> None:
        with pytest.raises(TripOver), bakery.session("member") as db:
            act(db)

    refused(lambda db: finishing.finish(db, shown.id, Trip()))
    refused(lambda db: finishing.draft(db, shown.id))
    refused(lambda db: items.set_in_cart(db, shown.id, item.id, in_cart=True))
    refused(lambda db: items.change_item(db, shown.id, item.id, ItemChange(packages=3), 1))
    refused(lambda db: items.add_item(db, shown.id, NewItem(text="More")))
    refused(lambda db: items.put_back(db, shown.id, item.id))
    refused(lambda db: making.refresh(db, shown.id))
    refused(lambda db: service.update(db, shown.id, ListChange(name="New"), over.version))
    with bakery.session() as db:
        assert making.changes(db, shown.id).lines == 0
        with pytest.raises(NotFound):
            service.newest(db)
    assert dump(bakery) == before
    # The event's next list is another one, and what was bought is not on it again.
    assert listed(bakery, trip.fair).id != shown.id


def test_what_was_left_goes_to_a_new_list_and_back(bakery: BakeryOnDatabase) -> None:
    _trip, shown = shopped(bakery)
    with bakery.session() as db:
        napkins = items.add_item(db, shown.id, NewItem(text="Napkins"))
        items.leave_out(db, shown.id, shown.items[1].id, shown.items[1].version)
    tick(bakery, shown, shown.items[:1])
    finish(bakery, shown)
    before = dump(bakery)
    with bakery.session("member") as db:
        carried = finishing.carry_over(db, shown.id)
    left = {shown.items[2].id, shown.items[3].id, napkins.id}
    assert {item.id for item in carried.list.items} == left
    assert carried.list.events == shown.events
    assert len(current(bakery, shown).items) == 1
    with pytest.raises(NothingLeft), bakery.session() as db:
        finishing.carry_over(db, shown.id)
    undo(bakery, carried.operation_id)
    assert dump(bakery) == before


def test_nothing_is_left_of_a_list_that_is_open(bakery: BakeryOnDatabase) -> None:
    _trip, shown = shopped(bakery)
    with pytest.raises(NothingLeft), bakery.session() as db:
        finishing.carry_over(db, shown.id)


def test_the_draft_takes_the_same_statements_for_many_lines(bakery: BakeryOnDatabase) -> None:
    _trip, shown = shopped(bakery)
    tick(bakery, shown)
    few = _statements(bakery, shown)
    with bakery.session() as db:
        kitchen = Kitchen(db)
        for number in range(20):
            product = kitchen.product(kitchen.ingredient(f"More {number}"), "lb")
            items.add_item(db, shown.id, NewItem(product_id=product))
    tick(bakery, shown, current(bakery, shown).items)
    assert _statements(bakery, shown) == few


def _statements(bakery: BakeryOnDatabase, shown: ListView) -> int:
    with statements() as heard, bakery.session("member") as db:
        finishing.draft(db, shown.id)
    return len(heard)


def test_the_neighbour_finishes_nothing(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase
) -> None:
    _trip, shown = shopped(bakery)
    tick(bakery, shown)
    for act in (
        lambda db: finishing.draft(db, shown.id),
        lambda db: finishing.finish(db, shown.id, Trip()),
        lambda db: finishing.carry_over(db, shown.id),
    ):
        with pytest.raises(NotFound), neighbour.session() as db:
            act(db)
    assert counted(neighbour, Receipt) == 0
