"""A plan that is settled, and one whose baking began."""

from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

from baketracker.db.tenancy import TenantSession
from baketracker.db.types import new_id
from baketracker.plan_life import service
from baketracker.plan_life.schemas import Done
from baketracker.planning import deciding
from baketracker.planning.deciding import BatchesIn
from baketracker.production.models import ProductionRun
from baketracker.recipes.models import FinishedUnit
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.kitchen import Stocked, stocked


def settled(bakery: BakeryOnDatabase) -> Stocked:
    """The worked example, 8 batches of cookies and 8 of brownies, settled."""
    made = stocked(bakery)
    with bakery.session() as db:
        deciding.decide(db, made.event, made.cookie, BatchesIn(batches=8))
        deciding.decide(db, made.event, made.brownie, BatchesIn(batches=8))
        deciding.lock(db, made.event)
    return made


def begun(bakery: BakeryOnDatabase) -> Stocked:
    """The same, being baked."""
    made = settled(bakery)
    start(bakery, made)
    return made


def start(bakery: BakeryOnDatabase, made: Stocked) -> Done:
    with bakery.session() as db:
        return service.start(db, made.event)


def baked(
    db: TenantSession, event: UUID, unit: UUID, batches: int, good: int, expected: int
) -> UUID:
    """A row of a run, whatever it took."""
    row = db.find(FinishedUnit, unit)
    assert row is not None
    run = ProductionRun(
        id=new_id(), recipe_id=row.recipe_id, finished_unit_id=unit, event_id=event,
        batches=batches, good=good, expected=expected, lost=max(0, expected - good),
        status="complete" if good >= expected else "partial_loss" if good else "total_loss",
        produced_at=datetime.now(UTC), total_cost=Decimal(0),
    )  # fmt: skip
    db.add(run)
    db.flush()
    return run.id
