"""The board of an event: to do, in the oven, done; and batches from beginning to end."""

from datetime import timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from baketracker.buying.concerning import PleaseConfirm
from baketracker.errors import NotFound
from baketracker.make import service
from baketracker.make.schemas import BoardView, CardView
from baketracker.pantry.consuming import NotEnough
from baketracker.production import open_batches
from baketracker.production import service as production
from baketracker.production.during import NotStarted
from baketracker.production.open_batches import TooManyTimers
from baketracker.production.open_schemas import (
    MOST_TIMERS,
    AtStep,
    Finished,
    NewTimer,
    StoppedTimer,
)
from baketracker.production.outcome import LossesTooMany
from baketracker.recipes.batches import YieldMissing
from baketracker.recipes.models import Recipe, RecipeStep
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.clients import browser
from tests.factories.kitchen import Kitchen, Stocked
from tests.make.kitchens import begin, finish, ready
from tests.plan_life.baking import settled
from tests.production.bakes import dump, event_in, undo


def board(bakery: BakeryOnDatabase, event: UUID) -> BoardView:
    with bakery.session() as db:
        return service.board(db, event)


def card(bakery: BakeryOnDatabase, made: Stocked, name: str = "Cookie") -> CardView:
    cards = board(bakery, made.event).cards
    return next(one for one in cards if one.finished_unit.name == name)


@pytest.mark.covers("SC-20", "PH-04")
def test_a_card_says_how_many_how_hot_and_how_long(bakery: BakeryOnDatabase) -> None:
    made = ready(bakery)
    cookie = card(bakery, made)
    assert (cookie.left, cookie.makes, cookie.wanted, cookie.batches) == (8, 48, 380, 8)
    (oven,) = cookie.oven
    assert (oven.celsius, oven.fahrenheit, oven.minutes) == (177, 350, 12)
    assert cookie.rounds == (0, 8)
    assert [one.finished_unit.name for one in board(bakery, made.event).to_do] == [
        "Brownie", "Cookie",
    ]  # fmt: skip


@pytest.mark.covers("SC-20", "P-04")
def test_a_batch_goes_from_to_do_through_the_oven_to_done(bakery: BakeryOnDatabase) -> None:
    made = ready(bakery)
    batch = begin(bakery, made.cookie, 2, event_id=made.event)
    assert batch.expected == 96
    told = board(bakery, made.event)
    assert [one.id for one in told.in_oven] == [batch.id]
    cookie = card(bakery, made)
    assert (cookie.left, cookie.in_oven, cookie.batches_done) == (6, 2, 0)
    run = finish(bakery, batch.id, 90, losses=[{"category": "burnt", "quantity": 6}])
    assert [(loss.category, loss.quantity) for loss in run.losses] == [("burnt", 6)]
    cookie = card(bakery, made)
    assert (cookie.left, cookie.in_oven, cookie.batches_done, cookie.good) == (6, 0, 2, 90)
    assert cookie.rounds == (2, 8)
    # 6 batches more are 288: with the 90 that is 378 of 380.
    assert (cookie.short, cookie.repair_unit_id) == (2, made.cookie)
    rest = begin(bakery, made.cookie, 6, event_id=made.event)
    finish(bakery, rest.id, 290, confirmed=True)
    told = board(bakery, made.event)
    assert [one.finished_unit.name for one in told.done] == ["Cookie"]
    assert [one.finished_unit.name for one in told.to_do] == ["Brownie"]


def test_better_batches_leave_fewer_to_bake(bakery: BakeryOnDatabase) -> None:
    made = ready(bakery)
    batch = begin(bakery, made.cookie, 6, event_id=made.event)
    finish(bakery, batch.id, 340, confirmed=True)
    assert (card(bakery, made).left, card(bakery, made).short) == (1, 0)


@pytest.mark.covers("P-04")
def test_all_that_is_planned_is_baked_and_too_few(bakery: BakeryOnDatabase) -> None:
    made = ready(bakery)
    batch = begin(bakery, made.cookie, 8, event_id=made.event)
    finish(bakery, batch.id, 370)
    cookie = card(bakery, made)
    assert (cookie.left, cookie.short, cookie.is_to_do) == (0, 10, True)
    with bakery.session() as db:
        assert service.short_of(db, made.event, made.cookie) == made.cookie
        assert service.short_of(db, made.event, made.brownie) is None


@pytest.mark.covers("F36", "A21")
def test_the_pantry_is_shared_out_over_all_cards_and_what_is_in_the_oven(
    bakery: BakeryOnDatabase,
) -> None:
    """28 cups of sugar. Brownies take 12 for 8 batches, cookies 16: together just enough, until
    something else is begun."""
    made = ready(bakery)
    assert all(not one.lacks for one in board(bakery, made.event).cards)
    alone = begin(bakery, made.cookie, 3)
    told = board(bakery, made.event)
    assert told.in_oven == []
    brownie, cookie = told.cards
    assert (brownie.lacks, brownie.possible) == ([], 8)
    assert [(lack.name, lack.quantity) for lack in cookie.lacks] == [("Sugar", Decimal(6))]
    assert cookie.possible == 5
    with bakery.session() as db:
        open_batches.give_up(db, alone.id)
    assert card(bakery, made).lacks == []


@pytest.mark.covers("SC-20", "SC-21")
def test_what_lacks_is_told_and_written_down_anyway(bakery: BakeryOnDatabase) -> None:
    made = ready(bakery)
    batch = begin(bakery, made.cookie, 15, event_id=made.event)
    assert [lack.name for lack in board(bakery, made.event).oven_lacks] == ["Sugar"]
    before = dump(bakery)
    with pytest.raises(NotEnough):
        finish(bakery, batch.id, 720)
    assert dump(bakery) == before
    run = finish(bakery, batch.id, 720, short="take")
    assert not run.cost_is_known


@pytest.mark.covers("SC-21", "D-15")
def test_more_than_expected_is_asked_about_once(bakery: BakeryOnDatabase) -> None:
    made = ready(bakery)
    batch = begin(bakery, made.cookie, event_id=made.event)
    with pytest.raises(PleaseConfirm):
        finish(bakery, batch.id, 50)
    assert finish(bakery, batch.id, 50, confirmed=True).surplus == 2


@pytest.mark.covers("SC-20", "K-58")
def test_taking_a_run_back_puts_it_back_into_the_oven(bakery: BakeryOnDatabase) -> None:
    made = ready(bakery)
    batch = begin(bakery, made.cookie, 2, event_id=made.event)
    before = dump(bakery)
    run = finish(bakery, batch.id, 96)
    with bakery.session() as db, pytest.raises(NotFound):
        open_batches.get(db, batch.id)
    undo(bakery, run.operation_id)
    assert dump(bakery) == before
    with bakery.session() as db:
        assert open_batches.get(db, batch.id).batches == 2
    assert finish(bakery, batch.id, 95).good == 95


def test_a_beginning_and_a_giving_up_go_back(bakery: BakeryOnDatabase) -> None:
    made = ready(bakery)
    before = dump(bakery)
    batch = begin(bakery, made.cookie)
    with bakery.session() as db:
        open_batches.turn_to(db, batch.id, AtStep(step=2))
        open_batches.start_timer(db, batch.id, NewTimer(name="Oven", minutes=12))
        gone = open_batches.give_up(db, batch.id)
    with bakery.session() as db:
        assert open_batches.open_batches(db) == []
    undo(bakery, gone.operation_id)
    with bakery.session() as db:
        back = open_batches.get(db, batch.id)
    assert (back.step, [one.name for one in back.timers]) == (2, ["Oven"])
    undo(bakery, batch.operation_id)
    with bakery.session() as db:
        assert open_batches.open_batches(db) == []
        assert production.search(db, production.Wanted()).items == []
    assert {name: rows for name, rows in dump(bakery).items() if name != "open_batches"} == {
        name: rows for name, rows in before.items() if name != "open_batches"
    }


def test_what_was_finished_elsewhere_is_not_finished_again(bakery: BakeryOnDatabase) -> None:
    made = ready(bakery)
    batch = begin(bakery, made.cookie, event_id=made.event)
    finish(bakery, batch.id, 48)
    with pytest.raises(NotFound):
        finish(bakery, batch.id, 48)
    with bakery.session() as db:
        assert len(production.search(db, production.Wanted()).items) == 1
        for act in (open_batches.give_up, open_batches.get):
            with pytest.raises(NotFound):
                act(db, batch.id)


@pytest.mark.covers("D-07")
def test_batches_begin_only_where_baking_may(bakery: BakeryOnDatabase) -> None:
    made = settled(bakery)
    with pytest.raises(NotStarted):
        begin(bakery, made.cookie, event_id=made.event)
    assert board(bakery, made.event).cards == []
    late = event_in(bakery, "completed", "Last year")
    batch = begin(bakery, made.brownie, event_id=late)
    with pytest.raises(PleaseConfirm):
        finish(bakery, batch.id, 24)
    with pytest.raises(NotFound):
        begin(bakery, made.cookie, event_id=uuid4())
    with bakery.session() as db:
        kitchen = Kitchen(db)
        vague = kitchen.finished_unit(made.cookie_recipe, "Some", None)
    with pytest.raises(YieldMissing):
        begin(bakery, vague)


def test_losses_are_no_more_than_is_missing(bakery: BakeryOnDatabase) -> None:
    made = ready(bakery)
    batch = begin(bakery, made.cookie)
    before = dump(bakery)
    with pytest.raises(LossesTooMany):
        finish(bakery, batch.id, 46, losses=[{"category": "burnt", "quantity": 3}])
    assert dump(bakery) == before


@pytest.mark.covers("SC-22", "PH-04")
def test_timers_are_known_by_their_end(bakery: BakeryOnDatabase) -> None:
    made = ready(bakery)
    batch = begin(bakery, made.cookie)
    with bakery.session() as db:
        open_batches.start_timer(db, batch.id, NewTimer(name="Dough", minutes=30))
        told = open_batches.start_timer(db, batch.id, NewTimer(name="Oven", minutes=12))
    assert [one.name for one in told.timers] == ["Oven", "Dough"]
    with bakery.session() as db:
        again = open_batches.start_timer(db, batch.id, NewTimer(name="Oven", minutes=60))
        assert [one.name for one in again.timers] == ["Dough", "Oven"]
        for _twice in range(2):
            left = open_batches.stop_timer(db, batch.id, StoppedTimer(name="Dough"))
            assert [one.name for one in left.timers] == ["Oven"]
        for at in range(MOST_TIMERS - 1):
            open_batches.start_timer(db, batch.id, NewTimer(name=f"Tray {at}", minutes=1))
        with pytest.raises(TooManyTimers):
            open_batches.start_timer(db, batch.id, NewTimer(name="One more", minutes=1))


@pytest.mark.covers("SC-22", "PH-05")
def test_the_kitchen_reads_the_recipe_as_the_plan_froze_it(bakery: BakeryOnDatabase) -> None:
    made = ready(bakery)
    batch = begin(bakery, made.cookie, 2, event_id=made.event)
    with bakery.session() as db:
        told, cooking = service.cook_batch(db, batch.id)
    assert (told.id, cooking.factor) == (batch.id, Decimal(2))
    own, frosting = cooking.parts
    assert [(one.name, one.quantity, one.unit) for one in own.amounts] == [
        ("Flour", Decimal(4), "cup"), ("Sugar", Decimal(2), "cup"),
    ]  # fmt: skip
    flour = own.amounts[0]
    assert flour.other is not None
    assert (round(flour.other), flour.other_unit) == (480, "g")
    assert own.amounts[1].other is None
    assert (frosting.name, frosting.batches) == ("Frosting", Decimal(1))
    assert [[one.name for one in step.amounts] for step in cooking.steps] == [
        ["Flour", "Sugar", "Sugar"], [], [],
    ]  # fmt: skip
    # What becomes of the recipe later does not touch a plan that has begun.
    with bakery.session() as db:
        row = db.find(Recipe, made.cookie_recipe)
        assert row is not None
        for step in db.scalars(select(RecipeStep)):
            step.text = "Something else."
    with bakery.session() as db:
        _told, again = service.cook_batch(db, batch.id)
        assert again == cooking
        now = service.cook_recipe(db, made.cookie_recipe, Decimal("0.5"))
    assert now.steps[0].text == "Something else."
    assert now.parts[0].amounts[0].quantity == 1


def test_the_neighbour_sees_and_changes_nothing(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase
) -> None:
    made = ready(bakery)
    batch = begin(bakery, made.cookie, event_id=made.event)
    with neighbour.session() as db:
        assert open_batches.open_batches(db) == []
        assert service.places(db).baking == []
        assert not service.is_baking(db)
        for act in (
            lambda: service.board(db, made.event),
            lambda: service.sheet(db, made.event),
            lambda: service.cook_batch(db, batch.id),
            lambda: service.cook_recipe(db, made.cookie_recipe, Decimal(1)),
            lambda: service.short_of(db, made.event, made.cookie),
            lambda: open_batches.turn_to(db, batch.id, AtStep(step=1)),
            lambda: open_batches.start_timer(db, batch.id, NewTimer(name="Mine", minutes=1)),
            lambda: open_batches.stop_timer(db, batch.id, StoppedTimer(name="Oven")),
            lambda: open_batches.finish(db, batch.id, Finished(good=1)),
            lambda: open_batches.give_up(db, batch.id),
        ):
            with pytest.raises(NotFound):
                act()
    assert board(bakery, made.event).in_oven[0].timers == []


def test_what_is_promised_to_an_earlier_event_is_said(bakery: BakeryOnDatabase) -> None:
    made = ready(bakery)
    with bakery.session() as db:
        kitchen = Kitchen(db)
        day = db.scope.today() + timedelta(days=2)
        wedding = kitchen.event("Wedding", day, {made.bag: 50}, made.cookie_recipe)
        kitchen.decide(wedding, made.cookie, 8)
    [claim] = board(bakery, made.event).claims
    assert claim.event.name == "Wedding"
    assert "Flour" in claim.names
    assert "is promised to Wedding first" in browser(bakery).get(f"/make/{made.event}").text
