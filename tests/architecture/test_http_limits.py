"""A hundred requests a minute, whatever the worker and the door."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Engine

from baketracker.app import build
from baketracker.config import Settings
from tests.factories.bakeries import open_bakery
from tests.factories.clients import Client, browser, program, started, visitor

LIMIT = 100
WORKERS = 4


@pytest.mark.covers("SR34", "S4-chk-rate")
def test_the_101st_request_of_a_minute_waits_on_all_workers(
    settings: Settings, engine: Engine
) -> None:
    limited = settings.model_copy(update={"requests_per_minute": LIMIT})
    workers = [started(build(limited)) for _ in range(WORKERS)]
    ada, bob = open_bakery(engine, "Ada's Bakery"), open_bakery(engine, "Bob's Bakery")
    clients = [program(ada, app=worker) for worker in workers]
    for worker in workers:
        # Routes are made ready when first asked for, which is not for several threads at once.
        assert visitor(worker).get("/api/suppliers").status_code == 401

    def thirty(client: Client) -> list[tuple[int, str | None]]:
        answers = [client.get("/api/suppliers") for _ in range(30)]
        return [(answer.status_code, answer.headers.get("Retry-After")) for answer in answers]

    with ThreadPoolExecutor(WORKERS) as people:
        answers = [answer for part in people.map(thirty, clients) for answer in part]
    statuses = [status for status, _ in answers]
    assert (statuses.count(200), statuses.count(429)) == (LIMIT, 30 * WORKERS - LIMIT)
    assert all(1 <= int(wait or 0) <= 61 for status, wait in answers if status == 429)
    # The same person at another door waits too; somebody else does not.
    assert browser(ada, workers[0]).get("/").status_code == 429
    assert clients[0].post("/mcp", json={}).status_code in (401, 429)
    assert program(bob, app=workers[0]).get("/api/suppliers").status_code == 200
    assert visitor(workers[0]).get("/livez").status_code == 200
