"""Events made from others, and templates."""

from datetime import timedelta

import pytest

from baketracker.errors import NotFound
from baketracker.events import copying, selecting, service
from baketracker.events.models import Event
from baketracker.events.schemas import Copying, EventChange, GoodQuantity, TemplateName
from baketracker.planning.service import plan_for
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.clients import browser, program
from tests.factories.kitchen import Kitchen, stocked


@pytest.mark.covers("D-06")
@pytest.mark.parametrize("goods", [True, False])
@pytest.mark.parametrize("recipes", [True, False])
@pytest.mark.parametrize("batches", [True, False])
def test_a_copy_takes_along_what_was_asked_for(
    bakery: BakeryOnDatabase, goods: bool, recipes: bool, batches: bool
) -> None:
    made = stocked(bakery)
    with bakery.session() as db:
        Kitchen(db).decide(made.event, made.cookie, 9)
        day = db.scope.today() + timedelta(days=99)
        wanted = Copying(
            name="Next year", event_date=day, goods=goods, recipes=recipes, batches=batches
        )
        copied = copying.copy(db, made.event, wanted)
        plan = plan_for(db, copied.id)
    assert (copied.event_date, copied.plan_state) == (day, "draft")
    assert [one.quantity for one in copied.outputs] == ([50, 5] if goods else [])
    assert len(plan.recipes) == (2 if goods or recipes else 0)
    assert [unit.name for unit in plan.units if unit.decided] == (["Cookie"] if batches else [])


def test_a_copy_for_other_guests_counts_for_them(bakery: BakeryOnDatabase) -> None:
    made = stocked(bakery)
    with bakery.session() as db:
        event = service.get(db, made.event)
        service.update(db, made.event, EventChange(expected_guests=10), event.version)
        selecting.set_good(db, made.event, made.bag, GoodQuantity(per_guest="2"))
        wanted = Copying(name="Party", event_date=event.event_date, expected_guests=7, goods=True)
        copied = copying.copy(db, made.event, wanted)
    assert [one.quantity for one in copied.outputs] == [14, 5]


@pytest.mark.covers("K-72")
def test_a_template_is_made_of_a_past_event_and_is_in_no_list_of_days(
    bakery: BakeryOnDatabase,
) -> None:
    made = stocked(bakery)
    with bakery.session() as db:
        row = db.query(Event).filter(Event.id == made.event).one()
        row.event_date = db.scope.today() - timedelta(days=300)
    client = browser(bakery)
    kept = client.post(f"/events/{made.event}/template", data={"name": "Boxes, always"})
    place = kept.headers["Location"]
    with bakery.session() as db:
        assert service.next_event(db) is None
        assert [one.name for one in service.search(db, "all").items] == ["Cookie Boxes"]
        (template,) = service.search(db, "templates").items
    assert "Boxes, always" in client.get("/events?show=templates").text
    assert "Plan an event with it" in client.get(place).text
    sheet = client.get(f"{place}/copy").text
    assert 'name="goods" value="true" checked' in sheet
    answer = client.post(
        f"{place}/copy", data={"name": "Boxes 2031", "event_date": "2031-12-19", "goods": "true"}
    )
    copied = program(bakery).get(f"/api{answer.headers['Location']}").json()
    assert (copied["name"], copied["is_template"], copied["goods"]) == ("Boxes 2031", False, 55)
    assert template.is_template


@pytest.mark.covers("K-72")
def test_a_plan_is_printed_whole(bakery: BakeryOnDatabase) -> None:
    made = stocked(bakery)
    text = browser(bakery).get(f"/events/{made.event}/print").text
    for word in ("Cookie Boxes", "Bag", "Tower", "16", "Sugar", "Cocoa", "15 cups"):
        assert word in text


def test_the_neighbours_event_is_not_copied(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase
) -> None:
    made = stocked(bakery)
    with neighbour.session() as db:
        day = db.scope.today()
        with pytest.raises(NotFound):
            copying.copy(db, made.event, Copying(name="Mine", event_date=day, goods=True))
        with pytest.raises(NotFound):
            copying.save_as_template(db, made.event, TemplateName(name="Mine"))
