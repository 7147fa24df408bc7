"""Looking back through each door: page, JSON, tool and file say the same, to their bakery only."""

import csv
import io
import re
from typing import Any
from uuid import uuid4

import pytest

from baketracker.app import BakeTracker
from baketracker.db.types import new_id
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.clients import browser, call_tool, program, visitor
from tests.factories.reading import hidden, words
from tests.giving import boxes
from tests.reports.making import another, bake, came_out, making, pack

PAGES = ("/events", "/losses", "/years", "/given")
FILES = ("/event-costs", "/losses", "/years", "/given")


def read(body: bytes) -> list[dict[str, str]]:
    assert body.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"))))


@pytest.mark.covers("M-07")
def test_a_bakery_without_anything_is_told_so_and_gets_files_with_heads(
    bakery: BakeryOnDatabase,
) -> None:
    pages, ours = browser(bakery), program(bakery)
    said = {
        "/events": "No event was baked for yet.",
        "/losses": "Nothing was baked in this time.",
        "/years": "No year to tell of yet.",
        "/given": "Nobody got anything yet.",
    }
    for path, sentence in said.items():
        assert sentence in words(pages.get(f"/observe{path}").text)
        body = pages.get(f"/observe{path}/csv").content
        assert len(body.decode("utf-8-sig").splitlines()) == 1
    for path in FILES:
        assert read(ours.get(f"/api{path}/csv").content) == []


@pytest.mark.covers("G-31", "UX-40", "UX-41", "SC-34")
def test_the_tool_tells_of_costs_what_json_and_the_page_tell(bakery: BakeryOnDatabase) -> None:
    made = making(bakery)
    bake(bakery, made, 12, losses=[{"category": "burnt", "quantity": 4}])
    bake(bakery, made, 16)
    pack(bakery, made, 7)
    ours, pages = program(bakery), browser(bakery)
    by_api = ours.get(f"/api/events/{made.event}/costs").json()
    told = call_tool(ours, "get_event_costs", event_id=str(made.event))
    assert told["structuredContent"] == by_api
    page = pages.get(f"/observe/events/{made.event}").text
    said = words(page)
    assert "It cost $7.20, $0.80 less than planned." in said
    assert "Of that $0.20 went with what was lost." in said
    table = words(page[page.index('id="cost-table"') :])
    assert "Ingredients $1.60 $1.60 as planned" in table
    assert "In all $8.00 $7.20 $0.80 less" in table
    assert "Cookie baked 32 32 28" in table
    assert "Bag packed 8 8 7" in table
    charts = re.findall(r"<svg class=\"chart w-full.*?</svg>", page, re.S)
    assert len(charts) == 4
    for chart in charts:
        assert 'role="img"' in chart
        assert "<desc" in chart
        assert "style=" not in chart
    assert "Planned $8.00, spent $7.20." in charts[0]
    assert "Cookie: 28 of 32 baked." in charts[2]
    assert f'href="/recipes/{made.cookies}/snapshots"' in page
    (row,) = ours.get("/api/event-costs").json()["items"]
    assert row == {name: by_api[name] for name in row}
    listed = words(pages.get("/observe/events").text)
    assert "Cookie Boxes" in listed
    assert "$7.20 was spent on 1 event." in listed
    (line,) = read(pages.get("/observe/events/csv").content)
    assert (line["Planned"], line["Spent"], line["Of that lost"]) == ("8", "7.2", "0.2")
    body = ours.get(f"/api/events/{made.event}/costs/csv").content
    assert body == pages.get(f"/observe/events/{made.event}/csv").content
    rows = read(body)
    assert [(one["Kind"], one["Spent"]) for one in rows] == [
        ("Ingredients", "1.6"), ("Packaging", "2.1"), ("Materials", "3.5"),
        ("Recipe", "1.6"), ("Packing", "5.6"),
    ]  # fmt: skip


@pytest.mark.covers("G-31", "M-10", "D-12")
def test_the_tool_tells_of_losses_what_json_and_the_page_tell(bakery: BakeryOnDatabase) -> None:
    made = making(bakery, "=Boxes")
    bake(bakery, made, 12, losses=[{"category": "burnt", "quantity": 4, "notes": "=1+1"}])
    ours, pages = program(bakery), browser(bakery)
    by_api = ours.get("/api/losses").json()
    assert call_tool(ours, "list_losses")["structuredContent"] == by_api
    said = words(pages.get("/observe/losses").text)
    assert "4 pieces were lost, 25 % of what was baked." in said
    assert "$0.20 of what baking cost went with them." in said
    (line,) = read(pages.get("/observe/losses/csv").content)
    assert (line["Notes"], line["Event"], line["Value"]) == ("'=1+1", "'=Boxes", "0.2")
    assert line["Number of the loss"] == by_api["entries"][0]["id"]
    assert ours.get("/api/losses/csv").content == pages.get("/observe/losses/csv").content
    for wrong in ("days=0", "days=x", "colour=red", "cursor=x"):
        assert ours.get(f"/api/losses?{wrong}").status_code == 422, wrong
    assert ours.get("/api/event-costs?year=1").status_code == 422


@pytest.mark.covers("K-63", "SC-34")
def test_years_and_gifts_are_told_alike(bakery: BakeryOnDatabase) -> None:
    shelf = boxes.shelf(bakery, days_ahead=-1)
    package = boxes.package(bakery, {shelf.cookies: 2}, "Small box")
    anna = boxes.person(bakery, "Anna")
    boxes.give(bakery, shelf.event, package.id, [anna.id], quantity=2)
    before = another(bakery, "Cookie boxes 2025", {shelf.cookies: 50}, guests=40)
    came_out(bakery, before, shelf.cookies, ran_short=3)
    ours, pages = program(bakery), browser(bakery)
    said = words(pages.get("/observe/years").text)
    assert "Cookie Boxes" in said
    years = ours.get("/api/years").json()
    assert [one["ran_short"] for one in years["years"]] == [None, 3]
    assert len(years["series"][0]["years"]) == 2
    assert [one["Too few"] for one in read(pages.get("/observe/years/csv").content)][1] == "3"
    given = ours.get("/api/given").json()
    assert [(one["recipient"], one["quantity"]) for one in given["rows"]] == [("Anna", 2)]
    page = pages.get("/observe/given").text
    assert f'href="/recipients/{anna.id}"' in page
    assert "2 packages for 1 person." in words(page)
    assert [one["Name"] for one in read(pages.get("/observe/given/csv").content)] == ["Anna"]


@pytest.mark.covers("O-11")
def test_the_page_saves_all_goods_in_one_press_and_takes_them_back(
    bakery: BakeryOnDatabase,
) -> None:
    made = making(bakery)
    event = another(bakery, "Fair", {made.bag: 50}, days=-7)
    pages, home = browser(bakery), f"/events/{event}/outcome"
    assert f'href="{home}"' in pages.get(f"/events/{event}").text
    page = pages.get(home).text
    assert "Bag 50 on the list" in words(page)
    line = {"goods.0.good_id": str(made.bag), "goods.0.left_over": "12", "goods.0.ran_short": "8"}
    refused = pages.post(home, data=line | {"op_id": hidden(page, "op_id")})
    assert refused.status_code == 422
    assert "Some were left over, or some were missing: not both." in words(refused.text)
    assert 'value="12"' in refused.text
    key = str(new_id())
    saved = pages.post(home, data=line | {"goods.0.ran_short": "0", "op_id": key})
    assert saved.status_code == 303
    shown = pages.get(f"/observe/events/{event}").text
    assert "12 left over" in words(shown)
    assert f"/activity/{key}/undo" in shown
    pages.post(f"/activity/{key}/undo")
    assert not program(bakery).get(f"/api{home}").json()["is_told"]


@pytest.mark.covers("S1-history-informs", "O-11")
def test_the_next_plan_says_what_happened_last_time_and_takes_it_in_one_press(
    bakery: BakeryOnDatabase,
) -> None:
    made = making(bakery)
    before = another(bakery, "Fair 2025", {made.bag: 50})
    came_out(bakery, before, made.bag, ran_short=8)
    ahead = another(bakery, "Fair 2026", {made.bag: 50}, days=9, state="draft")
    pages, home = browser(bakery), f"/events/{ahead}"
    page = pages.get(home).text
    assert "Last time 50 were 8 too few: 58 would have been enough." in words(page)
    assert "Take 58" in words(page)
    (lesson,) = program(bakery).get(f"/api/events/{ahead}/lessons").json()["items"]
    assert (lesson["event"]["id"], lesson["quantity"]) == (str(before), 58)
    pages.post(f"{home}/goods/{made.bag}", data={"quantity": "58"})
    page = pages.get(home).text
    assert 'value="58"' in page
    assert "Take 58" not in words(page)
    pages.post(f"{home}/goods/{made.bag}", data={"quantity": "50"})
    taken = pages.post(f"{home}/lessons")
    assert taken.headers["location"] == f"{home}#make"
    page = pages.get(home).text
    assert 'value="58"' in page
    undo = re.search(r'action="(/activity/[^"]+/undo)"', page)
    assert undo is not None
    pages.post(undo[1])
    assert 'value="50"' in pages.get(home).text
    elsewhere = another(bakery, "Party", {made.bag: 10}, days=9, state="draft")
    said = words(pages.get(f"/events/{elsewhere}").text)
    assert "At Fair 2025" in said


def test_an_event_to_come_has_nothing_to_say_yet(bakery: BakeryOnDatabase) -> None:
    made = making(bakery)
    ahead = another(bakery, "Ahead", {made.bag: 5}, days=9, state="draft")
    pages, ours = browser(bakery), program(bakery)
    assert "This event is still to come." in words(pages.get(f"/events/{ahead}/outcome").text)
    goods = {"goods": [{"good_id": str(made.bag)}]}
    refused = ours.put(f"/api/events/{ahead}/outcome", json=goods)
    assert refused.status_code == 422
    assert "is still to come" in refused.json()["detail"]
    bad: list[Any] = [{}, {"goods": []}, {"goods": [{"good_id": "x"}]}, {"goods": [], "x": 1}]
    for wrong in bad:
        assert ours.put(f"/api/events/{made.event}/outcome", json=wrong).status_code == 422
    reader = program(bakery, "read")
    assert reader.put(f"/api/events/{made.event}/outcome", json=goods).status_code == 403


def test_every_report_is_named_on_one_page(bakery: BakeryOnDatabase) -> None:
    pages = browser(bakery)
    index = pages.get("/observe").text
    doors: set[Any] = {f"/observe{path}" for path in PAGES}
    for door in doors | {"/production", "/assembly", "/recipes"}:
        assert f'href="{door}"' in index
        assert pages.get(door).status_code == 200


@pytest.mark.covers("SR5", "SR6")
def test_the_neighbour_sees_nothing_through_any_door(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase, app: BakeTracker
) -> None:
    made = making(bakery, "Secret boxes")
    bake(bakery, made, 12)
    pack(bakery, made, 2)
    came_out(bakery, made.event, made.bag, left_over=1)
    api, pages = program(neighbour), browser(neighbour)
    for path in ("costs", "costs/csv", "outcome", "lessons"):
        assert api.get(f"/api/events/{made.event}/{path}").status_code == 404
    goods = {"goods": [{"good_id": str(made.bag)}]}
    assert api.put(f"/api/events/{made.event}/outcome", json=goods).status_code == 404
    told = call_tool(api, "get_event_costs", event_id=str(made.event))
    assert "not_found" in told["content"][0]["text"]
    assert call_tool(api, "list_losses")["structuredContent"]["losses"] == 0
    assert api.get("/api/event-costs").json()["items"] == []
    assert api.get("/api/years").json() == {"years": [], "series": []}
    for path in (f"/observe/events/{made.event}", f"/events/{made.event}/outcome"):
        assert pages.get(path).status_code == 404
    line = {"goods.0.good_id": str(made.bag), "goods.0.left_over": "1"}
    assert pages.post(f"/events/{made.event}/outcome", data=line).status_code == 404
    assert pages.post(f"/events/{made.event}/lessons").status_code == 404
    for path in PAGES:
        assert "ecret" not in pages.get(f"/observe{path}").text
        assert visitor(app).get(f"/observe{path}").status_code == 303
    for path in FILES:
        assert read(api.get(f"/api{path}/csv").content) == []
    own = another(neighbour, "Own", {}, days=-1)
    stolen = api.put(f"/api/events/{own}/outcome", json=goods)
    assert stolen.status_code == 422
    assert pages.get(f"/observe/events/{uuid4()}").status_code == 404
