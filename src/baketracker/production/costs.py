"""What finished units cost to make, as their runs tell it."""

from collections.abc import Collection
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from baketracker.costs import UnitCost, kept
from baketracker.db.many import among
from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.errors import NotFound
from baketracker.recipes.costs import costs_of
from baketracker.recipes.models import FinishedUnit

from .models import ProductionRun


@verb("read")
def average_costs(db: TenantSession, unit_ids: Collection[UUID]) -> dict[UUID, UnitCost]:
    """What one good unit of each cost on average, to 0.0001: over its runs whose whole cost is
    known and above 0, weighed by their good units (basis `runs`). Without such a run it is what
    the recipe costs at the last prices, not rounded (`last_price`), else unknown, and why.

    A unit that is not in this bakery is unknown. One statement, eight more while some have no
    such run."""
    told = _told_by_runs(db, unit_ids)
    rest = [key for key in unit_ids if key not in told]
    return told | (_by_recipe(db, rest) if rest else {})


def _told_by_runs(db: TenantSession, unit_ids: Collection[UUID]) -> dict[UUID, UnitCost]:
    run: Any = ProductionRun
    spent, good = func.sum(run.unit_cost * run.good), func.sum(run.good)
    found = (
        select(run.finished_unit_id, spent, good)
        .where(
            among(run.finished_unit_id, unit_ids),
            run.deleted_at.is_(None),
            run.good > 0,
            run.unit_cost > 0,
            run.cost_is_known,
        )
        .group_by(run.finished_unit_id)
    )
    return {
        key: UnitCost(per_unit=kept(Decimal(cost) / units), basis="runs")
        for key, cost, units in db.execute(found)
    }


def _by_recipe(db: TenantSession, unit_ids: Collection[UUID]) -> dict[UUID, UnitCost]:
    own = select(FinishedUnit.id, FinishedUnit.recipe_id).where(among(FinishedUnit.id, unit_ids))
    recipe_of = {row.id: row.recipe_id for row in db.execute(own)}
    costs = costs_of(db, set(recipe_of.values()))
    return {
        key: UnitCost.of(costs[recipe_of[key]].per_finished_unit[key], "last_price")
        if key in recipe_of
        else UnitCost.because(NotFound("finished unit"))
        for key in unit_ids
    }
