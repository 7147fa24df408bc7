"""Ingredients over JSON."""

import json
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text

from baketracker.app import BakeTracker
from baketracker.db.types import new_id
from tests.architecture.statement_log import paused
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.catalogue import CUP_OF_FLOUR, ingredient
from tests.factories.clients import browser, program, visitor

URL = "/api/ingredients"


@pytest.mark.covers("S4-ing-201", "S4-ing-default-unit")
def test_a_new_ingredient_answers_201(bakery: BakeryOnDatabase) -> None:
    made = program(bakery).post(URL, json={"name": "Flour", "default_unit": "lb"})
    assert made.status_code == 201
    body = made.json()
    assert (body["name"], body["default_unit"], body["level"]) == ("Flour", "lb", 2)
    assert made.headers["etag"] == '"v1"'
    assert program(bakery).get(f"{URL}/{body['id']}").json() == body


@pytest.mark.covers("DEC-13")
def test_the_clients_key_is_the_rows_id(bakery: BakeryOnDatabase) -> None:
    key = str(new_id())
    for _ in range(2):
        made = program(bakery).post(URL, json={"name": "Flour"}, headers={"Idempotency-Key": key})
        assert (made.status_code, made.json()["id"]) == (201, key)
    assert len(program(bakery).get(URL).json()["items"]) == 1


@pytest.mark.covers("S4-ing-401")
def test_without_a_credential_it_answers_401(app: BakeTracker, bakery: BakeryOnDatabase) -> None:
    stranger = visitor(app)
    assert stranger.post(URL, json={"name": "Flour"}).status_code == 401
    assert stranger.get(URL, headers={"Authorization": "Bearer bt_pat_no"}).status_code == 401
    assert browser(bakery).get(URL).status_code == 401


@pytest.mark.covers("S4-ing-404", "SR5")
def test_a_foreign_one_answers_as_one_that_never_was(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase
) -> None:
    flour = ingredient(bakery)
    theirs, version = program(neighbour), {"If-Match": '"v1"'}
    for call in (
        lambda row_id: theirs.get(f"{URL}/{row_id}"),
        lambda row_id: theirs.patch(f"{URL}/{row_id}", json={"notes": "mine"}, headers=version),
        lambda row_id: theirs.delete(f"{URL}/{row_id}", headers=version),
    ):
        answers = [call(row_id) for row_id in (flour.id, uuid4())]
        bodies = [json.loads(answer.content) for answer in answers]
        for body in bodies:
            body.pop("request_id")
        assert [answer.status_code for answer in answers] == [404, 404]
        assert bodies[0] == bodies[1]
    assert program(bakery).get(f"{URL}/{flour.id}").headers["etag"] == '"v1"'
    assert theirs.get(f"{URL}/not-an-id").status_code == 404


@pytest.mark.covers("S4-ing-isolation")
def test_two_tokens_list_only_their_own(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase
) -> None:
    ingredient(bakery, "Flour")
    ingredient(neighbour, "Sugar")
    listed = [
        [item["name"] for item in program(owner).get(URL).json()["items"]]
        for owner in (bakery, neighbour)
    ]
    assert listed == [["Flour"], ["Sugar"]]


@pytest.mark.covers("S4-ing-rls")
def test_a_raw_query_of_the_neighbour_sees_nothing(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase
) -> None:
    flour = ingredient(bakery)
    by_id = text("select count(*) from app.ingredients where id = :id")
    for owner, seen in ((neighbour, 0), (bakery, 1)):
        with paused(), owner.engine.begin() as raw:
            raw.exec_driver_sql(f"set local app.tenant_id = '{owner.id}'")
            assert raw.scalar(by_id, {"id": flour.id}) == seen


@pytest.mark.covers("SR50")
def test_a_change_needs_the_version_it_changes(bakery: BakeryOnDatabase) -> None:
    ours, url = program(bakery), f"{URL}/{ingredient(bakery).id}"
    assert ours.patch(url, json={"notes": "x"}).status_code == 428
    assert ours.delete(url).status_code == 428
    assert ours.patch(url, json={"notes": "x"}, headers={"If-Match": "*"}).status_code == 422
    fresh = ours.patch(url, json={"notes": "x"}, headers={"If-Match": '"v1"'})
    assert (fresh.status_code, fresh.headers["etag"]) == (200, '"v2"')
    stale = ours.patch(url, json={"notes": "y"}, headers={"If-Match": '"v1"'})
    assert (stale.status_code, stale.json()["current"]["notes"]) == (412, "x")
    assert ours.delete(url, headers={"If-Match": '"v1"'}).status_code == 412
    assert ours.delete(url, headers={"If-Match": '"v2"'}).status_code == 204
    assert ours.get(url).status_code == 404


@pytest.mark.covers("S4-list-etag", "DEC-16")
def test_a_list_already_known_answers_304(bakery: BakeryOnDatabase) -> None:
    ours = program(bakery)
    for name in ("Flour", "Sugar"):
        ingredient(bakery, name)
    first = ours.get(f"{URL}?limit=1")
    known = {"If-None-Match": first.headers["etag"]}
    again = ours.get(f"{URL}?limit=1", headers=known)
    assert (again.status_code, again.content) == (304, b"")
    rest = ours.get(URL, params={"limit": 1, "cursor": first.json()["next"]}).json()
    assert ([item["name"] for item in rest["items"]], rest["next"]) == (["Sugar"], None)
    ingredient(bakery, "Allspice")
    assert ours.get(f"{URL}?limit=1", headers=known).status_code == 200
    for limit in (0, 101, "many"):
        assert ours.get(f"{URL}?limit={limit}").status_code == 422
    assert ours.get(f"{URL}?cursor=nowhere").status_code == 422


def test_one_already_known_answers_304(bakery: BakeryOnDatabase) -> None:
    url = f"{URL}/{ingredient(bakery).id}"
    assert program(bakery).get(url, headers={"If-None-Match": '"v1"'}).status_code == 304


@pytest.mark.covers("SR41")
@pytest.mark.parametrize(
    "extra",
    ["tenant_id", "id", "role", "version", "created_by", "level", "slug", "folded", "deleted_at"],
)
def test_a_field_nobody_may_set_is_refused(bakery: BakeryOnDatabase, extra: str) -> None:
    ours, url = program(bakery), f"{URL}/{ingredient(bakery).id}"
    refused = ours.post(URL, json={"name": "Sugar", extra: "1"})
    assert (refused.status_code, list(refused.json()["errors"])) == (422, [extra])
    changed = ours.patch(url, json={extra: "1"}, headers={"If-Match": '"v1"'})
    assert changed.status_code == 422


@pytest.mark.covers("SR52", "SR43")
@pytest.mark.parametrize(
    "body",
    [
        '{"name": "Flour", "density_volume": NaN}',
        '{"name": "Flour", "density_volume": 1e30}',
        '{"name": "Flour", "density_volume": 1000000000000000}',
        '{"name": "Flour", "density_volume": -0.0}',
        '{"name": "Flour", "density_volume": "1.1234567"}',
        '{"name": "Flour", "density_volume": true}',
        '{"name": "Flour", "moisture_pct": "100.5"}',
        '{"name": "Flour", "aliases": ["", "x"]}',
        '{"name": null}',
        '{"name": "\\ud800"}',
        '{"name": "a\\u0000b"}',
        '{"name": 7}',
        '{"name": "Flour", "default_unit": "stone"}',
        "[]",
        "{",
        "null",
    ],
)
def test_nonsense_is_refused_with_a_sentence(bakery: BakeryOnDatabase, body: str) -> None:
    answer = program(bakery).post(URL, content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 422, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert program(bakery).get(URL).json()["items"] == []


def test_a_name_taken_answers_409(bakery: BakeryOnDatabase) -> None:
    ingredient(bakery)
    taken = program(bakery).post(URL, json={"name": "FLOUR"})
    assert (taken.status_code, taken.json()["code"]) == (409, "conflict")


@pytest.mark.covers("K-04", "P-33")
def test_amounts_are_strings_with_every_digit(bakery: BakeryOnDatabase) -> None:
    made: dict[str, Any] = program(bakery).post(URL, json={"name": "Flour"} | CUP_OF_FLOUR).json()
    assert made["density_weight"] == "4.25"
    assert made["grams_per_ml"] == "0.5092624097587367"


@pytest.mark.covers("L-33")
def test_the_search_takes_words_as_they_come(bakery: BakeryOnDatabase) -> None:
    ingredient(bakery, "Crème fraîche")
    ours = program(bakery)
    for typed, found in (("creme", 1), ("%", 0), ("\x00creme", 1), ("x" * 5000, 0)):
        answer = ours.get(URL, params={"search": typed})
        assert (answer.status_code, len(answer.json()["items"])) == (200, found)
    assert ours.get(URL, params={"category": "\x00"}).status_code == 200


def test_a_reading_token_writes_nothing(bakery: BakeryOnDatabase) -> None:
    assert program(bakery, "read").post(URL, json={"name": "Flour"}).status_code == 403


def test_a_parameter_nobody_knows_is_refused(bakery: BakeryOnDatabase) -> None:
    ours = program(bakery)
    for path in (URL, f"{URL}/{ingredient(bakery).id}"):
        refused = ours.get(path, params={"q": "flour"})
        assert refused.status_code == 422
        assert refused.json()["detail"] == 'There is no parameter "q" here.'
        assert list(refused.json()["errors"]) == ["q"]
    assert ours.get(URL, params={"search": "flour", "limit": 1}).status_code == 200
