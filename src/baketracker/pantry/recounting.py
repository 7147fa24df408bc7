"""What a count changes: lots and what was counted in, amounts per lot out. No database."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Generic, TypeVar

from baketracker.measures.conversion import convert
from baketracker.stock.fifo import Layer, draw

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Held(Generic[Key]):
    """A lot as whoever counts sees it: what is left of it, and what there was when it was new."""

    layer: Layer[Key]
    bought: Decimal

    @property
    def room(self) -> Decimal:
        """How much of it may have been written off too early."""
        return self.bought - self.layer.quantity


@dataclass(frozen=True, slots=True)
class Recount(Generic[Key]):
    """What makes the lots hold what was counted: `leaves` by lot, in its unit (less than 0: it
    comes back), and what is more than was ever bought of them, in the unit of the last."""

    leaves: dict[Key, Decimal]
    surplus: Decimal


def in_all(
    held: Sequence[Held[Key]], unit: str, density: Decimal | None = None, ingredient: str = ""
) -> tuple[Decimal, Decimal]:
    """What is left of these lots and what was bought of them, in `unit`. Raises ConversionError."""
    left, bought = Decimal(0), Decimal(0)
    for one in held:
        own = one.layer.unit
        left += convert(one.layer.quantity, own, unit, density, ingredient)
        bought += convert(one.bought, own, unit, density, ingredient)
    return left, bought


def recount(
    held: Sequence[Held[Key]],
    counted: Decimal,
    unit: str,
    density: Decimal | None = None,
    ingredient: str = "",
) -> Recount[Key]:
    """Spread `counted` (0 or more) of `unit` over the lots, which stand in the order of use.

    What lacks is gone from the first ones: they are used first. What is more comes back to the
    last, up to what was bought of each. `held` must not be empty. Raises ConversionError."""
    left, _ = in_all(held, unit, density, ingredient)
    if counted <= left:
        drawn = draw((one.layer for one in held), left - counted, unit, density, ingredient)
        return Recount({one.layer.lot: one.quantity for one in drawn.draws}, Decimal(0))
    more, leaves = counted - left, dict[Key, Decimal]()
    for one in reversed(held):
        if more <= 0:
            break
        own = one.layer.unit
        wanted = convert(more, unit, own, density, ingredient)
        back = min(one.room, wanted)
        if back > 0:
            leaves[one.layer.lot] = -back
        more = (
            Decimal(0) if back == wanted else more - convert(back, own, unit, density, ingredient)
        )
    last = held[-1].layer.unit
    return Recount(leaves, convert(max(more, Decimal(0)), unit, last, density, ingredient))
