"""Which finished unit a target is baked as."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select

from baketracker.db.many import among
from baketracker.db.tenancy import TenantSession
from baketracker.recipes.models import FinishedUnit

Target = tuple[UUID, UUID | None]
"""A recipe, and the unit its batches become where the target names one."""


def units_of(db: TenantSession, targets: Collection[Target]) -> dict[Target, FinishedUnit | None]:
    """The unit of each target: the one it names, else the first of its recipe that is in the
    catalogue still; None where there is none. One statement."""
    recipes = {recipe for recipe, _unit in targets}
    own = select(FinishedUnit).where(
        among(FinishedUnit.recipe_id, recipes), FinishedUnit.deleted_at.is_(None)
    )
    rows = db.scalars(own.order_by(FinishedUnit.sort_order, FinishedUnit.id)).all()
    return {
        (recipe, unit): next(
            (row for row in rows if row.recipe_id == recipe and unit in (None, row.id)), None
        )
        for recipe, unit in targets
    }
