"""The shopping list through each door: page, JSON, tool and command line say the same."""

import csv
import io
from uuid import uuid4

import pytest

from baketracker.app import BakeTracker
from baketracker.db.types import new_id
from baketracker.events.models import Event
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.clients import browser, call_tool, program, visitor
from tests.factories.reading import hidden, words
from tests.factories.terminal import Terminal
from tests.shopping.trips import lines, shop, shopped

FRAGMENT = {"HX-Request": "true"}
UUID_SHAPED = 36


@pytest.mark.covers("DEC-24", "D-13")
def test_every_door_tells_the_same(bakery: BakeryOnDatabase, terminal: Terminal) -> None:
    _trip, shown = shopped(bakery)
    by_api = program(bakery).get(f"/api/shopping-lists/{shown.id}").json()
    assert by_api == shown.model_dump(mode="json")
    for arguments in ({}, {"list_id": str(shown.id)}):
        told = call_tool(program(bakery), "get_shopping_list", **arguments)
        assert told["structuredContent"] == by_api
    ours = ("--bakery", str(bakery.id))
    assert terminal.json("shopping-list", *ours, "--json") == by_api
    assert terminal.json("shopping-list", str(shown.id), *ours, "--json") == by_api
    assert terminal.says("shopping-list", *ours) == (
        "Fair: 4 left, 0 in the cart\n"
        "Corner Shop\n"
        "  [ ] Flour, 1 × Mill 2 lb, need 2 lb, 2.5\n"
        "  [ ] Window box, 1 × Window box 25 each, need 10 each, 19.5\n"
        "  [ ] Red ribbon, 1 × Satin roll 10 meters, need 200 cm, 6\n"
        "Costco\n"
        "  [ ] Flour, 3 × King 5 lb, need 15 lb, 12\n"
        "Together 40\n"
    )
    assert terminal.says("shopping-lists", *ours) == f"{shown.id}  Fair: 4 of 4 left\n"
    page = words(browser(bakery).get(f"/shop/{shown.id}").text)
    for said in ("4 left, 0 in the cart", "Corner Shop $28.00", "3 bags (15 lb)", "need 15 lb"):
        assert said in page, said


@pytest.mark.covers("B7")
def test_no_key_of_an_answer_holds_an_id(bakery: BakeryOnDatabase) -> None:
    _trip, shown = shopped(bakery)
    ours = program(bakery)
    (box,) = lines(shown, "Window box")
    listed = ours.get(f"/api/shopping-lists/{shown.id}").json()
    packaging = next(item for item in listed["items"] if item["kind"] == "packaging")
    assert packaging["product"]["name"] == "Window box"
    assert "slug" in packaging["product"]

    def keys(value: object) -> set[str]:
        if isinstance(value, dict):
            return {*value, *(key for inner in value.values() for key in keys(inner))}
        return {key for inner in value for key in keys(inner)} if isinstance(value, list) else set()

    for answer in (
        listed,
        ours.get("/api/shopping-lists").json(),
        ours.get(f"/api/shopping-lists/{shown.id}/items/{box.id}").json(),
    ):
        assert all(len(key) < UUID_SHAPED and key[-1] != "_" for key in keys(answer))


@pytest.mark.covers("DEC-24")
def test_a_life_over_json(bakery: BakeryOnDatabase, app: BakeTracker) -> None:
    trip, first = shopped(bakery)
    ours, key = program(bakery), str(new_id())
    made = ours.post(
        "/api/shopping-lists", json={"name": "Both", "event_ids": [str(trip.fair), str(trip.tea)]},
        headers={"Idempotency-Key": key},
    )  # fmt: skip
    again = ours.post(
        "/api/shopping-lists", json={"name": "Both", "event_ids": [str(trip.fair), str(trip.tea)]},
        headers={"Idempotency-Key": key},
    )  # fmt: skip
    assert (made.status_code, made.json()["id"]) == (201, key)
    assert again.json() == made.json()
    home = f"/api/shopping-lists/{key}"
    assert [row["name"] for row in ours.get("/api/shopping-lists").json()["items"]] == [
        "Both", first.name,
    ]  # fmt: skip
    changed = ours.patch(
        home, json={"event_ids": [str(trip.tea)], "name": "Tea"}, headers={"If-Match": '"v1"'}
    )
    assert [event["name"] for event in changed.json()["events"]] == ["Tea"]
    # What lies in the pantry is promised to the fair, which comes first.
    assert sum(float(i["needed"]) for i in changed.json()["items"] if i["name"] == "Flour") == 6
    assert ours.get(f"{home}/changes").json() == {"lines": 0, "open": []}
    assert ours.post(f"{home}/refresh", json={}).status_code == 200
    added = ours.post(f"{home}/items", json={"text": "Napkins"})
    assert (added.status_code, added.json()["kind"]) == (201, "other")
    for wrong in ({}, {"text": "x", "product_id": str(trip.small)}, {"text": ""}):
        assert ours.post(f"{home}/items", json=wrong).status_code == 422
    stranger = ours.post(f"{home}/items", json={"product_id": str(uuid4())})
    assert stranger.status_code == 404
    version = ours.get(home).json()["version"]
    assert ours.delete(home, headers={"If-Match": f'"v{version}"'}).status_code == 204
    assert ours.get(home).status_code == 404
    assert len(ours.get("/api/shopping-lists?archived=true").json()["items"]) == 1
    assert visitor(app).get(home).status_code == 401


@pytest.mark.covers("DEC-24")
def test_a_tick_never_conflicts_and_two_changes_do(bakery: BakeryOnDatabase) -> None:
    _trip, shown = shopped(bakery)
    ours = program(bakery)
    line = f"/api/shopping-lists/{shown.id}/items/{lines(shown, 'Flour')[1].id}"
    tag = {"If-Match": ours.get(line).headers["etag"]}
    for _ in range(2):
        assert ours.put(f"{line}/cart").json()["in_cart"] is True
    one = ours.patch(line, json={"packages": 4, "package_price": "4.25"}, headers=tag)
    assert (one.status_code, one.json()["total"], one.json()["in_cart"]) == (200, "17", True)
    two = ours.patch(line, json={"packages": 2}, headers=tag)
    assert two.status_code == 412
    assert two.json()["current"]["packages"] == 4
    assert ours.patch(line, json={"packages": 2}).status_code == 428
    assert ours.delete(f"{line}/cart").json()["in_cart"] is False


@pytest.mark.covers("PH-03")
def test_a_line_takes_another_package_and_its_price(bakery: BakeryOnDatabase) -> None:
    trip, shown = shopped(bakery)
    ours = program(bakery)
    large = lines(shown, "Flour")[1]
    line = f"/api/shopping-lists/{shown.id}/items/{large.id}"
    change = {"product_id": str(trip.small), "packages": 8}
    changed = ours.patch(line, json=change, headers={"If-Match": '"v1"'}).json()
    assert (changed["package_price"], changed["supplier"]["name"]) == ("2.5", "Corner Shop")
    assert (changed["covers"], changed["leftover"]) == ("16", "1")
    box = {"product_id": str(trip.box)}
    assert ours.patch(line, json=box, headers={"If-Match": '"v2"'}).status_code == 422
    for wrong in ({"packages": -1}, {"package_price": "-1"}, {"supplier_id": str(trip.box)}):
        assert ours.patch(line, json=wrong, headers={"If-Match": '"v2"'}).status_code == 422


def test_the_csv_opens_in_a_spreadsheet_and_computes_nothing(bakery: BakeryOnDatabase) -> None:
    _trip, shown = shopped(bakery)
    ours = program(bakery)
    home = f"/api/shopping-lists/{shown.id}"
    for evil in ("=1+1", "+1", "-1", "@SUM(1)"):
        ours.post(f"{home}/items", json={"text": evil})
    by_api = ours.get(f"{home}/csv")
    assert by_api.content.startswith(b"\xef\xbb\xbf")
    assert browser(bakery).get(f"/shop/{shown.id}/csv").content == by_api.content
    rows = list(csv.DictReader(io.StringIO(by_api.content.decode("utf-8-sig"))))
    assert [row["Item"] for row in rows if row["Section"] == "other"] == [
        "'+1", "'-1", "'=1+1", "'@SUM(1)",
    ]  # fmt: skip
    assert (rows[0]["Store"], rows[0]["Packages"], rows[0]["Total"]) == ("Corner Shop", "1", "2.5")


@pytest.mark.covers("SC-09", "PH-03")
def test_the_page_ticks_changes_leaves_out_and_brings_back(bakery: BakeryOnDatabase) -> None:
    trip, shown = shopped(bakery)
    pages, home = browser(bakery), f"/shop/{shown.id}"
    large = lines(shown, "Flour")[1]
    line = f"{home}/items/{large.id}"
    ticked = pages.post(f"{line}/tick", data={"in_cart": "true"}, headers=FRAGMENT)
    assert "3 left, 1 in the cart" in ticked.text
    assert "<html" not in ticked.text
    assert pages.post(f"{line}/tick").status_code == 303
    why = words(pages.get(line).text)
    for said in (
        "Fair: Bread 20 lb", "From the pantry − 3 lb", "On other lines of this list − 2 lb",
        "To buy 15 lb", "3 bags (15 lb), King 15 lb", "$4.00 $0.80 a lb, Costco",
    ):  # fmt: skip
        assert said in why, said
    form = {"packages": "4", "package_id": str(trip.large), "package_price": "4.5",
            "aisle": "Aisle 7", "supplier_id": str(trip.costco), "version": "1"}  # fmt: skip
    assert pages.post(line, data=form).status_code == 303
    page = words(pages.get(home).text)
    for said in ("4 bags (20 lb)", "5 lb over", "$18.00", "Aisle 7"):
        assert said in page, said
    stale = pages.post(line, data=form | {"packages": "2"})
    assert stale.status_code == 412
    assert "Changed on another device" in stale.text
    assert words(stale.text).count("Packages 2 4") == 1
    assert hidden(stale.text, "version") == "2"
    gone = pages.post(f"{line}/remove", data={"version": "2"})
    assert gone.status_code == 303
    assert "Left out" in pages.get(home).text
    undo = f"{line}/restore?edited=true&packages=4"
    assert pages.post(undo).status_code == 303
    assert "4 bags (20 lb)" in words(pages.get(home).text)


def test_the_page_answers_again_only_when_something_changed(bakery: BakeryOnDatabase) -> None:
    _trip, shown = shopped(bakery)
    pages, home = browser(bakery), f"/shop/{shown.id}"
    mark = pages.get(home).text.split("?seen=")[1].split('"')[0]
    assert pages.get(f"{home}?seen={mark}", headers=FRAGMENT).status_code == 204
    program(bakery).put(f"/api{'/shopping-lists'}/{shown.id}/items/{shown.items[0].id}/cart")
    fresh = pages.get(f"{home}?seen={mark}", headers=FRAGMENT)
    assert fresh.status_code == 200
    assert "3 left, 1 in the cart" in fresh.text
    assert "<html" not in fresh.text


@pytest.mark.covers("SC-09")
def test_the_pages_make_change_print_and_put_away(bakery: BakeryOnDatabase) -> None:
    pages = browser(bakery)
    assert "Nothing to shop for yet." in pages.get("/shop").text
    with bakery.session() as db:
        trip = shop(db)
    assert "Fair" in pages.get("/shop/new").text
    made = pages.post("/shop", data={"event_id": str(trip.fair)})
    home = made.headers["location"]
    both = pages.post("/shop", data={"event_id": [str(trip.fair), str(trip.tea)], "name": "<b>All"})
    assert both.headers["location"] != home
    assert pages.post("/shop", data={"event_id": str(trip.fair)}).headers["location"] == home
    assert pages.post("/shop", data={"event_id": "x"}).status_code == 422
    listed = pages.get("/shop").text
    assert "&lt;b&gt;All" in listed
    assert "4 of 4 left" in listed
    shown = pages.get(f"{home}/print").text
    assert "King" in shown
    edited = pages.post(home, data={"name": "Saturday", "notes": "Bring bags", "version": "1"})
    assert edited.status_code == 303
    page = words(pages.get(home).text)
    assert "Bring bags" in page
    assert "Nothing is on this list yet." in page
    assert pages.post(home, data={"name": "Late", "version": "1"}).status_code == 412
    assert pages.post(f"{home}/archive", data={"version": "2"}).headers["location"] == "/shop"
    assert "Saturday" in pages.get("/shop?show=archived").text
    assert pages.post(f"{home}/restore").headers["location"] == home


def test_a_line_is_added_in_words_or_from_what_is_known(bakery: BakeryOnDatabase) -> None:
    trip, shown = shopped(bakery)
    pages, home = browser(bakery), f"/shop/{shown.id}"
    offered = pages.get(f"{home}/add?q=Mill", headers=FRAGMENT).text
    assert "Add “Mill”" in offered
    assert str(trip.small) in offered
    key = str(new_id())
    for _ in range(3):
        assert (
            pages.post(f"{home}/items", data={"text": "Napkins", "op_id": key}).status_code == 303
        )
    pages.post(f"{home}/items", data={"product_id": str(trip.small)})
    listed = program(bakery).get(f"/api/shopping-lists/{shown.id}").json()["items"]
    assert [item["name"] for item in listed if item["added"]] == ["Flour", "Napkins"]
    assert pages.post(f"{home}/items", data={"text": "x" * 300}).status_code == 422
    wordless = pages.post(f"{home}/items/{key}", data={"aisle": "Paper", "version": "1"})
    assert wordless.status_code == 422
    assert "Write what to buy" in wordless.text


def test_the_page_says_that_the_plans_have_moved_on(bakery: BakeryOnDatabase) -> None:
    trip, shown = shopped(bakery)
    pages, home = browser(bakery), f"/shop/{shown.id}"
    assert "have changed" not in pages.get(f"{home}/changes", headers=FRAGMENT).text
    with bakery.session() as db:
        event = db.find(Event, trip.fair)
        assert event is not None
        event.deleted_at = event.created_at
    told = pages.get(f"{home}/changes", headers=FRAGMENT).text
    assert "The plans have changed since: 4 lines differ." in told
    assert pages.post(f"{home}/refresh").status_code == 303
    assert "Nothing to buy: you have everything." in pages.get(home).text


@pytest.mark.covers("SR5", "SR6")
def test_the_neighbour_sees_nothing_through_any_door(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase, terminal: Terminal
) -> None:
    trip, shown = shopped(bakery)
    api, pages = program(neighbour), browser(neighbour)
    home, line = f"/shopping-lists/{shown.id}", f"items/{shown.items[0].id}"
    assert api.get("/api/shopping-lists").json() == {"items": [], "next": None}
    for path in ("", "/changes", "/csv", f"/{line}"):
        assert api.get(f"/api{home}{path}").status_code == 404
    assert api.put(f"/api{home}/{line}/cart").status_code == 404
    assert api.post(f"/api{home}/refresh", json={}).status_code == 404
    assert api.post("/api/shopping-lists", json={"event_ids": [str(trip.fair)]}).status_code == 404
    for path in ("", "/changes", "/csv", "/print", "/edit", "/add", f"/{line}"):
        assert pages.get(f"/shop/{shown.id}{path}").status_code == 404
    for path in ("/refresh", f"/{line}/tick", f"/{line}/restore", "/restore"):
        assert pages.post(f"/shop/{shown.id}{path}").status_code == 404
    assert "Fair" not in pages.get("/shop").text
    assert "Fair" not in pages.get("/shop/new").text
    assert call_tool(api, "get_shopping_list", list_id=str(shown.id))["isError"]
    assert terminal.says("shopping-lists", "--bakery", str(neighbour.id)) == ""
    refused = terminal.refuses("shopping-list", str(shown.id), "--bakery", str(neighbour.id))
    assert refused == "That shopping list is not in this bakery."
