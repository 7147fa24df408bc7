"""What the batches of an event take and whether they are enough: F25 (nested recipes count), F26
(units of one ingredient are merged), F27 (stock is converted), F28 (goods share what is made)."""

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from math import floor
from typing import Any

from tests.parity.oracle.demand import pooled, unit_named, units_in, wishes
from tests.parity.oracle.measuring import converted, density
from tests.parity.oracle.recipes import Line, all_lines, preferred
from tests.parity.oracle.yields import fewest, per_batch

DUST = 0.001
_DECIDED = """
    SELECT d.finished_unit_id, d.batches FROM batch_decisions d JOIN events e ON e.id = d.event_id
    WHERE e.name || '|' || e.event_date = ?
"""
_RECIPE_OF = "SELECT recipe_id FROM finished_units WHERE id = ?"
_GOOD = "SELECT slug, display_name FROM finished_goods WHERE id = ?"
_INGREDIENT = "SELECT slug, display_name FROM ingredients WHERE id = ?"
_LOTS = """
    SELECT l.quantity, p.package_unit FROM inventory_items l JOIN products p ON p.id = l.product_id
    WHERE p.ingredient_id = ? AND l.quantity >= 0.001
    AND (l.expiration_date IS NULL OR l.expiration_date >= ?)
"""


def batches(file: sqlite3.Connection, event: str) -> Counter[int]:
    """Unit → batches: what was decided, else the fewest that are enough; by recipe and name."""
    wanted, decided = pooled(file, event), dict(file.execute(_DECIDED, (event,)).fetchall())
    chosen: Counter[int] = Counter()
    for unit in sorted(wanted | decided, key=lambda key: _by_name(file, key)):
        gives = per_batch(file, unit)
        if unit in decided:
            chosen[unit] = decided[unit]
        elif gives is not None:
            chosen[unit] = fewest(wanted[unit], gives)
    return chosen


def aggregated(file: sqlite3.Connection, path: tuple[str, ...]) -> list[dict[str, Any]]:
    """stages/<stage>/events/<name|date>/aggregated_ingredients."""
    return [
        {**_named(file, ingredient), "unit": unit, "total_quantity": amount}
        for (ingredient, unit), amount in needs(file, batches(file, path[3])).items()
    ]


def gaps(file: sqlite3.Connection, path: tuple[str, ...]) -> dict[str, Any]:
    """stages/<stage>/events/<name|date>/inventory_gaps."""
    wanted = needs(file, batches(file, path[3]))
    rows = [gap(file, path[3], *need) for need in wanted.items()]
    return {
        "purchase_items": [row for row in rows if row["gap"] > 0],
        "sufficient_items": [row for row in rows if not row["gap"]],
    }


def feasibility(file: sqlite3.Connection, path: tuple[str, ...]) -> dict[str, Any]:
    """stages/<stage>/events/<name|date>/assembly_feasibility_plan: goods take what is made in the
    order they were chosen."""
    event = path[3]
    wanted, decided = pooled(file, event), dict(file.execute(_DECIDED, (event,)).fetchall())
    made = {unit: _made(file, unit, count) for unit, count in batches(file, event).items()}
    left = dict(made)
    goods = []
    for good, quantity in wishes(file, event):
        each = units_in(file, good, 1)
        can = min([quantity, *(left.get(unit, 0) // count for unit, count in each.items())])
        for unit, count in each.items():
            left[unit] = left.get(unit, 0) - can * count
        slug, name = file.execute(_GOOD, (good,)).fetchone()
        goods.append(
            {
                "finished_good": slug,
                "finished_good_name": name,
                "quantity_needed": quantity,
                "can_assemble": can == quantity,
                "shortfall": quantity - can,
                "components": [
                    _component(file, unit, count * quantity, made.get(unit, 0), wanted[unit])
                    for unit, count in each.items()
                ],
            }
        )
    return {
        "overall_feasible": all(made.get(unit, 0) >= count for unit, count in wanted.items()),
        "finished_goods": goods,
        "decided_count": len(wanted.keys() & decided.keys()),
        "total_fu_count": len(wanted),
    }


def _component(
    file: sqlite3.Connection, unit: int, needed: int, made: int, wanted: int
) -> dict[str, Any]:
    named = unit_named(file, unit)
    return {
        "finished_unit": named["finished_unit"],
        "finished_unit_name": named["finished_unit_name"],
        "quantity_needed": needed,
        "quantity_available": made,
        "is_sufficient": made >= wanted,
    }


def _made(file: sqlite3.Connection, unit: int, count: int) -> int:
    gives = per_batch(file, unit)
    return floor(count * gives) if gives is not None else 0


def _by_name(file: sqlite3.Connection, unit: int) -> tuple[str, str]:
    named = unit_named(file, unit)
    return named["recipe_name"], named["finished_unit_name"]


def _named(file: sqlite3.Connection, ingredient: int) -> dict[str, Any]:
    slug, name = file.execute(_INGREDIENT, (ingredient,)).fetchone()
    return {"ingredient": slug, "ingredient_name": name}


def needs(file: sqlite3.Connection, chosen: Mapping[int, int]) -> dict[tuple[int, str], float]:
    """What so many batches for each unit take."""
    recipes: Counter[int] = Counter()
    for unit, count in chosen.items():
        recipes[file.execute(_RECIPE_OF, (unit,)).fetchone()[0]] += count
    return merged(
        file, (line for recipe, count in recipes.items() for line in all_lines(file, recipe, count))
    )


def merged(file: sqlite3.Connection, used: Iterable[Line]) -> dict[tuple[int, str], float]:
    """(ingredient, unit) → amount. The unit is that of the usual package, else the first met; what
    cannot be said in it keeps its own."""
    lines: defaultdict[int, list[tuple[float, str]]] = defaultdict(list)
    for ingredient, quantity, unit_of_line in used:
        if quantity:
            lines[ingredient].append((quantity, unit_of_line))
    found: defaultdict[tuple[int, str], float] = defaultdict(float)
    for ingredient, rows in lines.items():
        usual, weighs = preferred(file, ingredient), density(file, ingredient)
        targets = [usual[1]] if usual else []
        targets += [unit_of_line for _, unit_of_line in rows]
        for quantity, unit_of_line in rows:
            said = ((it, converted(quantity, unit_of_line, it, weighs)) for it in targets)
            target, amount = next((it, told) for it, told in said if told is not None)
            found[ingredient, target] += amount
    return found


def gap(
    file: sqlite3.Connection, event: str, need: tuple[int, str], amount: float
) -> dict[str, Any]:
    """A need of an event beside what is good on its day."""
    ingredient, unit = need
    weighs = density(file, ingredient)
    lots = file.execute(_LOTS, (ingredient, event.rpartition("|")[2])).fetchall()
    held = (converted(quantity, package_unit, unit, weighs) for quantity, package_unit in lots)
    on_hand = sum(it for it in held if it is not None)
    missing = amount - on_hand
    return {
        **_named(file, ingredient),
        "unit": unit,
        "quantity_needed": amount,
        "quantity_on_hand": on_hand,
        "gap": missing if missing >= DUST else 0,
    }
