"""What every door shows of an event's plan. Every figure comes with the numbers it is made of."""

from decimal import Decimal
from uuid import UUID

from pydantic import BaseModel, Field, computed_field

from baketracker.errors import BakeTrackerError
from baketracker.events.schemas import EventView
from baketracker.fields import DecimalOut, plain
from baketracker.finished_goods.schemas import GoodRef, PartView
from baketracker.ingredients.schemas import IngredientRef
from baketracker.recipes.schemas import RecipeRef

# A shortage below either is told in words: in its own unit, and as a share of the need.
LITTLE = Decimal("0.05")
LITTLE_OF_NEED = Decimal("0.01")


class Issue(BaseModel):
    """Something the baker must settle before the figures are whole, in one sentence."""

    code: str
    message: str = Field(exclude=True)
    numbers: dict[str, str] = Field(default_factory=dict, exclude=True)

    @computed_field  # type: ignore[prop-decorator]
    @property
    def sentence(self) -> str:
        return self.message % self.numbers if self.numbers else self.message

    @classmethod
    def of(cls, error: BakeTrackerError) -> "Issue":
        numbers = {
            name: plain(value) if isinstance(value, Decimal) else str(value)
            for name, value in error.numbers.items()
        }
        return cls(code=error.code, message=error.message, numbers=numbers)


class WishView(BaseModel):
    """So many of one finished good; `parts` are its lines. `issue`: it cannot be taken apart."""

    good: GoodRef
    quantity: int
    parts: list[PartView]
    issue: Issue | None


class LinkView(BaseModel):
    """One factor of a chain: `quantity` of `name` for each of the one before."""

    name: str
    quantity: int


class DemandSource(BaseModel):
    """One path from a wish to a finished unit; the product of the chain is `quantity`.

    Where there are more than anybody reads, one stands for all `ways`: its chain is the wish and
    what one of it comes to."""

    quantity: int
    chain: list[LinkView]
    ways: int


class BatchesView(BaseModel):
    """So many batches make `makes` finished units, `extra` more than needed (less when negative).
    Both are None while the recipe does not say what a batch gives."""

    batches: int
    makes: int | None
    extra: int | None


class UnitPlan(BaseModel):
    """One finished unit of the event: what it needs, and how many batches answer that.

    `suggested` is the fewest batches that are enough, `decided` what the baker chose; the plan
    counts with `decided` where there is one. `recipe_selected` is False when the event's chosen
    recipes leave this one out."""

    id: UUID
    name: str
    item_unit: str | None
    recipe: RecipeRef
    recipe_selected: bool
    needed: int
    sources: list[DemandSource]
    suggested: BatchesView | None
    decided: BatchesView | None
    issue: Issue | None

    @computed_field  # type: ignore[prop-decorator]
    @property
    def short(self) -> int:
        """Finished units that the decided batches leave unmade."""
        extra = self.decided.extra if self.decided else None
        return max(0, -extra) if extra is not None else 0

    @property
    def chosen(self) -> BatchesView | None:
        """The batches the plan counts with."""
        return self.decided or self.suggested


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
    in the unit of the need; None when it cannot be said, and `issue` tells why."""

    product_id: UUID
    product: str
    lots: int
    held: DecimalOut
    unit: str
    quantity: DecimalOut | None
    issue: Issue | None


class IngredientPlan(BaseModel):
    """What all batches together need of one ingredient, in `unit`, beside the pantry.

    `need` is the sum of `uses`, `on_hand` the sum of the stock that can be said in `unit`,
    `missing` what lacks (0 when only dust does)."""

    ingredient: IngredientRef
    unit: str
    need: DecimalOut
    on_hand: DecimalOut
    missing: DecimalOut
    uses: list[UseView]
    stock: list[StockView]

    @property
    def just_short(self) -> bool:
        """Some is there, and what lacks would round away: nothing to print as a figure."""
        little = self.missing < LITTLE or self.missing < self.need * LITTLE_OF_NEED
        return self.missing > 0 and self.on_hand > 0 and little

    @property
    def unlike(self) -> list[StockView]:
        """Stock that cannot be compared with the need."""
        return [stock for stock in self.stock if stock.quantity is None]

    @property
    def issues(self) -> list[Issue]:
        """Why some stock does not count, each reason once."""
        reasons = {stock.issue.sentence: stock.issue for stock in self.unlike if stock.issue}
        return list(reasons.values())


class WrappingPlan(BaseModel):
    """How many of one packaging product all goods together need; its stock is not kept yet."""

    product_id: UUID
    product: str
    needed: DecimalOut


class PlanView(BaseModel):
    """An event's plan: what to make, the finished units it comes to, batches, ingredients with the
    short ones first, wrapping, and what must be settled. `to_buy` counts ingredients; `feasible`
    is None when nothing is asked for, and does not count the wrapping. `over`: the event is past
    or completed, and the figures stand beside the pantry of today."""

    event: EventView
    goods: list[WishView]
    recipes: list[RecipeRef]
    units: list[UnitPlan]
    ingredients: list[IngredientPlan]
    wrapping: list[WrappingPlan]
    issues: list[Issue]
    batches: int
    to_buy: int
    feasible: bool | None
    over: bool

    @property
    def short(self) -> list[IngredientPlan]:
        """What lacks; an ingredient stands twice when its units cannot be added up."""
        return [row for row in self.ingredients if row.missing > 0]

    @property
    def underplanned(self) -> list[UnitPlan]:
        """Units whose decided batches are too few."""
        return [unit for unit in self.units if unit.short]


class RequirementRow(BaseModel):
    """One path from a wish to a finished unit, as the desktop lists them; or a great many paths
    from one wish to one unit, together."""

    finished_unit: str
    recipe: str
    quantity: int
