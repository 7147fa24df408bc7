"""The pantry shared out over batches, read from what was frozen."""

from collections.abc import Hashable, Sequence
from decimal import Decimal

from sqlalchemy import select

from baketracker.db.many import among
from baketracker.db.tenancy import TenantSession
from baketracker.ingredients.models import Ingredient
from baketracker.ingredients.service import density_of_row
from baketracker.pantry.holding import lots_left
from baketracker.plans.freezing import FrozenNeed

from .pooling import Needed, Portion, Share, Shelf, share_out

Wanted = tuple[Decimal, Sequence[FrozenNeed]]
"""So many batches of what takes that each."""


def pooled(db: TenantSession, wanted: Sequence[Wanted]) -> list[Share]:
    """What the pantry, as it is, holds for each of these, those before it served first. What was
    archived since it was frozen is not taken from the pantry, so none of it is there. Four
    statements."""
    ids = {need.ingredient_id for _batches, needs in wanted for need in needs} - {None}
    own = select(Ingredient).where(among(Ingredient.id, ids), Ingredient.deleted_at.is_(None))
    rows = {row.id: row for row in db.scalars(own)}
    left = lots_left(db, set(rows))
    shelves: dict[Hashable, Shelf] = {
        key: Shelf([lot.layer for lot in left[key]], density_of_row(row))
        for key, row in rows.items()
    }
    return share_out([_portion(batches, needs) for batches, needs in wanted], shelves)


def _portion(batches: Decimal, needs: Sequence[FrozenNeed]) -> Portion:
    return Portion(
        batches,
        [Needed(need.ingredient_id, need.name, need.quantity, need.unit) for need in needs],
    )
