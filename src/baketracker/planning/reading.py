"""The rows a plan is made of, read in a constant number of statements and turned into what the
planning rules understand."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, TypeVar
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
from baketracker.recipes.contents import as_written
from baketracker.recipes.contents import contents_of as recipes_of
from baketracker.recipes.costing import Priced, Usual
from baketracker.recipes.ingredients import Ingredient, Ingredients, Recipes
from baketracker.recipes.models import FinishedUnit
from baketracker.recipes.models import Recipe as RecipeRow

from .batches import Decision
from .demand import Wish
from .gaps import Lot

OfEvent = TypeVar("OfEvent", EventFinishedGood, BatchDecision, EventRecipe)


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


def choices_of(
    db: TenantSession,
    event_ids: Collection[UUID],
    more_goods: Collection[UUID] = (),
    gifts: Mapping[UUID, Mapping[UUID, int]] = MappingProxyType({}),
) -> dict[UUID, Choices]:
    """The goods, recipes and batches of each event; they share what all of them and `more_goods`
    hold. `gifts` are wanted beside the list: event → finished good → pieces. Seven statements."""
    wanted = by_event(event_ids, _wanted(db, event_ids))
    made = by_event(event_ids, _decisions(db, event_ids))
    chosen = by_event(event_ids, _chosen_recipes(db, event_ids))
    listed = [row.finished_good_id for rows in wanted.values() for row in rows]
    given = [good for goods in gifts.values() for good in goods]
    contents = contents_of(db, [*dict.fromkeys([*listed, *given, *more_goods])])
    decided = {row.finished_unit_id: row.finished_unit for rows in made.values() for row in rows}
    asked = decided | contents.units
    goods: dict[Any, FinishedGood] = {row.id: row for row in _goods(db, contents)}
    for line in contents.lines:
        set_committed_value(line, "component_good", goods.get(line.component_good_id))
    every = _of_the_recipes(db, {row.recipe_id for row in asked.values()})
    units, sizes = {row.id: row for row in every} | asked, _sizes(asked.values(), every)
    return {
        event_id: Choices(
            wishes=tuple(_wishes(wanted[event_id], gifts.get(event_id, {}))),
            wanted={row.finished_good_id: row for row in wanted[event_id]},
            goods=goods,
            recipes=tuple(sorted((row.recipe for row in chosen[event_id]), key=_named)),
            decisions={row.finished_unit_id: _decision(row) for row in made[event_id]},
            contents=contents,
            units=units,
            sizes=sizes,
        )
        for event_id in event_ids
    }


def _wishes(listed: Iterable[EventFinishedGood], gifts: Mapping[UUID, int]) -> Iterator[Wish]:
    """What is on the list, each with what gifts take of it, then what only gifts take."""
    named = set[UUID]()
    for row in listed:
        named.add(row.finished_good_id)
        more = gifts.get(row.finished_good_id, 0)
        yield Wish(row.finished_good_id, row.quantity + more)
    yield from (Wish(good, count) for good, count in gifts.items() if good not in named)


def kitchen_of(db: TenantSession, recipe_ids: Collection[UUID]) -> Kitchen:
    """The recipes, all recipes inside them, their ingredients, the pantry: seven statements."""
    inside = recipes_of(db, recipe_ids)
    used = inside.ingredients
    usual = products.usual(db, list(used))
    prices = purchases.prices(db, [product.id for product in usual.values()])
    there = _products(db, used)
    return Kitchen(
        recipes=as_written(inside),
        ingredients={key: _ingredient(row, usual.get(key)) for key, row in used.items()},
        lots=tuple(lots_left(db, there)),
        rows=inside.recipes,
        allergens={key: tuple(row.allergens) for key, row in used.items()},
        products=there,
        usual=dict(usual),
        priced={key: _priced(row, usual.get(key), prices) for key, row in used.items()},
        prices=prices,
    )  # fmt: skip


def by_event(event_ids: Iterable[UUID], rows: Iterable[OfEvent]) -> dict[UUID, list[OfEvent]]:
    """The rows of each event, in their order."""
    grouped: dict[UUID, list[OfEvent]] = {event_id: [] for event_id in event_ids}
    for row in rows:
        grouped[row.event_id].append(row)
    return grouped


def _wanted(db: TenantSession, event_ids: Collection[UUID]) -> Sequence[EventFinishedGood]:
    own = select(EventFinishedGood).where(among(EventFinishedGood.event_id, event_ids))
    return db.scalars(own.order_by(EventFinishedGood.sort_order, EventFinishedGood.id)).all()


def _goods(db: TenantSession, contents: Contents) -> Iterable[FinishedGood]:
    return db.scalars(select(FinishedGood).where(among(FinishedGood.id, contents.goods)))


def _decisions(db: TenantSession, event_ids: Collection[UUID]) -> Sequence[BatchDecision]:
    made = select(BatchDecision).where(among(BatchDecision.event_id, event_ids))
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


def _chosen_recipes(db: TenantSession, event_ids: Collection[UUID]) -> Sequence[EventRecipe]:
    chosen = select(EventRecipe).where(among(EventRecipe.event_id, event_ids))
    return db.scalars(chosen.options(joinedload(EventRecipe.recipe, innerjoin=True))).all()


def _named(row: RecipeRow) -> tuple[str, str]:
    return row.name, str(row.id)


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


def lots_left(db: TenantSession, products: Mapping[Any, Product]) -> Iterable[Lot]:
    """What is left of these products, the first bought first.

    By themselves: joined to their products, ingredients and shops they take seconds in a database
    that was just filled and has no statistics yet."""
    own = select(LotRow.id, LotRow.product_id, LotRow.quantity, LotRow.expires_on)
    left = own.where(LotRow.in_use(), among(LotRow.product_id, products))
    rows = db.execute(left.order_by(*LotRow.fifo()))
    for place, (key, product_id, quantity, expires_on) in enumerate(rows):
        product = products[product_id]
        yield Lot(
            id=key,
            ingredient=product.ingredient_id,
            quantity=quantity,
            unit=product.package_unit,
            product=product_id,
            expires_on=expires_on,
            place=place,
        )
