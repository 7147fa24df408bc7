"""Recipes as their views show them: each part in one statement, however many recipes there are."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import joinedload

from baketracker.db.many import among
from baketracker.db.tenancy import TenantSession
from baketracker.errors import N_
from baketracker.ingredients.models import Ingredient
from baketracker.ingredients.schemas import IngredientRef

from .contents import inside_of
from .models import (
    FinishedUnit,
    Recipe,
    RecipeComponent,
    RecipeIngredient,
    RecipePhoto,
    RecipeStep,
)
from .schemas import (
    ComponentView,
    LineView,
    PhotoView,
    RecipeRef,
    RecipeRow,
    RecipeView,
    StepView,
    YieldView,
)

SHOWN = (joinedload(Recipe.category), joinedload(Recipe.base_recipe))
# What tells two finished units of one name apart.
KINDS = {"EA": N_("whole"), "SERVING": N_("serving")}


def view_of(db: TenantSession, row: Recipe) -> RecipeView:
    """The whole view of a row loaded with `SHOWN`: nine statements."""
    return RecipeView(
        **head_of(row),
        previous_slug=row.previous_slug,
        source=row.source,
        notes=row.notes,
        version=row.version,
        yields=yields_of(db, [row.id])[row.id],
        lines=_lines(db, row.id),
        components=_components(db, row.id),
        steps=_steps(db, row.id),
        photos=_photos(db, row.id),
        variants=variants_of(db, [row.id])[row.id],
        used_in=_used_in(db, row.id),
        allergens=allergens_of(db, [row.id]),
    )


def rows_of(db: TenantSession, rows: Sequence[Recipe]) -> list[RecipeRow]:
    """Rows of a list, loaded with `SHOWN`: one statement for all."""
    yields = yields_of(db, [row.id for row in rows])
    return [RecipeRow(**head_of(row), yields=yields[row.id]) for row in rows]


def head_of(row: Recipe) -> dict[str, Any]:
    own = ("id", "name", "slug", "minutes", "variant_name", "is_production_ready", "needs_review")
    return {name: getattr(row, name) for name in own} | {
        "category": row.category.name if row.category else "",
        "base": RecipeRef.of(row.base_recipe) if row.base_recipe else None,
        "is_archived": row.deleted_at is not None,
    }


def yields_of(db: TenantSession, recipe_ids: Sequence[UUID]) -> defaultdict[UUID, list[YieldView]]:
    """What one batch of each recipe gives, in the order of the recipe."""
    grouped: defaultdict[UUID, list[YieldView]] = defaultdict(list)
    for row in units_of(db, recipe_ids):
        grouped[row.recipe_id].append(YieldView.of(row))
    for own in grouped.values():
        _tell_apart(own)
    return grouped


def units_of(db: TenantSession, recipe_ids: Sequence[UUID]) -> Sequence[FinishedUnit]:
    own = select(FinishedUnit).where(
        among(FinishedUnit.recipe_id, recipe_ids), FinishedUnit.deleted_at.is_(None)
    )
    return db.scalars(own.order_by(FinishedUnit.sort_order, FinishedUnit.id)).all()


def variants_of(
    db: TenantSession, base_ids: Sequence[UUID], *wanted: ColumnElement[bool]
) -> defaultdict[UUID, list[RecipeRow]]:
    """The live variants of each base that are `wanted`, by their variant name."""
    own = select(Recipe).where(among(Recipe.base_recipe_id, base_ids), Recipe.deleted_at.is_(None))
    found = rows_of(db, db.scalars(own.where(*wanted).options(*SHOWN)).all())
    grouped: defaultdict[UUID, list[RecipeRow]] = defaultdict(list)
    for row in sorted(found, key=lambda row: (row.variant_name or row.name, row.id)):
        if row.base is not None:
            grouped[row.base.id].append(row)
    return grouped


def allergens_of(db: TenantSession, recipe_ids: Collection[UUID]) -> list[str]:
    """What the ingredients of these recipes, and of all recipes inside them, bring; A to Z."""
    inside = inside_of(recipe_ids)
    brought = (
        select(Ingredient.allergens)
        .join(
            RecipeIngredient,
            and_(
                RecipeIngredient.tenant_id == Ingredient.tenant_id,
                RecipeIngredient.ingredient_id == Ingredient.id,
            ),
        )
        .join(
            inside,
            and_(
                inside.c.tenant_id == RecipeIngredient.tenant_id,
                inside.c.id == RecipeIngredient.recipe_id,
            ),
        )
    )
    return sorted({name for names in db.scalars(brought) for name in names})


def _tell_apart(units: list[YieldView]) -> None:
    named = Counter(unit.name.casefold() for unit in units)
    for unit in units:
        if named[unit.name.casefold()] > 1:
            unit.label = f"{unit.name} ({KINDS[unit.yield_type]})"


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
    ).all()
    called = called_by(db, [row.component for row in rows]) if rows else {}
    return [
        ComponentView(
            recipe=RecipeRef.of(row.component),
            batches=row.quantity,
            notes=row.notes,
            called=called[row.component_recipe_id],
        )
        for row in rows
    ]


def called_by(db: TenantSession, rows: Iterable[Recipe]) -> dict[UUID, str]:
    """What to write to mean each recipe: its name, or its slug where live ones share the name."""
    rows = list(rows)
    same = select(Recipe.name).where(
        among(Recipe.name, [row.name for row in rows]), Recipe.deleted_at.is_(None)
    )
    named = Counter(db.scalars(same))
    return {row.id: row.name if named[row.name] < 2 else row.slug for row in rows}


def _steps(db: TenantSession, recipe_id: UUID) -> list[StepView]:
    own = select(RecipeStep).where(RecipeStep.recipe_id == recipe_id)
    return [
        StepView.of(row) for row in db.scalars(own.order_by(RecipeStep.sort_order, RecipeStep.id))
    ]


def _photos(db: TenantSession, recipe_id: UUID) -> list[PhotoView]:
    own = select(RecipePhoto.id, RecipePhoto.caption).where(RecipePhoto.recipe_id == recipe_id)
    found = db.execute(own.order_by(RecipePhoto.sort_order, RecipePhoto.id))
    return [PhotoView(id=row.id, caption=row.caption) for row in found]


def _used_in(db: TenantSession, recipe_id: UUID) -> list[RecipeRef]:
    return [RecipeRef.of(row) for row in parents_of(db, recipe_id)]


def parents_of(db: TenantSession, recipe_id: UUID) -> Sequence[Recipe]:
    """The live recipes this one stands in, A to Z."""
    outer = select(RecipeComponent.recipe_id).where(
        RecipeComponent.component_recipe_id == recipe_id
    )
    own = select(Recipe).where(Recipe.id.in_(outer), Recipe.deleted_at.is_(None))
    return db.scalars(own.order_by(Recipe.name, Recipe.id)).all()
