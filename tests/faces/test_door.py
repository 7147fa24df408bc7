"""One unit of work per request: committed before the reply, rolled back on refusal, run again when
the database asks for it, answered once per key."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import func, select, update

from baketracker.app import BakeTracker
from baketracker.config import Settings
from baketracker.db.idempotency import IdempotencyKey
from baketracker.suppliers.models import Supplier
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.clients import browser, program
from tests.factories.servers import LiveServer, serving

from . import stall


def names_in(bakery: BakeryOnDatabase) -> Sequence[str]:
    with bakery.session() as db:
        return db.scalars(select(Supplier.name).order_by(Supplier.name)).all()


def keys_in(bakery: BakeryOnDatabase) -> int:
    with bakery.session() as db:
        return db.scalars(select(func.count()).select_from(IdempotencyKey)).one()


def key() -> dict[str, str]:
    return {"Idempotency-Key": str(uuid4())}


@pytest.mark.covers("AR-03")
def test_what_was_answered_is_stored(bakery: BakeryOnDatabase, with_stall: BakeTracker) -> None:
    answer = program(bakery, app=with_stall).post("/api/stall", json={"name": "Mill"})
    assert answer.status_code == 201
    assert names_in(bakery) == ["Mill"]


@pytest.mark.covers("AR-03")
def test_a_failing_commit_never_shows_success(
    bakery: BakeryOnDatabase, with_stall: BakeTracker
) -> None:
    client = program(bakery, app=with_stall)
    answer = client.post("/api/stall/unkept", json={"name": "Mill"}, headers=key())
    assert answer.status_code == 422
    assert "Mill" not in answer.text
    assert names_in(bakery) == []
    assert keys_in(bakery) == 0


@pytest.mark.parametrize("state", ["serialization", "deadlock"])
@pytest.mark.covers("SD-21")
def test_a_refused_transaction_runs_again_as_a_whole(
    bakery: BakeryOnDatabase, with_stall: BakeTracker, state: str
) -> None:
    name = uuid4().hex
    stall.failures[name] = 2
    answer = program(bakery, app=with_stall).post(f"/api/stall/flaky/{name}?state={state}")
    assert answer.status_code == 201
    assert names_in(bakery) == [name]
    assert stall.failures[name] == 0


def test_three_refusals_are_enough(bakery: BakeryOnDatabase, with_stall: BakeTracker) -> None:
    name = uuid4().hex
    stall.failures[name] = 5
    answer = program(bakery, app=with_stall).post(f"/api/stall/flaky/{name}", headers=key())
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) <= 2
    assert stall.failures[name] == 2
    assert names_in(bakery) == []


@pytest.mark.covers("SD-24")
def test_rolled_back_work_leaves_no_key(bakery: BakeryOnDatabase, with_stall: BakeTracker) -> None:
    client, name, same = program(bakery, app=with_stall), uuid4().hex, key()
    stall.failures[name] = 1
    refused = client.post(f"/api/stall/flaky/{name}?state=check", headers=same)
    assert refused.status_code == 422
    assert keys_in(bakery) == 0
    assert client.post(f"/api/stall/flaky/{name}?state=check", headers=same).status_code == 201
    assert names_in(bakery) == [name]


@pytest.mark.covers("SR45")
def test_eight_taps_make_one_thing(bakery: BakeryOnDatabase, live_stall: LiveServer) -> None:
    headers = {"Authorization": f"Bearer {bakery.token()}", "Idempotency-Key": str(uuid4())}

    def tap(_: int) -> httpx.Response:
        return httpx.post(
            f"{live_stall.url}/api/stall/held?seconds=0.2", json={"name": "Mill"}, headers=headers,
            timeout=20,
        )  # fmt: skip

    with ThreadPoolExecutor(8) as fingers:
        answers = list(fingers.map(tap, range(8)))
    busy = [answer for answer in answers if answer.status_code == 503]
    # The pool holds five: who did not get a connection asks again, as Retry-After says.
    answers = [answer if answer.status_code != 503 else tap(0) for answer in answers]
    assert {answer.status_code for answer in answers} == {201}, [a.text for a in answers]
    assert len({answer.content for answer in answers}) == 1
    assert sum("idempotency-replayed" in answer.headers for answer in answers) == 7
    assert all("Retry-After" in answer.headers for answer in busy)
    assert names_in(bakery) == ["Mill"]


@pytest.mark.covers("SR45")
def test_the_same_key_with_another_body_is_refused(
    bakery: BakeryOnDatabase, with_stall: BakeTracker
) -> None:
    client, same = program(bakery, app=with_stall), key()
    assert client.post("/api/stall", json={"name": "Mill"}, headers=same).status_code == 201
    other = client.post("/api/stall", json={"name": "Dairy"}, headers=same)
    assert other.status_code == 422
    assert other.json()["code"] == "invalid_input"
    assert names_in(bakery) == ["Mill"]


@pytest.mark.covers("SR45")
def test_a_phone_that_was_offline_for_29_days_repeats_nothing(
    bakery: BakeryOnDatabase, with_stall: BakeTracker
) -> None:
    client, same = program(bakery, app=with_stall), key()
    first = client.post("/api/stall", json={"name": "Mill"}, headers=same)
    with bakery.session() as db:
        long_ago = IdempotencyKey.created_at - timedelta(days=29)
        db.execute(update(IdempotencyKey).values(created_at=long_ago))
    again = client.post("/api/stall", json={"name": "Mill"}, headers=same)
    assert (again.status_code, again.content) == (201, first.content)
    assert again.headers["Idempotency-Replayed"] == "true"
    assert again.headers["ETag"] == first.headers["ETag"]
    assert again.headers.get_list("content-length") == [str(len(first.content))]
    assert names_in(bakery) == ["Mill"]


@pytest.mark.covers("SR45")
def test_a_key_belongs_to_one_person(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase, with_stall: BakeTracker
) -> None:
    same = key()
    program(bakery, app=with_stall).post("/api/stall", json={"name": "Mill"}, headers=same)
    theirs = program(neighbour, app=with_stall).post(
        "/api/stall", json={"name": "Mill"}, headers=same
    )
    assert theirs.status_code == 201
    assert "Idempotency-Replayed" not in theirs.headers
    assert names_in(neighbour) == ["Mill"]


@pytest.mark.covers("SD-24")
def test_a_duplicate_that_waits_too_long_is_told_to_come_back(
    bakery: BakeryOnDatabase, hasty: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    headers = {"Authorization": f"Bearer {bakery.token()}", "Idempotency-Key": str(uuid4())}
    gate = stall.Gate()
    monkeypatch.setattr(stall, "gate", gate)
    with serving(hasty, (stall.api,)) as server, ThreadPoolExecutor(1) as finger:

        def tap() -> httpx.Response:
            where = f"{server.url}/api/stall/held?seconds=60"
            return httpx.post(where, json={"name": "Mill"}, headers=headers, timeout=60)

        first = finger.submit(tap)
        assert gate.inside.acquire(timeout=60)
        second = tap()
        assert not first.done()
        gate.open.set()
        assert first.result().status_code == 201
    assert second.status_code == 409
    assert int(second.headers["Retry-After"]) <= 2
    assert names_in(bakery) == ["Mill"]


@pytest.mark.parametrize("unusable", ["short", "x" * 256])
def test_an_unusable_key_is_refused(
    bakery: BakeryOnDatabase, with_stall: BakeTracker, unusable: str
) -> None:
    client = program(bakery, app=with_stall)
    headers = {"Idempotency-Key": unusable}
    answer = client.post("/api/stall", json={"name": "Mill"}, headers=headers)
    assert answer.status_code == 422
    assert names_in(bakery) == []


def test_a_form_sent_twice_is_one_entry(bakery: BakeryOnDatabase, with_stall: BakeTracker) -> None:
    client = browser(bakery, with_stall)
    form = {"name": "Mill", "op_id": str(uuid4())}
    assert [client.post("/stall", data=form).status_code for _ in range(3)] == [303] * 3
    assert names_in(bakery) == ["Mill"]


@pytest.mark.covers("SR50")
def test_a_change_says_which_version_it_changes(
    bakery: BakeryOnDatabase, with_stall: BakeTracker
) -> None:
    client = program(bakery, app=with_stall)
    made = client.post("/api/stall", json={"name": "Mill"})
    where, etag = f"/api/stall/{made.json()['id']}", made.headers["ETag"]

    def change(notes: str, **headers: str) -> int:
        return client.patch(
            where, json={"name": "Mill", "notes": notes}, headers=headers
        ).status_code

    assert change("without") == 428
    assert change("first", **{"If-Match": etag}) == 200
    assert change("second", **{"If-Match": etag}) == 412
    assert change("odd", **{"If-Match": "seven"}) == 422
    assert change("any", **{"If-Match": "*"}) == 422
    assert client.get(where).json()["notes"] == "first"


@pytest.mark.covers("SR50")
def test_no_update_is_lost_in_a_hundred_races(
    bakery: BakeryOnDatabase, live_stall: LiveServer
) -> None:
    headers = {"Authorization": f"Bearer {bakery.token()}"}
    with httpx.Client(base_url=live_stall.url, headers=headers, timeout=20) as client:
        where = f"/api/stall/{client.post('/api/stall', json={'name': 'Mill'}).json()['id']}"

        def add_one(_: int) -> bool:
            read = client.get(where)
            if read.status_code != 200:
                return False
            count = int(read.json()["notes"] or 0) + 1
            changed = client.patch(
                where, json={"name": "Mill", "notes": str(count)},
                headers={"If-Match": read.headers["ETag"]},
            )  # fmt: skip
            assert changed.status_code in (200, 412, 503), changed.text
            return changed.status_code == 200

        with ThreadPoolExecutor(4) as racers:
            won = sum(racers.map(add_one, range(100)))
        assert int(client.get(where).json()["notes"]) == won
        assert 1 <= won <= 100


def test_a_list_that_did_not_change_is_not_sent_again(
    bakery: BakeryOnDatabase, with_stall: BakeTracker
) -> None:
    client = program(bakery, app=with_stall)
    made = client.post("/api/stall", json={"name": "Mill"})
    where = f"/api/stall/{made.json()['id']}"
    again = client.get(where, headers={"If-None-Match": made.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
