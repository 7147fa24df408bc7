"""Runs through JSON, tool, command line and pages: all tell the same."""

import csv
import io
from decimal import Decimal
from uuid import uuid4

import pytest

from baketracker.app import BakeTracker
from baketracker.db.types import new_id
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.clients import browser, call_tool, program, visitor
from tests.factories.reading import hidden, words
from tests.factories.terminal import Terminal
from tests.production.bakes import Bakes, bake, dump, event_in, kitchen_of, left, on_hand

RUNS = "/api/production-runs"


@pytest.fixture
def bakes(bakery: BakeryOnDatabase) -> Bakes:
    return kitchen_of(bakery)


@pytest.mark.covers("K-59")
def test_every_door_tells_the_same(
    bakery: BakeryOnDatabase, bakes: Bakes, terminal: Terminal
) -> None:
    run = bake(bakery, bakes.cookie, 1, 45)
    bake(bakery, bakes.brownie, 2, 48, event_id=event_in(bakery))
    ours = program(bakery)
    by_api = ours.get(RUNS).json()
    assert [one["finished_unit"]["name"] for one in by_api["items"]] == ["Brownie", "Cookie"]
    assert call_tool(ours, "list_production_runs")["structuredContent"] == by_api
    commanded = ("runs", "--bakery", str(bakery.id))
    assert terminal.json(*commanded, "--json") == by_api
    assert terminal.says(*commanded).splitlines()[0].split("  ")[1:3] == [
        "48 of 48 Brownie for Holiday, cost 4.1233", by_api["items"][0]["id"],
    ]  # fmt: skip
    one = ours.get(f"{RUNS}/{run.id}").json()
    assert one == run.model_dump(mode="json")
    told = call_tool(ours, "get_production_run", run_id=str(run.id))["structuredContent"]
    assert told == one


@pytest.mark.covers("K-59")
def test_the_filters_of_every_door(
    bakery: BakeryOnDatabase, bakes: Bakes, terminal: Terminal
) -> None:
    event = event_in(bakery)
    bake(bakery, bakes.cookie, 1, 48)
    bake(bakery, bakes.brownie, 1, 24, event_id=event)
    ours = program(bakery)
    for asked in (
        {"recipe": bakes.brownies}, {"finished_unit": bakes.brownie}, {"event": event},
    ):  # fmt: skip
        params = {name: str(value) for name, value in asked.items()}
        (found,) = ours.get(RUNS, params=params).json()["items"]
        assert found["finished_unit"]["name"] == "Brownie"
        ((name, value),) = params.items()
        assert "Brownie" in terminal.says(
            "runs", "--bakery", str(bakery.id), f"--{name.replace('_', '-')}", value
        )
        assert ours.get(f"{RUNS}/totals", params=params).json()["good"] == 24
        told = call_tool(ours, "list_production_runs", **{f"{name}_id": value})
        assert len(told["structuredContent"]["items"]) == 1
    assert ours.get(RUNS, params={"since": "2999-01-01"}).status_code == 422
    assert ours.get(RUNS, params={"until": "2001-01-01"}).json()["items"] == []
    assert ours.get(RUNS, params={"colour": "red"}).status_code == 422


@pytest.mark.covers("D-15", "K-58")
def test_the_life_of_a_run_over_json(
    bakery: BakeryOnDatabase, bakes: Bakes, app: BakeTracker
) -> None:
    ours, key = program(bakery), str(new_id())
    before = dump(bakery)
    sent = {"finished_unit_id": str(bakes.cookie), "batches": 1, "good": 50}
    refused = ours.post(RUNS, json=sent)
    assert (refused.status_code, refused.json()["code"]) == (422, "please_confirm")
    sent |= {"confirmed": True}
    made = ours.post(RUNS, json=sent, headers={"Idempotency-Key": key})
    assert (made.status_code, made.json()["id"], made.json()["surplus"]) == (201, key, 2)
    again = ours.post(RUNS, json=sent, headers={"Idempotency-Key": key})
    assert again.json() == made.json()
    assert on_hand(bakery, bakes.cookie) == 50
    undone = ours.post(f"/api/activity/{made.json()['operation_id']}/undo", json={})
    assert undone.status_code == 200
    assert ours.get(f"{RUNS}/{key}").status_code == 404
    assert dump(bakery) == before
    for place in (RUNS, f"{RUNS}/{key}", f"{RUNS}/totals", f"{RUNS}/csv", f"{RUNS}/expected"):
        assert visitor(app).get(place).status_code == 401


def test_what_is_wrong_is_told_over_json(bakery: BakeryOnDatabase, bakes: Bakes) -> None:
    ours = program(bakery)
    sent = {"finished_unit_id": str(bakes.cookie), "batches": 1, "good": 48}
    told = ours.post(RUNS, json=sent | {"good": -1}).json()
    assert list(told["errors"]) == ["good"]
    told = ours.post(RUNS, json=sent | {"batches": 9, "good": 432})
    assert (told.status_code, told.json()["code"]) == (422, "not_enough")
    settled = event_in(bakery, "locked", "Settled")
    told = ours.post(RUNS, json=sent | {"event_id": str(settled)})
    assert (told.status_code, told.json()["code"]) == (409, "not_started")
    assert "Start baking for Settled first" in told.json()["detail"]
    told = ours.post(RUNS, json=sent | {"losses": [{"category": "burnt", "quantity": 1}]})
    assert (told.status_code, list(told.json()["errors"])) == (422, ["losses"])
    assert ours.post(RUNS, json=sent | {"event_id": str(uuid4())}).status_code == 404
    assert ours.post(RUNS, json=sent | {"unknown": 1}).status_code == 422
    assert program(bakery, "read").post(RUNS, json=sent).status_code == 403
    assert ours.get(RUNS).json()["items"] == []


def test_what_is_expected_is_asked_before(bakery: BakeryOnDatabase, bakes: Bakes) -> None:
    asked = {"finished_unit": str(bakes.cookie), "batches": "3", "scale": "0.5"}
    told = program(bakery).get(f"{RUNS}/expected", params=asked).json()
    assert (told["expected"], told["finished_unit"]["name"], told["recipe"]["name"]) == (
        72, "Cookie", "Sugar Cookie",
    )  # fmt: skip


def test_a_file_computes_nothing_and_has_its_heads_when_empty(
    bakery: BakeryOnDatabase, bakes: Bakes
) -> None:
    ours = program(bakery)
    empty = list(csv.reader(io.StringIO(ours.get(f"{RUNS}/csv").text.removeprefix("\ufeff"))))
    assert len(empty) == 1
    bake(bakery, bakes.cookie, 1, 45, notes="=1+1")
    for client, path in ((ours, f"{RUNS}/csv"), (browser(bakery), "/production/csv")):
        answer = client.get(path)
        assert "attachment" in answer.headers["content-disposition"]
        heads, row = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))
        told = dict(zip(heads, row, strict=True))
        assert (told["What"], told["Good"], told["Cost"], told["Notes"]) == (
            "Cookie", "45", "2.1733", "'=1+1",
        )  # fmt: skip


def test_the_neighbour_finds_nothing_at_any_door(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase, bakes: Bakes
) -> None:
    run = bake(bakery, bakes.cookie, 1, 48)
    theirs, page = program(neighbour), browser(neighbour)
    assert theirs.get(RUNS).json()["items"] == []
    assert theirs.get(f"{RUNS}/{run.id}").status_code == 404
    assert run.snapshot is not None
    assert theirs.get(f"/api/recipes/{bakes.cookies}/snapshots").status_code == 404
    restore = f"/api/recipe-snapshots/{run.snapshot.id}/restore"
    assert theirs.post(restore).status_code == 404
    sent = {"finished_unit_id": str(bakes.cookie), "batches": 1, "good": 48}
    assert theirs.post(RUNS, json=sent).status_code == 404
    assert page.get(f"/production/{run.id}").status_code == 404
    assert page.get(f"/recipes/{bakes.cookies}/snapshots").status_code == 404
    assert "Cookie" not in words(page.get("/production").text)
    assert "Cookie" not in page.get(f"/production/new?finished_unit={bakes.cookie}").text
    told = call_tool(theirs, "get_production_run", run_id=str(run.id))
    assert told["isError"]


@pytest.mark.covers("SC-21", "EX40")
def test_a_run_is_written_down_with_a_form(bakery: BakeryOnDatabase, bakes: Bakes) -> None:
    """The number that is expected stands there; one press saves; the cost is told, with a way
    back."""
    me, event = browser(bakery), event_in(bakery)
    drawn = me.get(f"/production/new?finished_unit={bakes.cookie}&event={event}&batches=2").text
    assert 'name="good" inputmode="numeric" autocomplete="off" maxlength="8" value="96"' in drawn
    assert "96 are expected" in words(drawn)
    sent = {
        "finished_unit_id": str(bakes.cookie), "event_id": str(event), "batches": "2",
        "scale": "1", "good": "90", "planned": hidden(drawn, "planned"), "lost_burnt": "4",
        "loss_notes": "Too hot", "op_id": hidden(drawn, "op_id"),
    }  # fmt: skip
    saved = me.post("/production", data=sent)
    assert saved.status_code == 303
    shown = words(me.get(saved.headers["location"]).text)
    assert "90 × Cookie. They cost $4.45, $0.049 each. Undo" in shown
    assert "90 of the 96 expected came out good" in shown
    assert "4 burnt" in shown
    assert "2 another reason" in shown
    assert "Too hot" in shown
    assert on_hand(bakery, bakes.cookie) == 90
    # The same press once more is the same run.
    assert me.post("/production", data=sent).headers["location"] == saved.headers["location"]
    listed = words(me.get("/production").text)
    assert "90 of 96" in listed
    assert "Holiday" in listed


@pytest.mark.covers("SC-21")
def test_other_batches_are_asked_for_anew(bakery: BakeryOnDatabase, bakes: Bakes) -> None:
    """Scripts or not: what was expected of one batch is not taken for what came out of two."""
    me = browser(bakery)
    sent = {"finished_unit_id": str(bakes.cookie), "batches": "2", "scale": "0.5", "good": "48",
            "planned": "48", "op_id": str(new_id())}  # fmt: skip
    drawn = me.post("/production/draft", data=sent | {"scale": "1.5"})
    assert drawn.status_code == 200
    assert hidden(drawn.text, "planned") == "144"
    # What somebody typed stays.
    typed = me.post("/production/draft", data=sent | {"good": "47", "batches": "3"}).text
    assert 'maxlength="8" value="47"' in typed
    refused = me.post("/production", data=sent | {"scale": "1"})
    assert refused.status_code == 422
    assert "2 × 1 are expected to give 96. How many were good?" in words(refused.text)
    assert 'maxlength="8" value="96"' in refused.text
    saved = me.post("/production", data=sent | {"scale": "1", "good": "96", "planned": "96"})
    assert saved.status_code == 303


@pytest.mark.covers("SC-21", "D-15")
def test_the_form_asks_once_and_takes_what_there_is(bakery: BakeryOnDatabase, bakes: Bakes) -> None:
    me = browser(bakery)
    sent = {"finished_unit_id": str(bakes.cookie), "batches": "9", "scale": "1", "good": "440",
            "planned": "432", "op_id": str(new_id())}  # fmt: skip
    asked = me.post("/production", data=sent)
    assert asked.status_code == 422
    assert "440 are more than the 432" in words(asked.text)
    assert "Save anyway" in words(asked.text)
    lacking = me.post("/production", data=sent | {"confirmed": "true"})
    assert lacking.status_code == 422
    told = words(lacking.text)
    assert "Lacking: 5 cup Sugar" in told
    assert "Record anyway" in told
    assert hidden(lacking.text, "confirmed") == "true"
    saved = me.post("/production", data=sent | {"confirmed": "true", "short": "take"})
    assert saved.status_code == 303
    shown = words(me.get(saved.headers["location"]).text)
    assert "What they cost is not all known." in shown
    assert "8 more than expected" in shown
    assert left(bakery, *bakes.lots[1:3]) == [0, 0]


def test_what_is_wrong_stands_beside_its_field(bakery: BakeryOnDatabase, bakes: Bakes) -> None:
    me = browser(bakery)
    sent = {"finished_unit_id": str(bakes.cookie), "batches": "1", "scale": "1"}
    for wrong in ({"good": "-3"}, {"good": "many"}, {"good": "48", "batches": "0"},
                  {"good": "48", "lost_burnt": "3"}, {"good": "48", "scale": "0"},
                  {"good": "48", "colour": "red"}):  # fmt: skip
        refused = me.post("/production", data=sent | wrong)
        assert refused.status_code == 422, wrong
    refused = me.post("/production", data=sent | {"good": "47", "lost_burnt": "3"})
    assert "3 are told as lost, but only 1 are missing" in words(refused.text)
    assert me.post("/production/draft", data=sent | {"colour": "red"}).status_code == 422
    settled = event_in(bakery, "locked", "Settled")
    refused = me.post("/production", data=sent | {"good": "48", "event_id": str(settled)})
    assert "Start baking for Settled first" in words(refused.text)
    assert on_hand(bakery, bakes.cookie) == 0


def test_the_pages_with_nothing_in_them(bakery: BakeryOnDatabase) -> None:
    me = browser(bakery)
    assert "Nothing was baked yet" in words(me.get("/production").text)
    assert me.get("/production/new").status_code == 200
    assert me.get(f"/production/{uuid4()}").status_code == 404
    assert me.get("/production?event=x").status_code == 422


def test_a_run_is_taken_back_from_its_page(bakery: BakeryOnDatabase, bakes: Bakes) -> None:
    me, before = browser(bakery), dump(bakery)
    run = bake(bakery, bakes.cookie, 1, 0)
    shown = me.get(f"/production/{run.id}").text
    assert "All 48 that were expected were lost" in words(shown)
    assert f'action="/activity/{run.operation_id}/undo"' in shown
    assert me.post(f"/activity/{run.operation_id}/undo").status_code == 303
    assert dump(bakery) == before
    assert me.get(f"/production/{run.id}").status_code == 404
    assert Decimal(program(bakery).get(f"{RUNS}/totals").json()["cost"]) == 0
