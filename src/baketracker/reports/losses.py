"""The verbs of what was lost when baking: why, of what, when, and what that was worth."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, TypedDict
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from baketracker.db.many import among
from baketracker.db.paging import PAGE, slice_of
from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.events.schemas import EventRef
from baketracker.production.models import ProductionLoss, ProductionRun
from baketracker.production.outcome import Category
from baketracker.recipes.models import FinishedUnit, Recipe
from baketracker.recipes.schemas import RecipeRef

from .cost_schemas import percent_of
from .loss_schemas import CategoryLoss, LossEntry, LossReport, MonthLoss, RecipeLoss
from .value import months_until

YEAR = 365
NOTHING = Decimal(0)
SHOWN = joinedload(ProductionLoss.finished_unit, innerjoin=True).joinedload(
    FinishedUnit.recipe, innerjoin=True
)


class Summed(TypedDict):
    """The sums of a `LossSum`."""

    pieces: int
    losses: int
    value: Decimal
    unknown: int


@dataclass(frozen=True, slots=True)
class Group:
    """Losses of one recipe, for one reason, in one month."""

    recipe_id: UUID
    category: Category
    month: date
    pieces: int
    losses: int
    value: Decimal
    unknown: int


@dataclass(frozen=True, slots=True)
class Good:
    """What came out well of one recipe in one month."""

    recipe_id: UUID
    month: date
    pieces: int


@verb("read")
def losses(
    db: TenantSession, days: int = YEAR, cursor: str | None = None, limit: int = PAGE
) -> LossReport:
    """What was lost in the last `days`, added up, and loss by loss, the newest first. Losses that
    outlived their run count like any other. At most five statements, six with a cursor. Raises
    LostPlace."""
    since = db.scope.today() - timedelta(days=days)
    groups, good = _groups(db, since), _good(db, since)
    entries = slice_of(
        db,
        _since(db, since).options(SHOWN),
        ProductionLoss,
        ProductionLoss.happened_at,
        cursor,
        limit,
        newest_first=True,
    )
    categories, whole = _categories(groups), _sum(groups)
    return LossReport(
        since=since,
        **whole,
        **_shared(whole, good),
        categories=categories,
        recipes=_recipes(db, groups, good),
        months=_months(db, since, groups, good, [one.category for one in categories]),
        entries=_entries(db, entries.rows),
        next=entries.next,
    )


@verb("read")
def all_losses(db: TenantSession, days: int = YEAR) -> list[LossEntry]:
    """Loss by loss, all of them, for a file; the newest first. Two statements."""
    since = db.scope.today() - timedelta(days=days)
    newest = (ProductionLoss.happened_at.desc(), ProductionLoss.id.desc())
    return _entries(db, db.scalars(_since(db, since).options(SHOWN).order_by(*newest)).all())


def _since(db: TenantSession, day: date) -> Select[ProductionLoss]:
    return select(ProductionLoss).where(
        ProductionLoss.deleted_at.is_(None), ProductionLoss.happened_at >= _midnight(db, day)
    )


def _groups(db: TenantSession, since: date) -> list[Group]:
    loss: Any = ProductionLoss
    month = _month_of(db, loss.happened_at)
    found = (
        select(
            FinishedUnit.recipe_id,
            loss.category,
            month,
            func.sum(loss.quantity),
            func.count(loss.id),
            func.sum(loss.cost),
            func.count(loss.id).filter(loss.cost.is_(None)),
        )
        .join(loss.finished_unit)
        .where(loss.deleted_at.is_(None), loss.happened_at >= _midnight(db, since))
        .group_by(FinishedUnit.recipe_id, loss.category, month)
    )
    return [
        Group(recipe_id, category, first.date(), int(pieces), count, value or NOTHING, unknown)
        for recipe_id, category, first, pieces, count, value, unknown in db.execute(found)
    ]


def _good(db: TenantSession, since: date) -> list[Good]:
    run: Any = ProductionRun
    month = _month_of(db, run.produced_at)
    found = (
        select(run.recipe_id, month, func.sum(run.good))
        .where(run.deleted_at.is_(None), run.produced_at >= _midnight(db, since))
        .group_by(run.recipe_id, month)
    )
    return [
        Good(recipe_id, first.date(), int(good)) for recipe_id, first, good in db.execute(found)
    ]


def _categories(groups: Sequence[Group]) -> list[CategoryLoss]:
    by: defaultdict[Category, list[Group]] = defaultdict(list)
    for one in groups:
        by[one.category].append(one)
    found = [CategoryLoss(category=category, **_sum(some)) for category, some in by.items()]
    return sorted(found, key=lambda one: (-one.value, -one.pieces, one.category))


def _recipes(db: TenantSession, groups: Sequence[Group], good: Sequence[Good]) -> list[RecipeLoss]:
    by: defaultdict[UUID, list[Group]] = defaultdict(list)
    for one in groups:
        by[one.recipe_id].append(one)
    rows = db.scalars(select(Recipe).where(among(Recipe.id, by))) if by else ()
    found = []
    for row in rows:
        whole = _sum(by[row.id])
        own = [one for one in good if one.recipe_id == row.id]
        found.append(RecipeLoss(recipe=RecipeRef.of(row), **whole, **_shared(whole, own)))
    return sorted(found, key=lambda one: (-one.value, -one.pieces, one.recipe.name))


def _months(
    db: TenantSession,
    since: date,
    groups: Sequence[Group],
    good: Sequence[Good],
    categories: Sequence[Category],
) -> list[MonthLoss]:
    today = db.scope.today()
    count = (today.year - since.year) * 12 + today.month - since.month + 1
    found = []
    for month in months_until(today, count):
        some = [one for one in groups if one.month == month]
        whole = _sum(some)
        parts = [
            sum((one.value for one in some if one.category == category), NOTHING)
            for category in categories
        ]
        shared = _shared(whole, [one for one in good if one.month == month])
        found.append(MonthLoss(month=month, parts=parts, **whole, **shared))
    return found


def _entries(db: TenantSession, rows: Sequence[ProductionLoss]) -> list[LossEntry]:
    zone = ZoneInfo(db.scope.timezone)
    keys = {row.production_run_id for row in rows} - {None}
    own = select(ProductionRun).where(among(ProductionRun.id, keys))
    runs = db.scalars(own.options(joinedload(ProductionRun.event))) if keys else ()
    events = {run.id: EventRef.of(run.event) for run in runs if run.event is not None}
    return [
        LossEntry(
            id=row.id,
            on=row.happened_at.astimezone(zone).date(),
            name=row.finished_unit.name,
            recipe=RecipeRef.of(row.finished_unit.recipe),
            event=events.get(row.production_run_id) if row.production_run_id else None,
            run_id=row.production_run_id,
            category=row.category,
            pieces=row.quantity,
            value=row.cost,
            notes=row.notes,
        )
        for row in rows
    ]


def _sum(groups: Iterable[Group]) -> Summed:
    some = list(groups)
    return {
        "pieces": sum(one.pieces for one in some),
        "losses": sum(one.losses for one in some),
        "value": sum((one.value for one in some), NOTHING),
        "unknown": sum(one.unknown for one in some),
    }


def _shared(whole: Summed, good: Iterable[Good]) -> dict[str, Any]:
    """All pieces that were baked, good and lost, and the share of the lost ones."""
    baked = whole["pieces"] + sum(one.pieces for one in good)
    share = percent_of(Decimal(whole["pieces"]), Decimal(baked)) if baked else None
    return {"baked": baked, "share": share}


def _month_of(db: TenantSession, at: Any) -> Any:
    return func.date_trunc("month", func.timezone(db.scope.timezone, at)).label("month")


def _midnight(db: TenantSession, day: date) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(db.scope.timezone))
