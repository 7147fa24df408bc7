"""What a recipe costs at the last prices: F1 (the price is that of a package, nested recipes
count), A3 (what is not known is not 0) and A4 (some prices were typed by the unit)."""

import sqlite3
from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from tests.parity.oracle.measuring import converted, density
from tests.parity.oracle.recipes import Line, all_lines, nested, own_lines, preferred
from tests.parity.oracle.yields import per_batch

_LAST = """
    SELECT p.unit_price, l.unit_cost FROM purchases p
    LEFT JOIN inventory_items l ON l.purchase_id = p.id
    WHERE p.product_id = ? AND (p.unit_price > 0 OR ?)
    ORDER BY p.purchase_date DESC, p.uuid DESC LIMIT 1
"""
_PACKAGE = "SELECT package_unit_quantity FROM products WHERE id = ?"
_RECIPE = "SELECT id, name FROM recipes WHERE slug = ?"
_FIRST_UNIT = "SELECT id FROM finished_units WHERE recipe_id = ? ORDER BY id LIMIT 1"
UNKNOWN = {"error": "unknown", "cause": None}


def estimated_cost(file: sqlite3.Connection, path: tuple[str, ...]) -> float | dict[str, Any]:
    """stages/<stage>/recipes/<slug>/estimated_cost: one batch with everything in it."""
    recipe, _ = file.execute(_RECIPE, (path[3],)).fetchone()
    cost = _cost(file, all_lines(file, recipe, 1))
    return UNKNOWN if cost is None else cost


def cost_with_components(file: sqlite3.Connection, path: tuple[str, ...]) -> dict[str, Any]:
    """stages/<stage>/recipes/<slug>/cost_with_components."""
    slug = path[3]
    recipe, name = file.execute(_RECIPE, (slug,)).fetchone()
    inside = [_component(file, inner, count) for inner, count in nested(file, recipe)]
    total = _cost(file, all_lines(file, recipe, 1))
    return {
        "recipe": slug,
        "recipe_name": name,
        "direct_ingredient_cost": _cost(file, own_lines(file, recipe)),
        "component_costs": inside,
        "total_component_cost": _sum(part["total_cost"] for part in inside),
        "total_cost": total,
        "cost_per_unit": _each(file, recipe, total),
    }


def _component(file: sqlite3.Connection, recipe: int, count: float) -> dict[str, Any]:
    slug, name = file.execute("SELECT slug, name FROM recipes WHERE id = ?", (recipe,)).fetchone()
    cost = _cost(file, all_lines(file, recipe, 1))
    return {
        "component_recipe": slug,
        "component_recipe_name": name,
        "quantity": count,
        "unit_cost": cost,
        "total_cost": None if cost is None else cost * count,
    }


def _each(file: sqlite3.Connection, recipe: int, total: float | None) -> float | None:
    """Of the first thing the recipe gives."""
    unit = file.execute(_FIRST_UNIT, (recipe,)).fetchone()
    items = per_batch(file, unit[0]) if unit else Fraction(1)
    return None if total is None or items is None else total / float(items)


def _cost(file: sqlite3.Connection, lines: Iterable[Line]) -> float | None:
    return _sum(bought(file, *line) for line in lines)


def _sum(amounts: Iterable[float | None]) -> float | None:
    told = list(amounts)
    known = [amount for amount in told if amount is not None]
    return sum(known) if len(known) == len(told) else None


def bought(file: sqlite3.Connection, ingredient: int, quantity: float, unit: str) -> float | None:
    """What so much of it costs at the last price of what is usually bought; None: nobody knows."""
    usual = preferred(file, ingredient)
    if usual is None:
        return None
    product, package_unit, in_package = usual
    price = package_price(file, product)
    amount = converted(quantity, unit, package_unit, density(file, ingredient))
    return None if price is None or amount is None else amount * price / in_package


def package_price(file: sqlite3.Connection, product: int, *, gifts: bool = False) -> float | None:
    """What a package of it cost last, 0 only where `gifts` count; None: nobody knows."""
    last = file.execute(_LAST, (product, gifts)).fetchone()
    if last is None:
        return None
    ((in_package,),) = file.execute(_PACKAGE, (product,)).fetchall()
    price, cost_in_lot = last
    typed_by_unit = cost_in_lot == price and in_package != 1
    return float(price * in_package if typed_by_unit else price)
