"""What a use takes from the lots: A19 (a lot whose cost nobody knows does not cost 0; lots of one
day follow in the order they were written)."""

import sqlite3
from collections import Counter
from typing import Any

from tests.parity.oracle.measuring import converted, density

DUST = 0.001
# The costs of lots are kept to ten decimals.
PLACES = 10
_INGREDIENT = "SELECT id FROM ingredients WHERE slug = ?"
_LOTS = """
    SELECT l.quantity, p.package_unit, l.unit_cost, l.purchase_date, p.brand, p.product_name,
           p.package_unit_quantity
    FROM inventory_items l JOIN products p ON p.id = l.product_id
    WHERE p.ingredient_id = ? ORDER BY l.id
"""


def use(file: sqlite3.Connection, path: tuple[str, ...]) -> dict[str, Any]:
    """stages/<stage>/fifo_dry_runs/<ingredient>|<quantity>|<unit>."""
    slug, wanted, unit = path[3].split("|")
    ((ingredient,),) = file.execute(_INGREDIENT, (slug,)).fetchall()
    left, draws = float(wanted), []
    for lot in sorted(_lots(file, slug, ingredient), key=lambda lot: lot["lot_date"] or ""):
        if left <= 0 or lot["held"] < DUST:
            continue
        there = converted(lot["held"], lot["unit"], unit, density(file, ingredient))
        assert there is not None
        share = min(left / there, 1)
        draws.append(lot | {"quantity_consumed": lot["held"] * share,
                            "remaining_in_lot": lot["held"] * (1 - share)})  # fmt: skip
        left -= there * share
    short = left if left >= DUST else 0
    costs = [None if draw["unit_cost"] is None else draw["unit_cost"] * draw["quantity_consumed"]
             for draw in draws]  # fmt: skip
    return {
        "consumed": float(wanted) - left,
        "breakdown": [{key: draw[key] for key in draw if key != "held"} for draw in draws],
        "shortfall": short,
        "satisfied": not short,
        "total_cost": None if None in costs else sum(cost for cost in costs if cost is not None),
    }


def _lots(file: sqlite3.Connection, slug: str, ingredient: int) -> list[dict[str, Any]]:
    seen: Counter[str] = Counter()
    found = []
    for held, unit, cost, day, brand, name, size in file.execute(_LOTS, (ingredient,)):
        product = f"{slug}|{brand or ''}|{name or ''}|{size:g} {unit}"
        seen[f"{product} @ {day}"] += 1
        found.append(
            {
                "lot": f"{product} @ {day} #{seen[f'{product} @ {day}']}",
                "product": product,
                "lot_date": day,
                "held": held,
                "unit": unit,
                "unit_cost": None if cost is None else round(cost, PLACES),
            }
        )
    return found
