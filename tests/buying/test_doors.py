"""Purchases through JSON, tool and command line: all tell the same."""

from uuid import uuid4

import pytest
from sqlalchemy import func, select

from baketracker.app import BakeTracker
from baketracker.db.types import new_id
from baketracker.purchases.models import Purchase
from tests.buying.till import FRIDAY, buy, line, lots, ribbon, use
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.catalogue import CUP_OF_FLOUR, ingredient, product, supplier
from tests.factories.clients import call_tool, program, visitor
from tests.factories.terminal import Terminal


@pytest.mark.covers("G-12", "K-24")
def test_every_door_tells_the_same(bakery: BakeryOnDatabase, terminal: Terminal) -> None:
    bag, mill = product(bakery, ingredient(bakery)), supplier(bakery, "Mill")
    roll = {"material_product_id": ribbon(bakery), "packages": 2, "package_price": None}
    buy(bakery, line(bag.id, 2, "5.25"), roll, supplier_id=mill.id)
    by_api = program(bakery).get("/api/purchases").json()
    assert [(one["product"]["label"], one["per_unit"]) for one in by_api["items"]] == [
        ("Roll", None),
        ("King Arthur", "1.05"),
    ]
    assert call_tool(program(bakery), "list_purchases")["structuredContent"] == by_api
    ours = ("purchases", "--bakery", str(bakery.id))
    assert terminal.json(*ours, "--json") == by_api
    assert terminal.says(*ours) == (
        "2026-05-08, Mill: 2 × Roll price unknown\n2026-05-08, Mill: 2 × King Arthur at 5.25\n"
    )
    assert terminal.says(*ours, "--search", "roll", "--supplier", str(mill.id)).count("\n") == 1
    assert terminal.says(*ours, "--supplier", str(uuid4())) == ""
    asked = call_tool(program(bakery), "list_purchases", search="flour", period="all")
    assert len(asked["structuredContent"]["items"]) == 1


@pytest.mark.covers("L-11", "L-12", "R-INV-09")
def test_the_life_of_a_receipt_over_json(bakery: BakeryOnDatabase, app: BakeTracker) -> None:
    bag, ours, key = product(bakery, ingredient(bakery)), program(bakery), str(new_id())
    sent = {"bought_on": str(FRIDAY), "lines": [line(str(bag.id), 2, "5.00")]}
    made = ours.post("/api/receipts", json=sent, headers={"Idempotency-Key": key})
    assert (made.status_code, made.json()["id"], made.json()["operation_id"]) == (201, key, key)
    again = ours.post("/api/receipts", json=sent, headers={"Idempotency-Key": key})
    assert again.json() == made.json()
    assert len(lots(bakery)) == 1
    home, one = f"/api/receipts/{key}", f"/api/purchases/{made.json()['lines'][0]['id']}"
    (listed,) = ours.get("/api/receipts").json()["items"]
    assert (listed["id"], listed["lines"], listed["known"]) == (key, 1, "10")
    assert ours.patch(one, json={"packages": 3}).status_code == 428
    tag = {"If-Match": ours.get(one).headers["etag"]}
    edited = ours.patch(one, json={"packages": 3}, headers=tag).json()
    assert (edited["line"]["packages"], edited["cost_changed"]) == (3, "0")
    assert ours.patch(one, json={"packages": 4}, headers=tag).status_code == 412
    tag = {"If-Match": ours.get(home).headers["etag"]}
    assert ours.patch(home, json={"number": "7"}, headers=tag).json()["receipt"]["number"] == "7"
    use(bakery, lots(bakery)[0].id, "1", "production")
    for place in (home, one):
        tag = {"If-Match": ours.get(place).headers["etag"]}
        refused = ours.delete(place, headers=tag)
        assert (refused.status_code, refused.json()["code"]) == (409, "already_used")
        assert "1 lb (baked with)" in refused.json()["detail"]
    for place in (home, one, "/api/receipts", "/api/purchases", "/api/purchases/recent"):
        assert visitor(app).get(place).status_code == 401


@pytest.mark.covers("L-12")
def test_put_away_and_taken_back(bakery: BakeryOnDatabase) -> None:
    bag, ours = product(bakery, ingredient(bakery)), program(bakery)
    bought = buy(bakery, line(bag.id), line(bag.id))
    home, one = f"/api/receipts/{bought.id}", f"/api/purchases/{bought.lines[0].id}"
    done = ours.delete(one, headers={"If-Match": '"v1"'}).json()
    assert ours.get(one).status_code == 404
    assert len(ours.get(home).json()["lines"]) == 1
    undone = ours.post(f"/api/activity/{done['operation_id']}/undo", json={})
    assert undone.status_code == 200
    assert len(ours.get(home).json()["lines"]) == 2
    assert ours.delete(home, headers={"If-Match": '"v1"'}).status_code == 200
    assert ours.get("/api/purchases").json()["items"] == []
    assert ours.get("/api/receipts").json()["items"] == []


@pytest.mark.covers("EX14", "K-20", "A5")
def test_what_is_odd_or_wrong_is_told_over_json(bakery: BakeryOnDatabase) -> None:
    bag, ours = product(bakery, ingredient(bakery)), program(bakery)
    buy(bakery, line(bag.id, 1, "12.49"))
    sent = {"bought_on": str(FRIDAY), "lines": [line(str(bag.id), 1, "124.90")]}
    refused = ours.post("/api/receipts", json=sent)
    assert (refused.status_code, refused.json()["code"]) == (422, "please_confirm")
    assert "10 times what it usually costs" in refused.json()["detail"]
    (odd,) = ours.post("/api/receipts/concerns", json=sent).json()["items"]
    assert (odd["line"], odd["field"], odd["suggestion"]) == (0, "package_price", "12.49")
    assert ours.post("/api/receipts", json=sent | {"confirmed": True}).status_code == 201
    wrong = sent | {"lines": [{"product_id": str(bag.id), "packages": 1.5}]}
    told = ours.post("/api/receipts", json=wrong).json()
    assert "bought whole" in told["errors"]["lines.0.packages"]
    wrong = sent | {"lines": [{"product_id": str(uuid4())}]}
    told = ours.post("/api/receipts", json=wrong).json()
    assert (told["code"], list(told["errors"])) == ("bad_lines", ["lines.0.product_id"])
    assert ours.post("/api/receipts", json=sent | {"lines": []}).status_code == 422
    assert ours.post("/api/receipts", json=sent | {"bought_on": "0001-01-01"}).status_code == 422


@pytest.mark.covers("K-26")
def test_once_more_over_json(bakery: BakeryOnDatabase) -> None:
    bag, ours, key = product(bakery, ingredient(bakery)), program(bakery), str(new_id())
    was = buy(bakery, line(bag.id, 2)).lines[0]
    for _ in range(2):
        made = ours.post(f"/api/purchases/{was.id}/repeat", headers={"Idempotency-Key": key})
        assert (made.status_code, made.json()["id"]) == (201, key)
    with bakery.session() as db:
        assert db.scalar(select(func.count(Purchase.id))) == 2
    (recent,) = ours.get("/api/purchases/recent").json()["items"]
    assert recent["purchase"]["product"]["id"] == str(bag.id)


@pytest.mark.covers("K-23", "A2")
def test_what_to_buy_over_json(bakery: BakeryOnDatabase) -> None:
    flour = ingredient(bakery, **CUP_OF_FLOUR)
    sack = product(bakery, flour, package_quantity="25", preferred=True)
    buy(bakery, line(sack.id, 1, "13.79"))
    told = program(bakery).get(f"/api/ingredients/{flour.id}/recommendation?quantity=10&unit=cups")
    offer = told.json()["offers"][0]
    assert (told.json()["status"], offer["packages"], offer["cost"]) == ("preferred", 1, "13.79")
    bad = program(bakery).get(f"/api/ingredients/{flour.id}/recommendation?quantity=10&unit=x")
    assert bad.status_code == 422


@pytest.mark.covers("SR5", "SR6")
def test_the_neighbour_sees_nothing_through_any_door(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase, terminal: Terminal
) -> None:
    flour = ingredient(bakery)
    bought = buy(bakery, line(product(bakery, flour).id))
    api, tag = program(neighbour), {"If-Match": '"v1"'}
    for url in ("/api/purchases", "/api/receipts", "/api/purchases/recent"):
        assert api.get(url).json() == {"items": [], "next": None}
    for url in (f"/api/receipts/{bought.id}", f"/api/purchases/{bought.lines[0].id}"):
        assert api.get(url).status_code == 404
        assert api.patch(url, json={}, headers=tag).status_code == 404
        assert api.delete(url, headers=tag).status_code == 404
    assert api.post(f"/api/purchases/{bought.lines[0].id}/repeat").status_code == 404
    told = f"/api/ingredients/{flour.id}/recommendation?quantity=1&unit=lb"
    assert api.get(told).status_code == 404
    assert call_tool(api, "list_purchases")["structuredContent"]["items"] == []
    assert terminal.says("purchases", "--bakery", str(neighbour.id)) == ""
    assert len(lots(bakery)) == 1
