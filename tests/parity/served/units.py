"""Finished units: their yields, and how many batches answer a number of them."""

from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from baketracker.db.tenancy import TenantSession
from baketracker.planning.batches import BatchOption, batch_options
from baketracker.recipes.batches import Yield, YieldMissing
from baketracker.recipes.contents import yield_of
from baketracker.recipes.models import FinishedUnit
from tests.parity.compare import Refused
from tests.parity.served.names import Names

ASKED = (1, 7, 24, 50, 100)
Answers = dict[str, Any]


def answers(db: TenantSession, names: Names) -> Answers:
    """By slug."""
    rows = db.scalars(select(FinishedUnit).options(joinedload(FinishedUnit.recipe))).all()
    return {row.slug: _unit(row, names.recipes) for row in rows}


def option(it: BatchOption, needed: int, per_batch: int) -> Answers:
    """One answer to a demand, as the desktop lists it."""
    return {
        "batches": it.batches,
        "total_yield": it.total,
        "quantity_needed": needed,
        "difference": it.difference,
        "is_shortfall": it.is_shortfall,
        "is_exact_match": it.is_exact_match,
        "yield_per_batch": per_batch,
    }


def _unit(row: FinishedUnit, recipes: dict[UUID, str]) -> Answers:
    gives = yield_of(row)
    return {
        "display_name": row.name,
        "recipe": recipes[row.recipe_id],
        "yield_mode": row.yield_mode,
        "yield_type": row.yield_type,
        "items_per_batch": row.items_per_batch,
        "batch_percentage": row.batch_percentage,
        "batches_needed": {str(count): _raw(count, gives) for count in ASKED},
        "batch_options": {str(count): _options(count, gives) for count in ASKED},
    }


def _raw(count: int, gives: Yield) -> float | Refused:
    try:
        return float(count / gives.per_batch)
    except YieldMissing as missing:
        return Refused(str(missing))


def _options(count: int, gives: Yield) -> list[Answers]:
    try:
        return [option(it, count, gives.items(1)) for it in batch_options(count, gives)]
    except YieldMissing:
        return []
