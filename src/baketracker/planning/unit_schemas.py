"""What every door shows of one finished unit of a plan: demand, what is on hand, batches."""

from datetime import date
from decimal import Decimal
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, computed_field

from baketracker.fields import DecimalOut
from baketracker.issues import Issue
from baketracker.recipes.schemas import RecipeRef


class UnitRef(BaseModel):
    """Just enough to name a finished unit, and what one batch gives: so many items, or items that
    take so many percent of a batch each."""

    id: UUID
    name: str
    items_per_batch: int | None
    batch_percentage: DecimalOut | None


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


class DecidedView(BatchesView):
    """What the baker chose. `made_as`: another size of the recipe answers the demand.

    `is_stale`: it was chosen for `needed_then` pieces and now it is another number. `short` names
    too few; `shortfall_confirmed` says that the baker meant it."""

    made_as: UnitRef | None
    needed_then: int | None
    is_stale: bool
    shortfall_confirmed: bool
    bake_on: date | None


class BatchOptionView(BaseModel):
    """One way to answer the demand: `batches` of the size `made_as` (None: the unit itself) give
    `makes`, `extra` more than needed. `waste_percent` is the extra as a share of all made;
    `cost` None: unknown; `minutes` None: the recipe does not say how long a batch takes. Where the
    plan takes notice of losses `chance` is that of covering the demand, in percent, and `left_over`
    how many are too many on average."""

    made_as: UnitRef | None
    batches: int
    makes: int
    extra: int
    waste_percent: DecimalOut
    cost: DecimalOut | None
    minutes: int | None
    is_short: bool
    is_exact: bool
    is_chosen: bool
    is_suggested: bool
    chance: DecimalOut | None = None
    left_over: DecimalOut | None = None


class LossView(BaseModel):
    """What is usually lost of a recipe, in percent, and where that comes from: `runs` of its own
    (`recipe`), the bakery's other runs (`bakery`), or what was assumed or said (`prior`)."""

    percent: DecimalOut
    runs: int
    source: Literal["recipe", "bakery", "prior"]


class UnitPlan(BaseModel):
    """One finished unit of the event: what it needs, and how many batches answer that.

    `needed` is the sum of the sources. `from_goods` of it lie in finished goods on hand (`spared`
    tells in which), `from_stock` lie there as finished units (below 0: so many were given to
    another event; `stock_reason`: why what is there counts or does not); `to_make` is the rest,
    which the batches answer.

    `suggested` is the fewest batches that are enough, `decided` what the baker chose; the plan
    counts with `decided` where there is one. `failed` of the chosen batches are supposed to fail
    (what-if only); `batches_left` are those nobody has baked yet, and more where runs came out
    short. `cost` and `minutes` are those of the chosen batches, None: unknown.
    `recipe_selected` is False when the event's chosen recipes leave this one out."""

    id: UUID
    name: str
    item_unit: str | None
    recipe: RecipeRef
    recipe_selected: bool
    needed: int
    sources: list[DemandSource]
    from_goods: int
    spared: list[DemandSource]
    from_stock: int
    stock_reason: Issue | None
    to_make: int
    suggested: BatchesView | None
    decided: DecidedView | None
    options: list[BatchOptionView]
    failed: int
    batches_left: int
    cost: DecimalOut | None
    minutes: int | None
    allergens: list[str]
    items_per_batch: int | None
    batch_percentage: DecimalOut | None
    shelf_life_days: int | None
    loss: LossView | None = None
    issue: Issue | None

    @computed_field  # type: ignore[prop-decorator]
    @property
    def short(self) -> int:
        """Finished units that the chosen batches leave unmade."""
        extra = self.chosen.extra if self.chosen else None
        return max(0, -extra) if extra is not None else 0

    @property
    def chosen(self) -> BatchesView | None:
        """The batches the plan counts with."""
        return self.decided or self.suggested

    @property
    def waste_percent(self) -> Decimal:
        """What the chosen batches make too much, as a share of all they make."""
        chosen = next((option for option in self.options if option.is_chosen), None)
        return chosen.waste_percent if chosen else Decimal(0)
