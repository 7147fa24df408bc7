"""What a plan is calculated from and what comes out of it, as values."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from math import ceil
from typing import Any

from baketracker.costs import Cost, together
from baketracker.errors import RuleBroken
from baketracker.finished_goods.exploding import Requirement
from baketracker.finished_goods.netting import Netted
from baketracker.finished_goods.packing import FinishedUnit, Goods, Units
from baketracker.progress.standing import Made, Standing, batches_left, wanted_of
from baketracker.recipes.batches import Yield, YieldMissing
from baketracker.recipes.costing import Priced
from baketracker.recipes.ingredients import (
    Ingredient,
    Ingredients,
    Need,
    Recipes,
)

from .allocation import Share
from .batches import (
    BatchOption,
    Decision,
    Yields,
    default_option,
    waste_percent,
)
from .demand import Wish
from .gaps import Gap, Lot, Want
from .netting import OnHand, Spared
from .supplies import Store, SupplyNeed
from .sureness import Sureness


@dataclass(frozen=True, slots=True)
class Counting:
    """What on hand the plan counts."""

    goods: bool = False
    units: bool = False
    ingredients: bool = True


@dataclass(frozen=True, slots=True)
class Begun:
    """What was made of an event that is being baked: by finished unit, and goods packed by good.
    `spared`: what of a unit was not to be baked when it was decided, where that is known; `shelf`:
    goods it takes of what lay packed."""

    made: Mapping[Hashable, Made] = field(default_factory=dict)
    packed: Mapping[Hashable, int] = field(default_factory=dict)
    spared: Mapping[Hashable, int] = field(default_factory=dict)
    shelf: Mapping[Hashable, int] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Inputs:
    """All a plan is made of. `sizes`: other finished units of the same recipe and kind, by unit;
    `failed`: batches that are supposed to fail, by unit; `priced`: ingredients with their price;
    `lots` of ingredients, and the stores of `packaging` and `materials`; `packages` for people are
    still to be put together; `begun`: what is made already, once baking began; `sureness`: how
    surely the demand is to be covered."""

    event: Hashable = None
    day: date
    counting: Counting
    wishes: tuple[Wish, ...]
    goods: Goods
    units: Units
    yields: Yields
    sizes: Mapping[Hashable, Sequence[Hashable]] = field(default_factory=dict)
    decisions: Mapping[Hashable, Decision] = field(default_factory=dict)
    failed: Mapping[Hashable, int] = field(default_factory=dict)
    recipes: Recipes
    ingredients: Ingredients
    lots: tuple[Lot, ...] = ()
    packaging: Store = field(default_factory=Store)
    materials: Store = field(default_factory=Store)
    goods_on_hand: Mapping[Hashable, OnHand] = field(default_factory=dict)
    units_on_hand: Mapping[Hashable, OnHand] = field(default_factory=dict)
    priced: Mapping[Hashable, Priced] = field(default_factory=dict)
    packages: Mapping[Hashable, int] = field(default_factory=dict)
    begun: "Begun | None" = None
    sureness: Sureness = field(default_factory=Sureness)

    def price_of(self, ingredient: Ingredient) -> Priced:
        """Where no price was given it is unknown, never 0."""
        return self.priced.get(ingredient.id) or Priced(ingredient.name, None, None)


@dataclass(frozen=True)
class UnitFigures:
    """One finished unit: where its demand comes from, what is on hand, how many batches answer
    the rest. `made_by` is the yield of the size it is made as; `made` is what was baked of that
    since baking began (None: it did not). `asked` is how many batches the plan's sureness asks for
    (None: the fewest that are enough without losses)."""

    unit: FinishedUnit
    sources: tuple[Requirement, ...]
    spared: tuple[Spared, ...]
    from_stock: int
    options: tuple[BatchOption, ...]
    decision: Decision | None
    made_by: Yield | None
    failed: int
    issue: YieldMissing | None
    made: Made | None = None
    asked: int | None = None

    @cached_property
    def needed(self) -> int:
        """Pieces: the sum of the sources."""
        return sum(source.quantity for source in self.sources)

    @cached_property
    def from_goods(self) -> int:
        """Pieces that lie in finished goods on hand."""
        return sum(one.quantity for one in self.spared)

    @property
    def to_make(self) -> int:
        """Pieces that batches must answer."""
        return self.needed - self.from_goods - self.from_stock

    @cached_property
    def suggested(self) -> BatchOption | None:
        """The fewest batches that are enough, as surely as the plan wants it."""
        own = (one for one in self.options if one.batches == self.asked and one.made_as is None)
        return next(own, None) or default_option(self.options)

    @property
    def batches(self) -> int:
        """The batches the plan counts with."""
        if self.decision is not None:
            return self.decision.batches
        return self.suggested.batches if self.suggested else 0

    @property
    def batches_ahead(self) -> int:
        """Those of them that nobody has baked yet."""
        done = self.made.batches if self.made else 0
        return max(0, ceil(self.batches - done))

    @cached_property
    def makes(self) -> int | None:
        """Pieces of those batches that do not fail, what came out well of them already among
        them; None while nobody says what one gives."""
        good = self.made.good if self.made else 0
        try:
            ahead = max(self.batches_ahead - self.failed, 0)
            return good + self.made_by.items(ahead) if self.made_by else None
        except YieldMissing:
            return None

    @property
    def batches_left(self) -> int:
        """Batches that still take ingredients: those ahead, more where what came out is too
        little, none once all that is wanted is there."""
        if self.made is None:
            return self.batches
        meant = self.decision is not None and self.decision.shortfall_confirmed
        wanted = wanted_of(self.batches, self.to_make, self.made_by) if meant else self.to_make
        left = Standing(wanted, self.made.good).left
        return max(batches_left(left, self.made_by) or 0, self.batches_ahead) if left else 0

    @property
    def extra(self) -> int:
        """Pieces too many; below 0 when there are too few."""
        return (self.makes or 0) - self.to_make

    @property
    def waste_percent(self) -> Decimal:
        """What is made too much, as a share of all that is made."""
        return waste_percent(self.makes or 0, self.extra)

    @property
    def supply(self) -> int:
        """Pieces there will be for the goods."""
        return self.from_stock + (self.makes or 0)

    @property
    def is_enough(self) -> bool:
        return self.issue is None and self.extra >= 0

    @property
    def is_stale(self) -> bool:
        """The batches were chosen for another demand."""
        return self.decision is not None and self.decision.is_stale(self.to_make)

    @property
    def is_unconfirmed(self) -> bool:
        """Too few were chosen, and the baker has not said that this is meant."""
        told = self.decision is not None and self.decision.shortfall_confirmed
        return not self.is_enough and not told


@dataclass(frozen=True)
class WishFigures:
    """One wish: what it takes and what comes about. `trouble`: it cannot be taken apart."""

    wish: Wish
    netted: Netted | None
    share: Share | None
    trouble: RuleBroken | None = None

    @property
    def from_stock(self) -> int:
        return self.netted.from_shelf.get(self.wish.good, 0) if self.netted else 0


@dataclass(frozen=True)
class Outline:
    """What an event comes to, whatever stock there is. `assembled`: how many of each good are
    packed, those inside others too, and of each package; `batches`: by recipe."""

    inputs: Inputs
    wishes: tuple[WishFigures, ...]
    units: tuple[UnitFigures, ...]
    assembled: Mapping[Hashable, int]
    batches: Mapping[Hashable, int]
    needs: tuple[Need, ...]


@dataclass(frozen=True, slots=True)
class Wants:
    """What an event wants of the stock, in the order in which it is served."""

    food: tuple[Want[Need], ...]
    packaging: tuple[Want[SupplyNeed], ...]
    materials: tuple[Want[SupplyNeed], ...]

    @property
    def all(self) -> tuple[Want[Any], ...]:
        return (*self.food, *self.packaging, *self.materials)


@dataclass(frozen=True)
class Plan:
    """What comes out. `assembled` and `batches` as in the outline; `gaps` of ingredients, of
    `packaging` and of `materials`; `batch_costs`: what one batch costs with everything inside
    it."""

    inputs: Inputs
    wishes: tuple[WishFigures, ...]
    units: tuple[UnitFigures, ...]
    assembled: Mapping[Hashable, int]
    batches: Mapping[Hashable, int]
    gaps: tuple[Gap[Need], ...]
    packaging: tuple[Gap[SupplyNeed], ...]
    materials: tuple[Gap[SupplyNeed], ...]
    batch_costs: Mapping[Hashable, Cost]

    @property
    def food(self) -> Cost:
        """What everything the batches take costs."""
        return together(self.cost_of(gap.need) for gap in self.gaps)

    def cost_of(self, need: Need) -> Cost:
        """What all that is needed of one ingredient costs."""
        return self.inputs.price_of(need.ingredient).cost_of(need.quantity, need.unit)

    @property
    def is_enough(self) -> bool:
        """Every good can be taken apart, and every finished unit has batches enough."""
        whole = all(wish.trouble is None for wish in self.wishes)
        return whole and all(unit.is_enough for unit in self.units)
