"""Bakeries that visitors left behind go, every hour, where the server may delete them."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from datetime import datetime

from sqlalchemy import MetaData
from sqlalchemy.exc import SQLAlchemyError

from baketracker.accounts.operator import purge_drafts
from baketracker.config import Settings
from baketracker.db.connect import make_engine
from baketracker.db.types import now

log = logging.getLogger("baketracker")

HOUR = 3600.0


@contextlib.asynccontextmanager
async def tidying(config: Settings, metadata: MetaData) -> AsyncIterator[None]:
    """Tidy up for as long as the block lasts. Without the migrator's login (ADMIN_DATABASE_URL)
    nothing is deleted here: then `baketracker bakeries purge-drafts` is the operator's."""
    work = asyncio.create_task(_every_hour(config, metadata)) if config.admin_database_url else None
    try:
        yield
    finally:
        if work:
            work.cancel()
            await asyncio.gather(work, return_exceptions=True)


def remove_ended_drafts(config: Settings, metadata: MetaData, moment: datetime) -> int:
    """Delete the drafts whose seven days are over; returns how many. A database that does not
    answer is asked again the next time."""
    migrator = make_engine(config.admin_database_url, config)
    try:
        return purge_drafts(migrator, metadata, moment)
    except SQLAlchemyError:
        log.warning("Ended drafts could not be removed.", exc_info=True)
        return 0
    finally:
        migrator.dispose()


async def _every_hour(config: Settings, metadata: MetaData) -> None:
    while True:
        await asyncio.to_thread(remove_ended_drafts, config, metadata, now())
        await asyncio.sleep(HOUR)
