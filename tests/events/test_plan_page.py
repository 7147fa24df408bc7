"""The page of an event through HTTP: deciding, settling, the switches, the chains, and what if."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import text

from baketracker.db.types import new_id
from baketracker.events import service
from baketracker.events.models import BatchDecision, Event
from baketracker.planning.deciding import BatchesIn, NotComplete, TooFew, decide, lock
from baketracker.planning.service import plan_for
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.clients import browser, program
from tests.factories.kitchen import Kitchen, stock, stocked
from tests.factories.reading import words
from tests.factories.statements import asked, explained

HX = {"HX-Request": "true"}


@pytest.mark.covers("S4-routes")
def test_the_pages_of_the_catalogue_and_of_events_are_there(bakery: BakeryOnDatabase) -> None:
    made, client = stocked(bakery), browser(bakery)
    home = f"/events/{made.event}"
    for path in (
        "/ingredients", "/recipes", "/events", "/events/new", home, f"{home}/edit",
        f"{home}/goods", f"{home}/goods/{made.bag}", f"{home}/recipes", f"{home}/copy",
        f"{home}/template", f"{home}/print", f"{home}/deletion", f"{home}/what-if",
        f"{home}/why/cost", f"{home}/why/batches:{made.cookie}",
        f"{home}/why/ingredient:{made.sugar}:cup",
    ):  # fmt: skip
        assert client.get(path).status_code == 200, path


@pytest.mark.covers("F24", "D-10")
def test_the_shortfall_is_computed_here_and_must_be_meant(bakery: BakeryOnDatabase) -> None:
    made, api = stocked(bakery), program(bakery)
    place = f"/api/events/{made.event}/batches/{made.cookie}"
    with bakery.session() as db, pytest.raises(TooFew, match="44 too few"):
        decide(db, made.event, made.cookie, BatchesIn(batches=7))
    assert api.put(place, json={"batches": 7}).json()["code"] == "too_few"
    # What a client says of a shortfall is not asked for.
    assert api.put(place, json={"batches": 7, "is_shortfall": False}).status_code == 422
    assert api.put(place, json={"batches": 7, "confirm_shortfall": True}).status_code == 204
    with bakery.session() as db:
        row = db.query(BatchDecision).one()
        assert (row.batches, row.quantity_needed, row.shortfall_confirmed) == (7, 380, True)
    assert api.put(place, json={"batches": 8, "confirm_shortfall": True}).status_code == 204
    with bakery.session() as db:
        assert not db.query(BatchDecision).one().shortfall_confirmed
    assert api.delete(place).status_code == 204
    assert api.delete(place).status_code == 404


@pytest.mark.covers("M-26", "D-11")
def test_other_quantities_make_a_decision_stale_and_that_blocks_settling(
    bakery: BakeryOnDatabase,
) -> None:
    made, client = stocked(bakery), browser(bakery)
    with bakery.session() as db:
        decide(db, made.event, made.cookie, BatchesIn(batches=8))
        decide(db, made.event, made.brownie, BatchesIn(batches=8))
    answer = client.post(
        f"/events/{made.event}/goods/{made.bag}", data={"quantity": "60"}, headers=HX
    )
    assert answer.text.count("hx-swap-oob") == 5
    assert "Decided for 380, now 440 are needed." in words(answer.text)
    with bakery.session() as db:
        with pytest.raises(NotComplete):
            lock(db, made.event)
        decide(db, made.event, made.cookie, BatchesIn(batches=10))
    client.post(f"/events/{made.event}/units/{made.brownie}/removal")
    with bakery.session() as db:
        lock(db, made.event)
        assert service.get(db, made.event).plan_state == "locked"


@pytest.mark.covers("D-08")
def test_settled_and_unlocked_over_json(bakery: BakeryOnDatabase) -> None:
    made, api = stocked(bakery), program(bakery)
    place = f"/api/events/{made.event}/lock"
    assert api.delete(place).json()["code"] == "plan_state"
    assert api.put(place).json()["plan_state"] == "locked"
    assert api.put(place).status_code == 409
    assert api.delete(place).json()["plan_state"] == "draft"
    with bakery.session() as db:
        db.query(Event).one().plan_state = "in_production"
    assert api.delete(place).status_code == 409


def test_an_empty_plan_is_not_settled(bakery: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        event = Kitchen(db).event("Tasting", db.scope.today(), {})
        with pytest.raises(NotComplete):
            lock(db, event)


@pytest.mark.covers("M-25")
def test_not_feasible_is_never_said_without_a_reason(bakery: BakeryOnDatabase) -> None:
    made = stocked(bakery)
    text = words(browser(bakery).get(f"/events/{made.event}").text)
    assert re.search(r"Not yet .{0,40}Short of Sugar: 15 cups", text)
    with bakery.session() as db:
        decide(db, made.event, made.cookie, BatchesIn(batches=7, confirm_shortfall=True))
    text = words(browser(bakery).get(f"/events/{made.event}").text)
    assert "Cookie: 44 too few are planned." in text


def test_the_switches_say_what_the_plan_counts(bakery: BakeryOnDatabase) -> None:
    made, client = stocked(bakery), browser(bakery)
    place = f"/events/{made.event}/netting"
    assert client.post(place, data={"net_units": "true"}).status_code == 303
    with bakery.session() as db:
        plan = plan_for(db, made.event)
    counted = plan.event
    assert (counted.net_goods, counted.net_units, counted.net_ingredients) == (False, True, False)
    assert {row.on_hand for row in plan.ingredients} == {0}


def test_what_if_stores_nothing(bakery: BakeryOnDatabase) -> None:
    made, client = stocked(bakery), browser(bakery)
    with bakery.session() as db:
        before = plan_for(db, made.event)
    text = words(client.get(f"/events/{made.event}/what-if?guests=20").text)
    assert "Bag 50 pieces 60 pieces" in text
    assert "Nothing of this is stored." in text
    with bakery.session() as db:
        assert plan_for(db, made.event) == before


@pytest.mark.covers("AR-06")
def test_the_neighbour_decides_and_settles_nothing_here(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase
) -> None:
    made, client, api = stocked(bakery), browser(neighbour), program(neighbour)
    for event in (made.event, new_id()):
        home = f"/events/{event}"
        for path in ("lock", "unlock", "netting", f"units/{made.cookie}/removal"):
            assert client.post(f"{home}/{path}").status_code == 404, path
        for path in ("what-if", "why/cost", "print", "goods", "recipes", "copy"):
            assert client.get(f"{home}/{path}").status_code == 404, path
        place = f"/api/events/{event}/batches/{made.cookie}"
        assert api.put(place, json={"batches": 1}).status_code == 404


@pytest.mark.covers("G-21")
def test_the_page_asks_the_same_for_ten_times_the_goods(bakery: BakeryOnDatabase) -> None:
    made, client = stocked(bakery), browser(bakery)
    home, place = f"/events/{made.event}", f"/events/{made.event}/goods/{made.bag}"
    small = asked(lambda: client.get(home))
    small_change = asked(lambda: client.post(place, data={"quantity": "51"}, headers=HX))
    with bakery.session() as db:
        for copy in range(10):
            more = stock(db, f" {copy}", days_ahead=20 + copy)
            for good in (more.bag, more.tower):
                Kitchen(db).want(made.event, good, 3)
    assert asked(lambda: client.get(home)) == small
    assert asked(lambda: client.post(place, data={"quantity": "52"}, headers=HX)) == small_change


@pytest.mark.covers("S4-index-events")
def test_lists_of_events_walk_the_index_of_their_days(bakery: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        day = db.scope.today()
        many = [
            {"name": f"Fair {n}", "slug": f"fair-{n}", "event_date": day + timedelta(days=n - 1500)}
            for n in range(3000)
        ]
        db.insert_rows(Event, many)
    with bakery.session() as db:
        # Without statistics 3,000 events look like one, and one is as well sorted.
        db.execute(text("set local enable_sort = off"))
        plan = explained(db, lambda: service.search(db, "upcoming"))
    assert "Sort" not in plan
    assert "ix_events_date" in plan


@pytest.mark.parametrize("typed", ["0", "-3", "1.5", "many", "99999999"])
def test_a_number_refused_for_a_good_not_yet_on_the_list_says_why(
    bakery: BakeryOnDatabase, typed: str
) -> None:
    with bakery.session() as db:
        kitchen = Kitchen(db)
        cakes = kitchen.recipe("Pound Cake", {kitchen.ingredient("Eggs"): "4 each"})
        cake = kitchen.good("Loaf cake", units={kitchen.finished_unit(cakes, "Cake", 1): "1"})
        event = kitchen.event("Fair", db.scope.today(), {}, cakes)
    answer = browser(bakery).post(
        f"/events/{event}/goods/{cake}?back=true", data={"quantity": typed, "add_recipes": "true"}
    )
    assert answer.status_code == 422
    assert "number" in words(answer.text)
    assert f'href="/events/{event}/goods"' in answer.text.partition('role="alert"')[2][:400]


def test_the_page_of_a_day_that_is_over_says_how_to_go_on(bakery: BakeryOnDatabase) -> None:
    made = stocked(bakery)
    with bakery.session() as db:
        empty = Kitchen(db).event("Tea", db.scope.today() - timedelta(days=3), {})
        event = db.query(Event).filter(Event.id == made.event).one()
        event.event_date = db.scope.today() - timedelta(days=3)
    client = browser(bakery)
    for home in (f"/events/{made.event}", f"/events/{empty}"):
        said = client.get(home).text
        assert "This day is over" in said
        assert f'href="{home}/copy"' in said.partition("This day is over")[2][:600]
