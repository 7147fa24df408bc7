"""What finished goods cost to make, as their runs tell it."""

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
from baketracker.finished_goods.contents import contents_of
from baketracker.finished_goods.costs import priced
from baketracker.finished_stock.worth import AVERAGES
from baketracker.production import costs as production

from .models import AssemblyRun


@verb("read")
def average_costs(db: TenantSession, good_ids: Collection[UUID]) -> dict[UUID, UnitCost]:
    """What one of each of these goods cost on average, packaging and materials included, to
    0.0001: over its runs whose whole cost is known and above 0, weighed by their pieces (basis
    `runs`). Without such a run it is what its parts cost: food as `production.costs` says,
    packaging and materials at what is left, else the last prices (`last_price`, not rounded);
    else unknown, and why.

    A good that is not in this bakery is unknown. One statement, eighteen more while some have no
    such run."""
    told = _told_by_runs(db, good_ids)
    rest = [key for key in good_ids if key not in told]
    return told | (_by_parts(db, rest) if rest else {})


def _told_by_runs(db: TenantSession, good_ids: Collection[UUID]) -> dict[UUID, UnitCost]:
    run: Any = AssemblyRun
    found = (
        select(run.finished_good_id, func.sum(run.unit_cost * run.quantity), func.sum(run.quantity))
        .where(
            among(run.finished_good_id, good_ids),
            run.deleted_at.is_(None),
            run.unit_cost > 0,
            run.cost_is_known,
        )
        .group_by(run.finished_good_id)
    )
    return {
        key: UnitCost(per_unit=kept(Decimal(spent) / pieces), basis="runs")
        for key, spent, pieces in db.execute(found)
    }


def _by_parts(db: TenantSession, good_ids: Collection[UUID]) -> dict[UUID, UnitCost]:
    contents = contents_of(db, good_ids)
    baked = production.average_costs(db, list(contents.units))
    units: dict[Any, Any] = {key: cost.times(1) for key, cost in baked.items()}
    costs = priced(db, good_ids, contents, units)
    return {
        key: UnitCost.of(costs[key].total, "last_price")
        if key in costs
        else UnitCost.because(NotFound("finished good"))
        for key in good_ids
    }


AVERAGES["units"] = production.average_costs
AVERAGES["goods"] = average_costs
