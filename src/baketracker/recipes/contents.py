"""What recipes are made of, read from the tables in one go however deep they go."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import CTE, Select, and_, select
from sqlalchemy.orm import selectinload

from baketracker.db.tenancy import TenantSession

from .batches import Yield, YieldMode
from .models import FinishedUnit, Recipe, RecipeComponent, RecipeIngredient


@dataclass(frozen=True)
class Contents:
    """Recipes and every recipe inside them: the rows, and by recipe the lines (ingredient loaded)
    and the components, in the baker's order."""

    recipes: dict[UUID, Recipe]
    lines: defaultdict[UUID, list[RecipeIngredient]]
    components: defaultdict[UUID, list[RecipeComponent]]


def contents_of(db: TenantSession, recipe_ids: Collection[UUID]) -> Contents:
    """The recipes and everything inside them: four statements."""
    inside = inside_of(recipe_ids)
    lines: defaultdict[UUID, list[RecipeIngredient]] = defaultdict(list)
    components: defaultdict[UUID, list[RecipeComponent]] = defaultdict(list)
    recipes = {row.id: row for row in db.scalars(_within(Recipe, Recipe.id, inside))}
    used = _within(RecipeIngredient, RecipeIngredient.recipe_id, inside)
    for line in db.scalars(
        used.options(selectinload(RecipeIngredient.ingredient)).order_by(
            RecipeIngredient.sort_order, RecipeIngredient.id
        )
    ):
        lines[line.recipe_id].append(line)
    nested = _within(RecipeComponent, RecipeComponent.recipe_id, inside)
    for component in db.scalars(nested.order_by(RecipeComponent.sort_order, RecipeComponent.id)):
        components[component.recipe_id].append(component)
    return Contents(recipes, lines, components)


def yield_of(row: FinishedUnit) -> Yield:
    """What one batch gives, as far as the recipe says."""
    return Yield(YieldMode(row.yield_mode), row.items_per_batch, row.batch_percentage)


def inside_of(recipe_ids: Collection[UUID]) -> CTE:
    """Ids of the recipes and of all recipes within them. UNION ends even where one holds itself."""
    chosen = select(Recipe.tenant_id, Recipe.id).where(Recipe.id.in_(recipe_ids))
    tree = chosen.cte("inside", recursive=True)
    return tree.union(
        select(RecipeComponent.tenant_id, RecipeComponent.component_recipe_id).join(
            tree,
            and_(
                RecipeComponent.tenant_id == tree.c.tenant_id,
                RecipeComponent.recipe_id == tree.c.id,
            ),
        )
    )


def _within(entity: Any, key: Any, inside: CTE) -> Select[Any]:
    """Rows of `entity` whose `key` is one of the recipes."""
    return select(entity).join(
        inside, and_(entity.tenant_id == inside.c.tenant_id, key == inside.c.id)
    )
