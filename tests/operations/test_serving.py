"""Serving under load: leaving without dropping anybody, and saying no in time."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import httpx
import pytest
from sqlalchemy import QueuePool

from baketracker.config import Settings
from tests.faces import stall
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.depth import only_deep
from tests.factories.servers import process, serving, wait_until

PER_SECOND = 50


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> stall.Gate:
    fresh = stall.Gate()
    monkeypatch.setattr(stall, "gate", fresh)
    return fresh


@dataclass
class Load:
    """Requests at a steady pace, as a load balancer sends them: it asks once a second whether the
    server is ready and sends no more once it is not."""

    ask: Callable[[], int]
    ready: Callable[[], bool]
    answers: list[int | str] = field(default_factory=list)

    def run(self) -> None:
        with ThreadPoolExecutor(12) as senders:
            while self.ready():
                for _ in range(5):
                    began = time.monotonic()
                    for _ in range(PER_SECOND // 5):
                        senders.submit(self._one)
                    time.sleep(max(0.0, 0.2 - (time.monotonic() - began)))

    def _one(self) -> None:
        try:
            self.answers.append(self.ask())
        except httpx.TransportError as error:
            self.answers.append(repr(error))


@only_deep
@pytest.mark.covers("SR60")
def test_sigterm_under_load_fails_nobody(settings: Settings, bakery: BakeryOnDatabase) -> None:
    headers = {"Authorization": f"Bearer {bakery.token()}", "Host": "bake.example"}
    changes = {"ENVIRONMENT": "production", "POOL_SIZE": "10"}
    with (
        process(settings, host="bake.example", **changes) as server,
        httpx.Client(base_url=server.url, headers=headers, timeout=20) as client,
    ):
        load = Load(
            lambda: client.get("/api/openapi.json").status_code,
            lambda: client.get("/readyz").status_code == 200,
        )
        assert load.ask() == 200
        sender = threading.Thread(target=load.run)
        sender.start()
        # In the middle of a burst: the rest of it is under way then.
        wait_until(lambda: len(load.answers) >= PER_SECOND // 2 + 1)
        before, began = len(load.answers), time.monotonic()
        server.terminate()
        left_after = time.monotonic() - began
        sender.join(20)
    assert len(load.answers) > before, "nothing was sent while it was leaving"
    assert set(load.answers) == {200}, [a for a in load.answers if a != 200][:5]
    assert left_after <= 30


@pytest.mark.covers("SR60")
def test_a_request_that_was_begun_is_finished(
    settings: Settings, bakery: BakeryOnDatabase, gate: stall.Gate
) -> None:
    with serving(settings, (stall.api,)) as server, ThreadPoolExecutor(1) as sender:
        headers = {"Authorization": f"Bearer {bakery.token()}"}
        slow = sender.submit(
            httpx.post, f"{server.url}/api/stall/held?seconds=1.5", json={"name": "Mill"},
            headers=headers, timeout=20,
        )  # fmt: skip
        assert gate.inside.acquire(timeout=20)
        server.leave()
        assert slow.result().status_code == 201


@pytest.mark.covers("SR59")
def test_a_full_house_says_no_while_it_is_still_full(
    settings: Settings, bakery: BakeryOnDatabase, gate: stall.Gate
) -> None:
    small = settings.model_copy(update={"pool_size": 2, "pool_wait_seconds": 0.5})
    longest = Settings.model_fields["pool_wait_seconds"].default
    assert longest <= 2, "nobody waits longer for a no"
    with serving(small, (stall.api,)) as server:
        headers = {"Authorization": f"Bearer {bakery.token()}"}
        pool = server.app.state.engine.pool
        assert isinstance(pool, QueuePool)
        with httpx.Client(base_url=server.url, headers=headers, timeout=20) as client:

            def hold(number: int) -> int:
                body = {"name": f"Mill {number}"}
                return client.post("/api/stall/held?seconds=15", json=body).status_code

            with ThreadPoolExecutor(12) as people:
                holding = [people.submit(hold, number) for number in range(2)]
                assert gate.inside.acquire(timeout=20)
                assert gate.inside.acquire(timeout=20)
                refused = list(people.map(lambda _: client.get("/api/openapi.json"), range(8)))
                assert client.get("/livez").status_code == 200
                assert client.get("/readyz").status_code == 503
                assert not any(held.done() for held in holding)
                gate.open.set()
                assert {answer.status_code for answer in refused} == {503}
                assert all(int(answer.headers["Retry-After"]) <= 2 for answer in refused)
                assert [held.result() for held in holding] == [201, 201]
            assert pool.checkedout() == 0
            assert client.get("/api/openapi.json").status_code == 200
            assert pool.checkedout() == 0


@pytest.mark.covers("SR59")
@pytest.mark.parametrize("how", ["bug", "sql", "constraint", "forbidden"])
def test_an_error_page_keeps_no_connection(
    settings: Settings, bakery: BakeryOnDatabase, how: str
) -> None:
    with serving(settings, (stall.pages,)) as server:
        cookies = {"bt_session": bakery.cookie()}
        with httpx.Client(base_url=server.url, cookies=cookies, timeout=20) as client:
            for _ in range(8):
                assert client.get(f"/stall/fails/{how}").status_code in (403, 422, 500)
        assert server.app.state.engine.pool.checkedout() == 0
