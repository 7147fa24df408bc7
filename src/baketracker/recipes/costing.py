"""What one batch costs: lines at the price of what is usually bought, nested recipes included.
Values in, values out; nothing is rounded."""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from baketracker.costs import Cost, NoPrice, NoUsualProduct, together
from baketracker.errors import N_, InvalidInput, RuleBroken
from baketracker.measures.conversion import convert

from .batches import Yield, YieldMissing


class CircularRecipe(RuleBroken):
    """A recipe that contains itself, which only an import can bring."""

    code = "circular_recipe"

    def __init__(self, recipe: str) -> None:
        super().__init__(
            N_("“%(recipe)s” contains itself. Take it out of its own components."), recipe=recipe
        )


@dataclass(frozen=True, slots=True)
class Usual:
    """The product an ingredient is usually bought as, sold by the `unit`: one of it costs
    `per_unit` (None: nobody knows)."""

    product: str
    unit: str
    per_unit: Decimal | None


@dataclass(frozen=True, slots=True)
class Priced:
    """An ingredient with its density in grams per millilitre and its usual product, if any."""

    name: str
    density: Decimal | None
    usual: Usual | None

    def cost_of(self, quantity: Decimal, unit: str) -> Cost:
        """What so much of it costs; unknown without a usual product, a price or a way from `unit`
        to the unit that is bought."""
        if self.usual is None:
            return Cost.because(NoUsualProduct(self.name))
        if self.usual.per_unit is None:
            return Cost.because(NoPrice(self.usual.product))
        try:
            said = convert(quantity, unit, self.usual.unit, self.density, self.name)
        except InvalidInput as reason:
            return Cost.because(reason)
        return Cost(known=said * self.usual.per_unit)


@dataclass(frozen=True, slots=True)
class Batch:
    """What costing knows of a recipe: its own lines added up, and (recipe, batches) of those
    inside it."""

    name: str
    direct: Cost
    components: tuple[tuple[Hashable, Decimal], ...] = ()


def with_components(batches: Mapping[Hashable, Batch]) -> dict[Hashable, Cost]:
    """What one batch of each recipe costs with everything inside it; every recipe is opened once.

    Each component must be among `batches`. A circle has no cost, and says which recipe to mend."""
    costs: dict[Hashable, Cost] = {}
    for recipe in batches:
        _cost(recipe, (), batches, costs)
    return costs


def per_item(batch: Cost, gives: Yield, unit: str) -> Cost:
    """What one item of a batch costs; unknown while the recipe does not say what a batch gives.
    `unit` is what the item is called."""
    try:
        items = gives.per_batch
    except YieldMissing:
        return Cost(unknown=batch.unknown) + Cost.because(YieldMissing(unit))
    return Cost(known=batch.known * items.denominator / items.numerator, unknown=batch.unknown)


def _cost(
    recipe: Hashable,
    path: tuple[Hashable, ...],
    batches: Mapping[Hashable, Batch],
    costs: dict[Hashable, Cost],
) -> Cost:
    batch = batches[recipe]
    if recipe in path:
        return Cost.because(CircularRecipe(batch.name))
    if recipe not in costs:
        inside: Iterable[Cost] = (
            _cost(inner, (*path, recipe), batches, costs).times(count)
            for inner, count in batch.components
        )
        costs[recipe] = together((batch.direct, *inside))
    return costs[recipe]
