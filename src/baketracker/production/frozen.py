"""Reading what a recipe snapshot keeps."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from baketracker.plans.models import RecipeSnapshot
from baketracker.recipes.batches import Yield, YieldMode


def yield_in(snapshot: RecipeSnapshot, unit_id: UUID) -> Yield | None:
    """What one batch gave of this unit when it was frozen; None where nobody wrote it down."""
    for one in snapshot.content.get("yields", ()):
        if one.get("id") == str(unit_id):
            return _yield(one)
    return None


def _yield(one: dict[str, Any]) -> Yield:
    share = one.get("batch_percentage")
    return Yield(
        YieldMode(one["yield_mode"]),
        one.get("items_per_batch"),
        Decimal(share) if share is not None else None,
    )
