"""The verbs of the recipes."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload

from baketracker.db.paging import PAGE, Page, slice_of
from baketracker.db.scope import verb
from baketracker.db.search import has_words
from baketracker.db.tenancy import TenantSession
from baketracker.errors import NotFound
from baketracker.ingredients.schemas import IngredientRef

from .models import FinishedUnit, Recipe, RecipeCategory, RecipeComponent, RecipeIngredient
from .schemas import ComponentView, LineView, RecipeRef, RecipeRow, RecipeView, YieldView

KIND = "recipe"
SHOWN = (joinedload(Recipe.category), joinedload(Recipe.base_recipe))


@verb("read")
def search(
    db: TenantSession,
    text: str = "",
    category: str = "",
    archived: bool = False,
    cursor: str | None = None,
    limit: int = PAGE,
) -> Page[RecipeRow]:
    """Recipes by name that hold every word of `text`, live ones or the archived.

    `category` is a category's name. Two statements, three with a cursor. Raises LostPlace."""
    found = select(Recipe).where(*_wanted(text, category, archived)).options(*SHOWN)
    rows = slice_of(db, found, Recipe, Recipe.name, cursor, limit)
    yields = _yields(db, [row.id for row in rows.rows])
    return rows.page(lambda row: RecipeRow(**_head(row), yields=yields[row.id]))


@verb("read")
def count(db: TenantSession, text: str = "", category: str = "", archived: bool = False) -> int:
    """How many `search` would find in all."""
    wanted = _wanted(text, category, archived)
    return db.scalar(select(func.count(Recipe.id)).where(*wanted)) or 0


@verb("read")
def categories(db: TenantSession) -> Sequence[str]:
    """Names of the categories, in the order the baker gave them."""
    live = select(RecipeCategory.name).where(RecipeCategory.deleted_at.is_(None))
    return db.scalars(live.order_by(RecipeCategory.sort_order, RecipeCategory.name)).all()


@verb("read")
def get(db: TenantSession, recipe_id: UUID) -> RecipeView:
    """One recipe, archived or not, in five statements. Raises NotFound."""
    row = db.scalars(select(Recipe).where(Recipe.id == recipe_id).options(*SHOWN)).one_or_none()
    if row is None:
        raise NotFound(KIND)
    return RecipeView(
        **_head(row),
        source=row.source,
        notes=row.notes,
        is_production_ready=row.is_production_ready,
        yields=_yields(db, [recipe_id])[recipe_id],
        lines=_lines(db, recipe_id),
        components=_components(db, recipe_id),
        variants=_variants(db, recipe_id),
    )


def _wanted(text: str, category: str, archived: bool) -> Iterable[ColumnElement[bool]]:
    yield Recipe.deleted_at.is_not(None) if archived else Recipe.deleted_at.is_(None)
    if text:
        yield has_words(Recipe.folded, text)
    if category:
        named = select(RecipeCategory.id).where(RecipeCategory.name == category)
        yield Recipe.category_id.in_(named)


def _head(row: Recipe) -> dict[str, Any]:
    return {
        "id": row.id,
        "name": row.name,
        "slug": row.slug,
        "category": row.category.name if row.category else "",
        "minutes": row.minutes,
        "base": RecipeRef.of(row.base_recipe) if row.base_recipe else None,
        "variant_name": row.variant_name,
        "is_archived": row.deleted_at is not None,
    }


def _yields(db: TenantSession, recipe_ids: Sequence[UUID]) -> defaultdict[UUID, list[YieldView]]:
    own = select(FinishedUnit).where(
        FinishedUnit.recipe_id.in_(recipe_ids), FinishedUnit.deleted_at.is_(None)
    )
    grouped: defaultdict[UUID, list[YieldView]] = defaultdict(list)
    for row in db.scalars(own.order_by(FinishedUnit.sort_order, FinishedUnit.id)):
        grouped[row.recipe_id].append(YieldView.of(row))
    return grouped


def _lines(db: TenantSession, recipe_id: UUID) -> list[LineView]:
    own = select(RecipeIngredient).where(RecipeIngredient.recipe_id == recipe_id)
    rows = db.scalars(
        own.options(joinedload(RecipeIngredient.ingredient, innerjoin=True)).order_by(
            RecipeIngredient.sort_order, RecipeIngredient.id
        )
    )
    return [
        LineView(
            ingredient=IngredientRef(id=row.ingredient.id, name=row.ingredient.name),
            quantity=row.quantity,
            unit=row.unit,
            notes=row.notes,
        )
        for row in rows
    ]


def _components(db: TenantSession, recipe_id: UUID) -> list[ComponentView]:
    own = select(RecipeComponent).where(RecipeComponent.recipe_id == recipe_id)
    rows = db.scalars(
        own.options(joinedload(RecipeComponent.component, innerjoin=True)).order_by(
            RecipeComponent.sort_order, RecipeComponent.id
        )
    )
    return [
        ComponentView(recipe=RecipeRef.of(row.component), batches=row.quantity, notes=row.notes)
        for row in rows
    ]


def _variants(db: TenantSession, recipe_id: UUID) -> list[RecipeRef]:
    own = select(Recipe).where(Recipe.base_recipe_id == recipe_id, Recipe.deleted_at.is_(None))
    return [RecipeRef.of(row) for row in db.scalars(own.order_by(Recipe.name, Recipe.id))]
