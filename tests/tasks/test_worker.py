"""The worker beside the web process: takes what is queued, stops when told, rescues the lost."""

import asyncio
import threading
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, text

from baketracker.accounts import identity
from baketracker.config import Settings
from baketracker.db.tenancy import TenantSession
from baketracker.db.types import new_id, now
from baketracker.tasks import jobs, rescue, service, worker
from baketracker.tasks.jobs import Job, Kind
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.depth import only_deep

KIND = "count_jars"


def count_jars(db: TenantSession, job: Job) -> dict[str, Any]:
    return {"jars": 3}


@pytest.fixture(autouse=True)
def jars(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(jobs.KINDS, KIND, Kind(KIND, count_jars, "/", "See", "/", "Again"))


def begun(bakery: BakeryOnDatabase) -> UUID:
    with bakery.session() as db:
        return service.begin(db, KIND)


def state_of(bakery: BakeryOnDatabase, task_id: UUID) -> str:
    with bakery.session() as db:
        return service.get(db, task_id).state


def left_of(bakery: BakeryOnDatabase) -> int:
    """How many jobs of the bakery the queue still knows."""
    left = text("select count(*) from jobs.procrastinate_jobs where args->>'tenant_id' = :t")
    with bakery.engine.connect() as db:
        return db.scalar(left, {"t": str(bakery.id)}) or 0


async def until(true: Callable[[], bool], seconds: float = 15) -> None:
    for _ in range(int(seconds * 20)):
        if await asyncio.to_thread(true):
            return
        await asyncio.sleep(0.05)
    raise TimeoutError


def at_work(engine: Engine, settings: Settings, meanwhile: Callable[[], Awaitable[None]]) -> None:
    async def scene() -> None:
        async with worker.working(engine, settings.database_url):
            await meanwhile()

    asyncio.run(scene())


def test_counters_that_ended_long_ago_are_swept_away(engine: Engine, settings: Settings) -> None:
    key, long_ago = f"swept:{new_id()}", now() - timedelta(days=2)

    def hits() -> int:
        with engine.begin() as gate:
            return identity.hit(gate, key, timedelta(days=7), long_ago)[0]

    assert hits() == 1

    async def scene() -> None:
        await until(lambda: hits() == 1, 60)

    at_work(engine, settings, scene)


def test_what_is_queued_is_done_and_forgotten(bakery: BakeryOnDatabase, settings: Settings) -> None:
    early = begun(bakery)

    async def scene() -> None:
        await until(lambda: state_of(bakery, early) == "done")
        late = await asyncio.to_thread(begun, bakery)
        await until(lambda: state_of(bakery, late) == "done", 4)

    at_work(bakery.engine, settings, scene)
    assert left_of(bakery) == 0


def test_a_job_whose_worker_died_is_taken_up_again(
    bakery: BakeryOnDatabase, settings: Settings
) -> None:
    task_id = begun(bakery)
    with bakery.engine.begin() as db:
        # As a killed worker leaves it: taken, and no heartbeat since.
        dead = "insert into jobs.procrastinate_workers (last_heartbeat) values (:then) returning id"
        dead_id = db.scalar(text(dead), {"then": "2020-01-01T00:00:00Z"})
        taken = (
            "update jobs.procrastinate_jobs set status = 'doing', worker_id = :w "
            "where args->>'task_id' = :t"
        )
        db.execute(text(taken), {"w": dead_id, "t": str(task_id)})

    async def scene() -> None:
        await until(lambda: state_of(bakery, task_id) == "done")

    at_work(bakery.engine, settings, scene)


@only_deep
def test_a_worker_whose_connections_were_cut_works_on(
    bakery: BakeryOnDatabase, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "RECONNECT_SECONDS", 0.1)
    cut = text(
        "select pg_terminate_backend(pid) from pg_stat_activity "
        "where application_name = 'baketracker-worker' and datname = current_database()"
    )

    async def scene() -> None:
        first = await asyncio.to_thread(begun, bakery)
        await until(lambda: state_of(bakery, first) == "done")
        with bakery.engine.connect() as db:
            assert db.execute(cut).rowcount > 0
        second = await asyncio.to_thread(begun, bakery)
        await until(lambda: state_of(bakery, second) == "done", 30)

    at_work(bakery.engine, settings, scene)


@only_deep
def test_a_job_whose_end_could_not_be_reported_holds_nobody_up(
    bakery: BakeryOnDatabase, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rescue, "RESCUE_SECONDS", 0.1)
    go_on = threading.Event()

    def wait_and_count(db: TenantSession, job: Job) -> dict[str, Any]:
        assert go_on.wait(20)
        return {"jars": 3}

    monkeypatch.setitem(jobs.KINDS, KIND, Kind(KIND, wait_and_count, "/", "See", "/", "Again"))
    row = text("select id from jobs.procrastinate_jobs where args->>'task_id' = :t for update")
    cut = text(
        "select pg_terminate_backend(pid) from pg_stat_activity "
        "where application_name = 'baketracker-worker' and datname = current_database() "
        "and wait_event_type = 'Lock'"
    )
    first = begun(bakery)

    def cut_the_report() -> bool:
        with bakery.engine.connect() as db:
            return db.execute(cut).rowcount == 1

    async def scene() -> None:
        await until(lambda: state_of(bakery, first) == "working")
        with bakery.engine.connect() as other:
            # The worker's report waits for this lock, and is cut while it waits.
            other.execute(row, {"t": str(first)})
            go_on.set()
            await until(cut_the_report)
        second = await asyncio.to_thread(begun, bakery)
        await until(lambda: state_of(bakery, second) == "done", 30)

    at_work(bakery.engine, settings, scene)
    assert state_of(bakery, first) == "done"
    assert left_of(bakery) == 0


def test_a_worker_stops_at_once_while_the_database_is_away(engine: Engine) -> None:
    async def scene() -> None:
        stop = asyncio.Event()
        nowhere = "postgresql://nobody@127.0.0.1:1/none"
        running = asyncio.create_task(worker.run_worker(engine, nowhere, stop))
        await asyncio.sleep(0.3)
        assert not running.done()
        stop.set()
        await asyncio.wait_for(running, 3)

    asyncio.run(scene())
