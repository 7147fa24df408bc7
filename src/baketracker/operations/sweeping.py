"""What lies in the file store and belongs to no row any more goes, every hour: bytes that no
transaction kept, of a file that was put away while the store was down, of a bakery that ended, and
recordings that nobody needs any more."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from itertools import groupby
from uuid import UUID

from sqlalchemy import Engine, select
from sqlalchemy.exc import SQLAlchemyError

from baketracker.accounts.models import Tenant
from baketracker.db.many import among
from baketracker.db.scope import Scope
from baketracker.db.tenancy import TenantSession, tenant_transaction
from baketracker.db.types import now
from baketracker.errors import BakeTrackerError
from baketracker.files.models import StoredFile
from baketracker.files.store import Lying, Store
from baketracker.proposals.recordings import put_away_recordings

log = logging.getLogger("baketracker")

HOUR = 3600.0
# Longer than any transaction: its bytes lie there before its row can be seen.
AGE = timedelta(days=1)


@contextlib.asynccontextmanager
async def sweeping(engine: Engine, store: Store) -> AsyncIterator[None]:
    """Sweep every hour for as long as the block lasts."""
    work = asyncio.create_task(_every_hour(engine, store))
    try:
        yield
    finally:
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)


def sweep(engine: Engine, store: Store, moment: datetime) -> int:
    """Remove what nobody can open any more; how many. Bakery by bakery, as that bakery.

    Where no bakery is known here the store is another database's, or this one was just made anew:
    then nothing is removed."""
    lost: list[Lying] = []
    is_ours = False
    for tenant_id, its in groupby(store.everything(), lambda one: one.key.tenant_id):
        lying = list(its)
        with tenant_transaction(engine, Scope(tenant_id, kind="operator")) as db:
            is_ours |= _is_known(db, tenant_id)
            put_away_recordings(db, moment)
            lost += _lost(db, lying, moment)
    if lost and not is_ours:
        log.error("The file store belongs to another database: nothing is swept.")
        return 0
    for one in lost:
        store.remove(one.key)
    return len(lost)


def _is_known(db: TenantSession, tenant_id: UUID) -> bool:
    return db.scalar(select(Tenant.id).where(Tenant.id == tenant_id)) is not None


def _lost(db: TenantSession, lying: list[Lying], moment: datetime) -> list[Lying]:
    """Old enough, and without a row that is not put away."""
    ids = [one.key.file_id for one in lying]
    found = select(StoredFile.id).where(among(StoredFile.id, ids), StoredFile.deleted_at.is_(None))
    kept = set(db.scalars(found))
    return [one for one in lying if one.key.file_id not in kept and moment - one.since > AGE]


async def _every_hour(engine: Engine, store: Store) -> None:
    while True:
        await asyncio.sleep(HOUR)
        try:
            await asyncio.to_thread(sweep, engine, store, now())
        except (SQLAlchemyError, BakeTrackerError):
            log.warning("The file store could not be swept.", exc_info=True)
