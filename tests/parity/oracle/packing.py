"""What can be packed of what is there. F37: packaging and materials count like all other parts.
A16: of an event what is left to pack, each good after those before it took what they need (F36)."""

import json
import sqlite3
from math import floor
from typing import Any

DUST = 0.001
PACKED = (1, 5, 25)
FORESEEN = (1, 25)
Stock = dict[tuple[str, int], float]
Part = dict[str, Any]

_GOOD = "SELECT id, display_name FROM finished_goods WHERE slug = ?"
_PARTS = """
    SELECT c.component_quantity AS each, c.is_generic,
        u.id AS unit, u.slug AS unit_slug, u.display_name AS unit_name,
        g.id AS good, g.slug AS good_slug, g.display_name AS good_name,
        m.id AS material, m.slug AS material_slug, m.name AS material_name,
        m.quantity_per_unit, m.material_product_id, mp.slug AS roll_slug,
        p.id AS box, p.brand, p.product_name, p.package_unit, p.package_unit_quantity,
        p.package_size, i.slug AS ingredient, i.display_name AS ingredient_name
    FROM compositions c
    LEFT JOIN finished_units u ON u.id = c.finished_unit_id
    LEFT JOIN finished_goods g ON g.id = c.finished_good_id
    LEFT JOIN material_units m ON m.id = c.material_unit_id
    LEFT JOIN material_products mp ON mp.id = m.material_product_id
    LEFT JOIN products p ON p.id = c.packaging_product_id
    LEFT JOIN ingredients i ON i.id = p.ingredient_id
    WHERE c.assembly_id = ? ORDER BY c.sort_order, c.id
"""
_STOCK = {
    "unit": "SELECT id, inventory_count FROM finished_units",
    "good": "SELECT id, inventory_count FROM finished_goods",
    "box": """SELECT product_id, sum(quantity) FROM inventory_items WHERE quantity >= 0.001
        GROUP BY product_id""",
    "roll": """SELECT material_product_id, sum(quantity_remaining) FROM material_inventory_items
        WHERE quantity_remaining >= 0.001 GROUP BY material_product_id""",
}
_TARGETS = """
    SELECT t.finished_good_id AS good, g.slug, g.display_name, t.target_quantity,
        s.definition_data, (SELECT coalesce(sum(a.quantity_assembled), 0) FROM assembly_runs a
            WHERE a.event_id = t.event_id AND a.finished_good_id = t.finished_good_id) AS done
    FROM event_assembly_targets t JOIN finished_goods g ON g.id = t.finished_good_id
    JOIN events e ON e.id = t.event_id
    LEFT JOIN finished_good_snapshots s ON s.id = t.finished_good_snapshot_id
    WHERE e.name || '|' || e.event_date = ? ORDER BY t.uuid
"""
_FROZEN_MATERIAL = "SELECT definition_data FROM material_unit_snapshots WHERE id = ?"


def can_assemble(file: sqlite3.Connection, path: tuple[str, ...]) -> dict[str, Any]:
    """stages/<stage>/finished_goods/<slug>/can_assemble and .../feasibility."""
    ((good, name),) = file.execute(_GOOD, (path[3],)).fetchall()
    parts, stock = parts_of(file, good), _stock(file)
    if path[4] == "can_assemble":
        checked = {count: _missing(parts, stock, count) for count in PACKED}
        return {
            str(count): {"can_assemble": not lacking, "missing": lacking}
            for count, lacking in checked.items()
        }
    return {
        str(count): {
            "finished_good": path[3],
            "finished_good_name": name,
            "target_quantity": count,
            **_feasible(parts, stock, count, _most(parts, stock)),
        }
        for count in FORESEEN
    }


def assembly_feasibility(file: sqlite3.Connection, path: tuple[str, ...]) -> list[dict[str, Any]]:
    """stages/<stage>/events/<name|date>/assembly_feasibility."""
    return [row["told"] for row in packing(file, path[3])]


def assembly_progress(file: sqlite3.Connection, path: tuple[str, ...]) -> list[dict[str, Any]]:
    """stages/<stage>/events/<name|date>/assembly_progress."""
    return [
        {
            "finished_good": row["told"]["finished_good"],
            "finished_good_name": row["told"]["finished_good_name"],
            "target_quantity": row["target"],
            "assembled_quantity": row["done"],
            "available_to_assemble": row["told"]["can_assemble"],
            "progress_percent": row["percent"],
            "is_complete": row["done"] >= row["target"],
        }
        for row in packing(file, path[3])
    ]


def packing(file: sqlite3.Connection, event: str) -> list[dict[str, Any]]:
    """How each target stands, in the order of the event."""
    stock, rows = _stock(file), []
    for target in file.execute(_TARGETS, (event,)).fetchall():
        wanted, done = target["target_quantity"], target["done"]
        parts = _as_frozen(file, target)
        left = max(wanted - done, 0)
        most = min(left, _most(parts, stock))
        told = {
            "finished_good": target["slug"],
            "finished_good_name": target["display_name"],
            "target_quantity": wanted,
            **_feasible(parts, stock, left, most),
        }
        rows.append(
            {"told": told, "target": wanted, "done": done, "percent": round(done / wanted * 100, 2)}
        )
        for part in parts:
            stock[part["key"]] = stock.get(part["key"], 0) - part["each"] * most
    return rows


def parts_of(file: sqlite3.Connection, good: int) -> list[Part]:
    """What one of a good is packed of: how much of what is kept under a key."""
    return [_part(row) for row in file.execute(_PARTS, (good,)).fetchall()]


def _part(row: sqlite3.Row) -> Part:
    each = row["each"]
    if row["unit"]:
        return _named(
            "finished_unit", ("unit", row["unit"]), row["unit_slug"], row["unit_name"], each
        )
    if row["good"]:
        return _named(
            "finished_good", ("good", row["good"]), row["good_slug"], row["good_name"], each
        )
    if row["material"]:
        slug, key = (
            f"{row['roll_slug']}/{row['material_slug']}",
            ("roll", row["material_product_id"]),
        )
        amount = each * row["quantity_per_unit"]
        return _named("material_unit", key, slug, row["material_name"], amount) | {"lines": each}
    brand, name = row["brand"] or "", row["product_name"] or ""
    package = f"{row['package_unit_quantity']:g} {row['package_unit']}"
    slug = "|".join((row["ingredient"], brand, name, package))
    called = " ".join(filter(None, (brand, name))) or row["ingredient_name"]
    called = f"{called} {row['package_size']}" if row["package_size"] else called
    box = _named("packaging_product", ("box", row["box"]), slug, called, each)
    return box | {"generic": bool(row["is_generic"])}


def _named(kind: str, key: tuple[str, int], slug: str, name: str, each: float) -> Part:
    """`each` of what is kept under the key, `lines` of what the good says."""
    return {"type": kind, "key": key, "slug": slug, "name": name, "each": each, "lines": each,
            "generic": False}  # fmt: skip


def _as_frozen(file: sqlite3.Connection, target: sqlite3.Row) -> list[Part]:
    """As the plan froze it; the desktop froze no packaging and packed in what the good says now."""
    now = parts_of(file, target["good"])
    if target["definition_data"] is None:
        return now
    then = json.loads(target["definition_data"])["components"]
    parts = [_frozen(file, one) for one in then]
    return [*parts, *(part for part in now if part["type"] == "packaging_product")]


def _frozen(file: sqlite3.Connection, one: dict[str, Any]) -> Part:
    kind, slug, name = one["component_type"], one["component_slug"], one["component_name"]
    if kind != "material_unit":
        key = ("unit" if kind == "finished_unit" else "good", one["original_id"])
        return _named(kind, key, slug, name, one["component_quantity"])
    ((text,),) = file.execute(_FROZEN_MATERIAL, (one["snapshot_id"],)).fetchall()
    told = json.loads(text)
    product = told["material_product_id"]
    ((roll,),) = file.execute("SELECT slug FROM material_products WHERE id = ?", (product,))
    amount = one["component_quantity"] * told["quantity_per_unit"]
    return _named(kind, ("roll", product), f"{roll}/{slug}", name, amount)


def _stock(file: sqlite3.Connection) -> Stock:
    return {
        (kind, key): amount
        for kind, query in _STOCK.items()
        for key, amount in file.execute(query).fetchall()
    }


def _most(parts: list[Part], stock: Stock) -> int:
    there = (floor((stock.get(part["key"], 0) + DUST) / part["each"]) for part in parts)
    return min(there, default=0)


def _missing(parts: list[Part], stock: Stock, count: int) -> list[dict[str, Any]]:
    lacking = [part for part in parts if _short(part, stock, count) >= DUST]
    return [
        {
            "component_type": part["type"],
            "component": part["slug"],
            "component_name": part["name"],
            "needed": part["each"] * count,
            "available": stock.get(part["key"], 0),
        }
        for part in lacking
    ]


def _short(part: Part, stock: Stock, count: int) -> float:
    return float(part["each"] * count - stock.get(part["key"], 0))


def _feasible(parts: list[Part], stock: Stock, count: int, most: int) -> dict[str, Any]:
    lacking = _missing(parts, stock, count)
    listed = [{"blocker_type": "inventory", **row, "issue": None, "unit": None} for row in lacking]
    return {
        "can_assemble": min(count, most),
        "status": _status(parts, stock, count, most),
        "blockers": {
            "inventory_blockers": listed, "cost_blockers": [], "assignment_blockers": [],
        },
        "missing_components": lacking,
    }  # fmt: skip


def _status(parts: list[Part], stock: Stock, count: int, most: int) -> str:
    if not count:
        return "complete"
    if most >= count:
        return "can_assemble"
    if most:
        return "partial"
    baked = [part["key"] for part in parts if part["type"] == "finished_unit"]
    nothing = any(not stock.get(key, 0) for key in baked)
    return "awaiting_production" if nothing else "cannot_assemble"
