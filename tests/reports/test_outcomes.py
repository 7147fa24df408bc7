"""How an event came out is said at once, taken back and changed; the next plan learns from it."""

from decimal import Decimal

import pytest

from baketracker.activity import service as activity
from baketracker.db.types import new_id, now
from baketracker.errors import InvalidInput, NotFound, RuleBroken
from baketracker.events import copying, selecting
from baketracker.events.models import Event
from baketracker.events.schemas import Copying, GoodQuantity
from baketracker.events.states import NotInThisState
from baketracker.exchange.canonical import canonical
from baketracker.plan_life import service as plan_life
from baketracker.reports import service
from baketracker.reports.outcome_schemas import GoodOutcome, NewOutcome
from tests.assembly.packing import Packing
from tests.assembly.packing import pack as packed
from tests.assembly.test_inner import all_baked, lying_there
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.statements import asked
from tests.plan_life.baking import begun
from tests.reports.making import another, bake, came_out, making, pack


@pytest.mark.covers("O-11")
def test_ten_goods_are_told_at_once_changed_and_taken_back(bakery: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        goods = [Packing(db).good(f"Good {number}") for number in range(10)]
    event = another(bakery, "Fair", dict.fromkeys(goods, 50))
    told = NewOutcome(
        goods=[GoodOutcome(good_id=key, left_over=place) for place, key in enumerate(goods)]
    )
    with bakery.session() as db:
        before = canonical(db)
        assert not service.outcome(db, event).is_told
    with bakery.session() as db:
        saved = service.save_outcome(db, event, told, key := new_id())
        assert saved.operation_id == key
        assert [line.left_over for line in saved.lines] == list(range(10))
        assert [line.enough for line in saved.lines] == list(range(50, 40, -1))
    change = NewOutcome(goods=[GoodOutcome(good_id=goods[3], ran_short=8, notes="Rain")])
    with bakery.session() as db:
        again = service.save_outcome(db, event, change)
    line = again.lines[3]
    assert (line.left_over, line.ran_short, line.enough, line.notes) == (0, 8, 58, "Rain")
    assert again.lines[4] == saved.lines[4]
    with bakery.session() as db:
        assert again.operation_id is not None
        activity.undo(db, again.operation_id)
        assert service.outcome(db, event).lines == saved.lines
    with bakery.session() as db:
        activity.undo(db, key)
        assert not service.outcome(db, event).is_told
        assert canonical(db) == before


@pytest.mark.covers("O-11")
def test_what_there_was_is_what_was_packed(bakery: BakeryOnDatabase) -> None:
    made = making(bakery)
    bake(bakery, made, 16)
    pack(bakery, made, 4)
    (line,) = came_out(bakery, made.event, made.bag, ran_short=3).lines
    assert (line.planned, line.packed, line.had, line.enough) == (8, 4, 4, 7)


def test_what_cannot_be_is_refused_as_a_whole(bakery: BakeryOnDatabase) -> None:
    made = making(bakery)
    event = another(bakery, "Fair", {made.bag: 50}, days=0, state="in_production")
    ahead = another(bakery, "Ahead", {made.bag: 50}, days=3, state="draft")
    bag = {"good_id": made.bag}
    wrong = [
        [bag | {"left_over": 1, "ran_short": 1}],
        [bag | {"left_over": 51}],
        [bag, bag],
        [bag, {"good_id": new_id()}],
    ]
    with bakery.session() as db:
        for lines in wrong:
            with pytest.raises(InvalidInput) as refused:
                service.save_outcome(db, event, NewOutcome.model_validate({"goods": lines}))
            assert refused.value.fields
        with pytest.raises(RuleBroken):
            service.save_outcome(db, ahead, NewOutcome.model_validate({"goods": [bag]}))
        with pytest.raises(NotFound):
            service.save_outcome(db, new_id(), NewOutcome.model_validate({"goods": [bag]}))
        assert not service.outcome(db, event).is_told
    came_out(bakery, event, made.bag, left_over=50)


@pytest.mark.covers("S1-history-informs", "O-11")
def test_a_copy_learns_from_the_event_it_was_made_of(bakery: BakeryOnDatabase) -> None:
    made = making(bakery)
    before = another(bakery, "Christmas 2025", {made.bag: 50}, days=-200, guests=40)
    other = another(bakery, "Fair", {made.bag: 10}, days=-100)
    came_out(bakery, before, made.bag, left_over=10)
    came_out(bakery, other, made.bag, ran_short=2)
    with bakery.session() as db:
        copied = copying.copy(
            db,
            before,
            Copying(
                name="Christmas 2026", event_date=db.scope.today(), expected_guests=60, goods=True
            ),
        )
        (lesson,) = service.lessons(db, copied.id)
        # The same occasion counts, though another was later.
        assert (lesson.event.id, lesson.same, lesson.way) == (before, True, "left_over")
        assert (lesson.had, lesson.left_over, lesson.enough) == (50, 10, 40)
        assert (lesson.guests, lesson.scaled, lesson.quantity) == (40, True, 60)
        assert not lesson.is_taken
        taken = service.take_lessons(db, copied.id)
        (after,) = service.lessons(db, copied.id)
        assert after.is_taken
    with bakery.session() as db:
        activity.undo(db, taken)
        assert service.lessons(db, copied.id) == [lesson]
        # Counted for each guest it stays so.
        each = GoodQuantity(per_guest=Decimal(2))
        selecting.set_good(db, copied.id, made.bag, each)
        assert service.lessons(db, copied.id)[0].per_guest == 1


def test_the_newest_of_any_occasion_counts_where_it_is_the_first_of_its_own(
    bakery: BakeryOnDatabase,
) -> None:
    made = making(bakery)
    far = another(bakery, "Fair", {made.bag: 10}, days=-100)
    near = another(bakery, "Wedding", {made.bag: 20}, days=-50)
    later = another(bakery, "Later", {made.bag: 20}, days=-2)
    came_out(bakery, far, made.bag, ran_short=2)
    came_out(bakery, near, made.bag)
    came_out(bakery, later, made.bag, left_over=1)
    ahead = another(bakery, "Party", {made.bag: 10}, days=-3, state="draft")
    with bakery.session() as db:
        (lesson,) = service.lessons(db, ahead)
        assert (lesson.event.id, lesson.same, lesson.way, lesson.quantity) == (
            near, False, "just_right", 20,
        )  # fmt: skip
        db.get_one(Event, (db.scope.tenant_id, near)).deleted_at = now()
        db.flush()
        assert service.lessons(db, ahead)[0].event.id == far
        assert service.lessons(db, far) == []


def test_a_settled_plan_takes_nothing(bakery: BakeryOnDatabase) -> None:
    made = making(bakery)
    before = another(bakery, "Fair", {made.bag: 10})
    came_out(bakery, before, made.bag, left_over=2)
    settled = another(bakery, "Fair", {made.bag: 10}, days=5, state="locked")
    with bakery.session() as db, pytest.raises(NotInThisState):
        service.take_lessons(db, settled)


def test_as_many_statements_for_ten_goods_as_for_one(bakery: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        goods = [Packing(db).good(f"Good {number}") for number in range(10)]
    told = []
    for count in (1, 10):
        some = goods[:count]
        before = another(bakery, f"Fair {count}", dict.fromkeys(some, 50))
        lines = [GoodOutcome(good_id=key, left_over=1) for key in some]
        with bakery.session() as db:
            service.save_outcome(db, before, NewOutcome(goods=lines))
        ahead = another(bakery, f"Fair {count}", dict.fromkeys(some, 50), days=9, state="draft")
        with bakery.session() as db:
            told.append(
                (
                    asked(lambda db=db, ahead=ahead: service.lessons(db, ahead)),
                    asked(lambda db=db, before=before: service.outcome(db, before)),
                )
            )
    assert told[0] == told[1]


def test_bags_inside_towers_were_not_there_for_the_guests(bakery: BakeryOnDatabase) -> None:
    made = begun(bakery)
    all_baked(bakery, made)
    packed(bakery, made.bag, 60, event_id=made.event)
    packed(bakery, made.tower, 5, event_id=made.event)
    with bakery.session() as db:
        plan_life.complete(db, made.event, confirmed=True)
        lines = {line.good.name: line.packed for line in service.outcome(db, made.event).lines}
    assert lines == {"Bag": 50, "Tower": 5}


def test_where_packing_was_not_written_down_the_list_counts(bakery: BakeryOnDatabase) -> None:
    made = lying_there(bakery, bags=10)
    with bakery.session() as db:
        plan_life.complete(db, made.event, confirmed=True)
        bag = next(
            line for line in service.outcome(db, made.event).lines if line.good.name == "Bag"
        )
    assert (bag.planned, bag.had) == (50, 50)
