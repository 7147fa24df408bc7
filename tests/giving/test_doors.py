"""People, packages and gifts through pages, JSON, tools and the terminal."""

from typing import Any
from uuid import uuid4

import pytest

from baketracker.app import BakeTracker
from baketracker.db.types import new_id
from baketracker.giving import packages, people
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.clients import browser, call_tool, program, visitor
from tests.factories.reading import hidden, words
from tests.factories.terminal import Terminal
from tests.recipes.test_photos import picture

from .boxes import gift, give, on_hand, package, person, put_on_shelf, shelf


@pytest.mark.covers("SC-25")
def test_somebody_lives_on_pages(bakery: BakeryOnDatabase) -> None:
    pages = browser(bakery)
    assert "Whom do you bake for?" in pages.get("/recipients").text
    shelf(bakery)
    form = pages.get("/recipients/new?name=Anna&household=Jensen").text
    assert 'value="Jensen"' in form
    assert 'name="allergens" value="tree nuts"' in form
    key = hidden(form, "op_id")
    typed: dict[str, Any] = {
        "name": "<i>Anna</i>", "household": "Jensen", "address": "12 Mill Lane\r\nSpringfield",
        "country": "US", "email": "", "phone": "", "notes": "", "op_id": key,
        "allergens": "milk", "other_allergens": "Kiwi\r\nmilk",
    }  # fmt: skip
    for _ in range(2):
        made = pages.post("/recipients", data=typed)
        assert made.headers["location"] == f"/recipients/{key}"
    url = f"/recipients/{key}"
    shown = pages.get(url).text
    assert "&lt;i&gt;Anna&lt;/i&gt;" in shown
    assert "Must not eat: milk, Kiwi" in words(shown)
    assert "12 Mill Lane Springfield United States" in words(shown)
    again = pages.get(f"{url}/edit").text
    assert 'value="milk" checked' in again
    assert ">Kiwi</textarea>" in again
    wrong = pages.post(url, data={"name": "Anna", "email": "x", "version": "1"})
    assert (wrong.status_code, "Write an e-mail address" in wrong.text) == (422, True)
    assert pages.post(url, data={"name": "Anna", "version": "1"}).status_code == 303
    stale = pages.post(url, data={"name": "Ann", "version": "1"})
    assert (stale.status_code, "Name Ann Anna" in words(stale.text)) == (412, True)
    version = hidden(pages.get(url).text, "version")
    pages.post(f"{url}/archive", data={"version": version})
    assert "show=archived" in pages.get("/recipients").text
    assert pages.get(url).status_code == 404
    pages.post(f"{url}/restore")
    assert pages.get(url).status_code == 200


@pytest.mark.covers("K-61")
def test_the_page_takes_gifts_back_with_the_person(bakery: BakeryOnDatabase) -> None:
    goods, anna = shelf(bakery), person(bakery)
    [one] = give(bakery, goods.event, package(bakery, {goods.cookies: 1}).id, [anna.id])
    pages, url = browser(bakery), f"/recipients/{anna.id}"
    refused = pages.post(f"{url}/archive", data={"version": "1"})
    assert (refused.status_code, "still wait (1)" in words(refused.text)) == (409, True)
    assert "1 gift for them still waits." in words(pages.get(url).text)
    assert pages.post(f"{url}/leaving", data={"version": "1"}).status_code == 303
    undo = pages.get("/recipients").text.split('action="/activity/')[1].split('"')[0]
    assert pages.get(f"/gifts/{one.id}").status_code == 404
    assert pages.post(f"/activity/{undo}").status_code == 303
    assert pages.get(f"/gifts/{one.id}").status_code == 200


@pytest.mark.covers("F45", "K-62", "B2")
def test_a_package_lives_on_pages(bakery: BakeryOnDatabase) -> None:
    goods, pages = shelf(bakery), browser(bakery)
    assert "What goes into a box?" in pages.get("/packages").text
    key = hidden(pages.get("/packages/new").text, "op_id")
    typed = {
        "name": "Holiday box", "op_id": key,
        "contents.0.what": str(goods.tower), "contents.0.quantity": "1",
        "contents.1.what": str(goods.tower), "contents.1.quantity": "2",
        "packaging.0.what": str(goods.box), "packaging.0.quantity": "0.5",
        "packaging.0.is_generic": "true",
    }  # fmt: skip
    more = pages.post("/packages", data=typed | {"rearrange": "add.contents"}).text
    assert 'name="contents.2.what"' in more
    assert pages.post("/packages", data=typed).headers["location"] == f"/packages/{key}"
    shown = words(pages.get(f"/packages/{key}").text)
    assert "Tower 3 2 Cookie Bag, 1 Brownie Tray" in shown
    assert "any of that kind" in shown
    assert "Contains: milk, tree nuts, wheat" in shown
    assert "<b>Contains: milk" in pages.get(f"/packages/{key}").text
    wrong = {"name": "x", "contents.4.what": str(goods.tower), "contents.4.quantity": "1.5"}
    refused = pages.post("/packages", data=wrong)
    assert (refused.status_code, 'href="#f-contents.0.quantity"' in refused.text) == (422, True)
    copied = pages.post(f"/packages/{key}/copies").headers["location"]
    assert "Holiday box, copy" in pages.get(copied).text
    assert 'name="packaging.0.is_generic" value="true" checked' in pages.get(copied).text


@pytest.mark.covers("SC-24", "G-41")
def test_giving_goes_through_its_pages(bakery: BakeryOnDatabase) -> None:
    goods, pages = shelf(bakery), browser(bakery)
    home = f"/deliver/{goods.event}"
    assert f'href="{home}"' in pages.get("/deliver").text
    assert "Nobody gets anything yet." in pages.get(home).text
    assert "no package to give" in words(pages.get(f"{home}/gifts/new").text)
    box = package(bakery, {goods.cookies: 1})
    assert "nobody to give it to" in words(pages.get(f"{home}/gifts/new").text)
    person(bakery, "Anna", household="Jensen", allergens=["milk"], address="12 Mill Lane")
    person(bakery, "Ben", household="Jensen")
    form = pages.get(f"{home}/gifts/new").text
    assert "All of Jensen" in form
    typed = {"package_id": str(box.id), "quantity": "1", "households": "Jensen"}
    nobody = pages.post(f"{home}/gifts", data=typed | {"households": ""})
    assert (nobody.status_code, "Choose somebody" in nobody.text) == (422, True)
    asked = pages.post(f"{home}/gifts", data=typed)
    assert (asked.status_code, "by Anna: milk" in asked.text) == (422, True)
    assert 'name="confirmed" value="true"' in asked.text
    key = hidden(asked.text, "op_id")
    for _ in range(2):
        made = pages.post(f"{home}/gifts", data=typed | {"confirmed": "true", "op_id": key})
        assert made.headers["location"] == home
    board = pages.get(home).text
    assert "2 people get it." in board
    assert "Must not eat: milk" in words(board)
    assert "Missing: 1 Cookie Bag" in words(board)
    everything = pages.post(f"{home}/packed", data={"op_id": str(new_id())})
    assert (everything.status_code, "missing: 2 Cookie Bag" in everything.text) == (422, True)
    put_on_shelf(bakery, {goods.cookies: 2})
    assert pages.post(f"{home}/packed", data={"op_id": str(new_id())}).status_code == 303
    ready = pages.get(f"{home}?show=ready").text
    assert "To pack" not in words(ready.split('class="filters"')[1].split("</nav>")[0])
    assert pages.get(f"{home}?show=eaten").status_code == 422
    for sheet in ("grid", "labels", "cards"):
        assert "Anna" in words(pages.get(f"{home}/{sheet}?show=ready").text)
    labels = pages.get(f"{home}/labels").text
    assert "<b>Contains: milk, wheat</b>" in labels
    assert "<b>Anna must not eat: milk</b>" in labels
    table = pages.get(f"{home}/grid.csv")
    assert table.headers["content-type"].startswith("text/csv")
    assert "Anna,Jensen,Holiday box,milk,1,1" in table.text


@pytest.mark.covers("SC-24", "F46")
def test_one_gift_goes_through_its_pages(bakery: BakeryOnDatabase) -> None:
    goods, pages = shelf(bakery), browser(bakery)
    anna = person(bakery)
    [one] = give(bakery, goods.event, package(bakery, {goods.cookies: 2}).id, [anna.id])
    url = f"/gifts/{one.id}"
    asked = pages.post(f"{url}/packed", data={"op_id": str(new_id())})
    assert (asked.status_code, "Save anyway" in asked.text) == (422, True)
    put_on_shelf(bakery, {goods.cookies: 3})
    packed = pages.post(f"{url}/packed", data={"op_id": str(new_id())})
    assert packed.headers["location"] == f"/deliver/{goods.event}"
    delivery = f"/gifts/delivery/{one.id}"
    late = pages.post(delivery, data={"delivered_on": "2149-01-01"})
    assert (late.status_code, "still to come" in late.text) == (422, True)
    bad = pages.post(delivery, data={}, files={"photo": ("x.jpg", b"nothing", "image/jpeg")})
    assert (bad.status_code, "picture we can read" in bad.text) == (422, True)
    assert gift(bakery, one.id).photos == []
    told = {"delivered_to": "the porter", "delivered_on": "2026-01-05"}
    sent = {"photo": ("x.jpg", picture(), "image/jpeg")}
    assert pages.post(delivery, data=told, files=sent).status_code == 303
    assert on_hand(bakery) == {"Cookie Bag": 1}
    shown = pages.get(url).text
    assert "the porter" in shown
    assert "Left the stock 2 Cookie Bag" in words(shown)
    [photo] = gift(bakery, one.id).photos
    assert pages.get(f"/gifts/photos/{photo}").headers["content-type"] == "image/jpeg"
    for files in (None, {"photo": ("x.jpg", b"", "image/jpeg")}):
        assert pages.post(f"/gifts/photos/of/{one.id}", data={}, files=files).status_code == 422
    assert pages.post(f"/gifts/photos/of/{one.id}", files=sent).status_code == 303
    assert pages.post(f"/gifts/photos/{photo}/remove").status_code == 303
    assert len(gift(bakery, one.id).photos) == 1
    for _ in range(2):
        assert pages.post(f"{url}/back", data={"op_id": str(new_id())}).status_code == 303
    assert pages.post(f"{url}/back").status_code == 409
    version = gift(bakery, one.id).version
    wrong = pages.post(url, data={"quantity": "0", "version": str(version)})
    assert (wrong.status_code, "at least 1" in wrong.text) == (422, True)
    assert pages.post(url, data={"quantity": "4", "version": "1"}).status_code == 412
    assert pages.post(url, data={"quantity": "4", "version": str(version)}).status_code == 303
    now = gift(bakery, one.id)
    assert now.quantity == 4
    gone = pages.post(f"{url}/removal", data={"version": str(now.version)})
    assert gone.status_code == 303
    assert "Anna does not get Holiday box any more." in pages.get("/deliver").text


def test_programs_do_all_of_it(bakery: BakeryOnDatabase, app: BakeTracker) -> None:
    goods, ours = shelf(bakery), program(bakery)
    anna = ours.post("/api/recipients", json={"name": "Anna", "allergens": ["milk"]}).json()
    line = {"kind": "finished_good", "id": str(goods.cookies), "quantity": "1"}
    box = ours.post("/api/packages", json={"name": "Box", "lines": [line]}).json()
    more = {"finished_good_id": str(goods.cookies), "quantity": 2}
    added = ours.post(f"/api/packages/{box['id']}/lines", json=more)
    assert added.json()["lines"][0]["quantity"] == "3"
    assert ours.post(f"/api/packages/{box['id']}/copies", json={}).json()["name"] == "Box"
    assert ours.get(f"/api/packages/{box['id']}/cost").json()["total"] is None
    new = {"event_id": str(goods.event), "package_id": box["id"], "recipient_ids": [anna["id"]]}
    asked = ours.post("/api/gifts", json=new)
    assert (asked.status_code, asked.json()["code"]) == (422, "please_confirm")
    key = str(new_id())
    for _ in range(2):
        made = ours.post(
            "/api/gifts", json=new | {"confirmed": True}, headers={"Idempotency-Key": key}
        )
        assert (made.status_code, made.json()["operation_id"]) == (201, key)
    [one] = made.json()["gifts"]
    url = f"/api/gifts/{one['id']}"
    assert ours.get(f"/api/gifts?event_id={goods.event}").json()["items"] == [one]
    changed = ours.patch(url, json={"quantity": 2}, headers={"If-Match": '"v1"'})
    assert (changed.json()["quantity"], changed.headers["etag"]) == (2, '"v2"')
    ready = {"gift_ids": [one["id"]]}
    assert ours.post("/api/gifts/ready", json=ready).json()["code"] == "please_confirm"
    assert ours.post("/api/gifts/ready", json=ready | {"confirmed": True}).status_code == 200
    assert ours.post(f"{url}/delivery", json={"confirmed": True}).status_code == 200
    assert ours.get(f"/api/gifts/summary?event_id={goods.event}").json()["delivered"] == 1
    assert ours.get(f"/api/gifts/grid?event_id={goods.event}").json()["totals"] == [6]
    assert ours.get(f"/api/recipients/{anna['id']}/gifts").json()["gifts"][0]["package"] == "Box"
    for _ in range(2):
        back = ours.post(f"{url}/back", json={})
    version = f'"v{back.json()["gifts"][0]["version"]}"'
    assert ours.post(f"{url}/back", json={}).status_code == 409
    assert ours.delete(url, headers={"If-Match": version}).status_code == 204
    leave, first = f"/api/recipients/{anna['id']}/leaving", {"If-Match": '"v1"'}
    assert ours.post(leave, json={"forced": True}, headers=first).status_code == 204
    assert visitor(app).get("/api/gifts").status_code == 401
    reading = program(bakery, "read")
    assert reading.post("/api/gifts/ready", json=ready).status_code == 403


@pytest.mark.parametrize(
    "more",
    [
        {"quantity": 0}, {"quantity": 10_001}, {"quantity": "many"}, {"status": "delivered"},
        {"recipient_ids": ["x"]}, {"tenant_id": "x"}, {"households": ["x" * 201]},
    ],
)  # fmt: skip
def test_a_bad_gift_is_refused(bakery: BakeryOnDatabase, more: dict[str, Any]) -> None:
    new = {"event_id": str(uuid4()), "package_id": str(uuid4())}
    assert program(bakery).post("/api/gifts", json=new | more).status_code == 422


@pytest.mark.covers("SR5", "SR6")
def test_the_neighbour_gets_in_nowhere(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase
) -> None:
    goods, anna = shelf(bakery), person(bakery, "Secret Anna")
    box = package(bakery, {goods.cookies: 1}, "Secret box")
    [one] = give(bakery, goods.event, box.id, [anna.id])
    api, pages = program(neighbour), browser(neighbour)
    for path in ("/recipients", "/packages", "/deliver"):
        assert "Secret" not in pages.get(path).text
    assert api.get("/api/recipients").json()["items"] == []
    assert api.get("/api/packages").json()["items"] == []
    for path in (
        f"/recipients/{anna.id}", f"/recipients/{anna.id}/edit", f"/packages/{box.id}",
        f"/deliver/{goods.event}", f"/deliver/{goods.event}/gifts/new", f"/gifts/{one.id}",
        *(f"/deliver/{goods.event}/{name}" for name in ("grid", "grid.csv", "labels", "cards")),
        f"/gifts/photos/{one.id}",
    ):  # fmt: skip
        assert pages.get(path).status_code == 404, path
    for path, sent in (
        (f"/gifts/{one.id}/packed", {}), (f"/gifts/delivery/{one.id}", {}),
        (f"/gifts/{one.id}/back", {}), (f"/gifts/{one.id}/removal", {"version": "1"}),
        (f"/gifts/{one.id}", {"quantity": "2", "version": "1"}),
        (f"/packages/{box.id}/copies", {}), (f"/recipients/{anna.id}/leaving", {"version": "1"}),
        (f"/deliver/{goods.event}/packed", {}),
    ):  # fmt: skip
        assert pages.post(path, data=sent).status_code == 404, path
    for path in (
        f"/api/gifts?event_id={goods.event}", f"/api/gifts/summary?event_id={goods.event}",
        f"/api/gifts/grid?event_id={goods.event}", f"/api/gifts/{one.id}",
        f"/api/packages/{box.id}/cost", f"/api/recipients/{anna.id}/gifts",
    ):  # fmt: skip
        assert api.get(path).status_code == 404, path
    told = call_tool(api, "list_gifts", event_id=str(goods.event))
    assert told["isError"]
    assert call_tool(api, "list_recipients")["structuredContent"]["items"] == []


def test_the_tools_and_the_terminal_tell_what_the_api_tells(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase, terminal: Terminal
) -> None:
    goods, anna = shelf(bakery), person(bakery, "Anna", household="Jensen")
    [one] = give(bakery, goods.event, package(bakery, {goods.cookies: 1}).id, [anna.id])
    ours = program(bakery)
    listed = ours.get("/api/recipients?search=jensen").json()
    assert call_tool(ours, "list_recipients", search="jensen")["structuredContent"] == listed
    typed = ("recipients", "--bakery", str(bakery.id))
    assert terminal.json(*typed, "--json")["items"] == listed["items"]
    assert terminal.says(*typed) == "Anna (Jensen)\n"
    given = ours.get(f"/api/gifts?event_id={goods.event}").json()
    told = call_tool(ours, "list_gifts", event_id=str(goods.event), status="pending")
    assert told["structuredContent"] == given
    gifts = ("gifts", "--event", str(goods.event), "--bakery")
    assert terminal.json(*gifts, str(bakery.id), "--json")["items"] == given["items"]
    assert terminal.says(*gifts, str(bakery.id)) == f"1  Holiday box  Anna  pending  {one.id}\n"
    assert terminal.says("recipients", "--bakery", str(neighbour.id)) == ""


def test_a_long_list_goes_on(bakery: BakeryOnDatabase) -> None:
    goods = shelf(bakery)
    for number in range(53):
        person(bakery, f"Person {number:02}")
    package(bakery, {goods.cookies: 1})
    ours = program(bakery)
    first = ours.get("/api/recipients").json()
    rest = ours.get(f"/api/recipients?cursor={first['next']}").json()
    assert [len(first["items"]), len(rest["items"])] == [50, 3]
    assert "Show more" in browser(bakery).get("/recipients").text
    with bakery.session() as db:
        assert (people.count(db), packages.count(db)) == (53, 1)
