"""The rows a plan is made of, read in a constant number of statements and turned into what the
planning rules understand."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import CTE, Select, and_, select
from sqlalchemy.orm import joinedload

from baketracker.db.tenancy import TenantSession
from baketracker.events.models import BatchDecision, EventFinishedGood, EventRecipe
from baketracker.finished_goods.contents import Contents, contents_of
from baketracker.finished_goods.models import FinishedGood
from baketracker.ingredients.models import Ingredient as IngredientRow
from baketracker.ingredients.service import density_of_row
from baketracker.pantry.models import Lot as LotRow
from baketracker.pantry.service import lots_left
from baketracker.products import service as products
from baketracker.products.models import Product
from baketracker.products.schemas import ProductView
from baketracker.recipes.models import FinishedUnit, RecipeComponent, RecipeIngredient
from baketracker.recipes.models import Recipe as RecipeRow

from .batches import Yield, YieldMode
from .demand import Wish
from .gaps import Lot
from .ingredients import Ingredient, Ingredients, Line, Nested, Recipe, Recipes


@dataclass(frozen=True)
class Choices:
    """What was chosen for one event. `units` are the rows of every finished unit it asks for or
    has batches of, with the recipe loaded."""

    wishes: tuple[Wish, ...]
    goods: dict[Any, FinishedGood]
    recipes: tuple[RecipeRow, ...]
    decided: dict[Any, int]
    contents: Contents
    units: dict[Any, FinishedUnit]


@dataclass(frozen=True)
class Kitchen:
    """The recipes to bake, all they contain, and what the pantry holds of it. `rows` are those
    recipes as stored, `products` what each lot (by id) is a lot of."""

    recipes: Recipes
    ingredients: Ingredients
    lots: tuple[Lot, ...]
    rows: dict[Any, RecipeRow]
    products: dict[Any, Product]


def choices_of(db: TenantSession, event_id: UUID) -> Choices:
    """The event's goods, recipes and batches: five statements."""
    chosen = select(EventFinishedGood).where(EventFinishedGood.event_id == event_id)
    wanted = db.scalars(
        chosen.options(joinedload(EventFinishedGood.finished_good, innerjoin=True)).order_by(
            EventFinishedGood.sort_order, EventFinishedGood.id
        )
    ).all()
    decisions = _decisions(db, event_id)
    contents = contents_of(db, [row.finished_good_id for row in wanted])
    return Choices(
        wishes=tuple(Wish(row.finished_good_id, row.quantity) for row in wanted),
        goods={row.finished_good_id: row.finished_good for row in wanted},
        recipes=_chosen_recipes(db, event_id),
        decided={row.finished_unit_id: row.batches for row in decisions},
        contents=contents,
        units={row.finished_unit_id: row.finished_unit for row in decisions} | contents.units,
    )


def kitchen_of(db: TenantSession, recipe_ids: Collection[UUID]) -> Kitchen:
    """The recipes, all recipes inside them, their ingredients, the pantry: five statements."""
    inside = _inside(recipe_ids)
    rows = {row.id: row for row in db.scalars(_within(RecipeRow, RecipeRow.id, inside))}
    lines = _lines(db, inside)
    nested = _nested(db, inside)
    used = {row.ingredient_id: row.ingredient for own in lines.values() for row in own}
    usual = products.usual(db, list(used))
    lots = [row for left in lots_left(db, used).values() for row in left]
    return Kitchen(
        recipes={key: _recipe(row, lines[key], nested[key]) for key, row in rows.items()},
        ingredients={key: _ingredient(row, usual.get(key)) for key, row in used.items()},
        lots=tuple(_lot(row) for row in lots),
        rows=dict(rows),
        products={row.id: row.product for row in lots},
    )


def yield_of(row: FinishedUnit) -> Yield:
    """What one batch gives, as far as the recipe says."""
    return Yield(YieldMode(row.yield_mode), row.items_per_batch, row.batch_percentage)


def _decisions(db: TenantSession, event_id: UUID) -> Iterable[BatchDecision]:
    made = select(BatchDecision).where(BatchDecision.event_id == event_id)
    unit = joinedload(BatchDecision.finished_unit, innerjoin=True)
    return db.scalars(
        made.options(unit.joinedload(FinishedUnit.recipe, innerjoin=True)).order_by(
            BatchDecision.id
        )
    ).all()


def _chosen_recipes(db: TenantSession, event_id: UUID) -> tuple[RecipeRow, ...]:
    chosen = select(EventRecipe).where(EventRecipe.event_id == event_id)
    rows = db.scalars(chosen.options(joinedload(EventRecipe.recipe, innerjoin=True)))
    return tuple(sorted((row.recipe for row in rows), key=lambda row: (row.name, str(row.id))))


def _inside(recipe_ids: Collection[UUID]) -> CTE:
    """Ids of the recipes and of all recipes within them. UNION ends even where one holds itself."""
    chosen = select(RecipeRow.tenant_id, RecipeRow.id).where(RecipeRow.id.in_(recipe_ids))
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


def _lines(db: TenantSession, inside: CTE) -> defaultdict[UUID, list[RecipeIngredient]]:
    own = _within(RecipeIngredient, RecipeIngredient.recipe_id, inside)
    grouped: defaultdict[UUID, list[RecipeIngredient]] = defaultdict(list)
    for row in db.scalars(
        own.options(joinedload(RecipeIngredient.ingredient, innerjoin=True)).order_by(
            RecipeIngredient.sort_order, RecipeIngredient.id
        )
    ):
        grouped[row.recipe_id].append(row)
    return grouped


def _nested(db: TenantSession, inside: CTE) -> defaultdict[UUID, list[Nested]]:
    own = _within(RecipeComponent, RecipeComponent.recipe_id, inside)
    grouped: defaultdict[UUID, list[Nested]] = defaultdict(list)
    for row in db.scalars(own.order_by(RecipeComponent.sort_order, RecipeComponent.id)):
        grouped[row.recipe_id].append(Nested(row.component_recipe_id, row.quantity))
    return grouped


def _recipe(row: RecipeRow, lines: Iterable[RecipeIngredient], nested: list[Nested]) -> Recipe:
    own = tuple(Line(line.ingredient_id, line.quantity, line.unit) for line in lines)
    return Recipe(row.id, row.name, own, tuple(nested))


def _ingredient(row: IngredientRow, usual: ProductView | None) -> Ingredient:
    package_unit = usual.package_unit if usual else None
    return Ingredient(row.id, row.name, density_of_row(row), package_unit)


def _lot(row: LotRow) -> Lot:
    return Lot(row.id, row.product.ingredient_id, row.quantity, row.product.package_unit)
