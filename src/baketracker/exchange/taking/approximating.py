"""Runs the desktop kept no recipe of: each gets its recipe as that came in, as an approximation."""

from collections.abc import Collection, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from baketracker.db.tenancy import TenantSession
from baketracker.db.types import new_id
from baketracker.errors import NN_, BakeTrackerError
from baketracker.exchange.filling import fill
from baketracker.plans.freezing import recipe_contents
from baketracker.plans.models import RecipeSnapshot
from baketracker.production.models import ProductionRun

from .base import Links, Values

APPROXIMATED = NN_(
    "%(count)s baking run had no recipe kept with it. It has the recipe as it came in now, marked "
    "as approximated.",
    "%(count)s baking runs had no recipe kept with them. They have their recipes as these came in "
    "now, marked as approximated.",
)
WITHOUT = NN_(
    "%(count)s baking run stays without a recipe: what is inside its recipe goes round in circles "
    "or too deep.",
    "%(count)s baking runs stay without a recipe: what is inside their recipes goes round in "
    "circles or too deep.",
)


def approximate(db: TenantSession, new: Sequence[Values], links: Links) -> None:
    """Freeze the recipes of runs that came in without. One that has a snapshot is not touched, so a
    second time does nothing. Statements: the same for one run and for many."""
    bare = [row for row in new if row["recipe_snapshot_id"] is None]
    if not bare:
        return
    contents = _contents(db, {row["recipe_id"] for row in bare})
    snapshots = {row["id"]: new_id() for row in bare if row["recipe_id"] in contents}
    db.insert_rows(
        RecipeSnapshot,
        [
            {
                "id": snapshots[row["id"]],
                "recipe_id": row["recipe_id"],
                "plan_snapshot_id": None,
                "taken_at": row["produced_at"],
                "scale": Decimal(1),
                "content": contents[row["recipe_id"]],
                "is_approximated": True,
            }
            for row in bare
            if row["id"] in snapshots
        ],
    )
    links.notes[APPROXIMATED] += fill(db, ProductionRun, "recipe_snapshot_id", snapshots)
    links.notes[WITHOUT] += len(bare) - len(snapshots)


def _contents(db: TenantSession, recipes: Collection[UUID]) -> dict[UUID, dict[str, Any]]:
    """What the recipes are; those that cannot be told are left out."""
    try:
        return recipe_contents(db, recipes)
    except (BakeTrackerError, RecursionError):
        found: dict[UUID, dict[str, Any]] = {}
        if len(recipes) > 1:
            for one in recipes:
                found |= _contents(db, [one])
        return found
