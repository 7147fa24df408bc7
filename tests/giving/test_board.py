"""The gifts of an event together: the checklist, the grid, the labels, the sum."""

from decimal import Decimal
from uuid import UUID

import pytest

from baketracker.costs import UnitCost
from baketracker.finished_stock.worth import AVERAGES
from baketracker.giving import packages, service
from baketracker.giving.package_given import LineIn, NewPackage
from baketracker.giving.schemas import Delivery
from baketracker.giving.sheet import csv_of
from baketracker.purchases.models import Purchase
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.statements import asked

from .boxes import give, package, person, put_on_shelf, shelf


def bought(bakery: BakeryOnDatabase, product_id: UUID, price: str) -> None:
    with bakery.session() as db:
        db.add(
            Purchase(product_id=product_id, packages=1, package_price=Decimal(price),
                     purchased_on=db.scope.today())
        )  # fmt: skip


@pytest.mark.covers("B2", "K-63")
def test_a_package_is_broken_down_line_by_line(
    bakery: BakeryOnDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    goods = shelf(bakery)
    bought(bakery, goods.box, "1.20")
    lines = [
        LineIn(kind="finished_good", id=goods.cookies, quantity=2),
        LineIn(kind="packaging", id=goods.box, quantity="0.5"),
    ]
    with bakery.session() as db:
        box = packages.create(db, NewPackage(name="Holiday box", lines=lines))
        unknown = packages.costs_of(db, [box.id])[box.id]
    assert unknown.total is None
    assert "Choose which product" in unknown.goods.unknown[0].sentence
    assert unknown.packaging.total == Decimal("0.6")
    anna, other = person(bakery, "Anna"), person(bakery, "Anna")
    give(bakery, goods.event, box.id, [anna.id], quantity=3)
    give(bakery, goods.event, box.id, [other.id])
    # As runs of assembly tell it.
    bag = UnitCost(per_unit=Decimal("0.2451"), basis="runs")
    monkeypatch.setitem(AVERAGES, "goods", lambda _db, ids: dict.fromkeys(ids, bag))
    with bakery.session() as db:
        cost = packages.costs_of(db, [box.id])[box.id]
        summary = service.summary(db, goods.event)
    [line] = cost.lines
    assert (line.good.name, line.quantity) == ("Cookie Bag", 2)
    assert (line.unit_cost.total, line.line_total.total) == (Decimal("0.2451"), Decimal("0.4902"))
    assert cost.total == Decimal("0.49")
    assert summary.total_cost == Decimal("1.96")
    # Two people of one name are two.
    assert [one.cost for one in summary.cost_by_recipient] == [Decimal("1.47"), Decimal("0.49")]
    counts = (summary.recipient_count, summary.package_count, summary.gift_count)
    assert counts == (2, 4, 2)
    assert (summary.pending, summary.ready, summary.delivered) == (2, 0, 0)


@pytest.mark.covers("F39")
def test_what_gifts_want_is_told_by_good(bakery: BakeryOnDatabase) -> None:
    goods = shelf(bakery)
    people = [person(bakery, name).id for name in ("Anna", "Ben")]
    give(bakery, goods.event, package(bakery, {goods.tower: 2, goods.cookies: 1}).id, people)
    give(bakery, goods.event, package(bakery, {goods.cookies: 3}).id, people[:1], quantity=4)
    with bakery.session() as db:
        wanted = service.goods_wanted(db, goods.event)
        grid = service.grid(db, goods.event)
        assert asked(lambda: service.goods_wanted(db, goods.event)) == 1
    assert wanted == {goods.tower: 4, goods.cookies: 14}
    assert dict(zip([good.id for good in grid.goods], grid.totals, strict=True)) == wanted


@pytest.mark.covers("SC-24", "O-12")
def test_the_checklist_says_what_is_missing_first_come_first_served(
    bakery: BakeryOnDatabase,
) -> None:
    goods = shelf(bakery)
    box = package(bakery, {goods.cookies: 2})
    put_on_shelf(bakery, {goods.cookies: 5})
    people = [person(bakery, name).id for name in ("Anna", "Ben", "Carl")]
    made = {one.recipient.name: one for one in give(bakery, goods.event, box.id, people)}
    with bakery.session() as db:
        service.make_ready(db, [made["Ben"].id])
    with bakery.session() as db:
        board = service.board(db, goods.event)
        few = asked(lambda: service.board(db, goods.event))
    told = [(one.recipient.name, one.gifts[0].gift.status, one.gifts[0].missing)
            for one in board.people]  # fmt: skip
    assert [(name, status) for name, status, _ in told] == [
        ("Anna", "pending"), ("Ben", "ready"), ("Carl", "pending"),
    ]  # fmt: skip
    assert [[(m.good.name, m.lacking) for m in missing] for *_, missing in told] == [
        [], [], [("Cookie Bag", 1)],
    ]  # fmt: skip
    give(bakery, goods.event, box.id, [person(bakery, f"Person {n}").id for n in range(10)])
    with bakery.session() as db:
        assert asked(lambda: service.board(db, goods.event)) == few
        ready = service.board(db, goods.event, "ready")
    assert [one.recipient.name for one in ready.people] == ["Ben"]
    assert (ready.pending, ready.ready, ready.delivered) == (12, 1, 0)


@pytest.mark.covers("P-26", "G-41")
def test_the_grid_names_people_goods_and_what_must_not_be_eaten(bakery: BakeryOnDatabase) -> None:
    goods = shelf(bakery)
    zoe = person(bakery, "Zoe", household="Berg", allergens=["milk"])
    anna = person(bakery, "=Anna")
    box = package(bakery, {goods.cookies: 2, goods.brownies: 1})
    give(bakery, goods.event, box.id, [zoe.id, anna.id], quantity=2, confirmed=True)
    with bakery.session() as db:
        grid = service.grid(db, goods.event)
    assert [good.name for good in grid.goods] == ["Brownie Tray", "Cookie Bag"]
    assert [(row.recipient.name, row.numbers, row.allergens) for row in grid.rows] == [
        ("=Anna", [2, 4], []), ("Zoe", [2, 4], ["milk"]),
    ]  # fmt: skip
    assert (grid.totals, grid.total) == ([4, 8], 12)
    rows = csv_of(grid).splitlines()
    assert rows[1] == "'=Anna,,2 × Holiday box,,2,4,6"
    assert rows[-1] == "Total,,,,4,8,12"


@pytest.mark.covers("G-30", "SC-24")
def test_a_label_for_each_package(bakery: BakeryOnDatabase) -> None:
    goods = shelf(bakery)
    anna = person(bakery, allergens=["wheat"], address="12 Mill Lane")
    box = package(bakery, {goods.tower: 1})
    give(bakery, goods.event, box.id, [anna.id], quantity=2, confirmed=True)
    with bakery.session() as db:
        labels = service.labels(db, goods.event)
        assert service.labels(db, goods.event, "delivered") == []
    assert [(one.number, one.of) for one in labels] == [(1, 2), (2, 2)]
    assert (labels[0].allergens, labels[0].flagged) == (["milk", "tree nuts", "wheat"], ["wheat"])
    assert [part.name for part in labels[0].inside[0].parts] == ["Cookie Bag", "Brownie Tray"]


def test_an_event_without_gifts_is_empty(bakery: BakeryOnDatabase) -> None:
    goods = shelf(bakery)
    with bakery.session() as db:
        assert service.board(db, goods.event).people == []
        assert service.grid(db, goods.event).rows == []
        empty = service.summary(db, goods.event)
    assert (empty.total_cost, empty.recipient_count, empty.cost_by_recipient) == (0, 0, [])


def test_what_was_delivered_counts_in_every_sum(bakery: BakeryOnDatabase) -> None:
    goods, anna = shelf(bakery), person(bakery)
    put_on_shelf(bakery, {goods.cookies: 2})
    [one] = give(bakery, goods.event, package(bakery, {goods.cookies: 2}).id, [anna.id])
    with bakery.session() as db:
        service.make_ready(db, [one.id])
        service.deliver(db, one.id, Delivery())
    with bakery.session() as db:
        assert service.goods_wanted(db, goods.event) == {goods.cookies: 2}
        assert service.counted(db, goods.event) == {"pending": 0, "ready": 0, "delivered": 1}
