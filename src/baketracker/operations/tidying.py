"""What a server does by itself where it has the login for it: bakeries that visitors left behind go
every hour, the books are looked through once a day."""

import asyncio
import contextlib
import itertools
import logging
from collections.abc import AsyncIterator
from datetime import datetime

from sqlalchemy import MetaData
from sqlalchemy.exc import SQLAlchemyError

from baketracker.accounts.operator import purge_drafts
from baketracker.config import Settings
from baketracker.db.connect import make_engine
from baketracker.db.types import now

from .balancing import check_all_books

log = logging.getLogger("baketracker")

HOUR = 3600.0
HOURS_A_DAY = 24


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


def look_through_books(config: Settings) -> None:
    """Log what is out of balance. A database that does not answer is asked again a day later."""
    try:
        check_all_books(config)
    except SQLAlchemyError:
        log.warning("The books could not be looked through.", exc_info=True)


async def _every_hour(config: Settings, metadata: MetaData) -> None:
    for hour in itertools.count():
        await asyncio.to_thread(remove_ended_drafts, config, metadata, now())
        if hour % HOURS_A_DAY == 0:
            await asyncio.to_thread(look_through_books, config)
        await asyncio.sleep(HOUR)
