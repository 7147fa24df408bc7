"""What every door shows of what the plan uses up: ingredients, packaging, materials."""

from decimal import Decimal
from uuid import UUID

from pydantic import BaseModel

from baketracker.events.schemas import EventRef
from baketracker.fields import DecimalOut
from baketracker.ingredients.schemas import IngredientRef
from baketracker.issues import Issue
from baketracker.recipes.schemas import RecipeRef

# A shortage below either is told in words: in its own unit, and as a share of the need.
LITTLE = Decimal("0.05")
LITTLE_OF_NEED = Decimal("0.01")


class BatchStep(BaseModel):
    """One factor of a chain: batches of a recipe for each batch of the one before."""

    recipe: RecipeRef
    batches: DecimalOut


class UseView(BaseModel):
    """One recipe line reached by one path: the chain's product times `per_batch` is `written`, in
    the recipe's own unit; `quantity` is the same in the unit of the need."""

    chain: list[BatchStep]
    per_batch: DecimalOut
    written: DecimalOut
    unit: str
    quantity: DecimalOut


class StockView(BaseModel):
    """What is left of one product: `held` in its own unit from `lots` lots. `quantity` is the same
    in the unit of the need; None when it does not count, and `issue` tells why: it cannot be said
    in that unit, or it will not be good any more on the day of the event."""

    product_id: UUID
    product: str
    lots: int
    held: DecimalOut
    unit: str
    quantity: DecimalOut | None
    issue: Issue | None


class PromisedView(BaseModel):
    """So much of the stock is promised to an event whose turn comes first."""

    event: EventRef
    quantity: DecimalOut


class Beside(BaseModel):
    """A need beside the stock, all in its unit. `on_hand` is the sum of the stock that counts, and
    `missing` what lacks beside that. What is `promised` to earlier events is not for this one: only
    the `free` rest is, and `short` is what lacks beside it, what to buy. 0 when only dust lacks."""

    on_hand: DecimalOut
    promised: list[PromisedView]
    free: DecimalOut
    missing: DecimalOut
    short: DecimalOut


class BuyView(BaseModel):
    """`packages` of the usual product, `package_quantity` `package_unit` each, end the shortage.
    `cost` at the last price; None: unknown."""

    product_id: UUID
    product: str
    packages: int
    package_quantity: DecimalOut
    package_unit: str
    cost: DecimalOut | None


class PriceView(BaseModel):
    """What one `unit` of the usual product cost when it was last bought."""

    product: str
    per_unit: DecimalOut
    unit: str


class IngredientPlan(Beside):
    """What all batches together need of one ingredient, in `unit`, beside the pantry.

    `need` is the sum of `uses`. `grams_per_ml` is the density the figures were converted with;
    `buy` None: nothing is short, or no usual product answers it. `cost` of all that is needed, at
    `price`; None: unknown."""

    ingredient: IngredientRef
    unit: str
    need: DecimalOut
    uses: list[UseView]
    stock: list[StockView]
    grams_per_ml: DecimalOut | None
    buy: BuyView | None
    price: PriceView | None
    cost: DecimalOut | None

    @property
    def just_short(self) -> bool:
        """Some is there, and what lacks would round away: nothing to print as a figure."""
        little = self.short < LITTLE or self.short < self.need * LITTLE_OF_NEED
        return self.short > 0 and self.free > 0 and little

    @property
    def uncounted(self) -> list[StockView]:
        """Stock that does not count, for whatever reason."""
        return [stock for stock in self.stock if stock.quantity is None]

    @property
    def unlike(self) -> list[StockView]:
        """Stock that cannot be compared with the need."""
        return [
            stock for stock in self.uncounted if stock.issue and stock.issue.code != "not_counted"
        ]

    @property
    def issues(self) -> list[Issue]:
        """Why some stock does not count, each reason once."""
        reasons = {stock.issue.sentence: stock.issue for stock in self.unlike if stock.issue}
        return list(reasons.values())


class WrappingPlan(Beside):
    """How much of one packaging product all goods together need, in `unit`, beside the pantry.

    `is_generic`: any product of that kind (name) serves, and `stock` lists each that is there.
    `cost` is that of all that is needed at `price`, the last one of one `unit`; None: unknown."""

    product_id: UUID
    product: str
    is_generic: bool
    unit: str
    needed: DecimalOut
    stock: list[StockView]
    price: DecimalOut | None
    cost: DecimalOut | None


class MaterialRef(BaseModel):
    """Just enough to name a material, its unit or its product."""

    id: UUID
    name: str


class MaterialUse(BaseModel):
    """`count` of a material unit, `per_unit` of the base unit each: `quantity` in all. `unit_cost`
    of one of them; None: unknown."""

    unit: MaterialRef
    product: MaterialRef
    count: int
    per_unit: DecimalOut
    quantity: DecimalOut
    unit_cost: DecimalOut | None


class MaterialStock(BaseModel):
    """What is left of one product of the material, in its base unit."""

    product: MaterialRef
    held: DecimalOut


class MaterialPlan(Beside):
    """How much of one material all goods together need, in `base_unit` (each, linear_cm or
    square_cm). Every product of the material serves; `unit` and `product` are those of the first
    use. `cost` is that of all that is needed; None: unknown."""

    material: MaterialRef
    unit: MaterialRef
    product: MaterialRef
    base_unit: str
    needed: DecimalOut
    uses: list[MaterialUse]
    stock: list[MaterialStock]
    cost: DecimalOut | None
