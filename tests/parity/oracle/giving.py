"""What the gifts of an event take. F39: goods inside goods count, each unit with its own yield, and
so does all they are packed in; F38: stock is seen, in whatever unit it lies there."""

import sqlite3
from collections import Counter
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from tests.parity.oracle.buying import offered
from tests.parity.oracle.demand import unit_named, units_in
from tests.parity.oracle.packing import DUST, parts_of
from tests.parity.oracle.planning import gap, needs
from tests.parity.oracle.worth import goods_in
from tests.parity.oracle.yields import fewest, per_batch

CENT = Decimal("0.01")
_GOODS = """
    SELECT l.finished_good_id, sum(l.quantity * a.quantity) FROM event_recipient_packages a
    JOIN package_finished_goods l ON l.package_id = a.package_id JOIN events e ON e.id = a.event_id
    WHERE e.name || '|' || e.event_date = ? GROUP BY l.finished_good_id
"""
_BOX = """
    SELECT p.id, p.brand, p.product_name, p.package_unit, i.display_name FROM products p
    JOIN ingredients i ON i.id = p.ingredient_id WHERE p.id = ?
"""
_HELD = """
    SELECT coalesce(sum(quantity), 0) FROM inventory_items WHERE product_id = ?
    AND quantity >= 0.001 AND (expiration_date IS NULL OR expiration_date >= ?)
"""


def recipe_needs(file: sqlite3.Connection, path: tuple[str, ...]) -> list[dict[str, Any]]:
    """stages/<stage>/events/<name|date>/recipe_needs_from_gifts: a row for each finished unit."""
    rows = []
    for unit, count in _units(file, path[3]).items():
        named, gives = unit_named(file, unit), per_batch(file, unit)
        assert gives is not None
        rows.append(
            {
                "recipe": named["recipe"],
                "recipe_name": named["recipe_name"],
                "total_units_needed": count,
                "batches_needed": fewest(count, gives),
                "items_per_batch": int(gives),
            }
        )
    return rows


def shopping_list(file: sqlite3.Connection, path: tuple[str, ...]) -> Any:
    """stages/<stage>/events/<name|date>/shopping_list_gifts and .../shopping_list_total."""
    wanted = needs(file, _batches(file, path[3]))
    rows = [gap(file, path[3], *need) for need in wanted.items()]
    if path[4] == "shopping_list_total":
        return [listed(row) for row in rows]
    items = [_item(file, row) for row in rows]
    usual = [row["product_recommendation"] for row in items if row["product_recommendation"]]
    costs = [row["total_cost"] for row in usual]
    total = None if None in costs else Decimal(str(round(sum(costs), 8)))
    return {
        "items": items,
        "total_estimated_cost": None if total is None else total.quantize(CENT, ROUND_HALF_UP),
        "items_count": len(items),
        "items_with_shortfall": sum(row["shortfall"] > 0 for row in items),
    }


def packaging(file: sqlite3.Connection, path: tuple[str, ...]) -> list[dict[str, Any]]:
    """stages/<stage>/events/<name|date>/packaging_needs."""
    wanted: Counter[int] = Counter()
    slugs = {}
    for good, count in _goods(file, path[3]).items():
        for inner, times in goods_in(file, good, count).items():
            for part in parts_of(file, inner):
                if part["type"] == "packaging_product":
                    wanted[part["key"][1]] += part["each"] * times
                    slugs[part["key"][1]] = part["slug"]
    return [_box(file, path[3], box, slugs[box], count) for box, count in wanted.items()]


def listed(row: dict[str, Any]) -> dict[str, Any]:
    """A gap as a list to buy from tells it."""
    return {
        "ingredient": row["ingredient"],
        "ingredient_slug": row["ingredient"],
        "ingredient_name": row["ingredient_name"],
        "needed": row["quantity_needed"],
        "in_stock": row["quantity_on_hand"],
        "to_buy": row["gap"],
        "unit": row["unit"],
        "is_sufficient": not row["gap"],
    }


def _goods(file: sqlite3.Connection, event: str) -> Counter[int]:
    return Counter(dict(file.execute(_GOODS, (event,)).fetchall()))


def _units(file: sqlite3.Connection, event: str) -> Counter[int]:
    total: Counter[int] = Counter()
    for good, count in _goods(file, event).items():
        total += units_in(file, good, count)
    return total


def _batches(file: sqlite3.Connection, event: str) -> dict[int, int]:
    """By recipe and name, as the lines are met."""
    wanted = _units(file, event)
    named = {unit: unit_named(file, unit) for unit in wanted}
    order = sorted(
        wanted, key=lambda unit: (named[unit]["recipe_name"], named[unit]["finished_unit_name"])
    )
    gives = {unit: per_batch(file, unit) for unit in order}
    return {unit: fewest(wanted[unit], each) for unit, each in gives.items() if each is not None}


def _item(file: sqlite3.Connection, row: dict[str, Any]) -> dict[str, Any]:
    told = {
        "ingredient": row["ingredient"],
        "ingredient_name": row["ingredient_name"],
        "ingredient_slug": row["ingredient"],
        "unit": row["unit"],
        "quantity_needed": row["quantity_needed"],
        "quantity_on_hand": row["quantity_on_hand"],
        "shortfall": row["gap"],
    }
    if row["gap"]:
        return told | offered(file, row["ingredient"], row["gap"], row["unit"])
    return told | {
        "product_status": "sufficient", "product_recommendation": None, "all_products": [],
    }  # fmt: skip


def _box(
    file: sqlite3.Connection, event: str, product: int, slug: str, wanted: float
) -> dict[str, Any]:
    _, brand, name, unit, ingredient = file.execute(_BOX, (product,)).fetchone()
    (held,) = file.execute(_HELD, (product, event.rpartition("|")[2])).fetchone()
    lacking = wanted - held
    return {
        "product": slug,
        "ingredient_name": ingredient,
        "product_display_name": " ".join(filter(None, (brand, name))) or ingredient,
        "total_needed": wanted,
        "on_hand": held,
        "to_buy": lacking if lacking >= DUST else 0,
        "unit": unit,
        "is_generic": False,
        "generic_product_name": None,
        "estimated_cost": None,
    }
