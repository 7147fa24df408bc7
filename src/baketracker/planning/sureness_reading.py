"""What the bakery's runs say about losses, read for a plan."""

from collections.abc import Iterator
from fractions import Fraction
from uuid import UUID

from sqlalchemy import select

from baketracker.db.tenancy import TenantSession
from baketracker.events.schemas import KitchenView
from baketracker.production.chances import ServiceLevel
from baketracker.production.learning import PastRun
from baketracker.production.models import ProductionRun

from .sureness import Sureness, learnt_of

# Older runs than these count next to nothing.
LATEST = 400


def is_on(level: ServiceLevel) -> bool:
    """Whether a plan of this level asks what was lost."""
    return level is not ServiceLevel.EXACT


def sureness_of(db: TenantSession, settings: KitchenView, *, needed: bool = True) -> Sureness:
    """What was learnt of every recipe of the bakery, at the level of its kitchen. One statement;
    none when nobody needs it."""
    level, usual = ServiceLevel(settings.service_level), settings.usual_loss_percent
    runs = list(_runs(db)) if needed else []
    return learnt_of(runs, level, None if usual is None else float(usual) / 100)


def _runs(db: TenantSession) -> Iterator[tuple[UUID, PastRun]]:
    run = ProductionRun
    latest = (
        select(run.recipe_id, run.batches, run.scale, run.expected, run.good)
        .where(run.deleted_at.is_(None), run.expected > 0)
        .order_by(run.produced_at.desc(), run.id.desc())
        .limit(LATEST)
    )
    for recipe_id, batches, scale, expected, good in db.execute(latest):
        # A batch twice as large goes into the oven as two.
        ovenfuls = max(1, round(Fraction(scale) * batches))
        yield recipe_id, PastRun(ovenfuls, expected, good)
