"""The worker as a process of its own, for deployments that keep it apart from the web process."""

import asyncio
import signal
from collections.abc import Callable

from sqlalchemy import Engine

from baketracker.config import Settings
from baketracker.db.connect import make_engine
from baketracker.db.selfcheck import guard_engine

from .worker import AtHand, run_worker


async def until_stopped(config: Settings, for_jobs: Callable[[Settings, Engine], AtHand]) -> None:
    """Do background work until the process is told to stop (SIGTERM finishes the job in hand)."""
    engine = make_engine(config.database_url, config)
    guard_engine(engine)
    stop = asyncio.Event()
    for wanted in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(wanted, stop.set)
    try:
        await run_worker(engine, config.database_url, stop, for_jobs(config, engine))
    finally:
        engine.dispose()
