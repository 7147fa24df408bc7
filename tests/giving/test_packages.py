"""Packages: what goes into them, copying them, and what keeps them."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import pytest

from baketracker.errors import BadLines, Conflict, NotFound, Stale
from baketracker.events.models import Event
from baketracker.finished_goods import service as goods_service
from baketracker.giving import packages, service
from baketracker.giving.package_given import LineIn, MoreOfIt, NewPackage, PackageChange
from baketracker.giving.package_saving import StandsReady
from baketracker.giving.package_schemas import PackageView
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.kitchen import Kitchen

from .boxes import dump, give, package, person, put_on_shelf, shelf


def good(key: UUID, quantity: str = "1") -> LineIn:
    return LineIn(kind="finished_good", id=key, quantity=quantity)


def wrap(key: UUID, quantity: str = "1", *, is_generic: bool = False) -> LineIn:
    return LineIn(kind="packaging", id=key, quantity=quantity, is_generic=is_generic)


def made(bakery: BakeryOnDatabase, lines: Sequence[LineIn], **fields: object) -> PackageView:
    with bakery.session() as db:
        return packages.create(db, NewPackage(name="Holiday box", lines=list(lines), **fields))


def held(view: PackageView) -> list[tuple[str, Decimal]]:
    return [(line.name, line.quantity) for line in view.lines]


@pytest.mark.covers("K-62")
def test_the_same_good_twice_is_added_up(bakery: BakeryOnDatabase) -> None:
    goods = shelf(bakery)
    view = made(bakery, [good(goods.cookies, "2"), good(goods.brownies), good(goods.cookies)])
    assert held(view) == [("Cookie Bag", 3), ("Brownie Tray", 1)]
    with bakery.session() as db:
        view = packages.add_line(db, view.id, MoreOfIt(finished_good_id=goods.brownies, quantity=4))
    assert held(view) == [("Cookie Bag", 3), ("Brownie Tray", 5)]


@pytest.mark.covers("S0-slug-package")
def test_two_may_share_a_name_and_have_slugs_of_their_own(bakery: BakeryOnDatabase) -> None:
    assert [made(bakery, []).slug for _ in range(2)] == ["holiday-box", "holiday-box-2"]


@pytest.mark.covers("F45")
def test_a_copy_has_the_packaging_too(bakery: BakeryOnDatabase) -> None:
    goods = shelf(bakery)
    lines = [good(goods.tower, "2"), wrap(goods.box, "1.5", is_generic=True)]
    first = made(bakery, lines, is_template=True, description="Tie the ribbon twice.")
    with bakery.session() as db:
        copy = packages.copy(db, first.id)
        named = packages.copy(db, first.id, "Small box")
    assert copy.lines == first.lines
    assert [line.is_generic for line in copy.lines] == [False, True]
    assert (copy.is_template, copy.description) == (False, "Tie the ribbon twice.")
    assert (copy.name, named.name) == ("Holiday box", "Small box")
    with bakery.session() as db:
        assert {one.id for one in packages.givable(db)} == {copy.id, named.id}


def test_what_cannot_be_in_it_is_named_by_its_line(bakery: BakeryOnDatabase) -> None:
    goods = shelf(bakery)
    with bakery.session() as db:
        food = Kitchen(db).product(Kitchen(db).ingredient("Sugar"), "lb")
    lines = [good(goods.cookies, "1.5"), good(uuid4()), wrap(food), wrap(goods.box, "0.5")]
    with pytest.raises(BadLines) as refused:
        made(bakery, lines)
    assert set(refused.value.fields) == {"lines.0.quantity", "lines.1.what", "lines.2.what"}
    with bakery.session() as db:
        assert packages.count(db) == 0


def test_given_lines_replace_them_all_and_the_same_ones_change_nothing(
    bakery: BakeryOnDatabase,
) -> None:
    goods = shelf(bakery)
    view = made(bakery, [good(goods.cookies), wrap(goods.box)])
    before = dump(bakery)["package_lines"]
    with bakery.session() as db:
        change = PackageChange(lines=[good(goods.cookies), wrap(goods.box)])
        view = packages.update(db, view.id, change, view.version)
    assert dump(bakery)["package_lines"] == before
    with bakery.session() as db, pytest.raises(Stale):
        packages.update(db, view.id, PackageChange(name="x"), view.version - 1)
    with bakery.session() as db:
        change = PackageChange(lines=[wrap(goods.box)])
        now = packages.update(db, view.id, change, view.version)
    assert [(line.kind, line.quantity) for line in now.lines] == [("packaging", 1)]


@pytest.mark.covers("K-62")
def test_a_package_somebody_is_to_get_stays(bakery: BakeryOnDatabase) -> None:
    goods = shelf(bakery)
    box, anna = package(bakery, {goods.cookies: 1}), person(bakery)
    give(bakery, goods.event, box.id, [anna.id])
    with bakery.session() as db, pytest.raises(Conflict, match="still given at: Cookie Boxes"):
        packages.archive(db, box.id, box.version)
    with bakery.session() as db:
        event = db.find(Event, goods.event)
        assert event is not None
        event.event_date = db.scope.today() - timedelta(days=1)
    with bakery.session() as db:
        packages.archive(db, box.id, box.version)
    with bakery.session() as db:
        assert packages.restore(db, box.id).name == "Holiday box"


def test_a_good_in_a_package_is_not_put_away_beneath_it(bakery: BakeryOnDatabase) -> None:
    goods = shelf(bakery)
    package(bakery, {goods.tower: 1})
    with bakery.session() as db:
        tower = goods_service.get(db, goods.tower)
    with bakery.session() as db, pytest.raises(Conflict, match="still in: Holiday box"):
        goods_service.archive(db, goods.tower, tower.version)


@pytest.mark.covers("G-41")
def test_a_box_tells_what_everything_in_it_brings(bakery: BakeryOnDatabase) -> None:
    goods = shelf(bakery)
    assert package(bakery, {goods.cookies: 1}).allergens == ["milk", "wheat"]
    assert package(bakery, {goods.tower: 1}).allergens == ["milk", "tree nuts", "wheat"]
    assert package(bakery, {}).allergens == []


def test_the_neighbour_has_none_of_them(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase
) -> None:
    goods = shelf(bakery)
    box = package(bakery, {goods.cookies: 1})
    with pytest.raises(BadLines):
        made(neighbour, [good(goods.cookies)])
    with neighbour.session() as db:
        assert packages.search(db).items == packages.givable(db) == []
        assert packages.costs_of(db, [box.id])[box.id].lines == []
        for ask in (packages.get, packages.copy, packages.restore):
            with pytest.raises(NotFound):
                ask(db, box.id)
        with pytest.raises(NotFound):
            packages.archive(db, box.id, 1)
        with pytest.raises(NotFound):
            packages.add_line(db, box.id, MoreOfIt(finished_good_id=goods.cookies))


def test_what_stands_packed_does_not_become_another_package(bakery: BakeryOnDatabase) -> None:
    goods, anna = shelf(bakery), person(bakery)
    put_on_shelf(bakery, {goods.cookies: 5})
    box = package(bakery, {goods.cookies: 2})
    [one] = give(bakery, goods.event, box.id, [anna.id])
    with bakery.session() as db:
        service.make_ready(db, [one.id])
    fewer = PackageChange(lines=[good(goods.cookies)])
    with bakery.session() as db, pytest.raises(StandsReady, match="Holiday box stands packed for"):
        packages.update(db, box.id, fewer, box.version)
    with bakery.session() as db:
        # Its name, its wrapping and its order are no matter of what stands there.
        wrapped = [wrap(goods.box), good(goods.cookies, "2")]
        renamed = PackageChange(name="Winter box", lines=wrapped)
        assert packages.update(db, box.id, renamed, box.version).name == "Winter box"
