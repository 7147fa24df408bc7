"""The worker as a command of its own, for deployments that keep it apart from the web process."""

import asyncio
import signal

import typer

from baketracker.command_line import database
from baketracker.config import Settings
from baketracker.db.connect import make_engine
from baketracker.db.selfcheck import guard_engine

from .worker import run_worker


def register(cli: typer.Typer) -> None:
    cli.command(name="worker")(worker)


def worker() -> None:
    """Do background work until stopped (SIGTERM finishes the job in hand)."""
    with database() as config:
        typer.echo("Waiting for work (Ctrl-C stops it)")
        asyncio.run(_until_stopped(config))


async def _until_stopped(config: Settings) -> None:
    engine = make_engine(config.database_url, config)
    guard_engine(engine)
    stop = asyncio.Event()
    for wanted in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(wanted, stop.set)
    try:
        await run_worker(engine, config.database_url, stop)
    finally:
        engine.dispose()
