"""What recipes are made of, read from the tables in one go however deep they go."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import CTE, Select, and_, select

from baketracker.db.many import among
from baketracker.db.tenancy import TenantSession
from baketracker.ingredients.models import Ingredient

from . import ingredients as rules
from .batches import Yield, YieldMode
from .models import FinishedUnit, Recipe, RecipeComponent, RecipeIngredient


class Line(NamedTuple):
    """So much of an ingredient, as the recipe says it. No row of the session: there are hundreds,
    and nobody changes them here."""

    recipe_id: UUID
    ingredient_id: UUID
    quantity: Decimal
    unit: str


@dataclass(frozen=True)
class Contents:
    """Recipes and every recipe inside them: the rows, by recipe the lines and the components in the
    baker's order, and the ingredients of all lines."""

    recipes: dict[UUID, Recipe]
    lines: defaultdict[UUID, list[Line]]
    components: defaultdict[UUID, list[RecipeComponent]]
    ingredients: dict[UUID, Ingredient]


def contents_of(db: TenantSession, recipe_ids: Collection[UUID]) -> Contents:
    """The recipes and everything inside them: four statements."""
    inside = inside_of(recipe_ids)
    lines: defaultdict[UUID, list[Line]] = defaultdict(list)
    components: defaultdict[UUID, list[RecipeComponent]] = defaultdict(list)
    recipes = {row.id: row for row in db.scalars(_within(Recipe, Recipe.id, inside))}
    for line in map(Line._make, db.execute(_lines(inside))):
        lines[line.recipe_id].append(line)
    used = {line.ingredient_id for own in lines.values() for line in own}
    ingredients = db.scalars(select(Ingredient).where(among(Ingredient.id, used)))
    nested = _within(RecipeComponent, RecipeComponent.recipe_id, inside)
    for component in db.scalars(nested.order_by(RecipeComponent.sort_order, RecipeComponent.id)):
        components[component.recipe_id].append(component)
    return Contents(recipes, lines, components, {row.id: row for row in ingredients})


def as_written(contents: Contents) -> dict[Any, rules.Recipe]:
    """The recipes as the rules about batches read them."""
    return {
        key: rules.Recipe(
            key,
            row.name,
            tuple(
                rules.Line(one.ingredient_id, one.quantity, one.unit) for one in contents.lines[key]
            ),
            tuple(
                rules.Nested(one.component_recipe_id, one.quantity)
                for one in contents.components[key]
            ),
        )
        for key, row in contents.recipes.items()
    }


def yield_of(row: FinishedUnit) -> Yield:
    """What one batch gives, as far as the recipe says."""
    return Yield(YieldMode(row.yield_mode), row.items_per_batch, row.batch_percentage)


def inside_of(recipe_ids: Collection[UUID]) -> CTE:
    """Ids of the recipes and of all recipes within them. UNION ends even where one holds itself."""
    chosen = select(Recipe.tenant_id, Recipe.id).where(among(Recipe.id, recipe_ids))
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


def _lines(inside: CTE) -> Select[UUID, UUID, Decimal, str]:
    line = RecipeIngredient
    own = select(line.recipe_id, line.ingredient_id, line.quantity, line.unit).join(
        inside, and_(line.tenant_id == inside.c.tenant_id, line.recipe_id == inside.c.id)
    )
    return own.order_by(line.sort_order, line.id)


def _within(entity: Any, key: Any, inside: CTE) -> Select[Any]:
    """Rows of `entity` whose `key` is one of the recipes."""
    return select(entity).join(
        inside, and_(entity.tenant_id == inside.c.tenant_id, key == inside.c.id)
    )
