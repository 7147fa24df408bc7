"""Finding runs again: the newest first, page by page, as a whole, and added up."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, func, select

from baketracker.db.paging import PAGE, Page, slice_of
from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.production.listing import midnight

from .models import AssemblyRun
from .reading import SHOWN, row_of
from .schemas import AssemblyRow, AssemblyTotals


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which runs: of a good, for an event, from and until a day of the bakery, both included.
    Nothing said is everything."""

    finished_good_id: UUID | None = None
    event_id: UUID | None = None
    since: date | None = None
    until: date | None = None


EVERYTHING = Wanted()


@verb("read")
def search(
    db: TenantSession, wanted: Wanted = EVERYTHING, cursor: str | None = None, limit: int = PAGE
) -> Page[AssemblyRow]:
    """The runs, the newest first, without those that were taken back. Raises LostPlace."""
    zone = ZoneInfo(db.scope.timezone)
    found = select(AssemblyRun).where(*_conditions(db, wanted)).options(*SHOWN)
    rows = slice_of(
        db, found, AssemblyRun, AssemblyRun.assembled_at, cursor, limit, newest_first=True
    )
    return rows.page(lambda run: row_of(run, zone))


@verb("read")
def all_runs(db: TenantSession, wanted: Wanted = EVERYTHING) -> list[AssemblyRow]:
    """The whole list, for a file."""
    zone = ZoneInfo(db.scope.timezone)
    found = select(AssemblyRun).where(*_conditions(db, wanted)).options(*SHOWN)
    newest = found.order_by(AssemblyRun.assembled_at.desc(), AssemblyRun.id.desc())
    return [row_of(run, zone) for run in db.scalars(newest)]


@verb("read")
def totals(db: TenantSession, wanted: Wanted = EVERYTHING) -> AssemblyTotals:
    """All of them added up. One statement."""
    run: Any = AssemblyRun
    sums = select(
        func.count(run.id),
        func.sum(run.quantity),
        func.sum(run.total_cost),
        func.count(run.id).filter(run.cost_is_known.is_(False)),
    )
    runs, goods, cost, unknown = db.execute(sums.where(*_conditions(db, wanted))).one()
    return AssemblyTotals(runs=runs, goods=goods or 0, cost=cost or Decimal(0), unknown=unknown)


def _conditions(db: TenantSession, wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    run = AssemblyRun
    yield run.deleted_at.is_(None)
    if wanted.finished_good_id is not None:
        yield run.finished_good_id == wanted.finished_good_id
    if wanted.event_id is not None:
        yield run.event_id == wanted.event_id
    if wanted.since is not None:
        yield run.assembled_at >= midnight(db, wanted.since)
    if wanted.until is not None:
        yield run.assembled_at < midnight(db, wanted.until + timedelta(days=1))
