"""Who gets what: one or many at once, more of it, less of it, nothing any more."""

from uuid import uuid4

import pytest

from baketracker.activity import service as activity
from baketracker.errors import InvalidInput, NotFound, RuleBroken, Stale
from baketracker.events.models import Event
from baketracker.giving import service
from baketracker.giving.assigning import DeliveredAlready, MustNotEat
from baketracker.giving.schemas import Delivery, GiftChange, NewGifts
from baketracker.giving.states import NotInThisStatus
from tests.factories.bakeries import BakeryOnDatabase

from .boxes import dump, gift, give, package, person, put_on_shelf, shelf


@pytest.mark.covers("O-12")
def test_a_household_gets_it_at_once_and_it_is_taken_back_at_once(
    bakery: BakeryOnDatabase,
) -> None:
    goods = shelf(bakery)
    box = package(bakery, {goods.cookies: 1})
    for name in ("Anna", "Ben"):
        person(bakery, name, household="Jensen")
    carl = person(bakery, "Carl")
    before = dump(bakery)
    new = NewGifts(
        event_id=goods.event, package_id=box.id, recipient_ids=[carl.id], households=["Jensen", ""]
    )
    with bakery.session() as db:
        made = service.assign(db, new)
    assert {one.recipient.name for one in made.gifts} == {"Anna", "Ben", "Carl"}
    with bakery.session() as db:
        assert activity.recent(db).items[0].sentence == "Holiday box for 3 people"
        assert made.operation_id
        activity.undo(db, made.operation_id)
    assert dump(bakery) == before


@pytest.mark.covers("D-16")
def test_the_same_package_again_is_more_of_it(bakery: BakeryOnDatabase) -> None:
    goods, anna = shelf(bakery), person(bakery)
    box = package(bakery, {goods.cookies: 1})
    put_on_shelf(bakery, {goods.cookies: 5})
    [first] = give(bakery, goods.event, box.id, [anna.id], quantity=2, notes="blue ribbon")
    with bakery.session() as db:
        service.make_ready(db, [first.id])
    before = dump(bakery)
    new = NewGifts(
        event_id=goods.event, package_id=box.id, recipient_ids=[anna.id], quantity=3, notes="red"
    )
    with bakery.session() as db:
        made = service.assign(db, new)
    [again] = made.gifts
    assert (again.id, again.quantity, again.status) == (first.id, 5, "pending")
    assert again.notes == "blue ribbon\nred"
    with bakery.session() as db:
        assert made.operation_id
        activity.undo(db, made.operation_id)
    assert dump(bakery) == before
    with bakery.session() as db:
        service.deliver(db, first.id, Delivery())
    with bakery.session() as db, pytest.raises(DeliveredAlready, match="for Anna is delivered"):
        service.assign(db, new)


@pytest.mark.covers("G-41")
def test_what_somebody_must_not_eat_is_asked_about(bakery: BakeryOnDatabase) -> None:
    goods = shelf(bakery)
    tower = package(bakery, {goods.tower: 1}, "Tower box")
    anna = person(bakery, "Anna", allergens=["Nuts", "soy"])
    ben = person(bakery, "Ben")
    ids = [anna.id, ben.id]
    with pytest.raises(MustNotEat, match="Tower box holds what must not be eaten by Anna: Nuts"):
        give(bakery, goods.event, tower.id, ids)
    made = give(bakery, goods.event, tower.id, ids, confirmed=True)
    assert {one.recipient.name: one.allergens for one in made} == {"Anna": ["Nuts"], "Ben": []}


def test_what_cannot_be_given_is_refused(bakery: BakeryOnDatabase) -> None:
    goods, anna = shelf(bakery), person(bakery)
    box = package(bakery, {goods.cookies: 1})
    empty, template = package(bakery, {}), package(bakery, {goods.cookies: 1}, is_template=True)
    for wrong, why in ((empty, "Nothing is in"), (template, "is a template")):
        with pytest.raises(RuleBroken, match=why):
            give(bakery, goods.event, wrong.id, [anna.id])
    with pytest.raises(InvalidInput, match="Choose somebody"):
        give(bakery, goods.event, box.id, [])
    for args in (
        (uuid4(), box.id, [anna.id]), (goods.event, uuid4(), [anna.id]),
        (goods.event, box.id, [anna.id, uuid4()]),
    ):  # fmt: skip
        with pytest.raises(NotFound):
            give(bakery, *args)
    give(bakery, goods.event, box.id, [anna.id], quantity=9_999)
    with pytest.raises(RuleBroken, match="more than 10000"):
        give(bakery, goods.event, box.id, [anna.id], quantity=2)
    with bakery.session() as db:
        row = db.find(Event, goods.event)
        assert row is not None
        row.is_template = True
    with pytest.raises(RuleBroken, match="Cookie Boxes is a template"):
        give(bakery, goods.event, box.id, [anna.id])


def test_how_many_and_the_notes_change(bakery: BakeryOnDatabase) -> None:
    goods, anna = shelf(bakery), person(bakery)
    put_on_shelf(bakery, {goods.cookies: 3})
    [one] = give(bakery, goods.event, package(bakery, {goods.cookies: 1}).id, [anna.id], quantity=3)
    with bakery.session() as db:
        service.make_ready(db, [one.id])
    now = gift(bakery, one.id)
    with bakery.session() as db:
        less = service.change_gift(db, one.id, GiftChange(quantity=2), now.version)
    assert (less.quantity, less.status) == (2, "ready")
    with bakery.session() as db:
        more = service.change_gift(db, one.id, GiftChange(quantity=3, notes="x"), less.version)
    assert (more.quantity, more.status, more.notes) == (3, "pending", "x")
    with bakery.session() as db, pytest.raises(Stale):
        service.change_gift(db, one.id, GiftChange(quantity=1), less.version)
    with bakery.session() as db:
        service.make_ready(db, [one.id])
    with bakery.session() as db:
        [given] = service.deliver(db, one.id, Delivery()).gifts
    with bakery.session() as db, pytest.raises(NotInThisStatus):
        service.change_gift(db, one.id, GiftChange(quantity=1), given.version)
    with bakery.session() as db:
        noted = service.change_gift(db, one.id, GiftChange(notes="thanks"), given.version)
    with bakery.session() as db, pytest.raises(NotInThisStatus):
        service.remove_gift(db, one.id, noted.version)


def test_what_nobody_gets_any_more_can_come_back(bakery: BakeryOnDatabase) -> None:
    goods, anna = shelf(bakery), person(bakery)
    box = package(bakery, {goods.cookies: 1})
    [one] = give(bakery, goods.event, box.id, [anna.id])
    before = dump(bakery)
    with bakery.session() as db:
        gone = service.remove_gift(db, one.id, one.version)
    with pytest.raises(NotFound):
        gift(bakery, one.id)
    with bakery.session() as db:
        assert gone.operation_id
        activity.undo(db, gone.operation_id)
    assert dump(bakery) == before


def test_the_neighbour_gives_and_sees_nothing(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase
) -> None:
    goods, anna = shelf(bakery), person(bakery)
    box = package(bakery, {goods.cookies: 1})
    [one] = give(bakery, goods.event, box.id, [anna.id])
    theirs, other = shelf(neighbour), person(neighbour)
    for args in (
        (goods.event, package(neighbour, {theirs.cookies: 1}).id, [other.id]),
        (theirs.event, box.id, [other.id]),
        (theirs.event, package(neighbour, {theirs.cookies: 1}).id, [anna.id]),
    ):
        with pytest.raises(NotFound):
            give(neighbour, *args)
    with neighbour.session() as db:
        assert service.goods_wanted(db, goods.event) == service.held(db, [goods.cookies]) == {}
        for ask in (service.gifts, service.board, service.grid, service.labels, service.summary):
            with pytest.raises(NotFound):
                ask(db, goods.event)
        for act in (
            lambda: service.get_gift(db, one.id),
            lambda: service.taken(db, one.id),
            lambda: service.make_ready(db, [one.id], confirmed=True),
            lambda: service.deliver(db, one.id, Delivery()),
            lambda: service.step_back(db, one.id),
            lambda: service.change_gift(db, one.id, GiftChange(), one.version),
            lambda: service.remove_gift(db, one.id, one.version),
            lambda: service.add_photo(db, one.id, b"x"),
        ):
            with pytest.raises(NotFound):
                act()
