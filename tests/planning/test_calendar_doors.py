"""Days through each door: page, JSON, tool and command line say the same."""

import json

import pytest
from typer.testing import CliRunner

from baketracker.cli import cli
from baketracker.events.models import Event
from baketracker.planning import calendar
from baketracker.planning.calendar_chart import timeline
from baketracker.planning.calendar_schemas import ChosenDays
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.clients import browser, call_tool, program
from tests.planning.test_calendar import DAY, Baking, baking, limits

pytestmark = pytest.mark.covers("DEC-23")


def made_in(bakery: BakeryOnDatabase, **fields: object) -> Baking:
    with bakery.session() as db:
        made = baking(db)
        limits(db, **fields)
        return made


@pytest.mark.covers("S1-same-api")
def test_json_tool_and_service_give_the_same_schedule(bakery: BakeryOnDatabase) -> None:
    made = made_in(bakery, batches_per_day=4)
    shown = program(bakery).get(f"/api/events/{made.event}/schedule").json()
    tool = call_tool(program(bakery, "read"), "get_schedule", event_id=str(made.event))
    with bakery.session() as db:
        view = calendar.schedule_for(db, made.event)
    assert shown == json.loads(view.model_dump_json())
    assert tool["structuredContent"] == shown


def test_days_are_kept_over_json_and_stand_in_the_month(bakery: BakeryOnDatabase) -> None:
    made = made_in(bakery, batches_per_day=4)
    client = program(bakery)
    kept = client.put(f"/api/events/{made.event}/bake-days", json={})
    assert kept.status_code == 200
    assert kept.json()["is_kept"] is True
    late = {"days": [{"unit_id": str(made.tart), "bake_on": str(made.day + DAY)}]}
    refused = client.put(f"/api/events/{made.event}/bake-days", json=late)
    assert refused.status_code == 422
    assert "after the event" in refused.json()["detail"]
    baked = made.day - DAY
    month = client.get("/api/calendar", params={"month": str(baked)}).json()
    on = next(day for day in month["days"] if day["day"] == str(baked))
    assert [(bake["name"], bake["batches"]) for bake in on["bakes"]] == [("Tartlet", 4)]


def test_the_command_lists_the_month(
    bakery: BakeryOnDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = made_in(bakery, batches_per_day=4)
    with bakery.session() as db:
        calendar.keep_dates(db, made.event, ChosenDays())
    month = (made.day - DAY).strftime("%Y-%m")
    url = bakery.engine.url.render_as_string(hide_password=False)
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.setenv("ENVIRONMENT", "test")
    found = CliRunner().invoke(cli, ["calendar", "--bakery", str(bakery.id), "--month", month])
    assert found.exit_code == 0, found.output
    assert "Tartlet 4 batches (Fair)" in found.output


@pytest.mark.covers("SC-06", "UX-42", "O-06")
def test_the_event_page_shows_the_days_and_keeps_them(bakery: BakeryOnDatabase) -> None:
    made = made_in(bakery, batches_per_day=4)
    person = browser(bakery)
    text = " ".join(person.get(f"/events/{made.event}").text.split())
    for words in ("Tartlet, 4 batches", "Last day to buy Flour", "Keep these days", "Timeline"):
        assert words in text, words
    assert "<svg" in text
    assert "4 batches a day" in text
    answer = person.post(f"/events/{made.event}/bake-days")
    assert answer.status_code == 303
    text = " ".join(person.get(f"/events/{made.event}").text.split())
    assert "Keep these days" not in text
    opened = person.post(f"/events/{made.event}/bake-days/{made.tart}", data={"bake_on": ""})
    assert opened.status_code == 303
    assert "Keep these days" in person.get(f"/events/{made.event}").text
    wrong = person.post(
        f"/events/{made.event}/bake-days/{made.tart}", data={"bake_on": "2020-01-01"}
    )
    assert wrong.status_code == 422
    assert "That day has passed." in wrong.text


def test_today_tells_what_is_baked_within_a_week(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase
) -> None:
    made = made_in(bakery)
    assert "Baked within a week" not in browser(bakery).get("/").text
    with bakery.session() as db:
        soon = db.scope.today() + 2 * DAY
        db.query(Event).filter(Event.id == made.event).one().event_date = soon
    with bakery.session() as db:
        calendar.keep_dates(db, made.event, ChosenDays())
    text = " ".join(browser(bakery).get("/").text.split()).partition("Baked within a week")[2]
    assert "Tartlet, 4 batches" in text
    assert f"/events/{made.event}#when" in text
    assert "Tartlet" not in browser(neighbour).get("/").text


@pytest.mark.covers("G-20")
def test_the_event_page_says_what_is_in_the_way(bakery: BakeryOnDatabase) -> None:
    made = made_in(bakery, batches_per_day=1)
    text = " ".join(browser(bakery).get(f"/events/{made.event}").text.split())
    assert "does not work out" in text
    assert "Tartlet would not be fresh if baked earlier." in text
    assert "any one of these mends it" in text


@pytest.mark.covers("UX-42")
def test_the_timeline_draws_what_its_table_says(bakery: BakeryOnDatabase) -> None:
    made = made_in(bakery, batches_per_day=4)
    with bakery.session() as db:
        view = calendar.schedule_for(db, made.event)
    drawing = timeline(view)
    assert drawing is not None
    assert [column.day for column in drawing.columns] == [load.day for load in view.days]
    assert [row.name for row in drawing.rows] == [job.name for job in view.jobs]
    drawn = sum(int(box.text) for row in drawing.rows for box in row.boxes)
    assert drawn == sum(load.batches for load in view.days) == 10
    assert drawing.limit_y is not None
    assert all(box.y >= drawing.limit_y for box in drawing.own)


def test_the_calendar_page_shows_the_month_in_both_shapes(bakery: BakeryOnDatabase) -> None:
    made = made_in(bakery, batches_per_day=4, days_off=[0])
    person = browser(bakery)
    text = person.get(f"/calendar?month={made.day}").text
    _frame, page = text.split("<main", 1)
    assert page.count(">Fair<") == 2
    assert "choose days" in text
    assert 'aria-label="Months"' in text
    assert person.get("/calendar?month=rubbish").status_code == 422
    assert "Nothing is on in this month." in person.get("/calendar?month=2031-05-01").text
    assert 'href="/calendar"' in person.get("/events").text
    assert 'href="/calendar"' in person.get("/menu").text


def test_the_neighbour_sees_none_of_it_through_any_door(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase
) -> None:
    made = made_in(bakery, batches_per_day=4)
    with bakery.session() as db:
        calendar.keep_dates(db, made.event, ChosenDays())
    client, person = program(neighbour), browser(neighbour)
    assert client.get(f"/api/events/{made.event}/schedule").status_code == 404
    assert client.put(f"/api/events/{made.event}/bake-days", json={}).status_code == 404
    assert person.post(f"/events/{made.event}/bake-days").status_code == 404
    assert "Fair" not in person.get(f"/calendar?month={made.day}").text
    assert "Fair" not in client.get("/api/calendar", params={"month": str(made.day)}).text
