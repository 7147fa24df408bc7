"""The verbs of a recipe's versions: every save keeps what it left, to look at and to bring back."""

from typing import Any
from uuid import UUID

from pydantic import BaseModel, ValidationError
from sqlalchemy import func, select

from baketracker.db.rows import expect, live
from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.db.types import Moment
from baketracker.errors import InvalidInput, NotFound
from baketracker.ingredients.models import Ingredient

from .comparing import changes
from .given import RecipeChange
from .models import Recipe, RecipeVersion
from .reading import SHOWN, view_of
from .saving import put
from .schemas import RecipeView
from .variants import propagate

KIND = "recipe"
MOST = 100


class ChangeView(BaseModel):
    """One thing a save changed. `part` is a field or one of lines, components, yields, steps;
    `name` what of it. `before` is None for what came, `after` for what went."""

    part: str
    name: str
    before: str | None
    after: str | None


class VersionView(BaseModel):
    """What a save left, and what it changed of the version before."""

    number: int
    saved_at: Moment
    saved_by: UUID | None
    changes: list[ChangeView]


@verb("read")
def versions(db: TenantSession, recipe_id: UUID) -> list[VersionView]:
    """The last hundred versions, newest first. Raises NotFound."""
    if db.find(Recipe, recipe_id) is None:
        raise NotFound(KIND)
    own = select(RecipeVersion).where(RecipeVersion.recipe_id == recipe_id)
    rows = db.scalars(own.order_by(RecipeVersion.number.desc()).limit(MOST + 1)).all()
    before = [row.content for row in [*rows[1:], *rows[-1:]]]
    return [
        VersionView(
            number=row.number,
            saved_at=row.created_at,
            saved_by=row.created_by,
            changes=[ChangeView(**_plain(change)) for change in changes(was, row.content)],
        )
        for row, was in list(zip(rows, before, strict=False))[:MOST]
    ]


@verb("write")
def restore_version(db: TenantSession, recipe_id: UUID, number: int, version: int) -> RecipeView:
    """Save the recipe once more as it was then; photos stay as they are.

    Raises NotFound, Stale, Conflict, and InvalidInput when something it needs is gone."""
    row = live(db, Recipe, recipe_id, KIND)
    expect(row, version, KIND, lambda: current(db, recipe_id).model_dump(mode="json"))
    own = select(RecipeVersion).where(
        RecipeVersion.recipe_id == recipe_id, RecipeVersion.number == number
    )
    kept = db.scalars(own).one_or_none()
    if kept is None:
        raise NotFound("version")
    refuse_gone(db, kept.content)
    given = _as_given(kept.content)
    reshaped = put(db, row, given, set(given.model_fields_set))
    record(db, row)
    if reshaped:
        propagate(db, row)
    return current(db, recipe_id)


def current(db: TenantSession, recipe_id: UUID) -> RecipeView:
    """The recipe as it is stored now."""
    found = select(Recipe).where(Recipe.id == recipe_id).options(*SHOWN)
    row = db.scalars(found.execution_options(populate_existing=True)).one_or_none()
    if row is None:
        raise NotFound(KIND)
    return view_of(db, row)


def record(db: TenantSession, row: Recipe) -> None:
    """Keep what is stored now as the next version. The row was just written, so two saves of one
    recipe wait for each other and the numbers have no gap."""
    db.flush()
    last = select(func.max(RecipeVersion.number)).where(RecipeVersion.recipe_id == row.id)
    number = (db.scalar(last) or 0) + 1
    content = _content(current(db, row.id))
    db.add(RecipeVersion(recipe_id=row.id, number=number, content=content))
    db.flush()


def record_first(db: TenantSession, row: Recipe) -> None:
    """Keep what stood before the first save here: an import brought it."""
    own = select(RecipeVersion.id).where(RecipeVersion.recipe_id == row.id).limit(1)
    if db.scalar(own) is None:
        record(db, row)


def _content(view: RecipeView) -> dict[str, Any]:
    """What a version keeps: what one may say of a recipe, things by id and by name."""
    told = view.model_dump(mode="json")
    head = ("name", "category", "source", "minutes", "notes", "is_production_ready")
    kept = {name: told[name] for name in head}
    kept["lines"] = [
        {
            "ingredient_id": line["ingredient"]["id"],
            "ingredient": line["ingredient"]["name"],
            **{name: line[name] for name in ("quantity", "unit", "notes")},
        }
        for line in told["lines"]
    ]
    kept["components"] = [
        {
            "recipe_id": part["recipe"]["id"],
            "recipe": part["recipe"]["name"],
            **{name: part[name] for name in ("batches", "notes")},
        }
        for part in told["components"]
    ]
    kept["yields"] = [
        {name: value for name, value in unit.items() if name != "label"} for unit in told["yields"]
    ]
    steps = ("text", "minutes", "oven_celsius", "has_timer")
    kept["steps"] = [{name: step[name] for name in steps} for step in told["steps"]]
    return kept


def _as_given(content: dict[str, Any]) -> RecipeChange:
    """A version as a change. An import may have brought what nobody could save here."""
    said = {name: value for name, value in content.items() if value not in (None, "")}
    given = {"source": "", "notes": ""} | said
    given["minutes"] = content.get("minutes")
    given["yields"] = [
        {name: value for name, value in unit.items() if value is not None}
        for unit in content["yields"]
    ]
    try:
        return RecipeChange.model_validate(given)
    except ValidationError as error:
        raise InvalidInput(
            "That version is not complete: something in it has no amount. It cannot come back."
        ) from error


def refuse_gone(db: TenantSession, content: dict[str, Any]) -> None:
    """A sentence that names what is archived now, before the rows are judged one by one."""
    lines = {UUID(line["ingredient_id"]): line["ingredient"] for line in content["lines"]}
    parts = {UUID(part["recipe_id"]): part["recipe"] for part in content["components"]}
    gone = [
        known[key]
        for entity, known in ((Ingredient, lines), (Recipe, parts))
        for key in known.keys() - set(_live_ids(db, entity, list(known)))
    ]
    if gone:
        raise InvalidInput(
            "That version needs %(names)s, which is archived now. Restore it first.",
            names=", ".join(sorted(gone)),
        )


def _live_ids(db: TenantSession, entity: Any, ids: list[UUID]) -> list[UUID]:
    own = select(entity.id).where(entity.id.in_(ids), entity.deleted_at.is_(None))
    return list(db.scalars(own))


def _plain(change: Any) -> dict[str, Any]:
    return {name: getattr(change, name) for name in ChangeView.model_fields}
