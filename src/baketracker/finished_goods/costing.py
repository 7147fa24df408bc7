"""What a finished good costs, in three parts: food, packaging, materials. Values in, values out."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from baketracker.costs import Cost, UnitCost, together

from .packing import Goods, tally


@dataclass(frozen=True, slots=True)
class Parts:
    """The cost of one good, its inner goods included, by what it is spent on."""

    food: Cost
    packaging: Cost
    materials: Cost


@dataclass(frozen=True, slots=True)
class Dressing:
    """A line of a good that is not baked: `quantity` of packaging or of a material unit."""

    quantity: Decimal
    cost: UnitCost
    is_material: bool


def parts_of(
    good: Hashable,
    goods: Goods,
    units: Mapping[Hashable, Cost],
    dressings: Mapping[Hashable, Sequence[Dressing]],
) -> Parts:
    """One `good` taken apart and priced. `units` is what one of each finished unit costs,
    `dressings` what each good itself is dressed in. Raises what `tally` raises."""
    found = tally(good, goods)
    worn = [
        (line.is_material, line.cost.times(line.quantity * count))
        for key, count in found.goods.items()
        for line in dressings.get(key, ())
    ]
    return Parts(
        food=together(units[key].times(count) for key, count in found.units.items()),
        packaging=together(cost for is_material, cost in worn if not is_material),
        materials=together(cost for is_material, cost in worn if is_material),
    )
