"""Changing the pantry over JSON."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.catalogue import CUP_OF_FLOUR, ingredient, lot, product
from tests.factories.clients import Client, call_tool, program
from tests.pantry.steps import ledger, left


@pytest.fixture
def flour(bakery: BakeryOnDatabase) -> Any:
    return ingredient(bakery, **CUP_OF_FLOUR)


@pytest.fixture
def bag(bakery: BakeryOnDatabase, flour: Any) -> UUID:
    return lot(bakery, product(bakery, flour, package_type="bag"), "10")


def send(api: Client, method: str, path: str, body: Any, key: str = "", tag: str = "") -> Any:
    headers = {"Idempotency-Key": key or str(uuid4())} | ({"If-Match": tag} if tag else {})
    return api.request(method, path, json=body, headers=headers)


@pytest.mark.covers("SC-13", "R-INV-12")
def test_adjusting_asks_for_the_version_and_answers_the_new_one(
    bakery: BakeryOnDatabase, bag: UUID
) -> None:
    api, here = program(bakery), f"/api/lots/{bag}"
    tag = api.get(here).headers["etag"]
    body = {"amount_used": "8", "unit": "oz"}
    assert send(api, "POST", f"{here}/adjust", body).status_code == 428
    done = send(api, "POST", f"{here}/adjust", body, tag=tag)
    assert done.status_code == 200
    assert done.json()["lots"][0]["quantity"] == "9.5"
    assert [row.reason for row in ledger(bakery)] == ["correction"]
    assert done.headers["etag"] == api.get(here).headers["etag"] != tag
    stale = send(api, "POST", f"{here}/adjust", body, tag=tag)
    assert (stale.status_code, stale.json()["current"]["quantity"]) == (412, "9.5")
    too_much = send(api, "POST", f"{here}/adjust", {"amount_used": "99"}, tag=done.headers["etag"])
    assert too_much.status_code == 422
    assert "There is only 9.5 lb" in too_much.json()["errors"]["amount_used"]


@pytest.mark.covers("DEC-13")
def test_a_repeated_use_is_one_use(bakery: BakeryOnDatabase, flour: Any, bag: UUID) -> None:
    api, key = program(bakery), str(uuid4())
    path = f"/api/ingredients/{flour.id}/use"
    first, second = (
        send(api, "POST", path, {"quantity": "2", "unit": "lbs"}, key) for _ in range(2)
    )
    assert first.json() == second.json()
    assert first.json()["operation_id"] == key
    assert left(bakery, bag) == [8]
    short = send(api, "POST", path, {"quantity": "9", "unit": "lb"})
    assert (short.status_code, short.json()["code"]) == (422, "not_enough")
    assert short.json()["detail"] == (
        "Not enough in the pantry. Lacking: 1 lb Flour. There: 8 lb Flour. "
        "Buy more, or count what is there."
    )
    told = send(api, "POST", path, {"quantity": "9", "unit": "lb", "short": "take"})
    assert told.json()["uses"][0]["short"] == "1"
    assert left(bakery, bag) == [0]
    wrong = send(api, "POST", path, {"quantity": "1", "unit": "lb", "reason": "production"})
    assert wrong.status_code == 422


@pytest.mark.covers("P-16", "SC-12")
def test_counting_one_lot_or_many(bakery: BakeryOnDatabase, flour: Any, bag: UUID) -> None:
    api = program(bakery)
    told = send(api, "POST", f"/api/lots/{bag}/count", {"percent": 40}).json()
    assert (told["lots"][0]["quantity"], told["lots"][0]["known_by"]) == ("4", "counted")
    both = send(api, "POST", f"/api/lots/{bag}/count", {"percent": 40, "quantity": 2})
    assert both.status_code == 422
    many = {"counts": [{"ingredient_id": str(flour.id), "quantity": "48", "unit": "oz"}]}
    assert send(api, "POST", "/api/pantry/count", many).json()["lots"][0]["quantity"] == "3"
    much = {"counts": [{"lot_id": str(bag), "quantity": "100"}]}
    asked = send(api, "POST", "/api/pantry/count", much)
    assert (asked.status_code, asked.json()["code"]) == (422, "please_confirm")
    assert send(api, "POST", "/api/pantry/count", much | {"confirmed": True}).status_code == 200
    assert left(bakery, bag) == [10]
    assert send(api, "POST", "/api/pantry/count", {"counts": []}).status_code == 422


def test_finding_and_changing_a_lot(bakery: BakeryOnDatabase, flour: Any, bag: UUID) -> None:
    api = program(bakery)
    of = api.get(f"/api/lots/{bag}").json()["product"]["id"]
    key = str(uuid4())
    made = send(api, "POST", "/api/lots", {"product_id": of, "quantity": "1 1/2"}, key)
    assert made.status_code == 201
    assert (made.json()["lots"][0]["id"], made.json()["lots"][0]["quantity"]) == (key, "1.5")
    tag = api.get(f"/api/lots/{key}").headers["etag"]
    body = {"location": "Cellar", "expires_on": "2027-01-31"}
    changed = send(api, "PATCH", f"/api/lots/{key}", body, tag=tag)
    assert changed.json()["lots"][0]["location"] == "Cellar"
    assert send(api, "PATCH", f"/api/lots/{key}", {"quantity": "7"}, tag=tag).status_code == 422
    absurd = send(api, "PATCH", f"/api/lots/{key}", {"opened_on": "0202-11-20"}, tag=tag)
    assert absurd.json()["errors"]["opened_on"] == "Check the year of this date."
    refused = send(
        api, "PATCH", f"/api/lots/{key}", {"supplier_id": str(uuid4())},
        tag=changed.headers["etag"],
    )  # fmt: skip
    assert (refused.status_code, refused.json()["code"]) == (422, "never_bought")


@pytest.mark.covers("K-28", "K-27", "G-24")
def test_low_and_expiring_are_told_alike_by_api_and_tool(
    bakery: BakeryOnDatabase, flour: Any, bag: UUID
) -> None:
    api = program(bakery)
    body = {"low_below": "20", "low_unit": "lb"}
    path = f"/api/ingredients/{flour.id}/threshold"
    assert send(api, "PUT", path, body).json()["low_below"] == {"amount": "20", "unit": "lb"}
    [low] = api.get("/api/pantry/low").json()["items"]
    assert (low["there"], low["lacking"], low["unit"]) == ("10", "10", "lb")
    for show, seen in (("low", 1), ("expiring", 0), ("unreviewed", 0), ("", 1)):
        told = api.get("/api/pantry", params={"show": show}).json()
        assert len(told["items"]) == seen
        assert call_tool(api, "list_pantry", show=show)["structuredContent"] == told
    assert api.get("/api/pantry?show=old").status_code == 422
    assert api.get("/api/pantry?location=Attic").json()["items"] == []


@pytest.mark.covers("SR5", "SR6")
def test_the_neighbour_changes_nothing_and_a_reading_token_neither(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase, flour: Any, bag: UUID
) -> None:
    of = program(bakery).get(f"/api/lots/{bag}").json()["product"]["id"]
    asks: list[tuple[str, str, Any]] = [
        ("POST", f"/api/lots/{bag}/adjust", {"amount_used": "1"}),
        ("POST", f"/api/lots/{bag}/count", {"percent": "10"}),
        ("PATCH", f"/api/lots/{bag}", {"location": "Attic"}),
        ("POST", "/api/lots", {"product_id": of, "quantity": "1"}),
        ("POST", "/api/pantry/count", {"counts": [{"lot_id": str(bag), "quantity": "1"}]}),
        ("POST", f"/api/ingredients/{flour.id}/use", {"quantity": "1", "unit": "lb"}),
        ("PUT", f"/api/ingredients/{flour.id}/threshold", {"low_below": "1", "low_unit": "lb"}),
    ]
    for method, path, body in asks:
        assert send(program(neighbour), method, path, body, tag='"v1"').status_code == 404, path
        reading = send(program(bakery, "read"), method, path, body, tag='"v1"')
        assert reading.status_code == 403, path
    assert left(bakery, bag) == [10]
    assert program(neighbour).get("/api/pantry/low").json()["items"] == []
