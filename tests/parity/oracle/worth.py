"""What finished things cost. F43: a good inside another costs what its own runs cost, packaging and
materials included; A12: what nobody knows is not 0, and without runs the last prices tell. F8:
food, packaging and materials stand apart. B2: what a package holds is told."""

import sqlite3
from collections import Counter
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from tests.parity.oracle.costs import bought, package_price
from tests.parity.oracle.demand import units_in
from tests.parity.oracle.materials import unit_cost as material_cost
from tests.parity.oracle.measuring import converted
from tests.parity.oracle.packing import DUST, parts_of
from tests.parity.oracle.recipes import all_lines
from tests.parity.oracle.runs import baked_average, packed_average
from tests.parity.oracle.yields import per_batch

Each = tuple[float | None, bool]
"""What one costs (None: nobody knows), and whether the last prices tell it."""

CATEGORIES = {"packaging_product": "packaging", "material_unit": "material"}
_GOOD = "SELECT id FROM finished_goods WHERE slug = ?"
_PACKAGE = """
    SELECT g.id, g.slug, g.display_name, l.quantity FROM package_finished_goods l
    JOIN packages p ON p.id = l.package_id JOIN finished_goods g ON g.id = l.finished_good_id
    WHERE p.name = ? ORDER BY l.id
"""
_RECIPE_OF = "SELECT recipe_id FROM finished_units WHERE id = ?"
_INSIDE = """
    SELECT finished_good_id, component_quantity FROM compositions
    WHERE assembly_id = ? AND finished_good_id IS NOT NULL
"""
_BOXES = """
    SELECT o.id, o.package_unit, o.package_unit_quantity FROM products p JOIN products o
    ON o.id = p.id OR (? AND o.product_name = p.product_name) WHERE p.id = ?
"""
_LOTS = "SELECT quantity, unit_cost FROM inventory_items WHERE product_id = ? AND quantity >= ?"
CENT = Decimal("0.01")


def breakdown(file: sqlite3.Connection, path: tuple[str, ...]) -> dict[str, Any]:
    """stages/<stage>/finished_goods/<slug>/cost_breakdown."""
    ((good,),) = file.execute(_GOOD, (path[3],)).fetchall()
    lines = [_detail(file, part) for part in parts_of(file, good)]
    totals = {
        category: _sum(line["total_cost"] for line in lines if line["cost_category"] == category)
        for category in ("food", "material", "packaging")
    }
    return {
        **{f"{category}_cost": total for category, total in totals.items()},
        "total_cost": _sum(totals.values()),
        "has_estimated_costs": any(line["is_estimated"] for line in lines),
        "component_details": lines,
    }


def package(file: sqlite3.Connection, path: tuple[str, ...]) -> Any:
    """stages/<stage>/packages/<name>/cost, .../model_breakdown and .../service_breakdown."""
    lines, costs = [], []
    for good, slug, name, quantity in file.execute(_PACKAGE, (path[3],)).fetchall():
        each, _ = good_cost(file, good)
        costs.append(None if each is None else each * quantity)
        told = {"finished_good": slug, "name": name, "quantity": quantity}
        lines.append(told | {"unit_cost": each, "line_total": _cents(costs[-1])})
    total = _cents(_sum(costs))
    answers = {
        "cost": total,
        "model_breakdown": lines,
        "service_breakdown": {"lines": lines, "total_cost": total},
    }
    return answers[path[4]]


def unit_cost(file: sqlite3.Connection, unit: int) -> Each:
    """Of one finished unit."""
    average = baked_average(file, unit)
    if average is not None:
        return average, False
    (recipe,) = file.execute(_RECIPE_OF, (unit,)).fetchone()
    batch, gives = (
        _sum(bought(file, *line) for line in all_lines(file, recipe, 1)),
        per_batch(file, unit),
    )
    each = None if batch is None or gives is None else batch / float(gives)
    return each, each is not None


def good_cost(file: sqlite3.Connection, good: int) -> Each:
    """Of one finished good with all that is in it."""
    average = packed_average(file, good)
    if average is not None:
        return average, False
    food = [
        _times(unit_cost(file, unit)[0], count) for unit, count in units_in(file, good, 1).items()
    ]
    each = _sum([*food, dressing(file, good)])
    return each, each is not None


def dressing(file: sqlite3.Connection, good: int) -> float | None:
    """Packaging and materials of one good and of all goods inside it."""
    worn = []
    for inner, count in goods_in(file, good, 1).items():
        own = (part for part in parts_of(file, inner) if part["type"] in CATEGORIES)
        worn += [_times(_cost_of(file, part)[0], part["lines"] * count) for part in own]
    return _sum(worn)


def wrapping(file: sqlite3.Connection, packed: Counter[int], kind: str) -> float | None:
    """What the packaging, or the materials, of so many goods cost; boxes at their last price."""
    costs = []
    for good, count in packed.items():
        for part in parts_of(file, good):
            if CATEGORIES.get(part["type"]) == kind:
                last = box_price(file, part) if kind == "packaging" else _cost_of(file, part)[0]
                costs.append(_times(last, part["lines"] * count))
    return _sum(costs)


def box_price(file: sqlite3.Connection, part: dict[str, Any]) -> float | None:
    """What one cost last; of several that will do, the first that has a price."""
    for product, _size, in_package in _boxes(file, part):
        if (price := package_price(file, product)) is not None:
            return price / in_package
    return None


def _detail(file: sqlite3.Connection, part: dict[str, Any]) -> dict[str, Any]:
    each, is_estimated = _cost_of(file, part)
    return {
        "component_type": part["type"],
        "component_name": part["name"],
        "quantity": part["lines"],
        "unit_cost": each,
        "total_cost": _times(each, part["lines"]),
        "is_estimated": is_estimated,
        "cost_category": CATEGORIES.get(part["type"], "food"),
    }


def _cost_of(file: sqlite3.Connection, part: dict[str, Any]) -> Each:
    kind, key = part["type"], part["key"][1]
    if kind == "finished_unit":
        return unit_cost(file, key)
    if kind == "finished_good":
        return good_cost(file, key)
    return (
        _box_cost(file, part)
        if kind == "packaging_product"
        else material_cost(file, *part["slug"].split("/"))
    )


def _box_cost(file: sqlite3.Connection, part: dict[str, Any]) -> Each:
    """The average of what is left, else the mean of the last prices."""
    boxes = _boxes(file, part)
    lots = [
        (held * size, cost / size)
        for product, size, _ in boxes
        for held, cost in file.execute(_LOTS, (product, DUST)).fetchall()
        if cost is not None
    ]
    left = sum(held for held, _ in lots)
    if left:
        return sum(held * cost for held, cost in lots) / left, False
    told = [(package_price(file, product), size * count) for product, size, count in boxes]
    last = [price / count for price, count in told if price is not None]
    return (sum(last) / len(last), True) if last else (None, False)


def _boxes(file: sqlite3.Connection, part: dict[str, Any]) -> list[tuple[int, float, float]]:
    """(product, how many of the line's units one of its units is, how many are in a package)."""
    own, found = part["slug"].split("|")[-1].partition(" ")[2], []
    for product, unit, count in file.execute(_BOXES, (part["generic"], part["key"][1])).fetchall():
        size = converted(1, unit, own, None)
        if size is not None:
            found.append((product, size, count))
    return found


def goods_in(file: sqlite3.Connection, good: int, times: int) -> Counter[int]:
    """The good itself and all goods inside it, pieces."""
    found = Counter({good: times})
    for inner, each in file.execute(_INSIDE, (good,)).fetchall():
        found += goods_in(file, inner, int(each) * times)
    return found


def _times(cost: float | None, count: float) -> float | None:
    return None if cost is None else cost * count


def _sum(costs: Any) -> float | None:
    listed = list(costs)
    return None if None in listed else float(sum(listed))


def _cents(amount: float | None) -> Decimal | None:
    """A package is rounded before it is multiplied."""
    return (
        None if amount is None else Decimal(str(round(amount, 8))).quantize(CENT, ROUND_HALF_EVEN)
    )
