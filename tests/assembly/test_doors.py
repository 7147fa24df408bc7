"""Packing through each door, and what the neighbour sees there."""

import csv
import io
import json
import re

import pytest

from baketracker.db.types import new_id
from tests.assembly.packing import bags, boxed, goods, pack, ribboned, units
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.clients import browser, call_tool, program


@pytest.mark.covers("SC-23")
def test_a_program_checks_packs_and_reads(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase
) -> None:
    with bakery.session() as db:
        made = bags(db)
    client, stranger = program(bakery), program(neighbour)
    where = f"/api/finished-goods/{made.bag}/feasibility?quantity=9&event={made.event}"
    checked = client.get(where).json()
    assert (checked["possible"], checked["status"]) == (8, "partial")
    assert [part["name"] for part in checked["missing"]] == ["Cookie"]
    packing = client.get(f"/api/events/{made.event}/packing").json()
    assert [(one["target"], one["assembled"], one["left"]) for one in packing["goods"]] == [
        (10, 0, 10)
    ]
    body = {"finished_good_id": str(made.bag), "quantity": 3, "event_id": str(made.event)}
    key = {"Idempotency-Key": str(new_id())}
    done = client.post("/api/assembly-runs", json=body, headers=key)
    assert done.status_code == 201, done.text
    assert client.post("/api/assembly-runs", json=body, headers=key).json() == done.json()
    run = done.json()
    assert (run["id"], run["total_cost"]) == (key["Idempotency-Key"], "1.1232")
    assert client.get(f"/api/assembly-runs/{run['id']}").json()["parts"] == run["parts"]
    assert len(client.get("/api/assembly-runs").json()["items"]) == 1
    assert client.get("/api/assembly-runs/totals").json()["goods"] == 3
    too_many = client.post("/api/assembly-runs", json=body | {"quantity": 9})
    assert (too_many.status_code, too_many.json()["code"]) == (422, "not_enough")
    assert "Cookie (33 / 54)" in too_many.json()["detail"]
    for wrong in (
        {"quantity": 0},
        {"assembled_at": "0001-01-01T00:00:00Z"},
        {"quantity": 1.5},
        {"packaging": "none"},
        {"unknown": 1},
    ):
        assert client.post("/api/assembly-runs", json=body | wrong).status_code == 422
    for address in (where, f"/api/events/{made.event}/packing", f"/api/assembly-runs/{run['id']}"):
        assert stranger.get(address).status_code == 404
    assert stranger.post("/api/assembly-runs", json=body).status_code == 404
    assert stranger.get("/api/assembly-runs").json()["items"] == []


def test_packaging_over_json(bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        own = boxed(db, generic=True)
    client, stranger = program(bakery), program(neighbour)
    line = f"/api/packaging/lines/{own.line}/lots"
    (pending,) = client.get(f"/api/packaging/pending?good={own.good}").json()["items"]
    assert (pending["needed"], pending["assigned"]) == ("1", "0")
    lots = {"goods": 2, "lots": [{"lot_id": str(own.new), "quantity": "2"}]}
    assert client.put(line, json=lots).status_code == 200
    assert client.get(line).json()["assigned"] == "2"
    assert client.delete(line).json()["operation_id"]
    assert client.delete(line).json()["operation_id"] is None
    run = pack(bakery, own.good, 2, packaging="defer")
    chosen = {"lots": [{"product_id": str(own.birch), "lot_id": str(own.old), "quantity": "2"}]}
    address = f"/api/assembly-runs/{run.id}/packaging"
    assert stranger.post(address, json=chosen).status_code == 404
    assert client.post(address, json=chosen).json()["cost_is_known"] is True
    for call in (stranger.get(line), stranger.put(line, json=lots), stranger.delete(line)):
        assert call.status_code == 404
    assert stranger.get(f"/api/packaging/pending?good={own.good}").status_code == 404


def test_an_assistant_asks_what_can_be_packed(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase
) -> None:
    with bakery.session() as db:
        made = bags(db)
    asked = {"finished_good_id": str(made.bag), "quantity": 9}
    told = call_tool(program(bakery), "check_assembly", **asked)
    assert told["structuredContent"]["possible"] == 8
    packing = call_tool(program(bakery), "event_packing", event_id=str(made.event))
    assert packing["structuredContent"]["goods"][0]["check"]["status"] == "partial"
    pack(bakery, made.bag, 1)
    runs = call_tool(program(bakery), "list_assembly_runs")
    assert len(runs["structuredContent"]["items"]) == 1
    assert call_tool(program(neighbour), "check_assembly", **asked)["isError"]
    assert call_tool(program(neighbour), "event_packing", event_id=str(made.event))["isError"]
    none = call_tool(program(neighbour), "list_assembly_runs")
    assert none["structuredContent"]["items"] == []


@pytest.mark.covers("SC-23", "EX41")
def test_the_page_of_an_event_packs(bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        made = bags(db)
    client = browser(bakery)
    assert "Cookie Boxes" in client.get("/assemble").text
    page = client.get(f"/assemble/{made.event}").text
    assert "10 are still to be packed." in page
    assert "Assemble 8" in page
    where = f"/assemble/{made.event}/goods/{made.bag}"
    one_more = client.get(f"{where}?quantity=8&by=1").text
    assert "Assemble 9" in one_more
    assert "51 of 54 is there" in one_more
    refused = client.post(where, data={"quantity": "9"})
    assert refused.status_code == 422
    assert "Cookie (51 / 54)" in refused.text
    for odd in ("", "0", "-1", "x", "1.5"):
        assert client.post(where, data={"quantity": odd}).status_code == 422
        assert client.get(f"{where}?quantity={odd}").status_code == 200
    done = client.post(where, data={"quantity": "2", "op_id": str(new_id())})
    assert (done.status_code, done.headers["location"]) == (303, f"/assemble/{made.event}")
    assert goods(bakery, made.bag) == 2
    assert "2 × Bag packed." in client.get(f"/assemble/{made.event}").text
    stranger = browser(neighbour)
    assert stranger.get(f"/assemble/{made.event}").status_code == 404
    assert stranger.post(where, data={"quantity": "1"}).status_code == 404


def test_the_page_asks_once_about_an_event_that_is_over(bakery: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        made = bags(db, "completed")
    client = browser(bakery)
    where = f"/assemble/{made.event}/goods/{made.bag}"
    asked = client.post(where, data={"quantity": "1"})
    assert asked.status_code == 422
    assert "Save anyway" in asked.text
    assert client.post(where, data={"quantity": "1", "confirmed": "true"}).status_code == 303


def test_a_run_is_read_chosen_for_and_taken_back(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase
) -> None:
    with bakery.session() as db:
        own = boxed(db, generic=True)
    client = browser(bakery)
    where = f"/assemble/goods/{own.good}"
    assert "can be packed now." in client.get(where).text
    done = client.post(where, data={"quantity": "3", "packaging": "defer"})
    run = done.headers["location"]
    page = client.get(run).text
    assert "Packaging still to choose" in page
    assert "Not all of its cost is known." in page
    nothing = client.post(f"{run}/packaging", data={})
    assert nothing.status_code == 422
    lots = {"lots.0.product_id": str(own.birch), "lots.0.lot_id": str(own.old),
            "lots.0.quantity": "3"}  # fmt: skip
    assert client.post(f"{run}/packaging", data=lots).status_code == 303
    page = client.get(run).text
    assert "Packaging still to choose" not in page
    assert "$2.77" in page
    undo = re.findall(r'action="(/activity/[^"]+/undo)"', page)[-1]
    assert client.get(undo).status_code == 200
    stranger = browser(neighbour)
    assert stranger.get(run).status_code == 404
    assert stranger.post(f"{run}/packaging", data=lots).status_code == 404
    assert stranger.get(where).status_code == 404


def test_the_history_is_a_page_and_a_file(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase
) -> None:
    with bakery.session() as db:
        made, ribbon = bags(db), ribboned(db)
    pack(bakery, made.bag, 2, event_id=made.event, notes="=1+1")
    pack(bakery, ribbon.good, 1)
    client = browser(bakery)
    page = client.get("/assembly").text
    assert "2 × Bag" in page
    assert "Ribboned cookies" in page
    of_event = client.get(f"/assembly?event={made.event}").text
    assert "Ribboned cookies" not in of_event
    rows = list(csv.reader(io.StringIO(client.get("/assembly/csv").text.lstrip("\ufeff"))))
    assert [row[1] for row in rows[1:]] == ["Ribboned cookies", "Bag"]
    assert rows[2][-1] == "'=1+1"
    assert program(bakery).get("/api/assembly-runs/csv").text.count("\n") == 3
    assert browser(neighbour).get("/assembly/csv").text.count("\n") == 1
    assert browser(neighbour).get(f"/assembly?event={made.event}").status_code == 404


def test_undo_from_the_page_puts_the_cookies_back(bakery: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        made = bags(db)
    run = pack(bakery, made.bag, 3)
    client = browser(bakery)
    assert client.post(f"/activity/{run.operation_id}/undo").status_code == 303
    assert units(bakery, made.cookie) == 51
    assert client.get(f"/assembly/{run.id}").status_code == 404
    assert json.loads(program(bakery).get("/api/assembly-runs").text)["items"] == []
