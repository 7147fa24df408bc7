"""What batches of a recipe take from the pantry as it is: whether there is enough, and the cost."""

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from pydantic import BaseModel, computed_field

from baketracker.costs import Cost, together
from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.errors import NotFound
from baketracker.fields import DecimalOut
from baketracker.ingredients.models import Ingredient as IngredientRow
from baketracker.ingredients.service import density_of_row
from baketracker.pantry.holding import lots_left
from baketracker.pantry.models import Lot
from baketracker.pantry.schemas import UseView
from baketracker.pantry.using import drawn_from, use_view

from .contents import as_written
from .costing import Priced
from .costs import Known, PerUnit, RecipeCosts, both_costs, known_of, last_prices, priced_of
from .ingredients import Batches, Ingredient, Need, collect, merge
from .schemas import RecipeRef

Shelves = Mapping[UUID, Mapping[UUID, Lot]]


class BatchStock(BaseModel):
    """What `batches` of a recipe take, the recipes inside it included: one use for each ingredient,
    said in the first unit the recipe writes it in (two where its units cannot be added up), A to Z.

    `cost` of all of it: what the lots give at what they cost, what they lack at the last price of
    what is usually bought."""

    recipe: RecipeRef
    batches: DecimalOut
    cost: Cost
    uses: list[UseView]

    @computed_field  # type: ignore[prop-decorator]
    @property
    def enough(self) -> bool:
        return not self.missing

    @property
    def missing(self) -> list[UseView]:
        """Those of which less is there (`taken`) than needed (`wanted`)."""
        return [use for use in self.uses if use.short]


@verb("read")
def can_produce(db: TenantSession, recipe_id: UUID, batches: Decimal = Decimal(1)) -> BatchStock:
    """Whether the pantry holds what `batches` (above 0) of the recipe take, archived or not, and
    what of each is missing; lots that cannot be said in the recipe's unit are named. No stock is
    counted twice. Raises NotFound. Nine statements."""
    known = known_of(db, [recipe_id])
    return _stock(db, known, last_prices(db, known), recipe_id, batches)


@verb("read")
def actual_fifo_cost(db: TenantSession, recipe_id: UUID, batches: Decimal = Decimal(1)) -> Cost:
    """What `batches` cost when they are taken from the lots as they are. Raises NotFound. Nine
    statements."""
    return can_produce(db, recipe_id, batches).cost


@verb("read")
def costs_and_stock(
    db: TenantSession, recipe_id: UUID, batches: Decimal, also: Collection[UUID] = ()
) -> tuple[dict[UUID, RecipeCosts], BatchStock]:
    """As `both_costs_of` this recipe and some others, and as `can_produce`. Raises NotFound. Ten
    statements."""
    known = known_of(db, [recipe_id, *also])
    last = last_prices(db, known)
    return both_costs(db, known, last), _stock(db, known, last, recipe_id, batches)


def _stock(
    db: TenantSession, known: Known, last: PerUnit, recipe_id: UUID, batches: Decimal
) -> BatchStock:
    contents = known.contents
    if recipe_id not in contents.recipes:
        raise NotFound("recipe")
    rows = contents.ingredients
    named: dict[Any, Ingredient] = {
        key: Ingredient(key, row.name, density_of_row(row)) for key, row in rows.items()
    }
    needs = merge(collect([Batches(recipe_id, batches)], as_written(contents)), named)
    used: Any = {need.ingredient.id for need in needs}
    uses = _uses(needs, rows, _shelves(db, used))
    return BatchStock(
        recipe=RecipeRef.of(contents.recipes[recipe_id]),
        batches=batches,
        cost=_cost(uses, priced_of(known, last)),
        uses=uses,
    )


def _shelves(db: TenantSession, ingredient_ids: Collection[UUID]) -> Shelves:
    left = lots_left(db, ingredient_ids)
    return {key: {lot.id: lot for lot in left[key]} for key in ingredient_ids}


def _uses(
    needs: Sequence[Need], rows: Mapping[UUID, IngredientRow], shelves: Shelves
) -> list[UseView]:
    """Each need out of what those before it leave."""
    gone: dict[UUID, Decimal] = {}
    uses = []
    for need in needs:
        key: Any = need.ingredient.id
        drawn = drawn_from(rows[key], shelves[key], need.quantity, need.unit, gone)
        uses.append(use_view(rows[key], drawn, shelves[key]))
    return uses


def _cost(uses: Sequence[UseView], priced: Mapping[UUID, Priced]) -> Cost:
    lacking = (priced[use.ingredient.id].cost_of(use.short, use.unit) for use in uses if use.short)
    return together((*(use.cost for use in uses), *lacking))
