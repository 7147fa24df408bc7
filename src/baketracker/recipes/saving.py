"""Storing what was said of a recipe: every row is checked before anything changes."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select

from baketracker.db.rows import free_slug
from baketracker.db.tenancy import TenantSession
from baketracker.db.types import now
from baketracker.errors import BadLines, InvalidInput, RuleBroken
from baketracker.ingredients.models import Ingredient
from baketracker.ingredients.placing import require_leaf
from baketracker.measures.folding import fold
from baketracker.measures.slugs import slugify

from . import nesting
from .categories import named
from .given import ComponentIn, LineIn, RecipeFields
from .models import Recipe, RecipeComponent, RecipeIngredient, RecipeStep
from .yields import all_of, faults_of, put_yields

HEAD = ("name", "source", "minutes", "notes", "is_production_ready")
NO_INGREDIENT = "Choose an ingredient from the list, or add it as a new one."
NO_RECIPE = "Choose a recipe from the list."
BAD_ROWS = "Some rows need another look."


def put(db: TenantSession, row: Recipe, given: RecipeFields, fields: set[str]) -> bool:
    """Store `fields` of `given` in the row; answers whether what variants take over changed.

    Raises InvalidInput with a sentence for each row at fault ("lines.0.ingredient"), Conflict."""
    faults: dict[str, str] = {}
    lines = _resolved(db, given.lines, faults) if "lines" in fields else None
    parts = _nested(db, row.id, given.components, faults) if "components" in fields else None
    if "yields" in fields:
        faults |= faults_of(given.yields, set(all_of(db, row.id)))
    if faults:
        raise BadLines(BAD_ROWS, faults)
    _put_head(db, row, given, fields)
    db.add(row)
    db.flush()
    if lines is not None:
        _replace(db, RecipeIngredient, row.id, lines)
    if parts is not None:
        _replace(db, RecipeComponent, row.id, parts)
    if "steps" in fields:
        _replace(db, RecipeStep, row.id, [step.stored() for step in given.steps])
    return put_yields(db, row, given.yields) if "yields" in fields else False


def is_known(db: TenantSession, name: str) -> bool:
    """Whether a line may name its ingredient like this."""
    return fold(name) in _ingredients(db, set(), {name})


def edges_of(db: TenantSession) -> dict[UUID, list[UUID]]:
    """Which recipes stand in each live recipe: one statement."""
    live = select(Recipe.id).where(Recipe.deleted_at.is_(None))
    pairs = select(RecipeComponent.recipe_id, RecipeComponent.component_recipe_id)
    inside: defaultdict[UUID, list[UUID]] = defaultdict(list)
    for outer, inner in db.execute(pairs.where(RecipeComponent.recipe_id.in_(live))):
        inside[outer].append(inner)
    return inside


def _put_head(db: TenantSession, row: Recipe, given: RecipeFields, fields: set[str]) -> None:
    was = row.name
    for name in fields & set(HEAD):
        setattr(row, name, getattr(given, name))
    if "category" in fields:
        row.category_id = named(db, given.category, row.category_id).id
    if row.name != was:
        row.folded = fold(row.name)
        with db.no_autoflush:
            slug = free_slug(db, Recipe, slugify(row.name, "unknown-recipe"))
        row.previous_slug = row.slug
        row.slug = slug
    # Rows of its own make it another version too.
    row.updated_at = now()


def _resolved(
    db: TenantSession, lines: Sequence[LineIn], faults: dict[str, str]
) -> list[dict[str, Any]]:
    ids = {line.ingredient_id for line in lines if line.ingredient_id}
    known = _ingredients(db, ids, {line.ingredient for line in lines if line.ingredient})
    found: list[dict[str, Any]] = []
    for place, line in enumerate(lines):
        row = known.get(line.ingredient_id or fold(line.ingredient))
        try:
            if row is None:
                raise InvalidInput(NO_INGREDIENT)
            if not row.is_leaf:
                require_leaf(db, row.id, "ingredient")
        except (InvalidInput, RuleBroken) as fault:
            faults[f"lines.{place}.ingredient"] = str(fault)
            continue
        values = {"ingredient_id": row.id, "quantity": line.quantity, "unit": line.unit}
        found.append(values | {"notes": line.notes})
    return found


def _ingredients(db: TenantSession, ids: set[UUID], words: set[str]) -> dict[object, Ingredient]:
    """The live ingredients meant, by id, folded name and slug: one statement."""
    folded = {fold(word) for word in words}
    meant = or_(
        Ingredient.id.in_(ids),
        Ingredient.slug.in_(words),
        Ingredient.folded.in_(folded),
        *(Ingredient.folded.startswith(f"{word}\n", autoescape=True) for word in folded),
    )
    known: dict[object, Ingredient] = {}
    for row in db.scalars(select(Ingredient).where(Ingredient.deleted_at.is_(None), meant)):
        known |= {row.id: row, fold(row.slug): row}
        known[fold(row.name)] = row
    return known


def _nested(
    db: TenantSession, recipe_id: UUID, parts: Sequence[ComponentIn], faults: dict[str, str]
) -> list[dict[str, Any]]:
    if not parts:
        return []
    known = _recipes(db, parts)
    inside = edges_of(db)
    inside[recipe_id] = []
    found: dict[UUID, dict[str, Any]] = {}
    for place, part in enumerate(parts):
        row = _meant(known, part)
        try:
            if row is None:
                raise InvalidInput(NO_RECIPE)
            if row.id in found:
                raise RuleBroken("This recipe stands here twice. Put both into one row.")
            nesting.check(inside, recipe_id, row.id, row.name)
        except (InvalidInput, RuleBroken) as fault:
            faults[f"components.{place}.recipe"] = str(fault)
            continue
        inside[recipe_id].append(row.id)
        values = {"component_recipe_id": row.id, "quantity": part.batches, "notes": part.notes}
        found[row.id] = values
    return list(found.values())


def _recipes(db: TenantSession, parts: Iterable[ComponentIn]) -> list[Recipe]:
    ids = {part.recipe_id for part in parts if part.recipe_id}
    words = {part.recipe for part in parts if part.recipe}
    folded = {fold(word) for word in words}
    meant = or_(Recipe.id.in_(ids), Recipe.slug.in_(words), Recipe.folded.in_(folded))
    return list(db.scalars(select(Recipe).where(Recipe.deleted_at.is_(None), meant)))


def _meant(known: Sequence[Recipe], part: ComponentIn) -> Recipe | None:
    """The one recipe with that id, that slug or, when no other has it, that name."""
    if part.recipe_id:
        return next((row for row in known if row.id == part.recipe_id), None)
    called = [row for row in known if row.folded == fold(part.recipe)]
    if len(called) == 1:
        return called[0]
    return next((row for row in known if row.slug == part.recipe), None)


def _replace(
    db: TenantSession, entity: type[Any], recipe_id: UUID, wanted: Sequence[dict[str, Any]]
) -> None:
    """Exactly these rows in this order; the same ones again change nothing."""
    own = select(entity).where(entity.recipe_id == recipe_id)
    stored = db.scalars(own.order_by(entity.sort_order, entity.id)).all()
    names = list(wanted[0]) if wanted else []
    if [{name: getattr(row, name) for name in names} for row in stored] == list(wanted):
        return
    for row in stored:
        db.delete(row)
    # The old ones go first: a pair of recipes may stand there only once.
    db.flush()
    for place, values in enumerate(wanted):
        db.add(entity(recipe_id=recipe_id, sort_order=place, **values))
    db.flush()
