"""What a batch gives: the finished units of a recipe, saved together with it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from baketracker.db.rows import free_slug, in_words, uses_of
from baketracker.db.tenancy import TenantSession
from baketracker.db.types import now
from baketracker.errors import Conflict

from .given import YieldIn
from .models import FinishedUnit, Recipe
from .reading import units_of

# What a variant takes over from its base.
STRUCTURE = (
    "yield_type", "yield_mode", "items_per_batch", "item_unit", "batch_percentage",
    "portion_description",
)  # fmt: skip


@dataclass(frozen=True)
class Follower:
    """What another feature does with a finished unit in the same transaction.

    `kept(db, unit, was)` after it was stored (`was`: its name before, None for a new one);
    `leaving(db, unit)` before it is taken away, and may refuse with Conflict."""

    kept: Callable[[TenantSession, FinishedUnit, str | None], None]
    leaving: Callable[[TenantSession, FinishedUnit], None]


FOLLOWERS: list[Follower] = []
"""Features downstream add themselves when they are imported."""


def faults_of(given: Sequence[YieldIn], known: set[UUID]) -> dict[str, str]:
    """What is wrong with the rows, by field: names twice, ids the recipe does not have."""
    faults: dict[str, str] = {}
    seen: set[tuple[str, str]] = set()
    for place, unit in enumerate(given):
        key = (unit.name.casefold(), unit.yield_type)
        if key in seen:
            faults[f"yields.{place}.name"] = "This recipe already gives something called that."
        if unit.id is not None and unit.id not in known:
            faults[f"yields.{place}.name"] = "This one is not a yield of this recipe."
        seen.add(key)
    return faults


def all_of(db: TenantSession, recipe_id: UUID) -> dict[UUID, FinishedUnit]:
    """Every unit the recipe has or had."""
    rows = db.scalars(select(FinishedUnit).where(FinishedUnit.recipe_id == recipe_id))
    return {row.id: row for row in rows}


def put_yields(db: TenantSession, recipe: Recipe, given: Sequence[YieldIn]) -> bool:
    """Make the recipe give exactly these; answers whether what variants take over changed.

    Rows are checked already. Raises Conflict when one that is not listed is still used."""
    known = all_of(db, recipe.id)
    before = _structure(units_of(db, [recipe.id]))
    wanted = {unit.id for unit in given}
    for unit in list(known.values()):
        if unit.deleted_at is None and unit.id not in wanted:
            _take_away(db, unit)
    for place, one in enumerate(given):
        _put(db, recipe, known.get(one.id) if one.id else None, one, place)
    db.flush()
    return _structure(units_of(db, [recipe.id])) != before


def _put(
    db: TenantSession, recipe: Recipe, unit: FinishedUnit | None, given: YieldIn, place: int
) -> None:
    values = given.model_dump(exclude={"id"}) | {"sort_order": place}
    add_or_change(db, recipe, unit, values)


def add_or_change(
    db: TenantSession, recipe: Recipe, unit: FinishedUnit | None, values: dict[str, Any]
) -> FinishedUnit:
    """Store one unit; one that was taken away before comes back."""
    was = unit.name if unit and unit.deleted_at is None else None
    if unit is None:
        unit = FinishedUnit(recipe_id=recipe.id)
        db.add(unit)
    if was != values["name"]:
        # A name of its own in the bakery: variants give things of the same name.
        own = values["name"] if recipe.base_recipe_id is None else f"{recipe.name} {values['name']}"
        with db.no_autoflush:
            unit.slug = free_slug(db, FinishedUnit, own)
    unit.deleted_at = None
    for name, value in values.items():
        setattr(unit, name, value)
    db.flush()
    for follower in FOLLOWERS:
        follower.kept(db, unit, was)
    return unit


def _take_away(db: TenantSession, unit: FinishedUnit) -> None:
    for follower in FOLLOWERS:
        follower.leaving(db, unit)
    if uses := uses_of(db, unit):
        raise Conflict(
            "%(name)s is still used: %(uses)s. Take it out there first.",
            name=unit.name,
            uses=in_words(uses),
        )
    unit.deleted_at = now()


def _structure(units: Sequence[FinishedUnit]) -> list[tuple[Any, ...]]:
    return [tuple(getattr(unit, name) for name in STRUCTURE) for unit in units]
