"""Whether the pantry holds what batches take, and how far baking is. F40: no stock is promised to
two lines of one ingredient, and a lot that cannot be said in a recipe's unit is no reason to stop.
F35: only good units complete a target; F5: a batch half as large is half a batch."""

import json
import sqlite3
from collections import defaultdict
from math import ceil
from typing import Any

from tests.parity.oracle.recipes import all_lines
from tests.parity.oracle.stock import DUST, uses

BATCHES = (1, 3, 20)
SCALED = 2.5
_RECIPE = "SELECT id FROM recipes WHERE slug = ?"
_INGREDIENT = (
    "SELECT slug AS ingredient_slug, display_name AS ingredient_name FROM ingredients WHERE id = ?"
)
_TARGETS = """
    SELECT t.recipe_id, r.slug, r.name, t.target_batches FROM event_production_targets t
    JOIN recipes r ON r.id = t.recipe_id JOIN events e ON e.id = t.event_id
    WHERE e.name || '|' || e.event_date = ?
"""
_RUNS = """
    SELECT p.id, p.recipe_id, p.finished_unit_id, p.num_batches, p.expected_yield, p.actual_yield,
        s.ingredients_data
    FROM production_runs p JOIN events e ON e.id = p.event_id
    LEFT JOIN recipe_snapshots s ON s.id = p.recipe_snapshot_id
    WHERE e.name || '|' || e.event_date = ?
"""
_TOOK = """
    SELECT quantity_consumed FROM production_consumptions
    WHERE production_run_id = ? AND ingredient_slug = ? AND unit = ?
"""


def can_produce(file: sqlite3.Connection, path: tuple[str, ...]) -> dict[str, Any]:
    """stages/<stage>/recipes/<slug>/can_produce and .../can_produce_scaled_2.5x1."""
    ((recipe,),) = file.execute(_RECIPE, (path[3],)).fetchall()
    if path[4] != "can_produce":
        return _enough(file, recipe, SCALED)
    return {str(count): _enough(file, recipe, count) for count in BATCHES}


def production_feasibility(file: sqlite3.Connection, path: tuple[str, ...]) -> list[dict[str, Any]]:
    """stages/<stage>/events/<name|date>/production_feasibility."""
    rows = []
    for target in _standings(file, path[3]):
        named = {key: target[key] for key in ("recipe", "recipe_name", "target_batches")}
        told = named | {"remaining_batches": target["left"]}
        if target["left"]:
            rows.append(told | _enough(file, target["id"], target["left"]))
        else:
            rows.append(told | {"can_produce": True, "missing": [], "status": "COMPLETE"})
    return rows


def production_progress(file: sqlite3.Connection, path: tuple[str, ...]) -> list[dict[str, Any]]:
    """stages/<stage>/events/<name|date>/production_progress."""
    return [
        {
            "recipe": target["recipe"],
            "recipe_name": target["recipe_name"],
            "target_batches": target["target_batches"],
            "completed_batches": target["done"],
            "remaining_batches": target["left"],
            "overage_batches": max(0, target["done"] - target["target_batches"]),
            "progress_percent": target["percent"],
            "is_complete": not target["left"],
        }
        for target in _standings(file, path[3])
    ]


def baking(file: sqlite3.Connection, event: str) -> tuple[int, int, int, float]:
    """How many targets there are, how many are complete, how many runs there were, and how many
    percent of the batches are done on average."""
    targets = _standings(file, event)
    capped = [min(target["percent"], 100) for target in targets]
    return (
        len(targets),
        sum(not target["left"] for target in targets),
        sum(target["runs"] for target in targets),
        round(sum(capped) / len(capped), 2) if capped else 0,
    )


def made_of(file: sqlite3.Connection, event: str, unit: int) -> tuple[int, float]:
    """Good ones and batches of a unit."""
    own = [run for run in _runs(file, event) if run["finished_unit_id"] == unit]
    return sum(run["actual_yield"] for run in own), sum(run["batches"] for run in own)


def _standings(file: sqlite3.Connection, event: str) -> list[dict[str, Any]]:
    """The desktop's targets name a recipe: what counts is the part of its batches that came out."""
    runs, targets = _runs(file, event), []
    for recipe, slug, name, wanted in file.execute(_TARGETS, (event,)).fetchall():
        own = [run for run in runs if run["recipe_id"] == recipe]
        done = sum(run["batches"] for run in own)
        good = sum(run["batches"] * run["came_out"] for run in own)
        targets.append(
            {
                "id": recipe,
                "recipe": slug,
                "recipe_name": name,
                "target_batches": wanted,
                "runs": len(own),
                "done": done,
                "left": max(0, ceil(round(wanted - good, 6))),
                "percent": round(done / wanted * 100, 2),
            }
        )
    return targets


def _runs(file: sqlite3.Connection, event: str) -> list[dict[str, Any]]:
    """Each with the batches of its recipe it came to, and the part that came out well."""
    found = []
    for row in file.execute(_RUNS, (event,)).fetchall():
        expected = row["expected_yield"]
        found.append(
            dict(row)
            | {
                "batches": row["num_batches"] * _scale(file, row),
                "came_out": row["actual_yield"] / expected if expected else 0,
            }
        )
    return found


def _scale(file: sqlite3.Connection, run: sqlite3.Row) -> float:
    """What it took of one line, by what its recipe said then."""
    for line in json.loads(run["ingredients_data"] or "[]"):
        asked = run["id"], line["ingredient_slug"], line["unit"]
        took = file.execute(_TOOK, asked).fetchone()
        if took and line["quantity"]:
            return float(round(took[0] / (line["quantity"] * run["num_batches"]), 3))
    return 1


def _enough(file: sqlite3.Connection, recipe: int, count: float) -> dict[str, Any]:
    lines: defaultdict[int, list[tuple[float, str]]] = defaultdict(list)
    for ingredient, quantity, unit in all_lines(file, recipe, count):
        lines[ingredient].append((quantity, unit))
    missing = []
    for ingredient, own in lines.items():
        named = dict(file.execute(_INGREDIENT, (ingredient,)).fetchone())
        for unit, wanted, left, _costs in uses(file, ingredient, own):
            if left >= DUST:
                told = {"needed": wanted, "available": wanted - left, "unit": unit}
                missing.append(named | told)
    return {"can_produce": not missing, "missing": missing}
