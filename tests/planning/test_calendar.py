"""An event's days out of a real bakery, shared with the other events, and the month of them all."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import select

from baketracker.db.tenancy import TenantSession
from baketracker.db.types import new_id
from baketracker.errors import Conflict, NotFound, RuleBroken
from baketracker.events.kitchen import get_kitchen, set_kitchen
from baketracker.events.models import BatchDecision, Event
from baketracker.events.schemas import KitchenFields
from baketracker.planning import calendar
from baketracker.planning.calendar_schemas import ChosenDay, ChosenDays, ScheduleView
from baketracker.recipes.models import RecipeStep
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.kitchen import Kitchen
from tests.factories.statements import asked

pytestmark = pytest.mark.covers("DEC-23")

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Baking:
    """Sugar cookies (48 a batch, with half a batch of frosting, 12 minutes of oven) and tarts (12 a
    batch, 2 days, 30 minutes), for an event in ten days."""

    cookie: UUID
    tart: UUID
    frosting: UUID
    flour: UUID
    box: UUID
    event: UUID
    day: date

    def days(self, view: ScheduleView, row: UUID) -> list[tuple[int, int]]:
        """Days before the event, and batches."""
        job = next(job for job in view.jobs if job.id == row)
        return [((self.day - bake.day).days, bake.batches) for bake in job.bakes]


def baking(db: TenantSession, boxes: int = 16) -> Baking:
    kitchen = Kitchen(db)
    flour, jam = kitchen.ingredient("Flour"), kitchen.ingredient("Jam")
    frosting = kitchen.recipe("Frosting", {jam: "1 cup"})
    sugar = kitchen.recipe("Sugar cookie", {flour: "2 cup"})
    kitchen.nest(sugar, frosting, "0.5")
    pastry = kitchen.recipe("Tart", {flour: "1 cup", jam: "1 cup"})
    for recipe, minutes in ((sugar, 12), (pastry, 30)):
        step(db, recipe, minutes, 180)
        step(db, recipe, 60, None)
    cookie = kitchen.finished_unit(sugar, "Cookie", 48, shelf_life_days=7)
    tart = kitchen.finished_unit(pastry, "Tartlet", 12, shelf_life_days=2)
    box = kitchen.good("Box", units={cookie: "12", tart: "3"})
    day = db.scope.today() + DAY * 10
    event = kitchen.event("Fair", day, {box: boxes})
    return Baking(cookie, tart, frosting, flour, box, event, day)


def step(db: TenantSession, recipe: UUID, minutes: int, oven: int | None) -> None:
    row = {"id": new_id(), "recipe_id": recipe, "text": "Bake", "minutes": minutes}
    db.insert_rows(RecipeStep, [row | {"oven_celsius": oven}])


def limits(db: TenantSession, **fields: object) -> None:
    set_kitchen(db, KitchenFields(**fields), get_kitchen(db).version)


def test_without_limits_everything_is_baked_the_day_before(bakery: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        made = baking(db)
        view = calendar.schedule_for(db, made.event)
    assert view.feasible
    assert made.days(view, made.cookie) == [(1, 4)]
    assert made.days(view, made.tart) == [(1, 4)]
    assert made.days(view, made.frosting) == [(1, 2)]
    assert not view.is_kept


def test_capacity_shelf_life_and_what_goes_inside_spread_the_batches(
    bakery: BakeryOnDatabase,
) -> None:
    with bakery.session() as db:
        made = baking(db)
        limits(db, batches_per_day=4)
        view = calendar.schedule_for(db, made.event)
    assert made.days(view, made.tart) == [(1, 4)]
    assert made.days(view, made.cookie) == [(2, 4)]
    assert made.days(view, made.frosting) == [(3, 2)]
    oven = {job.id: job.oven_minutes for job in view.jobs}
    assert oven == {made.cookie: 12, made.tart: 30, made.frosting: None}


def test_the_oven_limits_too_and_what_is_not_said_is_noted(bakery: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        made = baking(db)
        limits(db, oven_minutes_per_day=60)
        view = calendar.schedule_for(db, made.event)
    assert made.days(view, made.tart) == [(2, 2), (1, 2)]
    assert made.days(view, made.cookie) == [(3, 4)]
    assert [note.code for note in view.notes] == ["oven_unknown"]
    assert "Frosting" in view.notes[0].sentence


def test_without_limits_a_day_too_full_for_anybody_is_pointed_out(bakery: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        made = baking(db, boxes=10_000)
        notes = calendar.schedule_for(db, made.event).notes
        assert [note.code for note in notes] == ["limit_unknown"]
        assert "nobody has said how many the kitchen can bake in a day" in notes[0].sentence
        limits(db, batches_per_day=4)
        assert "limit_unknown" not in [
            note.code for note in calendar.schedule_for(db, made.event).notes
        ]


@pytest.mark.covers("G-20")
def test_an_impossible_plan_says_why_and_what_mends_it(bakery: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        made = baking(db, boxes=20)  # five batches each
        limits(db, batches_per_day=2)
        view = calendar.schedule_for(db, made.event)
        assert view.feasible is False
        assert view.binding is not None
        assert "5 needed, room for 4. Tartlet would not be fresh if baked earlier." in (
            view.binding.sentence
        )
        said = [repair.sentence for repair in view.repairs]
        assert any(words.startswith("3 batches on ") for words in said)
        assert "Start earlier: Tartlet 3 days before the event instead of 2." in said
        with pytest.raises(RuleBroken, match="no day yet"):
            calendar.keep_dates(db, made.event, ChosenDays())


def test_nothing_is_stored_until_the_baker_keeps_the_days(bakery: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        made = baking(db)
        limits(db, batches_per_day=4)
        calendar.schedule_for(db, made.event)
    with bakery.session() as db:
        assert stored(db) == {}
        view = calendar.keep_dates(db, made.event, ChosenDays())
    assert view.is_kept
    with bakery.session() as db:
        assert stored(db) == {made.tart: made.day - DAY, made.cookie: made.day - DAY * 2}
        again = calendar.schedule_for(db, made.event)
    assert [job.bakes for job in again.jobs] == [job.bakes for job in view.jobs]
    assert again.feasible


def stored(db: TenantSession) -> dict[UUID, date | None]:
    rows = db.scalars(select(BatchDecision)).all()
    return {row.finished_unit_id: row.bake_on for row in rows}


def test_one_day_is_chosen_and_left_open_again(bakery: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        made = baking(db)
        early = made.day - DAY * 6
        chosen = ChosenDays(days=[ChosenDay(unit_id=made.cookie, bake_on=early)])
        view = calendar.keep_dates(db, made.event, chosen)
        assert made.days(view, made.cookie) == [(6, 4)]
        # Frosting goes inside: it is made by then.
        assert made.days(view, made.frosting) == [(6, 2)]
        opened = ChosenDays(days=[ChosenDay(unit_id=made.cookie)])
        view = calendar.keep_dates(db, made.event, opened)
        assert made.days(view, made.cookie) == [(1, 4)]


def test_a_chosen_day_too_early_to_be_fresh_is_flagged(bakery: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        made = baking(db)
        chosen = ChosenDays(days=[ChosenDay(unit_id=made.tart, bake_on=made.day - DAY * 5)])
        view = calendar.keep_dates(db, made.event, chosen)
    assert view.feasible is False
    assert view.binding
    assert view.binding.code == "schedule_kept_early"
    assert view.repairs[0].sentence == "Leave the day of Tartlet open."


@pytest.mark.parametrize(("offset", "words"), [(1, "after the event"), (-11, "has passed")])
def test_impossible_days_are_refused(bakery: BakeryOnDatabase, offset: int, words: str) -> None:
    with bakery.session() as db:
        made = baking(db)
        chosen = ChosenDays(days=[ChosenDay(unit_id=made.tart, bake_on=made.day + DAY * offset)])
        with pytest.raises(RuleBroken, match=words):
            calendar.keep_dates(db, made.event, chosen)


def test_days_of_units_the_plan_does_not_bake_and_of_past_plans_are_refused(
    bakery: BakeryOnDatabase,
) -> None:
    with bakery.session() as db:
        made = baking(db)
        unknown = ChosenDays(days=[ChosenDay(unit_id=new_id(), bake_on=made.day)])
        with pytest.raises(NotFound):
            calendar.keep_dates(db, made.event, unknown)
        event = db.find(Event, made.event)
        assert event
        event.plan_state = "completed"
        db.flush()
        with pytest.raises(Conflict):
            calendar.keep_dates(db, made.event, ChosenDays())


def test_events_share_the_kitchen(bakery: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        made = baking(db)
        limits(db, batches_per_day=10)
        calendar.keep_dates(db, made.event, ChosenDays())
        # The day before holds 4 cookies, 4 tarts and 2 frostings already.
        other = Kitchen(db).event("Wedding", made.day, {made.box: 16})
        view = calendar.schedule_for(db, other)
    assert made.days(view, made.tart) == [(2, 4)]
    load = next(load for load in view.days if load.day == made.day - DAY)
    assert (load.batches, load.other_batches, load.batches_limit) == (0, 10, 10)


@pytest.mark.covers("O-06")
def test_every_shortage_says_until_when_it_can_be_mended(bakery: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        made = baking(db)
        limits(db, batches_per_day=4)
        Kitchen(db).decide(made.event, made.tart, 3)  # 36 of 48
        view = calendar.schedule_for(db, made.event)
    due = {(row.kind, row.name): row for row in view.due}
    # Flour is needed first by the cookies, jam by the frosting inside them.
    flour, jam = due["ingredient", "Flour"], due["ingredient", "Jam"]
    assert flour.needed_on
    assert flour.by == flour.needed_on - DAY
    assert jam.needed_on
    assert jam.needed_on < flour.needed_on or jam.needed_on == flour.needed_on
    batch = due["batch", "Tartlet"]
    assert batch.by
    assert made.day - DAY * 2 <= batch.by <= made.day - DAY


def test_the_calendar_shows_events_and_kept_days_of_all(bakery: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        made = baking(db)
        limits(db, batches_per_day=4, days_off=[(made.day + DAY * 3).weekday()])
        before = calendar.calendar(db, made.day)
        calendar.keep_dates(db, made.event, ChosenDays())
        view = calendar.calendar(db, made.day)
    assert len(view.days) % 7 == 0
    assert view.days[0].day.weekday() == 0
    on = {day.day: day for day in view.days}
    assert [event.name for event in on[made.day].events] == ["Fair"]
    assert not on[made.day].events[0].is_open
    assert {day.day: day for day in before.days}[made.day].events[0].is_open
    if (baked := made.day - DAY) in on:
        assert [(bake.name, bake.batches) for bake in on[baked].bakes] == [("Tartlet", 4)]
        assert (on[baked].batches, on[baked].minutes) == (4, 120)
    assert any(day.is_off for day in view.days)


def test_archived_events_and_templates_take_no_room(bakery: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        made = baking(db)
        limits(db, batches_per_day=10)
        calendar.keep_dates(db, made.event, ChosenDays())
        other = Kitchen(db).event("Wedding", made.day, {made.box: 16})
        row = db.find(Event, made.event)
        assert row
        row.is_template = True
        db.flush()
        assert made.days(calendar.schedule_for(db, other), made.tart) == [(1, 4)]


def test_an_event_that_is_over_or_empty_has_nothing_to_schedule(bakery: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        made = baking(db)
        kitchen = Kitchen(db)
        past = kitchen.event("Past", db.scope.today() - DAY, {made.box: 5})
        empty = kitchen.event("Empty", made.day, {})
        gone, bare = calendar.schedule_for(db, past), calendar.schedule_for(db, empty)
    assert gone.over
    assert gone.feasible is None
    assert gone.jobs == []
    assert bare.feasible is None


def test_the_statements_do_not_grow_with_the_events_or_units(bakery: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        made = baking(db)
        calendar.keep_dates(db, made.event, ChosenDays())

        def month() -> None:
            calendar.calendar(db, made.day)

        def schedule() -> None:
            calendar.schedule_for(db, made.event)

        first = asked(month), asked(schedule)
        kitchen = Kitchen(db, " more")
        for number in range(5):
            recipe = kitchen.recipe(f"Bun {number}", {made.flour: "1 cup"})
            unit = kitchen.finished_unit(recipe, f"Bun {number}", 12)
            good = kitchen.good(f"Buns {number}", units={unit: "1"})
            kitchen.want(made.event, good, 12, number + 1)
            event = kitchen.event(f"Fair {number}", made.day, {good: 1})
            row = kitchen.decide(event, unit, 1)
            decision = db.find(BatchDecision, row)
            assert decision
            decision.bake_on = made.day - DAY
        db.flush()
        assert (asked(month), asked(schedule)) == first


def test_the_neighbour_sees_neither_days_nor_load(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase
) -> None:
    with bakery.session() as db:
        made = baking(db)
        calendar.keep_dates(db, made.event, ChosenDays())
    with neighbour.session() as db:
        with pytest.raises(NotFound):
            calendar.schedule_for(db, made.event)
        with pytest.raises(NotFound):
            calendar.keep_dates(db, made.event, ChosenDays())
        assert not calendar.calendar(db, made.day).lively
        own = baking(db)
        limits(db, batches_per_day=10)
        view = calendar.schedule_for(db, own.event)
    assert all(load.other_batches == 0 for load in view.days)
    assert Decimal(view.days[0].batches) == 10
