"""What a run is expected to give before it is written down."""

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from baketracker.db.rows import live
from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.plans.models import ProductionTarget, RecipeSnapshot
from baketracker.recipes.batches import YieldMissing
from baketracker.recipes.contents import yield_of
from baketracker.recipes.models import FinishedUnit, Recipe
from baketracker.recipes.schemas import RecipeRef

from .frozen import yield_in
from .outcome import expected_of
from .reading import made_unit
from .schemas import MadeUnit


class Expectation(BaseModel):
    """So many `batches`, each `scale` times as large, are expected to give so many units."""

    finished_unit: MadeUnit
    recipe: RecipeRef
    expected: int


class Bakeable(BaseModel):
    """A finished unit that can be baked."""

    id: UUID
    name: str
    recipe: RecipeRef


@verb("read")
def expect(
    db: TenantSession,
    finished_unit_id: UUID,
    batches: int = 1,
    scale: Decimal = Decimal(1),
    event_id: UUID | None = None,
) -> Expectation:
    """What so many batches are expected to give, as the plan of the event froze the recipe, else
    as it is now. Raises NotFound, YieldMissing."""
    unit = live(db, FinishedUnit, finished_unit_id, "finished unit")
    recipe = live(db, Recipe, unit.recipe_id, "recipe")
    planned = planned_as(db, event_id, unit)
    return Expectation(
        finished_unit=made_unit(unit),
        recipe=RecipeRef.of(recipe),
        expected=expected_from(unit, planned, batches, scale),
    )


@verb("read")
def bakeables(db: TenantSession) -> Sequence[Bakeable]:
    """All that can be baked, by recipe, A to Z. One statement."""
    found = (
        select(FinishedUnit)
        .join(FinishedUnit.recipe)
        .where(FinishedUnit.deleted_at.is_(None), Recipe.deleted_at.is_(None))
        .order_by(Recipe.name, Recipe.id, FinishedUnit.sort_order, FinishedUnit.id)
        .options(joinedload(FinishedUnit.recipe))
    )
    return [
        Bakeable(id=row.id, name=row.name, recipe=RecipeRef.of(row.recipe))
        for row in db.scalars(found)
    ]


def planned_as(
    db: TenantSession, event_id: UUID | None, unit: FinishedUnit
) -> RecipeSnapshot | None:
    """The recipe as the event's plan froze it: for this unit, else for the recipe as a whole, else
    for another of its units; None where no plan did."""
    if event_id is None:
        return None
    found = select(ProductionTarget).where(
        ProductionTarget.event_id == event_id,
        ProductionTarget.recipe_id == unit.recipe_id,
        ProductionTarget.recipe_snapshot_id.is_not(None),
    )
    targets = db.scalars(found.options(joinedload(ProductionTarget.snapshot))).all()
    nearest = sorted(
        targets,
        key=lambda one: (one.finished_unit_id != unit.id, one.finished_unit_id is not None, one.id),
    )
    return nearest[0].snapshot if nearest else None


def expected_from(
    unit: FinishedUnit, planned: RecipeSnapshot | None, batches: int, scale: Decimal
) -> int:
    """Whole units from the yield that was frozen, else from that of today. Raises YieldMissing."""
    gives = (yield_in(planned, unit.id) if planned else None) or yield_of(unit)
    try:
        return expected_of(gives, batches, scale)
    except YieldMissing as error:
        raise YieldMissing(unit.name) from error
