"""Writing events down, changing them, putting them away, and what stays for good."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from baketracker.db.types import new_id
from baketracker.errors import Conflict, NotFound, Stale
from baketracker.events import selecting, service
from baketracker.events.models import BatchDecision, Event, EventFinishedGood, EventRecipe
from baketracker.events.schemas import EventChange, GoodQuantity, NewEvent
from baketracker.events.states import NotInThisState
from tests.events.conftest import MakeEvent
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.clients import browser, program
from tests.factories.kitchen import Kitchen, stocked
from tests.factories.reading import hidden, words

NAMED: dict[str, Any] = {"name": "Fair", "event_date": "2031-05-01"}


def store(bakery: BakeryOnDatabase, row: dict[str, Any]) -> None:
    """Past every rule of ours, as only a mistake could."""
    with bakery.session() as db:
        db.insert_rows(Event, [row])


@pytest.mark.covers("D-04")
def test_the_year_always_follows_the_day(bakery: BakeryOnDatabase, an_event: MakeEvent) -> None:
    made = an_event()
    with bakery.session() as db:
        moved = service.update(db, made.id, EventChange(event_date=date(2032, 2, 29)), made.version)
    assert (moved.year, moved.event_date) == (2032, date(2032, 2, 29))
    assert program(bakery).get(f"/api/events/{made.id}").json()["year"] == 2032


@pytest.mark.covers("F15")
@pytest.mark.parametrize("guests", [0, -5])
def test_fewer_guests_than_one_are_refused_down_to_the_database(
    bakery: BakeryOnDatabase, guests: int
) -> None:
    answer = program(bakery).post("/api/events", json=NAMED | {"expected_guests": guests})
    assert answer.status_code == 422
    assert program(bakery).post("/api/events", json=NAMED).json()["expected_guests"] is None
    row = {"name": "Fair", "slug": f"{new_id()}", "event_date": date(2031, 5, 1)}
    with pytest.raises(IntegrityError, match="guests_positive"):
        store(bakery, row | {"expected_guests": guests})


@pytest.mark.covers("M-24", "SC-05")
def test_every_fault_of_a_form_is_listed(bakery: BakeryOnDatabase) -> None:
    answer = program(bakery).post("/api/events", json={"name": "  ", "expected_guests": "many"})
    assert set(answer.json()["errors"]) == {"name", "event_date", "expected_guests"}
    client = browser(bakery)
    typed = {"name": " ", "event_date": "", "expected_guests": "0"}
    page = client.post("/events", data=typed)
    assert page.status_code == 422
    assert 'href="#f-name"' in page.text
    assert 'href="#f-event_date"' in page.text
    assert 'href="#f-expected_guests"' in page.text
    assert "What is it?: Fill this in." in words(page.text)


@pytest.mark.covers("B4")
@pytest.mark.parametrize("mode", ["bulk_count", "bundled", "packaged", "per_serving"])
def test_what_is_given_out_can_be_set_and_changed(bakery: BakeryOnDatabase, mode: str) -> None:
    client, api = browser(bakery), program(bakery)
    sheet = client.get("/events/new").text
    assert f'value="{mode}"' in sheet
    made = client.post("/events", data=NAMED | {"output_mode": mode})
    path = made.headers["Location"]
    found = api.get(f"/api{path}")
    assert found.json()["output_mode"] == mode
    changed = api.patch(
        f"/api{path}", json={"output_mode": "bundled"}, headers={"If-Match": found.headers["ETag"]}
    )
    assert changed.json()["output_mode"] == "bundled"
    assert api.post("/api/events", json=NAMED | {"output_mode": "sacks"}).status_code == 422


def test_a_day_in_the_past_and_a_second_of_a_name_are_said_not_refused(
    bakery: BakeryOnDatabase, an_event: MakeEvent
) -> None:
    first, client = an_event("Bake Sale"), browser(bakery)
    told = client.post("/events/flags/check/name", data={"name": "bake sale"}).text
    assert "There is one of that name already" in told
    assert "already" not in client.post(
        f"/events/flags/check/name?own={first.id}", data={"name": "Bake sale"}
    ).text  # fmt: skip
    told = client.post("/events/flags/check/event_date", data={"event_date": "2020-01-01"}).text
    assert "That day is past." in told
    again = client.post("/events", data={"name": "Bake sale", "event_date": "2020-01-01"})
    assert again.status_code == 303
    slugs = {item["slug"] for item in program(bakery).get("/api/events").json()["items"]}
    assert len(slugs) == 2


def test_the_form_is_saved_once_though_its_note_was_asked_for(bakery: BakeryOnDatabase) -> None:
    client = browser(bakery)
    op_id = hidden(client.get("/events/new").text, "op_id")
    client.post("/events/flags/check/name", data=NAMED | {"op_id": op_id})
    first = client.post("/events", data=NAMED | {"op_id": op_id})
    again = client.post("/events", data=NAMED | {"op_id": op_id})
    assert first.headers["Location"] == again.headers["Location"] == f"/events/{op_id}"


def test_what_changed_on_another_device_is_not_overwritten(
    bakery: BakeryOnDatabase, an_event: MakeEvent
) -> None:
    made = an_event()
    with bakery.session() as db:
        service.update(db, made.id, EventChange(notes="first"), made.version)
    with bakery.session() as db, pytest.raises(Stale):
        service.update(db, made.id, EventChange(notes="second"), made.version)


def test_put_away_and_brought_back(bakery: BakeryOnDatabase, an_event: MakeEvent) -> None:
    made, client = an_event(), browser(bakery)
    gone = client.post(f"/events/{made.id}/archive", data={"version": made.version})
    assert gone.status_code == 303
    assert client.get(f"/events/{made.id}").status_code == 404
    assert "Fair" in client.get("/events?show=archived").text
    client.post(f"/events/{made.id}/restore")
    assert client.get(f"/events/{made.id}").status_code == 200


@pytest.mark.covers("F16")
@pytest.mark.parametrize("state", ["draft", "locked", "in_production", "completed"])
def test_only_what_was_never_baked_is_deleted(bakery: BakeryOnDatabase, state: str) -> None:
    made = stocked(bakery)
    with bakery.session() as db:
        Kitchen(db).decide(made.event, made.cookie, 8)
        row = db.query(Event).filter(Event.id == made.event).one()
        row.plan_state = state
    with bakery.session() as db:
        version = service.get(db, made.event).version
        if state in ("in_production", "completed"):
            with pytest.raises(NotInThisState):
                service.delete(db, made.event, version)
            service.archive(db, made.event, version)
        else:
            service.delete(db, made.event, version)
            for entity in (Event, EventRecipe, EventFinishedGood, BatchDecision):
                assert db.query(entity).count() == 0


def test_deleting_asks_for_the_name_first(bakery: BakeryOnDatabase, an_event: MakeEvent) -> None:
    made, client = an_event("Winter Fair"), browser(bakery)
    place, version = f"/events/{made.id}/deletion", str(made.version)
    refused = client.post(place, data={"name": "Fair", "version": version})
    assert refused.status_code == 422
    assert client.post(place, data={"name": "winter fair", "version": version}).status_code == 303
    with bakery.session() as db, pytest.raises(NotFound):
        service.get(db, made.id)


def test_an_event_something_else_speaks_of_stays(bakery: BakeryOnDatabase) -> None:
    from baketracker.app_tables import metadata
    from tests.factories.rows import RowMaker, model_of, references

    own = {"event_recipes", "event_finished_goods", "batch_decisions"}
    others = [
        table for table in metadata.sorted_tables
        if "events" in references(table).values() and table.name not in own
    ]  # fmt: skip
    assert others
    with bakery.session() as db:
        rows = RowMaker(db).everything()
        event = db.query(Event).filter(Event.id == rows["events"]).one()
        event.plan_state = "draft"
        db.flush()
        assert model_of(others[0])
        with pytest.raises(Conflict, match="Archive it instead"):
            service.delete(db, event.id, event.version)


@pytest.mark.covers("P-24")
def test_goods_for_each_guest_follow_the_guests(bakery: BakeryOnDatabase) -> None:
    made = stocked(bakery)
    with bakery.session() as db:
        event = service.get(db, made.event)
        service.update(db, made.event, EventChange(expected_guests=30), event.version)
        selecting.set_good(db, made.event, made.bag, GoodQuantity(per_guest="1.5"))
        event = service.get(db, made.event)
        assert [output.quantity for output in event.outputs] == [45, 5]
        more = service.update(db, made.event, EventChange(expected_guests=31), event.version)
        assert [output.quantity for output in more.outputs] == [47, 5]
        row = db.query(Event).filter(Event.id == made.event).one()
        row.plan_state = "locked"
        db.flush()
        with pytest.raises(NotInThisState):
            service.update(db, made.event, EventChange(expected_guests=99), row.version)


def test_a_settled_plan_keeps_its_switches(bakery: BakeryOnDatabase, an_event: MakeEvent) -> None:
    made = an_event()
    with bakery.session() as db:
        row = db.query(Event).filter(Event.id == made.id).one()
        row.plan_state = "locked"
        db.flush()
        with pytest.raises(NotInThisState, match="Unlock"):
            service.update(db, made.id, EventChange(net_units=True), row.version)
    with bakery.session() as db:
        event = service.get(db, made.id)
        renamed = service.update(db, made.id, EventChange(name="Autumn fair"), event.version)
    assert (renamed.name, renamed.net_units) == ("Autumn fair", False)
    assert NewEvent.model_fields.keys() <= renamed.typed().keys()
