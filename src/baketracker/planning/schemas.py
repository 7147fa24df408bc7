"""What every door shows of an event's plan. Every figure comes with the numbers it is made of.

Finished units are in `unit_schemas`, ingredients, packaging and materials in `need_schemas`."""

from decimal import Decimal
from uuid import UUID

from pydantic import BaseModel, computed_field

from baketracker.events.schemas import EventView, Level
from baketracker.fields import DecimalOut
from baketracker.finished_goods.schemas import GoodRef, PartView
from baketracker.issues import Issue
from baketracker.recipes.schemas import RecipeRef

from .need_schemas import IngredientPlan, MaterialPlan, WrappingPlan
from .unit_schemas import UnitPlan


class WishView(BaseModel):
    """So many of one finished good; `parts` are its lines. `issue`: it cannot be taken apart.

    `id` and `version` are those of the wish (None: a what-if supposes it). With `per_guest` the
    quantity follows the guests. `from_stock` of them are on hand (`stock_reason`: why what is there
    counts or does not), `to_assemble` is the rest. With the chosen batches shared out in the order
    of the goods `can_make` of `quantity` come about; `short` do not, and `reason` says for want of
    what. `missing_recipes` are needed and not among the event's chosen ones. `cost` of all that are
    to be assembled: food, packaging and materials at today's prices; None: unknown."""

    id: UUID | None
    version: int | None
    good: GoodRef
    quantity: int
    per_guest: DecimalOut | None
    parts: list[PartView]
    from_stock: int
    stock_reason: Issue | None
    to_assemble: int
    can_make: int
    short: int
    reason: Issue | None
    missing_recipes: list[RecipeRef]
    allergens: list[str]
    cost: DecimalOut | None
    issue: Issue | None


class CostView(BaseModel):
    """What the plan costs at the last prices, by what it is spent on. A part is None as soon as
    anything in it is unknown, and so is the total; `known` is the sum of what is known, and
    `unknown` says what is not."""

    food: DecimalOut | None
    packaging: DecimalOut | None
    materials: DecimalOut | None
    total: DecimalOut | None
    known: DecimalOut
    unknown: list[Issue]


class LockView(BaseModel):
    """Whether the plan is complete and may be settled; each of the `blockers` stands in the way."""

    may_lock: bool
    blockers: list[Issue]


class AssemblyView(BaseModel):
    """Whether the chosen batches and what is on hand are enough for every good together.
    `decided` of `units` finished units have batches the baker chose."""

    feasible: bool
    decided: int
    units: int


class NettingView(BaseModel):
    """What on hand the plan counts: finished goods, finished units, ingredients (with packaging
    and materials)."""

    goods: bool
    units: bool
    ingredients: bool


class PlanView(BaseModel):
    """An event's plan: what to make, the finished units it comes to, batches, ingredients with the
    short ones first, wrapping, materials, and what must be settled. Stock is promised once: what
    events before this one take is not free for it.

    `from_shelf`: pieces of each finished good, those inside others too, that lie there ready.
    `to_buy` counts the ingredients that are short, `to_buy_supplies` packaging and materials.
    `feasible`: every finished unit has batches enough and everything they take is at hand,
    packaging and materials too; None when nothing is asked for.
    `minutes`: of all batches, None when a recipe does not say. `over`: the event is past or
    completed, and the figures stand beside the pantry of today. `is_remaining`: it is being
    baked, and what is made already needs nothing more. `level`: how surely the demand is covered;
    exact takes no notice of losses."""

    event: EventView
    is_remaining: bool
    level: Level
    netting: NettingView
    goods: list[WishView]
    recipes: list[RecipeRef]
    units: list[UnitPlan]
    ingredients: list[IngredientPlan]
    wrapping: list[WrappingPlan]
    materials: list[MaterialPlan]
    assembly: AssemblyView
    cost: CostView
    allergens: list[str]
    lock: LockView
    waste_warnings: list[Issue]
    issues: list[Issue]
    batches: int
    minutes: int | None
    from_shelf: dict[UUID, int]
    to_buy: int
    to_buy_supplies: int
    feasible: bool | None
    over: bool

    @property
    def short(self) -> list[IngredientPlan]:
        """What lacks; an ingredient stands twice when its units cannot be added up."""
        return [row for row in self.ingredients if row.short > 0]

    @property
    def underplanned(self) -> list[UnitPlan]:
        """Units whose chosen batches are too few."""
        return [unit for unit in self.units if unit.short]

    @property
    def stale(self) -> list[UnitPlan]:
        """Units whose batches were chosen for another demand."""
        return [unit for unit in self.units if unit.decided and unit.decided.is_stale]


class RequirementRow(BaseModel):
    """One path from a wish to a finished unit, as the desktop lists them; or a great many paths
    from one wish to one unit, together."""

    finished_unit: str
    recipe: str
    quantity: int


class ChangeView(BaseModel):
    """A figure that a what-if moves; None: unknown. `figure` is its key, as `explain` takes it, or
    `good:ID`, `short_good:ID`, `short:ID`: pieces wanted and missing."""

    figure: str
    label: str
    unit: str
    before: DecimalOut | None
    after: DecimalOut | None

    @computed_field  # type: ignore[prop-decorator]
    @property
    def difference(self) -> Decimal | None:
        if self.before is None or self.after is None:
            return None
        return self.after - self.before


class WhatIfView(BaseModel):
    """Two plans beside each other; nothing of the second is stored."""

    before: PlanView
    after: PlanView
    changes: list[ChangeView]
