"""What a use takes from the lots: A19 (a lot whose cost nobody knows does not cost 0; lots of one
day follow in the order they were written), A9 (a batch takes what is inside its recipes too, no lot
twice, and what lacks costs what is paid for it), R3 (stock is worth what its lots cost)."""

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

from tests.parity.oracle.costs import UNKNOWN, bought
from tests.parity.oracle.measuring import converted, density
from tests.parity.oracle.recipes import all_lines

DUST = 0.001
# The costs of lots are kept to ten decimals.
PLACES = 10
_INGREDIENT = "SELECT id FROM ingredients WHERE slug = ?"
_SLUG = "SELECT slug FROM ingredients WHERE id = ?"
_RECIPE = "SELECT id FROM recipes WHERE slug = ?"
_WORTH = "SELECT quantity, unit_cost FROM inventory_items WHERE quantity >= 0.001"
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


def worth(file: sqlite3.Connection, _path: tuple[str, ...]) -> float:
    """stages/<stage>/inventory_value: without the lots whose cost nobody knows."""
    return float(
        sum(quantity * cost for quantity, cost in file.execute(_WORTH) if cost is not None)
    )


def batch_cost(file: sqlite3.Connection, path: tuple[str, ...]) -> float | dict[str, Any]:
    """stages/<stage>/recipes/<slug>/actual_fifo_cost: one batch out of the lots as they are."""
    ((recipe,),) = file.execute(_RECIPE, (path[3],)).fetchall()
    lines: defaultdict[int, list[tuple[float, str]]] = defaultdict(list)
    for ingredient, quantity, unit in all_lines(file, recipe, 1):
        lines[ingredient].append((quantity, unit))
    costs = [cost for one in lines.items() for cost in _taken(file, *one)]
    return UNKNOWN if None in costs else sum(cost for cost in costs if cost is not None)


def _taken(
    file: sqlite3.Connection, ingredient: int, lines: list[tuple[float, str]]
) -> Iterator[float | None]:
    """What each lot gives costs, and what none gives; None where nobody knows."""
    for unit, _wanted, left, costs in uses(file, ingredient, lines):
        yield from costs
        if left >= DUST:
            yield bought(file, ingredient, left, unit)


def uses(
    file: sqlite3.Connection, ingredient: int, lines: list[tuple[float, str]]
) -> Iterator[tuple[str, float, float, list[float | None]]]:
    """(unit, wanted, what no lot gives, what each lot's part costs): no lot is taken twice."""
    ((slug,),) = file.execute(_SLUG, (ingredient,)).fetchall()
    weighs = density(file, ingredient)
    lots = sorted(_lots(file, slug, ingredient), key=lambda lot: lot["lot_date"] or "")
    for unit, wanted in _merged(lines, weighs).items():
        left, costs = wanted, []
        for lot in lots:
            there = converted(lot["held"], lot["unit"], unit, weighs)
            if left <= 0 or lot["held"] < DUST or there is None:
                continue
            share = min(left / there, 1)
            cost = lot["unit_cost"]
            costs.append(None if cost is None else cost * lot["held"] * share)
            lot["held"] *= 1 - share
            left -= there * share
        yield unit, wanted, left, costs


def _merged(lines: list[tuple[float, str]], weighs: float | None) -> dict[str, float]:
    """Added up in the first unit met that a line can be said in."""
    sums: dict[str, float] = {}
    for quantity, unit in lines:
        said = ((it, converted(quantity, unit, it, weighs)) for it in [*sums, unit])
        target, amount = next((it, found) for it, found in said if found is not None)
        sums[target] = sums.get(target, 0) + amount
    return sums


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
