"""The bakery and its people as JSON."""

import pytest

from baketracker.app import BakeTracker
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.clients import program, visitor

from .people import member

PARIS = {"timezone": "Europe/Paris", "currency": "EUR", "locale": "fr_FR", "units": "metric"}


def test_a_token_learns_who_it_is(bakery: BakeryOnDatabase, app: BakeTracker) -> None:
    told = program(bakery, "read", app=app).get("/api/me").json()
    assert told["bakery_id"] == str(bakery.id)
    assert (told["role"], told["rights"]) == ("owner", ["read"])


@pytest.mark.parametrize("path", ["/api/me", "/api/bakery", "/api/members"])
def test_without_a_token_there_is_nothing(app: BakeTracker, path: str) -> None:
    reply = visitor(app).get(path)
    assert reply.status_code == 401
    assert reply.headers["content-type"] == "application/problem+json"


@pytest.mark.covers("S4-tenants-name", "SR50")
def test_renaming_needs_the_version_one_read(bakery: BakeryOnDatabase, app: BakeTracker) -> None:
    client = program(bakery, app=app)
    etag = client.get("/api/bakery").headers["etag"]
    assert client.patch("/api/bakery", json={"name": "New"}).status_code == 428
    renamed = client.patch("/api/bakery", json={"name": "New"}, headers={"If-Match": etag})
    assert (renamed.status_code, renamed.json()["name"]) == (200, "New")
    stale = client.patch("/api/bakery", json={"name": "Late"}, headers={"If-Match": etag})
    assert stale.status_code == 412
    assert client.get("/api/bakery", headers={"If-None-Match": etag}).status_code == 200
    fresh = renamed.headers["etag"]
    assert client.get("/api/bakery", headers={"If-None-Match": fresh}).status_code == 304


@pytest.mark.covers("S4-tenants-settings", "SR41")
def test_settings_are_checked(bakery: BakeryOnDatabase, app: BakeTracker) -> None:
    client, version = program(bakery, app=app), {"If-Match": '"v1"'}
    for wrong in ({"currency": "EURO"}, {"tenant_id": str(bakery.id)}, {"is_active": False}):
        reply = client.put("/api/bakery/settings", json=PARIS | wrong, headers=version)
        assert reply.status_code == 422
    settled = client.put("/api/bakery/settings", json=PARIS, headers=version)
    assert (settled.status_code, settled.json()["currency"]) == (200, "EUR")


@pytest.mark.covers("SD-12")
def test_a_reading_token_changes_nothing(bakery: BakeryOnDatabase, app: BakeTracker) -> None:
    client, version = program(bakery, "read", app=app), {"If-Match": '"v1"'}
    assert client.patch("/api/bakery", json={"name": "x"}, headers=version).status_code == 403
    assert client.put("/api/bakery/settings", json=PARIS, headers=version).status_code == 403


@pytest.mark.covers("S4-tenants-private")
def test_the_members_are_this_bakerys_only(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase, app: BakeTracker
) -> None:
    member(bakery), member(neighbour)
    listed = program(bakery, "read", app=app).get("/api/members")
    assert len(listed.json()["items"]) == 2
    assert neighbour.scope.email not in listed.text
