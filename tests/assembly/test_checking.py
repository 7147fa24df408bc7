"""What can be packed of what is on hand."""

from decimal import Decimal

import pytest

from baketracker.assembly import service
from baketracker.assembly.bill import NothingInside
from baketracker.errors import NotFound
from baketracker.finished_goods.models import FinishedGood
from baketracker.finished_stock import holding
from baketracker.finished_stock.ledger import move
from tests.assembly.packing import Packing, bags, boxed, pack, ribboned
from tests.factories.bakeries import BakeryOnDatabase


@pytest.mark.covers("EX41", "SC-23")
def test_possible_now_and_what_is_missing_by_name(bakery: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        made = bags(db)
        eight = service.check(db, made.bag, 8)
        nine = service.check(db, made.bag, 9)
    assert (eight.status, eight.possible, eight.missing) == ("ready", 8, [])
    assert (nine.status, nine.possible) == ("partial", 8)
    assert [(one.name, one.there, one.wanted) for one in nine.missing] == [("Cookie", 51, 54)]


@pytest.mark.covers("F37", "M-14")
def test_boxes_are_a_bottleneck(bakery: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        own = boxed(db, cookies=90)
        assert service.check(db, own.good, 10).status == "ready"
        found = service.check(db, own.good, 11)
    assert (found.possible, [one.name for one in found.missing]) == (10, ["Birch Gift box"])


@pytest.mark.covers("F12", "M-14")
def test_any_box_of_the_name_will_do_where_the_line_says_so(bakery: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        own = boxed(db, generic=True, cookies=600)
        assert service.check(db, own.good, 1).possible == 15


@pytest.mark.covers("F37")
def test_ribbon_is_counted_in_centimetres(bakery: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        own = ribboned(db)
        found = service.check(db, own.good, 9)
    assert found.possible == 8
    (ribbon,) = found.missing
    assert (ribbon.kind, ribbon.wanted, ribbon.there, ribbon.unit) == ("material", 135, 130, "cm")


@pytest.mark.covers("A16")
def test_an_event_compares_with_what_is_still_to_be_packed(bakery: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        made = bags(db)
        (before,) = service.check_pooled(db, made.event).goods
    assert (before.target, before.assembled, before.left) == (10, 0, 10)
    assert (before.check.status, before.check.possible) == ("partial", 8)
    pack(bakery, made.bag, 7, event_id=made.event)
    with bakery.session() as db:
        (after,) = service.check_pooled(db, made.event).goods
    # 9 cookies are left of 51, and 3 bags are still wanted.
    assert (after.assembled, after.left, after.check.possible) == (7, 3, 1)
    (cookie,) = after.check.missing
    assert (cookie.wanted, cookie.there) == (18, 9)


def test_all_packed_is_complete(bakery: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        made = bags(db)
        Packing(db).run(made.cookie, 60, "0.0205")
    pack(bakery, made.bag, 10, event_id=made.event)
    with bakery.session() as db:
        (good,) = service.check_pooled(db, made.event).goods
    assert (good.check.status, good.left, good.check.parts[0].wanted) == ("complete", 0, 0)


def test_goods_that_somebody_is_to_get_are_not_packed_away(
    bakery: BakeryOnDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    with bakery.session() as db:
        made = bags(db)
        kitchen = Packing(db)
        tower = kitchen.good("Tower", goods={made.bag: "2"})
        row = db.get_one(FinishedGood, (bakery.id, made.bag))
        move(db, row, 5, "adjustment", notes="found")
        db.flush()
        assert service.check(db, tower, 1).possible == 2
        monkeypatch.setattr(holding, "HELD", [lambda *_asked: {made.bag: 2}])
        assert service.check(db, tower, 1).possible == 1


def test_a_nested_good_must_be_packed_before(bakery: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        made = bags(db)
        tower = Packing(db).good("Tower", goods={made.bag: "2"}, units={made.cookie: "4"})
        found = service.check(db, tower, 1)
    assert (found.possible, found.status) == (0, "blocked")
    assert [one.name for one in found.missing] == ["Bag"]


def test_a_good_without_parts_cannot_be_packed(bakery: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        empty = Packing(db).good("Nothing")
        with pytest.raises(NothingInside):
            service.check(db, empty, 1)


@pytest.mark.covers("F42")
def test_the_plan_of_the_event_says_what_it_takes(bakery: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        made = bags(db)
        lemon = Packing(db).baked("Lemon square", 3)
        Packing(db).pack(made.bag, units={lemon: "1"})
        assert service.check(db, made.bag, 1).possible == 3
        assert service.check(db, made.bag, 1, made.event).possible == 8


@pytest.mark.covers("B1")
def test_a_good_with_packaging_has_a_cost_before_any_run(bakery: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        own = boxed(db)
        cost = service.average_costs(db, [own.good])[own.good]
    # 6 cookies as their run cost, and a box of what is left.
    assert (cost.per_unit, cost.basis) == (Decimal("0.1230") + Decimal("0.90"), "last_price")


def test_the_neighbour_checks_nothing_of_ours(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase
) -> None:
    with bakery.session() as db:
        made = bags(db)
    with neighbour.session() as db:
        with pytest.raises(NotFound):
            service.check(db, made.bag, 1)
        with pytest.raises(NotFound):
            service.check_pooled(db, made.event)
        assert service.average_costs(db, [made.bag])[made.bag].per_unit is None
