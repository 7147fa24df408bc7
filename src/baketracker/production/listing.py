"""Finding runs again: the newest first, page by page, as a whole, and added up."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, func, select

from baketracker.db.paging import PAGE, Page, slice_of
from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.events.models import Event
from baketracker.recipes.models import FinishedUnit, Recipe

from .models import ProductionLoss, ProductionRun
from .reading import SHOWN, row_of
from .schemas import RunRow, RunTotals


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which runs: of a recipe, of a finished unit, for an event, from and until a day of the
    bakery, both included. Nothing said is everything."""

    recipe_id: UUID | None = None
    finished_unit_id: UUID | None = None
    event_id: UUID | None = None
    since: date | None = None
    until: date | None = None


EVERYTHING = Wanted()


@dataclass(frozen=True, slots=True)
class RunChoices:
    """What runs can be looked for by: (id, name) of what has any."""

    recipes: list[tuple[UUID, str]]
    finished_units: list[tuple[UUID, str]]
    events: list[tuple[UUID, str]]


@verb("read")
def search(
    db: TenantSession, wanted: Wanted = EVERYTHING, cursor: str | None = None, limit: int = PAGE
) -> Page[RunRow]:
    """The runs, the newest first, without those that were taken back. Raises LostPlace."""
    zone = ZoneInfo(db.scope.timezone)
    found = select(ProductionRun).where(*_conditions(db, wanted)).options(*SHOWN)
    rows = slice_of(
        db, found, ProductionRun, ProductionRun.produced_at, cursor, limit, newest_first=True
    )
    return rows.page(lambda run: row_of(run, zone))


@verb("read")
def all_runs(db: TenantSession, wanted: Wanted = EVERYTHING) -> list[RunRow]:
    """The whole list, for a file."""
    zone = ZoneInfo(db.scope.timezone)
    found = select(ProductionRun).where(*_conditions(db, wanted)).options(*SHOWN)
    newest = found.order_by(ProductionRun.produced_at.desc(), ProductionRun.id.desc())
    return [row_of(run, zone) for run in db.scalars(newest)]


@verb("read")
def totals(db: TenantSession, wanted: Wanted = EVERYTHING) -> RunTotals:
    """All of them added up. What went with the losses is part of the cost, never beside it. Two
    statements."""
    run: Any = ProductionRun
    conditions = list(_conditions(db, wanted))
    sums = select(
        func.count(run.id),
        func.sum(run.batches * run.scale),
        func.sum(run.expected),
        func.sum(run.good),
        func.sum(run.lost),
        func.sum(run.total_cost),
        func.count(run.id).filter(run.cost_is_known.is_(False)),
    )
    runs, batches, expected, good, lost, cost, unknown = db.execute(sums.where(*conditions)).one()
    of_them = select(run.id).where(*conditions)
    loss = select(func.sum(ProductionLoss.cost)).where(
        ProductionLoss.deleted_at.is_(None), ProductionLoss.production_run_id.in_(of_them)
    )
    return RunTotals(
        runs=runs,
        batches=batches or Decimal(0),
        expected=expected or 0,
        good=good or 0,
        lost=lost or 0,
        cost=cost or Decimal(0),
        unknown=unknown,
        lost_cost=db.scalar(loss) or Decimal(0),
    )


@verb("read")
def choices(db: TenantSession) -> RunChoices:
    """The recipes, finished units and events that have runs, A to Z. Three
    statements."""
    return RunChoices(
        recipes=_having(db, ProductionRun.recipe, Recipe),
        finished_units=_having(db, ProductionRun.finished_unit, FinishedUnit),
        events=_having(db, ProductionRun.event, Event),
    )


def _having(db: TenantSession, of: Any, entity: Any) -> list[tuple[UUID, str]]:
    found = (
        select(entity.id, entity.name)
        .select_from(ProductionRun)
        .join(of)
        .where(ProductionRun.deleted_at.is_(None))
        .group_by(entity.id, entity.name)
        .order_by(entity.name, entity.id)
    )
    return [(row.id, row.name) for row in db.execute(found)]


def _conditions(db: TenantSession, wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    run = ProductionRun
    yield run.deleted_at.is_(None)
    if wanted.recipe_id is not None:
        yield run.recipe_id == wanted.recipe_id
    if wanted.finished_unit_id is not None:
        yield run.finished_unit_id == wanted.finished_unit_id
    if wanted.event_id is not None:
        yield run.event_id == wanted.event_id
    if wanted.since is not None:
        yield run.produced_at >= midnight(db, wanted.since)
    if wanted.until is not None:
        yield run.produced_at < midnight(db, wanted.until + timedelta(days=1))


def midnight(db: TenantSession, day: date) -> datetime:
    """When this day begins in the bakery."""
    return datetime.combine(day, time(), ZoneInfo(db.scope.timezone))
