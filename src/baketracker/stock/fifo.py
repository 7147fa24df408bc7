"""Which lots something is taken from, the first bought first, and what that costs. Values in,
values out; food and materials alike."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Generic, TypeVar

from baketracker.costs import Cost, UnitCost, together
from baketracker.errors import InvalidInput
from baketracker.measures.conversion import convert
from baketracker.measures.numbers import DUST, lacking

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Layer(Generic[Key]):
    """What is left of one lot, in its own unit, and what one such unit cost."""

    lot: Key
    quantity: Decimal
    unit: str
    cost: UnitCost


@dataclass(frozen=True, slots=True)
class Draw(Generic[Key]):
    """So much of one lot, in the lot's unit: never more than it holds."""

    layer: Layer[Key]
    quantity: Decimal

    @property
    def remaining(self) -> Decimal:
        """What stays of the lot."""
        return self.layer.quantity - self.quantity

    @property
    def cost(self) -> Cost:
        return self.layer.cost.times(self.quantity)


@dataclass(frozen=True, slots=True)
class Drawn(Generic[Key]):
    """What is taken for a need of `wanted` `unit`, lot by lot; `taken` is the sum, in that unit.
    `passed` are lots that stood in line and cannot be said in it, each with the reason."""

    wanted: Decimal
    unit: str
    draws: tuple[Draw[Key], ...]
    taken: Decimal
    passed: tuple[tuple[Layer[Key], InvalidInput], ...] = ()

    @property
    def short(self) -> Decimal:
        """What lacks of the need; 0 when only dust does."""
        return lacking(self.wanted, self.taken)

    @property
    def cost(self) -> Cost:
        """Of all that is taken; a lot whose cost nobody knows makes it unknown, never 0."""
        return together(draw.cost for draw in self.draws)


def draw(
    layers: Iterable[Layer[Key]],
    wanted: Decimal,
    unit: str,
    density: Decimal | None = None,
    ingredient: str = "",
) -> Drawn[Key]:
    """Take `wanted` (0 or more) of `unit` from the layers in their order, as far as they reach.

    A lot that is emptied gives all it holds, so no residue of a conversion stays in it. One that
    cannot be said in `unit` is passed by and named; those after the need is met are not looked
    at. `density` is grams per millilitre, `ingredient` the name a reason may use."""
    draws: list[Draw[Key]] = []
    passed: list[tuple[Layer[Key], InvalidInput]] = []
    taken = Decimal(0)
    for layer in layers:
        if taken >= wanted:
            break
        if layer.quantity < DUST:
            continue
        try:
            there = convert(layer.quantity, layer.unit, unit, density, ingredient)
            own = convert(wanted - taken, unit, layer.unit, density, ingredient)
        except InvalidInput as reason:
            passed.append((layer, reason))
            continue
        whole = there <= wanted - taken
        draws.append(Draw(layer, layer.quantity if whole else min(own, layer.quantity)))
        taken = taken + there if whole else wanted
    return Drawn(wanted, unit, tuple(draws), taken, tuple(passed))
