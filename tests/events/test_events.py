"""Reading events: what is ahead, what is past, and the one every page keeps in sight."""

from datetime import timedelta

import pytest

from baketracker.db.types import new_id, now
from baketracker.errors import NotFound
from baketracker.events import service
from baketracker.events.models import Event
from baketracker.events.pages import active_event
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.clients import browser, call_tool, program
from tests.factories.kitchen import Kitchen, stock, stocked
from tests.factories.statements import asked

SCRIPT = "<script>alert('fair')</script>"


def fill(bakery: BakeryOnDatabase, *days: int) -> None:
    """Events so many days from today, named by that number."""
    with bakery.session() as db:
        for day in days:
            Kitchen(db).event(f"Day {day}", db.scope.today() + timedelta(days=day), {})


def test_the_nearest_comes_first_and_the_past_goes_backwards(bakery: BakeryOnDatabase) -> None:
    fill(bakery, 30, -40, 2, 0, -1)
    with bakery.session() as db:
        lists = {when: service.search(db, when).items for when in ("upcoming", "past", "all")}
        ahead = service.next_event(db)
    found = {when: [event.name for event in items] for when, items in lists.items()}
    assert found["upcoming"] == ["Day 0", "Day 2", "Day 30"]
    assert found["past"] == ["Day -1", "Day -40"]
    assert found["all"] == ["Day 30", "Day 2", "Day 0", "Day -1", "Day -40"]
    assert ahead is not None
    assert ahead.name == "Day 0"
    text = browser(bakery).get("/events").text
    assert text.index("Day 0") < text.index("Day 30") < text.index("Day -1") < text.index("Day -40")


@pytest.mark.parametrize("when", ["upcoming", "past", "all"])
def test_pages_follow_each_other_on_the_same_day(bakery: BakeryOnDatabase, when: str) -> None:
    with bakery.session() as db:
        for number in range(5):
            for sign in (1, -1):
                day = db.scope.today() + timedelta(days=3 * sign)
                Kitchen(db).event(f"Twin {sign} {number}", day, {})
        found, cursor = [], None
        while True:
            page = service.search(db, when, cursor, 2)
            found += [event.id for event in page.items]
            cursor = page.next
            if cursor is None:
                break
        whole = [event.id for event in service.search(db, when).items]
    assert found == whole
    assert len(set(found)) == (10 if when == "all" else 5)


def test_what_is_over_or_archived_is_not_ahead(bakery: BakeryOnDatabase) -> None:
    fill(bakery, 1, 2, 3)
    with bakery.session() as db:
        for row in db.query(Event).filter(Event.name == "Day 1"):
            row.plan_state = "completed"
        for row in db.query(Event).filter(Event.name == "Day 2"):
            row.deleted_at, archived = now(), row.id
    with bakery.session() as db:
        shown = active_event(db)
        assert shown is not None
        assert (shown.name, shown.when.split(", ")[1]) == ("Day 3", "in 3 days")
        with pytest.raises(NotFound):
            service.get(db, archived)
    assert browser(bakery).get(f"/events/{archived}").status_code == 404


def test_with_nothing_ahead_the_frame_says_so(bakery: BakeryOnDatabase) -> None:
    fill(bakery, -5)
    with bakery.session() as db:
        assert service.next_event(db) is None
        assert active_event(db) is None
    assert "No event ahead" in browser(bakery).get("/events").text


def test_names_are_shown_escaped_everywhere(bakery: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        event = Kitchen(db).event(f"Fair {SCRIPT}", db.scope.today(), {})
    for place in ("/", "/events", f"/events/{event}", "/recipes"):
        text = browser(bakery).get(place).text
        assert SCRIPT not in text
        assert "&lt;script&gt;" in text


def test_json_and_tool_list_the_same(bakery: BakeryOnDatabase) -> None:
    made = stocked(bakery)
    client = program(bakery, "read")
    told = client.get("/api/events").json()
    assert [(event["name"], event["goods"]) for event in told["items"]] == [("Cookie Boxes", 55)]
    assert call_tool(client, "list_events")["structuredContent"] == told
    assert client.get(f"/api/events/{made.event}").json() == told["items"][0]
    assert client.get("/api/events?when=yesterday").status_code == 422


@pytest.mark.covers("AR-06")
def test_the_neighbour_sees_no_event(bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase) -> None:
    made = stocked(bakery)
    for event in (made.event, new_id()):
        with neighbour.session() as db, pytest.raises(NotFound):
            service.get(db, event)
        assert program(neighbour).get(f"/api/events/{event}").status_code == 404
    assert program(neighbour).get("/api/events").json()["items"] == []
    assert call_tool(program(neighbour), "list_events")["structuredContent"]["items"] == []
    assert "Cookie Boxes" not in browser(neighbour).get("/events").text


def test_ten_times_the_events_take_no_more_statements(bakery: BakeryOnDatabase) -> None:
    client = browser(bakery)
    fill(bakery, 1, -1)
    small = asked(lambda: client.get("/events"))
    with bakery.session() as db:
        for copy in range(10):
            stock(db, f" {copy}", days_ahead=copy - 5)
    assert asked(lambda: client.get("/events")) == small <= 11
