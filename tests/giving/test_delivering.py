"""One status: packed and kept for somebody, handed over, and back again."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, select

from baketracker.activity import service as activity
from baketracker.db.rows import live
from baketracker.db.types import now
from baketracker.errors import Forbidden, InvalidInput, NotFound
from baketracker.events.models import Event
from baketracker.finished_goods.models import FinishedGood
from baketracker.finished_stock.holding import held as kept_of
from baketracker.finished_stock.models import FinishedAdjustment
from baketracker.giving import service
from baketracker.giving.delivering import EventArchived, NotEnoughFree, TheFirstStep
from baketracker.giving.schemas import Delivery
from baketracker.giving.states import NotInThisStatus
from tests.factories.bakeries import BakeryOnDatabase, open_bakery
from tests.factories.depth import examples

from .boxes import dump, gift, give, on_hand, package, person, put_on_shelf, shelf


@pytest.mark.covers("F46")
def test_ready_keeps_the_goods_from_others(bakery: BakeryOnDatabase) -> None:
    goods = shelf(bakery)
    box = package(bakery, {goods.cookies: 2, goods.brownies: 1})
    put_on_shelf(bakery, {goods.cookies: 5, goods.brownies: 3})
    people = [person(bakery, name).id for name in ("Anna", "Ben", "Carl")]
    first, second, third = give(bakery, goods.event, box.id, people)
    with bakery.session() as db:
        service.make_ready(db, [first.id, second.id])
    with bakery.session() as db:
        assert service.held(db, [goods.cookies, goods.tower]) == {goods.cookies: 4}
        assert kept_of(db, [goods.cookies])[goods.cookies] == 4
    assert on_hand(bakery) == {"Cookie Bag": 5, "Brownie Tray": 3}
    with bakery.session() as db, pytest.raises(NotEnoughFree) as refused:
        service.make_ready(db, [third.id])
    [missing] = refused.value.missing
    assert (missing.good.name, missing.wanted, missing.free) == ("Cookie Bag", 2, 1)
    assert "missing: 1 Cookie Bag" in str(refused.value)
    with bakery.session() as db:
        [made] = service.make_ready(db, [third.id], confirmed=True).gifts
    assert made.without_stock
    with bakery.session() as db:
        assert service.held(db, [goods.cookies]) == {goods.cookies: 4}
        assert service.make_ready(db, [first.id]).operation_id is None


@pytest.mark.covers("F46")
def test_delivered_takes_the_goods_and_undo_brings_them_back(bakery: BakeryOnDatabase) -> None:
    goods, anna = shelf(bakery), person(bakery)
    put_on_shelf(bakery, {goods.cookies: 5})
    [one] = give(bakery, goods.event, package(bakery, {goods.cookies: 2}).id, [anna.id], quantity=2)
    with bakery.session() as db, pytest.raises(NotInThisStatus, match="takes one that is ready"):
        service.deliver(db, one.id, Delivery())
    with bakery.session() as db:
        service.make_ready(db, [one.id])
    before = dump(bakery)
    at = datetime(2026, 1, 5, 12, tzinfo=UTC)
    with bakery.session() as db:
        made = service.deliver(db, one.id, Delivery(delivered_to="the porter", delivered_at=at))
    now = gift(bakery, one.id)
    assert (now.status, now.delivered_to, now.delivered_at) == ("delivered", "the porter", at)
    assert on_hand(bakery) == {"Cookie Bag": 1}
    with bakery.session() as db:
        last = db.scalars(select(FinishedAdjustment).order_by(FinishedAdjustment.id.desc())).first()
        assert last is not None
        assert (last.reason, last.quantity_change, last.happened_at) == ("gift", -4, at)
        assert [(t.good.name, t.quantity) for t in service.taken(db, one.id)] == [("Cookie Bag", 4)]
        assert made.operation_id
        activity.undo(db, made.operation_id)
    assert dump(bakery) == before
    assert gift(bakery, one.id).status == "ready"


@pytest.mark.covers("F46")
def test_an_admin_steps_back_and_gets_what_was_taken(bakery: BakeryOnDatabase) -> None:
    goods, anna = shelf(bakery), person(bakery)
    box = package(bakery, {goods.cookies: 2})
    put_on_shelf(bakery, {goods.cookies: 5})
    [one] = give(bakery, goods.event, box.id, [anna.id])
    with bakery.session() as db:
        service.make_ready(db, [one.id])
    with bakery.session() as db:
        service.deliver(db, one.id, Delivery())
    with bakery.session("member") as db, pytest.raises(Forbidden):
        service.step_back(db, one.id)
    delivered = dump(bakery)
    with bakery.session("admin") as db:
        back = service.step_back(db, one.id)
    assert on_hand(bakery) == {"Cookie Bag": 5}
    now = gift(bakery, one.id)
    assert (now.status, now.delivered_at, now.delivered_to) == ("ready", None, "")
    with bakery.session() as db:
        assert back.operation_id
        activity.undo(db, back.operation_id)
    assert dump(bakery) == delivered
    for wanted in ("ready", "pending"):
        with bakery.session() as db:
            [stepped] = service.step_back(db, one.id).gifts
        assert stepped.status == wanted
    with bakery.session() as db:
        assert service.held(db, [goods.cookies]) == {}
    with bakery.session() as db, pytest.raises(TheFirstStep):
        service.step_back(db, one.id)


def test_without_stock_only_what_is_there_goes_and_comes_back(bakery: BakeryOnDatabase) -> None:
    goods, anna = shelf(bakery), person(bakery)
    box = package(bakery, {goods.cookies: 3, goods.brownies: 1})
    put_on_shelf(bakery, {goods.cookies: 2})
    [one] = give(bakery, goods.event, box.id, [anna.id])
    with bakery.session() as db:
        service.make_ready(db, [one.id], confirmed=True)
    with bakery.session() as db, pytest.raises(NotEnoughFree, match="1 Brownie Tray, 1 Cookie Bag"):
        service.deliver(db, one.id, Delivery())
    with bakery.session() as db:
        service.deliver(db, one.id, Delivery(confirmed=True))
    assert on_hand(bakery) == {}
    with bakery.session() as db:
        assert [(t.good.name, t.quantity) for t in service.taken(db, one.id)] == [("Cookie Bag", 2)]
    with bakery.session() as db:
        service.step_back(db, one.id)
    assert on_hand(bakery) == {"Cookie Bag": 2}
    assert gift(bakery, one.id).without_stock


def test_what_others_keep_is_not_taken_without_stock(bakery: BakeryOnDatabase) -> None:
    goods = shelf(bakery)
    box = package(bakery, {goods.cookies: 2})
    put_on_shelf(bakery, {goods.cookies: 3})
    first, second = give(bakery, goods.event, box.id, [person(bakery, n).id for n in "AB"])
    with bakery.session() as db:
        made = service.make_ready(db, [first.id, second.id], confirmed=True).gifts
    assert [one.without_stock for one in made] == [False, True]
    with bakery.session() as db:
        service.deliver(db, second.id, Delivery(confirmed=True))
    with bakery.session() as db:
        service.deliver(db, first.id, Delivery())
    assert on_hand(bakery) == {}


def test_it_is_handed_over_at_an_event_that_is_over_but_not_tomorrow(
    bakery: BakeryOnDatabase,
) -> None:
    goods, anna = shelf(bakery), person(bakery)
    put_on_shelf(bakery, {goods.cookies: 1})
    [one] = give(bakery, goods.event, package(bakery, {goods.cookies: 1}).id, [anna.id])
    with bakery.session() as db:
        service.make_ready(db, [one.id])
        event = db.find(Event, goods.event)
        assert event is not None
        event.plan_state = "completed"
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    with bakery.session() as db, pytest.raises(InvalidInput, match="still to come"):
        service.deliver(db, one.id, Delivery(delivered_at=tomorrow))
    with bakery.session() as db:
        assert service.deliver(db, one.id, Delivery()).gifts[0].delivered_to == "Anna"
    with bakery.session() as db, pytest.raises(NotFound):
        service.make_ready(db, [one.id, goods.event])


@settings(max_examples=examples(12))
@given(st.lists(st.tuples(st.integers(0, 2), st.sampled_from("rdbu")), max_size=12))
def test_whatever_is_done_no_good_is_kept_or_taken_twice(
    engine: Engine, steps: list[tuple[int, str]]
) -> None:
    """Ready, deliver, back and undo in any order: what is kept never exceeds what is on hand, and
    what is there and what was taken come to what there was."""
    bakery = open_bakery(engine, "Ada's Bakery")
    goods = shelf(bakery)
    box = package(bakery, {goods.cookies: 2})
    put_on_shelf(bakery, {goods.cookies: 5})
    gifts = give(bakery, goods.event, box.id, [person(bakery, n).id for n in "ABC"])
    for which, act in steps:
        gift_id = gifts[which].id
        try:
            with bakery.session() as db:
                if act == "r":
                    service.make_ready(db, [gift_id], confirmed=which == 2)
                elif act == "d":
                    service.deliver(db, gift_id, Delivery(confirmed=which == 2))
                elif act == "b":
                    service.step_back(db, gift_id)
                else:
                    done = [one for one in activity.recent(db).items if one.undone_at is None]
                    if done and done[0].kind != "gifts.assign":
                        activity.undo(db, done[0].id)
        except (NotEnoughFree, NotInThisStatus, TheFirstStep):
            continue
        with bakery.session() as db:
            row = db.find(FinishedGood, goods.cookies)
            assert row is not None
            assert service.held(db, [goods.cookies]).get(goods.cookies, 0) <= row.on_hand
            taken = sum(t.quantity for one in gifts for t in service.taken(db, one.id))
            assert row.on_hand + taken == 5


def test_at_an_archived_event_nothing_is_packed_or_handed_over(bakery: BakeryOnDatabase) -> None:
    goods, anna = shelf(bakery), person(bakery)
    put_on_shelf(bakery, {goods.cookies: 5})
    box = package(bakery, {goods.cookies: 2})
    [one] = give(bakery, goods.event, box.id, [anna.id])
    [two] = give(bakery, goods.event, box.id, [person(bakery, "Ben").id])
    with bakery.session() as db:
        service.make_ready(db, [one.id])
    with bakery.session() as db:
        live(db, Event, goods.event, "event").deleted_at = now()
    before = dump(bakery)
    for step in (
        lambda db: service.make_ready(db, [two.id]),
        lambda db: service.deliver(db, one.id, Delivery()),
    ):
        with bakery.session() as db, pytest.raises(EventArchived, match="Bring it back first"):
            step(db)
    assert dump(bakery) == before
