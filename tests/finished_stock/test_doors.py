"""Finished stock through each door; and no other door writes how many there are."""

import re
from pathlib import Path

import pytest

from baketracker.config import ROOT
from baketracker.finished_goods.given import GoodChange, NewGood
from baketracker.recipes.given import YieldIn
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.clients import browser, call_tool, program
from tests.finished_stock.shelf import shelf


def test_a_program_reads_and_corrects(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase
) -> None:
    made = shelf(bakery)
    client, stranger = program(bakery), program(neighbour)
    cookie = f"/api/finished-stock/units/{made.cookie}"
    bag = f"/api/finished-stock/goods/{made.bag}"
    assert client.get(cookie).json()["on_hand"] == 33
    names = [one["name"] for one in client.get("/api/finished-stock/units").json()["items"]]
    assert names == ["Brownie", "Cookie"]
    assert len(client.get("/api/finished-stock/goods?search=bag").json()["items"]) == 1
    gone = client.post(f"{bag}/adjustments", json={"change": -1, "reason": "gift"})
    assert gone.json()["item"]["on_hand"] == 2
    assert client.put(f"{bag}/threshold", json={"low_below": 5}).json()["item"]["is_low"] is True
    assert [one["name"] for one in client.get("/api/finished-stock/low").json()["items"]] == ["Bag"]
    assert [m["change"] for m in client.get(f"{bag}/history").json()["items"]] == [-1, 3]
    assert client.get("/api/finished-stock/worth").json()["goods"]["total"] == "0.7488"
    for wrong in ({"change": -1}, {"change": "x", "reason": "gift"}, {"reason": "gift"},
                  {"change": -9999, "reason": "gift"}, {"counted": 1, "reason": "adjustment"},
                  {"change": -1, "reason": "gift", "on_hand": 5}):  # fmt: skip
        assert client.post(f"{bag}/adjustments", json=wrong).status_code == 422, wrong
    for address in (cookie, bag, f"{cookie}/history", f"{bag}/history"):
        assert stranger.get(address).status_code == 404
    for call in (
        stranger.post(f"{cookie}/adjustments", json={"change": -1, "reason": "gift"}),
        stranger.put(f"{bag}/threshold", json={"low_below": 1}),
    ):
        assert call.status_code == 404
    assert stranger.get("/api/finished-stock/units?show=all").json()["items"] == []


def test_an_assistant_reads_it(bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase) -> None:
    shelf(bakery)
    told = call_tool(program(bakery), "list_finished_stock", kind="goods")["structuredContent"]
    assert [(one["name"], one["on_hand"]) for one in told["items"]] == [("Bag", 3)]
    other = call_tool(program(neighbour), "list_finished_stock", kind="goods")
    assert other["structuredContent"]["items"] == []


def test_a_baker_takes_some_off_counts_and_undoes(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase
) -> None:
    made = shelf(bakery)
    client, stranger = browser(bakery), browser(neighbour)
    listed = client.get("/finished").text
    assert listed.index("Cookie") < listed.index("Bag")
    here = f"/finished/units/{made.cookie}"
    assert "33 are there." in client.get(here).text
    done = client.post(f"{here}/gone", data={"gone": "3", "reason": "spoilage"})
    assert (done.status_code, done.headers["location"]) == (303, here)
    page = client.get(here).text
    assert "30 are there." in page
    assert "30 Cookie are there now." in page
    for wrong in ({"gone": "31"}, {"gone": "0"}, {"gone": "-2"}, {"gone": "x"}, {}):
        assert client.post(f"{here}/gone", data=wrong).status_code == 422, wrong
    asked = client.post(f"{here}/count", data={"counted": "28"})
    assert asked.status_code == 422
    assert "Say in a few words why the number changes." in asked.text
    assert client.post(f"{here}/count", data={"counted": "28", "why": "slip"}).status_code == 303
    assert client.post(f"{here}/threshold", data={"low_below": "40"}).status_code == 303
    assert "Cookie" in client.get("/finished?show=low").text
    undo = re.search(r"/activity/[0-9a-f-]+/undo", client.get(here).text)
    assert undo is not None
    assert client.post(undo.group()).status_code == 303
    for address in (here, f"/finished/goods/{made.bag}"):
        assert stranger.get(address).status_code == 404
    for action, data in (("gone", {"gone": "1"}), ("count", {"counted": "1", "why": "x"}),
                         ("threshold", {"low_below": "1"})):  # fmt: skip
        assert stranger.post(f"{here}/{action}", data=data).status_code == 404
    assert "Cookie" not in stranger.get("/finished?show=all").text
    assert client.post(f"/finished/goods/{made.bag}/gone", data={"gone": "1"}).status_code == 303


@pytest.mark.covers("K-29")
def test_nothing_else_sets_how_many_there_are() -> None:
    """No form and no body of another feature has the field; no other file assigns it."""
    for model in (NewGood, GoodChange, YieldIn):
        assert "on_hand" not in model.model_fields
    assigned = re.compile(r"\.on_hand\s*(=[^=]|\+=|-=)|setattr\([^)]*on_hand")
    source = ROOT / "src" / "baketracker"
    found = {
        str(path.relative_to(source))
        for path in Path(source).rglob("*.py")
        if assigned.search(path.read_text(encoding="utf-8"))
    }
    assert found == {"finished_stock/ledger.py"}
