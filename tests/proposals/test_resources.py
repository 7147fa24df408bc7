"""What an assistant may read as a resource, and the prompts it is offered."""

import json

import pytest

from baketracker.app import BakeTracker
from baketracker.events import service as events
from baketracker.proposals import service
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.clients import call_tool, program, speak
from tests.factories.kitchen import stocked


@pytest.mark.covers("G-34")
def test_plans_and_lists_are_resources_of_their_own_bakery(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase, app: BakeTracker
) -> None:
    event = stocked(bakery).event
    reader = program(bakery, "read", app=app)
    listed = speak(reader, "resources/templates/list")["resourceTemplates"]
    assert "baketracker://events/{event_id}/plan" in {one["uriTemplate"] for one in listed}
    uri = f"baketracker://events/{event}/plan"
    [plan] = speak(reader, "resources/read", uri=uri)["contents"]
    assert json.loads(plan["text"])["event"]["id"] == str(event)
    refused = speak(program(neighbour, "read", app=app), "resources/read", uri=uri)
    assert "not in this bakery" in str(refused["error"])
    assert str(event) not in str(refused["error"]["message"]).replace(uri, "")


@pytest.mark.covers("G-34")
def test_prompts_say_that_a_person_confirms(bakery: BakeryOnDatabase, app: BakeTracker) -> None:
    reader = program(bakery, "read", app=app)
    names = {one["name"] for one in speak(reader, "prompts/list")["prompts"]}
    assert {"plan_an_event", "after_the_shopping"} <= names
    told = speak(reader, "prompts/get", name="plan_an_event", arguments={"event": "a party"})
    assert "confirmed" in told["messages"][0]["content"]["text"]


@pytest.mark.covers("O-18")
def test_a_program_plans_explains_supposes_and_proposes_the_change(
    bakery: BakeryOnDatabase, app: BakeTracker
) -> None:
    made = stocked(bakery)
    assistant = program(bakery, "read", "propose", app=app)
    event = str(made.event)
    plan = call_tool(assistant, "get_plan", event_id=event)["structuredContent"]
    assert plan["event"]["id"] == event
    for name, more in (
        ("explain_number", {"figure": "cost"}),
        ("what_if", {"supposing": {"goods": {str(made.bag): 60}}}),
    ):
        assert not call_tool(assistant, name, event_id=event, **more).get("isError"), name
    proposed = call_tool(
        assistant, "change_plan", event_id=event, finished_good_id=str(made.bag), quantity=60,
        reason="ten more guests",
    )["structuredContent"]  # fmt: skip
    with bakery.session() as db:
        seen = service.get(db, proposed["proposal_id"])
        assert events.get(db, made.event).goods == 55
        service.confirm(db, seen.id, seen.fingerprint)
        assert events.get(db, made.event).goods == 65
