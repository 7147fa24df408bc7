"""The worker: takes jobs from the queue, beside the web server or alone, and tidies up every hour.
A few at a time, because some wait for others; those of one bakery mostly have their turn.

At least once: a job whose worker died is taken up again, and every job is safe to repeat."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Coroutine, Mapping
from typing import Any

import procrastinate
from procrastinate import PsycopgConnector, RetryStrategy
from procrastinate.jobs import DeleteJobCondition
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from baketracker.accounts import identity
from baketracker.db.connect import plain_url
from baketracker.db.types import now

from .jobs import KINDS, QUEUE, give_up, perform
from .rescue import SILENT_SECONDS, Rescuer

log = logging.getLogger("baketracker")

TRIES = 5
AT_ONCE = 4
POLL_SECONDS = 5.0
RECONNECT_SECONDS = 5.0
DRAIN_SECONDS = 20.0
TIDY_SECONDS = 3600.0
TIDY_AGAIN_SECONDS = 10.0


AtHand = Mapping[str, Any]


def make_app(engine: Engine, database_url: str, at_hand: AtHand | None = None) -> procrastinate.App:
    """A queue with every kind of work on it, over connections of its own. `at_hand` is what jobs
    find beside the database (`jobs.Job`)."""
    connector = PsycopgConnector(
        conninfo=plain_url(database_url),
        kwargs={"options": "-c search_path=jobs,pg_temp", "application_name": "baketracker-worker"},
        min_size=1,
        max_size=3,
        timeout=5,
    )
    app = procrastinate.App(connector=connector)
    for kind in KINDS:
        _add(app, engine, kind, at_hand)
    return app


def _add(app: procrastinate.App, engine: Engine, kind: str, at_hand: AtHand | None) -> None:
    retry = RetryStrategy(max_attempts=TRIES, exponential_wait=2)

    @app.task(name=kind, queue=QUEUE, pass_context=True, retry=retry)
    def job(
        context: procrastinate.JobContext, tenant_id: str, task_id: str, arguments: dict[str, Any]
    ) -> None:
        try:
            perform(engine, kind, tenant_id, task_id, arguments, at_hand)
        except SQLAlchemyError:
            if context.job.attempts + 1 >= TRIES:
                with contextlib.suppress(SQLAlchemyError):
                    give_up(engine, kind, tenant_id, task_id)
            raise


async def run_worker(
    engine: Engine, database_url: str, stop: asyncio.Event, at_hand: AtHand | None = None
) -> None:
    """Work until `stop` is set; a database that goes away is waited for."""
    tidying = asyncio.create_task(_tidy(engine))
    try:
        while not stop.is_set():
            failure = await _until(stop, _work(make_app(engine, database_url, at_hand)))
            if failure is not None:
                log.warning("The worker lost the database: %s", type(failure).__name__)
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), RECONNECT_SECONDS)
    finally:
        tidying.cancel()
        await asyncio.gather(tidying, return_exceptions=True)


@contextlib.asynccontextmanager
async def working(
    engine: Engine, database_url: str, at_hand: AtHand | None = None
) -> AsyncIterator[None]:
    """A worker for as long as the block lasts (the web process's lifespan)."""
    stop = asyncio.Event()
    worker = asyncio.create_task(run_worker(engine, database_url, stop, at_hand))
    try:
        yield
    finally:
        stop.set()
        await worker


async def _until(stop: asyncio.Event, work: Coroutine[Any, Any, None]) -> Exception | None:
    """Do `work` until it ends or `stop` is set; cancelled, it may finish what it has in hand.
    Returns what it failed with."""
    working, stopping = asyncio.create_task(work), asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        working.cancel()
        stopping.cancel()
        # A connection that hangs must not keep the process from leaving.
        await asyncio.wait({working, stopping}, timeout=DRAIN_SECONDS + 5)
    if not working.done():
        log.error("The worker did not stop in time; its job will be taken up again.")
        return None
    return None if working.cancelled() else _failure(working)


def _failure(work: asyncio.Task[None]) -> Exception | None:
    error = work.exception()
    return error if isinstance(error, Exception) else None


async def _work(app: procrastinate.App) -> None:
    app.job_manager = queue = Rescuer(app.connector)
    try:
        await app.open_async()
        rescuing = asyncio.create_task(queue.watch())
        try:
            await app.run_worker_async(
                queues=[QUEUE],
                concurrency=AT_ONCE,
                install_signal_handlers=False,
                fetch_job_polling_interval=POLL_SECONDS,
                delete_jobs=DeleteJobCondition.SUCCESSFUL,
                shutdown_graceful_timeout=DRAIN_SECONDS,
                stalled_worker_timeout=SILENT_SECONDS,
            )
        finally:
            rescuing.cancel()
            await asyncio.gather(rescuing, return_exceptions=True)
    finally:
        await app.close_async()


async def _tidy(engine: Engine) -> None:
    """Sessions and counters that ended long ago go, every hour; what fails is soon tried again."""
    while True:
        swept = await asyncio.to_thread(_sweep, engine)
        await asyncio.sleep(TIDY_SECONDS if swept else TIDY_AGAIN_SECONDS)


def _sweep(engine: Engine) -> bool:
    try:
        with engine.begin() as gate:
            identity.sweep(gate, now())
    except SQLAlchemyError:
        return False
    return True
