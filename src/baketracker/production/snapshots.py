"""A recipe as plans and runs froze it: its history, and bringing one back as another recipe."""

from collections import Counter
from typing import Any
from uuid import UUID

from pydantic import ValidationError
from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from baketracker.db.many import among
from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.errors import N_, InvalidInput, NotFound
from baketracker.events.models import Event
from baketracker.events.schemas import EventRef
from baketracker.plans.freezing import needs_in
from baketracker.plans.models import PlanSnapshot, RecipeSnapshot
from baketracker.recipes import categories
from baketracker.recipes import service as recipes
from baketracker.recipes.given import NewRecipe
from baketracker.recipes.history import refuse_gone
from baketracker.recipes.models import Recipe
from baketracker.recipes.schemas import RecipeRef, RecipeView

from .models import ProductionRun
from .schemas import FrozenComponent, FrozenLine, SnapshotView

MOST = 100
LONGEST_NAME = 200
LONGEST_NOTES = 4000
NOT_WHOLE = N_("Something in this snapshot has no amount. It cannot come back.")


@verb("read")
def recipe_snapshots(db: TenantSession, recipe_id: UUID) -> list[SnapshotView]:
    """The last hundred snapshots of a recipe, archived or not, the newest first. Four statements.
    Raises NotFound."""
    recipe = db.find(Recipe, recipe_id)
    if recipe is None:
        raise NotFound("recipe")
    own = select(RecipeSnapshot).where(RecipeSnapshot.recipe_id == recipe_id)
    newest = own.order_by(RecipeSnapshot.taken_at.desc(), RecipeSnapshot.id.desc())
    rows = db.scalars(newest.limit(MOST)).all()
    runs = _runs_after(db, [row.id for row in rows])
    plans = _plans(db, {row.plan_snapshot_id for row in rows} - {None})
    ref = RecipeRef.of(recipe)
    return [_view(row, ref, runs[row.id], plans.get(row.plan_snapshot_id)) for row in rows]


@verb("write")
def restore_snapshot(
    db: TenantSession, snapshot_id: UUID, row_id: UUID | None = None
) -> RecipeView:
    """A new recipe as it was frozen, “… (restored 2026-12-01)”, not ready for production; its id is
    `row_id` when the client chose one. Lines whose ingredient an import did not know are left out.

    Raises NotFound, and InvalidInput when something it needs is archived now."""
    row = db.find(RecipeSnapshot, snapshot_id)
    if row is None:
        raise NotFound("snapshot")
    content = row.content
    lines = [line for line in content["lines"] if line["ingredient_id"]]
    parts = [part for part in content.get("components", ()) if part["recipe_id"]]
    refuse_gone(db, {"lines": lines, "components": parts})
    given = {
        "name": _name(content["name"], db.scope.today().isoformat()),
        "category": _category(db, row),
        "source": content.get("source") or "",
        "minutes": content.get("minutes"),
        "notes": _notes(row),
        "lines": [_only(line, "ingredient_id", "quantity", "unit") for line in lines],
        "components": [_only(part, "recipe_id", "batches") for part in parts],
        "yields": [_filled(one) for one in content.get("yields", ())],
        "steps": [_filled(one) for one in content.get("steps", ())],
    }
    try:
        new = NewRecipe.model_validate(given)
    except ValidationError as error:
        raise InvalidInput(NOT_WHOLE) from error
    return recipes.create(db, new, row_id)


def _view(row: RecipeSnapshot, recipe: RecipeRef, runs: int, plan: EventRef | None) -> SnapshotView:
    content = row.content
    return SnapshotView(
        id=row.id,
        recipe=recipe,
        taken_at=row.taken_at,
        scale=row.scale,
        is_approximated=row.is_approximated,
        plan=plan,
        runs=runs,
        name=content["name"],
        category=content.get("category") or "",
        notes=content.get("notes") or "",
        lines=[
            FrozenLine(name=line["ingredient"], **_only(line, "ingredient_id", "quantity", "unit"))
            for line in content["lines"]
        ],
        components=[
            FrozenComponent(name=part["recipe"], **_only(part, "recipe_id", "batches"))
            for part in content.get("components", ())
        ],
        needs=[FrozenLine.model_validate(need, from_attributes=True) for need in needs_in(row)],
    )


def _runs_after(db: TenantSession, ids: list[UUID]) -> Counter[UUID]:
    run: Any = ProductionRun
    told = select(run.recipe_snapshot_id, func.count()).where(
        among(run.recipe_snapshot_id, ids), run.deleted_at.is_(None)
    )
    found = db.execute(told.group_by(run.recipe_snapshot_id))
    return Counter({row[0]: row[1] for row in found})


def _plans(db: TenantSession, ids: set[UUID | None]) -> dict[UUID | None, EventRef]:
    """The events whose plans made these."""
    event = aliased(Event)
    found = (
        select(PlanSnapshot.id, event)
        .join(
            event,
            (event.tenant_id == PlanSnapshot.tenant_id) & (event.id == PlanSnapshot.event_id),
        )
        .where(among(PlanSnapshot.id, ids))
    )
    return {key: EventRef.of(row) for key, row in db.execute(found)}


def _name(name: str, day: str) -> str:
    ending = f" (restored {day})"
    return name[: LONGEST_NAME - len(ending)] + ending


def _notes(row: RecipeSnapshot) -> str:
    told = [f"Restored from snapshot {row.id}.", row.content.get("notes") or ""]
    return "\n\n".join(filter(None, told))[:LONGEST_NOTES]


def _category(db: TenantSession, row: RecipeSnapshot) -> str:
    """The one it had while there is one called that, else that of the recipe, else the first."""
    there = categories.offered_categories(db)
    had: str = row.content.get("category") or ""
    now = recipes.get(db, row.recipe_id).category
    return next((name for name in (had, now, *there) if name in there), had)


def _only(one: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: one[name] for name in names}


def _filled(one: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in one.items() if name != "id" and value is not None}
