"""The rows a plan is made of, read in a constant number of statements and turned into what the
planning rules understand."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload
from sqlalchemy.orm.attributes import set_committed_value

from baketracker.db.many import among
from baketracker.db.tenancy import TenantSession
from baketracker.events.models import BatchDecision, EventFinishedGood, EventRecipe
from baketracker.finished_goods.contents import Contents, contents_of
from baketracker.finished_goods.models import FinishedGood
from baketracker.ingredients.models import Ingredient as IngredientRow
from baketracker.ingredients.service import density_of_row
from baketracker.pantry.models import Lot as LotRow
from baketracker.products import service as products
from baketracker.products.models import Product
from baketracker.products.schemas import ProductView
from baketracker.purchases import service as purchases
from baketracker.purchases.schemas import ProductPrices
from baketracker.recipes.contents import contents_of as recipes_of
from baketracker.recipes.costing import Priced, Usual
from baketracker.recipes.models import FinishedUnit
from baketracker.recipes.models import Recipe as RecipeRow

from .batches import Decision
from .demand import Wish
from .gaps import Lot
from .ingredients import Ingredient, Ingredients, Line, Nested, Recipe, Recipes


@dataclass(frozen=True)
class Choices:
    """What was chosen for one event. `wanted` are its goods by id; `units` the rows of every
    finished unit it asks for or has batches of and of all their sizes, with the recipe loaded."""

    wishes: tuple[Wish, ...]
    wanted: dict[Any, EventFinishedGood]
    goods: dict[Any, FinishedGood]
    recipes: tuple[RecipeRow, ...]
    decisions: dict[Any, Decision]
    contents: Contents
    units: dict[Any, FinishedUnit]
    sizes: dict[Any, tuple[Any, ...]]


@dataclass(frozen=True)
class Kitchen:
    """The recipes to bake, all they contain, and what the pantry holds of it. `rows` are those
    recipes as stored, `products` what the lots are lots of, `usual`, `prices` and `priced` what
    each ingredient is usually bought as and costs then."""

    recipes: Recipes
    ingredients: Ingredients
    lots: tuple[Lot, ...]
    rows: Mapping[Any, RecipeRow]
    allergens: dict[Any, tuple[str, ...]]
    products: dict[Any, Product]
    usual: dict[Any, ProductView]
    priced: dict[Any, Priced]
    prices: dict[UUID, ProductPrices]


def choices_of(db: TenantSession, event_id: UUID, more_goods: Collection[UUID] = ()) -> Choices:
    """The event's goods, recipes and batches, and what `more_goods` hold: seven statements."""
    wanted = _wanted(db, event_id)
    made = _decisions(db, event_id)
    keys = [*dict.fromkeys([*(row.finished_good_id for row in wanted), *more_goods])]
    contents = contents_of(db, keys)
    asked = {row.finished_unit_id: row.finished_unit for row in made} | contents.units
    goods: dict[Any, FinishedGood] = {row.id: row for row in _goods(db, contents)}
    for line in contents.lines:
        set_committed_value(line, "component_good", goods.get(line.component_good_id))
    every = _of_the_recipes(db, {row.recipe_id for row in asked.values()})
    return Choices(
        wishes=tuple(Wish(row.finished_good_id, row.quantity) for row in wanted),
        wanted={row.finished_good_id: row for row in wanted},
        goods=goods,
        recipes=_chosen_recipes(db, event_id),
        decisions={row.finished_unit_id: _decision(row) for row in made},
        contents=contents,
        units={row.id: row for row in every} | asked,
        sizes=_sizes(asked.values(), every),
    )


def kitchen_of(db: TenantSession, recipe_ids: Collection[UUID]) -> Kitchen:
    """The recipes, all recipes inside them, their ingredients, the pantry: seven statements."""
    inside = recipes_of(db, recipe_ids)
    used = inside.ingredients
    usual = products.usual(db, list(used))
    prices = purchases.prices(db, [product.id for product in usual.values()])
    there = _products(db, used)
    return Kitchen(
        recipes={key: _recipe(row, inside.lines, inside.components)
                 for key, row in inside.recipes.items()},
        ingredients={key: _ingredient(row, usual.get(key)) for key, row in used.items()},
        lots=tuple(_lots_left(db, there)),
        rows=inside.recipes,
        allergens={key: tuple(row.allergens) for key, row in used.items()},
        products=there,
        usual=dict(usual),
        priced={key: _priced(row, usual.get(key), prices) for key, row in used.items()},
        prices=prices,
    )  # fmt: skip


def _wanted(db: TenantSession, event_id: UUID) -> Sequence[EventFinishedGood]:
    own = select(EventFinishedGood).where(EventFinishedGood.event_id == event_id)
    return db.scalars(own.order_by(EventFinishedGood.sort_order, EventFinishedGood.id)).all()


def _goods(db: TenantSession, contents: Contents) -> Iterable[FinishedGood]:
    return db.scalars(select(FinishedGood).where(among(FinishedGood.id, contents.goods)))


def _decisions(db: TenantSession, event_id: UUID) -> Sequence[BatchDecision]:
    made = select(BatchDecision).where(BatchDecision.event_id == event_id)
    unit = joinedload(BatchDecision.finished_unit, innerjoin=True)
    return db.scalars(
        made.options(unit.joinedload(FinishedUnit.recipe, innerjoin=True)).order_by(
            BatchDecision.id
        )
    ).all()


def _decision(row: BatchDecision) -> Decision:
    return Decision(
        batches=row.batches,
        made_as=row.made_as_id,
        needed_then=row.quantity_needed,
        shortfall_confirmed=row.shortfall_confirmed,
        bake_on=row.bake_on,
    )


def _of_the_recipes(db: TenantSession, recipe_ids: Collection[UUID]) -> Sequence[FinishedUnit]:
    """Everything these recipes give, in the baker's order."""
    own = select(FinishedUnit).where(among(FinishedUnit.recipe_id, recipe_ids))
    return db.scalars(
        own.options(joinedload(FinishedUnit.recipe, innerjoin=True)).order_by(
            FinishedUnit.sort_order, FinishedUnit.id
        )
    ).all()


def _sizes(asked: Iterable[FinishedUnit], every: Iterable[FinishedUnit]) -> dict[Any, Any]:
    """For each the other finished units of its recipe that are the same kind of thing."""
    given: defaultdict[UUID, list[FinishedUnit]] = defaultdict(list)
    for row in every:
        given[row.recipe_id].append(row)
    return {
        unit.id: tuple(
            row.id for row in given[unit.recipe_id] if row.id != unit.id and _is_size_of(row, unit)
        )
        for unit in asked
    }


def _is_size_of(size: FinishedUnit, unit: FinishedUnit) -> bool:
    """Whether a demand for `unit` may be answered by baking `size`: both of one recipe, the same
    kind of item, and still given by it. Without a kind nobody can say."""
    if size.deleted_at is not None or size.recipe_id != unit.recipe_id:
        return False
    kinds = {(row.item_unit or "").casefold() for row in (size, unit)}
    return len(kinds) == 1 and "" not in kinds and size.yield_type == unit.yield_type


def _chosen_recipes(db: TenantSession, event_id: UUID) -> tuple[RecipeRow, ...]:
    chosen = select(EventRecipe).where(EventRecipe.event_id == event_id)
    rows = db.scalars(chosen.options(joinedload(EventRecipe.recipe, innerjoin=True)))
    return tuple(sorted((row.recipe for row in rows), key=lambda row: (row.name, str(row.id))))


def _recipe(row: RecipeRow, lines: Any, components: Any) -> Recipe:
    own = tuple(Line(line.ingredient_id, line.quantity, line.unit) for line in lines[row.id])
    nested = tuple(Nested(one.component_recipe_id, one.quantity) for one in components[row.id])
    return Recipe(row.id, row.name, own, nested)


def _ingredient(row: IngredientRow, usual: ProductView | None) -> Ingredient:
    package_unit = usual.package_unit if usual else None
    return Ingredient(row.id, row.name, density_of_row(row), package_unit)


def _priced(
    row: IngredientRow, usual: ProductView | None, prices: Mapping[UUID, ProductPrices]
) -> Priced:
    last = prices[usual.id].last if usual else None
    bought = None
    if usual is not None:
        bought = Usual(usual.label, usual.package_unit, last.per_unit if last else None)
    return Priced(row.name, density_of_row(row), bought)


def _products(db: TenantSession, ingredients: Mapping[UUID, IngredientRow]) -> dict[Any, Product]:
    """Everything these ingredients are or were bought as."""
    rows = db.scalars(select(Product).where(among(Product.ingredient_id, ingredients))).all()
    for row in rows:
        set_committed_value(row, "ingredient", ingredients[row.ingredient_id])
    return {row.id: row for row in rows}


def _lots_left(db: TenantSession, products: Mapping[UUID, Product]) -> Iterable[Lot]:
    """Lots on hand, by themselves: joined to their products, ingredients and shops they take
    seconds in a database that was just filled and has no statistics yet."""
    own = select(LotRow.id, LotRow.product_id, LotRow.quantity, LotRow.expires_on)
    left = own.where(LotRow.in_use(), among(LotRow.product_id, products))
    for key, product_id, quantity, expires_on in db.execute(left.order_by(*LotRow.fifo())):
        product = products[product_id]
        yield Lot(
            id=key,
            ingredient=product.ingredient_id,
            quantity=quantity,
            unit=product.package_unit,
            product=product_id,
            expires_on=expires_on,
        )
