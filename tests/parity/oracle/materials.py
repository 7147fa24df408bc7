"""Materials: A15 (what a base unit cost is not rounded to four decimals) and R4 (what a good would
take is told as it will be taken: the first bought first, of the product it is a unit of)."""

import sqlite3
from collections import Counter
from math import ceil, floor
from typing import Any

BASE = {
    "each": {"each": 1.0},
    "linear_cm": {"cm": 1.0, "mm": 0.1, "inches": 2.54, "feet": 30.48, "yards": 91.44,
                  "meters": 100.0},
    "square_cm": {"square_cm": 1.0, "square_inches": 6.4516, "square_feet": 929.0304,
                  "square_meters": 10000.0},
}  # fmt: skip
DUST = 0.001
# The costs of lots are kept to ten decimals.
PLACES = 10
ASKED = 7
_LOTS = """
    SELECT p.slug, l.purchase_date, l.quantity_purchased, l.quantity_remaining, l.cost_per_unit
    FROM material_inventory_items l JOIN material_products p ON p.id = l.material_product_id
    ORDER BY l.id
"""
_PRODUCT = """
    SELECT p.brand, p.name, p.quantity_in_base_units, m.base_unit_type,
           (SELECT b.package_price FROM material_purchases b WHERE b.product_id = p.id
            ORDER BY b.purchase_date DESC, b.uuid DESC LIMIT 1)
    FROM material_products p JOIN materials m ON m.id = p.material_id WHERE p.slug = ?
"""
_UNIT = """
    SELECT u.quantity_per_unit FROM material_units u
    JOIN material_products p ON p.id = u.material_product_id WHERE p.slug = ? AND u.slug = ?
"""


def unrounded(file: sqlite3.Connection, path: tuple[str, ...]) -> Any:
    """stages/<stage>/material_lots, .../material_fifo_dry_runs/<product>|<quantity>|<unit> and
    .../material_units/<product>/<unit>/current_cost."""
    if path[2] == "material_lots":
        return {name: _told(lot) for name, lot in _lots(file).items()}
    return (
        _use(file, *path[3].split("|"))
        if path[2] == "material_fifo_dry_runs"
        else unit_cost(file, *path[3].split("/"))[0]
    )


def preview(file: sqlite3.Connection, path: tuple[str, ...]) -> dict[str, Any]:
    """stages/<stage>/material_units/<product>/<unit>/preview_7."""
    product, unit = path[3].split("/")
    ((brand, name, *_),) = file.execute(_PRODUCT, (product,)).fetchall()
    ((each,),) = file.execute(_UNIT, (product, unit)).fetchall()
    there = sum(lot["left"] for lot in _left(file, product))
    draws, taken = _drawn(file, product, ASKED * each)
    short = ASKED * each - taken
    cost = _sum(draws)
    allocation = {
        "product": product,
        "product_name": f"{brand} {name}" if brand else name,
        "base_units_consumed": taken,
        "unit_cost": cost / taken if taken and cost is not None else None,
        "total_cost": cost,
    }
    return {
        "can_fulfill": short < DUST,
        "quantity_needed": ASKED,
        "base_units_needed": ASKED * each,
        "available_base_units": there,
        "available_units": floor(there / each),
        "shortage_base_units": short if short >= DUST else 0,
        "shortage_units": ceil(short / each) if short >= DUST else 0,
        "allocations": [allocation] if draws else [],
        "total_cost": cost,
    }


def _use(file: sqlite3.Connection, product: str, quantity: str, unit: str) -> dict[str, Any]:
    ((*_, base, _price),) = file.execute(_PRODUCT, (product,)).fetchall()
    factor = BASE[base][unit]
    draws, taken = _drawn(file, product, float(quantity) * factor)
    short = float(quantity) - taken / factor
    return {
        "consumed": taken / factor,
        "breakdown": draws,
        "shortfall": short if short >= DUST else 0,
        "satisfied": short < DUST,
        "total_cost": _sum(draws),
    }


def _drawn(
    file: sqlite3.Connection, product: str, wanted: float
) -> tuple[list[dict[str, Any]], float]:
    """What each lot gives of so many base units, and all of it."""
    draws, left = [], wanted
    for lot in _left(file, product):
        if left <= 0:
            break
        amount = min(left, lot["left"])
        draws.append(
            {
                "lot": lot["name"],
                "quantity_consumed": amount,
                "unit": "base_units",
                "remaining_in_lot": lot["left"] - amount,
                "unit_cost": lot["cost"],
                "purchase_date": lot["day"],
            }
        )
        left -= amount
    return draws, wanted - left


def unit_cost(file: sqlite3.Connection, product: str, unit: str) -> tuple[float | None, bool]:
    """Of one: the average of what is left, else the last price; and whether it is that."""
    ((each,),) = file.execute(_UNIT, (product, unit)).fetchall()
    ((*_, in_package, _base, price),) = file.execute(_PRODUCT, (product,)).fetchall()
    known = [lot for lot in _left(file, product) if lot["cost"] is not None]
    left = sum(lot["left"] for lot in known)
    if left:
        return float(sum(lot["left"] * lot["cost"] for lot in known) / left * each), False
    return (None, False) if price is None else (float(price / in_package * each), True)


def _left(file: sqlite3.Connection, product: str) -> list[dict[str, Any]]:
    own = [lot for lot in _lots(file).values() if lot["product"] == product]
    return sorted((lot for lot in own if lot["left"] >= DUST), key=lambda lot: lot["day"] or "")


def _lots(file: sqlite3.Connection) -> dict[str, dict[str, Any]]:
    seen: Counter[str] = Counter()
    lots = {}
    for product, day, bought, left, cost in file.execute(_LOTS):
        key = f"{product} @ {day}"
        seen[key] += 1
        name = f"{key} #{seen[key]}"
        kept = None if cost is None else round(cost, PLACES)
        lots[name] = {"name": name, "product": product, "day": day, "bought": bought,
                      "left": left, "cost": kept}  # fmt: skip
    return lots


def _told(lot: dict[str, Any]) -> dict[str, Any]:
    return {
        "quantity_purchased": lot["bought"],
        "quantity_remaining": lot["left"],
        "cost_per_unit": lot["cost"],
    }


def _sum(draws: list[dict[str, Any]]) -> float | None:
    """What all of it cost; None when nobody knows what some of it did."""
    costs = [draw["unit_cost"] for draw in draws]
    if None in costs:
        return None
    return float(sum(draw["unit_cost"] * draw["quantity_consumed"] for draw in draws))
