"""What runs cost on average, and whether all of that is known: what the desktop counted 0 for is
known only where every lot of it has a cost (A12, A19)."""

import sqlite3
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

KEPT = Decimal("0.0001")
_BAKED = """
    SELECT id, actual_yield AS pieces, per_unit_cost, total_ingredient_cost AS total
    FROM production_runs WHERE finished_unit_id = ?
"""
_PACKED = """
    SELECT id, quantity_assembled AS pieces, per_unit_cost, total_component_cost AS total
    FROM assembly_runs WHERE finished_good_id = ?
"""
# Whether each thing a run took has a cost: 0 is one only where every lot of it has one.
_PRICED = """
    SELECT p.ingredient_id FROM inventory_items l JOIN products p ON p.id = l.product_id
    GROUP BY p.ingredient_id HAVING count(*) = count(l.unit_cost)
"""
_TOOK_TO_BAKE = f"""
    SELECT c.total_cost > 0 OR coalesce(i.id IN ({_PRICED}), 0)
    FROM production_consumptions c LEFT JOIN ingredients i ON i.slug = c.ingredient_slug
    WHERE c.production_run_id = ?
"""  # noqa: S608
_BOXES_TAKEN = f"""
    SELECT c.total_cost, c.total_cost > 0 OR p.ingredient_id IN ({_PRICED})
    FROM assembly_packaging_consumptions c JOIN products p ON p.id = c.product_id
    WHERE c.assembly_run_id = :run
"""  # noqa: S608
_ROLLS_TAKEN = """
    SELECT c.total_cost, c.total_cost > 0 OR l.cost_per_unit IS NOT NULL
    FROM material_consumptions c
    LEFT JOIN material_inventory_items l ON l.id = c.inventory_item_id
    WHERE c.assembly_run_id = :run
"""
_MADE_TAKEN = """
    SELECT total_cost > 0 FROM assembly_finished_unit_consumptions WHERE assembly_run_id = :run
    UNION ALL
    SELECT total_cost > 0 FROM assembly_finished_good_consumptions WHERE assembly_run_id = :run
"""


def baked_average(file: sqlite3.Connection, unit: int) -> float | None:
    """Of one good unit; None without a run whose whole cost is known."""
    runs = file.execute(_BAKED, (unit,)).fetchall()
    return _average(runs, lambda run: file.execute(_TOOK_TO_BAKE, (run,)).fetchall())


def packed_average(file: sqlite3.Connection, good: int) -> float | None:
    """Of one finished good, likewise."""
    runs = file.execute(_PACKED, (good,)).fetchall()
    return _average(runs, lambda run: _took_to_pack(file, run))


def baking_is_known(file: sqlite3.Connection, run: int, total: float) -> bool:
    """Whether all that a baking run took has a cost."""
    return _is_known(file.execute(_TOOK_TO_BAKE, (run,)).fetchall(), total)


def wrapped_in(file: sqlite3.Connection, run: int, kind: str) -> list[tuple[float, bool]]:
    """(cost, whether it is known) of the packaging, or the materials, a packing run took."""
    rows = file.execute(_BOXES_TAKEN if kind == "packaging" else _ROLLS_TAKEN, {"run": run})
    return [(cost, bool(known)) for cost, known in rows.fetchall()]


def _took_to_pack(file: sqlite3.Connection, run: int) -> list[Any]:
    made = file.execute(_MADE_TAKEN, {"run": run}).fetchall()
    wraps = (*wrapped_in(file, run, "packaging"), *wrapped_in(file, run, "material"))
    return [*made, *((known,) for _, known in wraps)]


def _average(runs: list[sqlite3.Row], took: Any) -> float | None:
    """Over the runs whose whole cost is known and not 0, by their pieces."""
    told = [
        (Decimal(str(run["per_unit_cost"])).quantize(KEPT, ROUND_HALF_EVEN), run["pieces"])
        for run in runs
        if run["pieces"] and _is_known(took(run["id"]), run["total"])
    ]
    told = [(cost, pieces) for cost, pieces in told if cost]
    if not told:
        return None
    spent = sum((cost * pieces for cost, pieces in told), Decimal(0))
    return float((spent / sum(pieces for _, pieces in told)).quantize(KEPT, ROUND_HALF_EVEN))


def _is_known(took: list[Any], total: float) -> bool:
    """Whether a run's whole cost is: that of all it took, and of something."""
    return all(known for (known,) in took) and bool(took or total)
