"""The life of plans. F19: there is one plan, and what is left of it is what is to be bought and
made; F32, F33: batches are those of a finished unit; F34: ingredients are merged; F35: what came
out well counts; B5: an event without targets is not complete."""

import json
import sqlite3
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from math import ceil, floor
from typing import Any

from tests.parity.oracle.demand import pooled, unit_named, wishes
from tests.parity.oracle.giving import listed
from tests.parity.oracle.making import baking, made_of
from tests.parity.oracle.packing import packing
from tests.parity.oracle.planning import batches, gap, merged, needs
from tests.parity.oracle.recipes import Line, all_lines
from tests.parity.oracle.yields import per_batch

CENT = Decimal("0.01")
_STATE = "SELECT plan_state, id FROM events WHERE name || '|' || event_date = ?"
_TARGETS = """
    SELECT t.recipe_id, t.target_batches, t.recipe_snapshot_id, r.slug, r.name, s.recipe_data,
        s.ingredients_data
    FROM event_production_targets t JOIN recipes r ON r.id = t.recipe_id
    LEFT JOIN recipe_snapshots s ON s.id = t.recipe_snapshot_id WHERE t.event_id = ? ORDER BY t.id
"""
_FIRST_UNIT = """
    SELECT id, display_name FROM finished_units WHERE recipe_id = ? ORDER BY id LIMIT 1
"""
_INGREDIENT = "SELECT slug, display_name FROM ingredients WHERE id = ?"
_GOOD = "SELECT display_name FROM finished_goods WHERE id = ?"
_KEPT = "SELECT snapshot_data FROM plan_snapshots WHERE event_id = ? ORDER BY id DESC LIMIT 1"
_DECIDED = "SELECT finished_unit_id, batches FROM batch_decisions WHERE event_id = ?"
_GIFTS = "SELECT fulfillment_status FROM event_recipient_packages WHERE event_id = ?"


def remaining(file: sqlite3.Connection, path: tuple[str, ...]) -> list[dict[str, Any]]:
    """stages/<stage>/events/<name|date>/shopping_list_remaining: nothing once it is over."""
    event = path[3]
    wanted = needs(file, _left(file, event))
    return [listed(gap(file, event, *need)) for need in wanted.items()]


def whole_plan(file: sqlite3.Connection, path: tuple[str, ...]) -> dict[str, Any]:
    """stages/<stage>/events/<name|date>/legacy_plan: of every event, whatever it is for (B4)."""
    wanted = pooled(file, path[3])
    return {
        "recipe_batches": [
            _planned(file, unit, wanted[unit], count)
            for unit, count in batches(file, path[3]).items()
        ],
        "shopping_list": remaining(file, path),
        "feasibility": [
            {key: value for key, value in row["told"].items() if key != "blockers"}
            for row in packing(file, path[3])
        ],
    }


def frozen_plan(file: sqlite3.Connection, path: tuple[str, ...]) -> dict[str, Any]:
    """stages/<stage>/events/<name|date>/plan_from_snapshots."""
    _, event = _event(file, path[3])
    targets = file.execute(_TARGETS, (event,)).fetchall()
    used = (line for target in targets for line in _taken(file, target))
    rows = []
    for (ingredient, unit), amount in merged(file, used).items():
        slug, name = file.execute(_INGREDIENT, (ingredient,)).fetchone()
        rows.append({"ingredient": slug, "name": name, "quantity": amount, "unit": unit})
    return {
        "recipe_batches": [_target(file, target) for target in targets],
        "shopping_list": rows,
        "aggregated_ingredients": {
            row["name"]: {
                "ingredient": row["ingredient"],
                "total_quantity": row["quantity"],
                "unit": row["unit"],
            }
            for row in rows
        },
    }


def overall_progress(file: sqlite3.Connection, path: tuple[str, ...]) -> dict[str, Any]:
    """stages/<stage>/events/<name|date>/overall_progress."""
    targets, complete, runs, percent = baking(file, path[3])
    packed = packing(file, path[3])
    capped = [min(row["percent"], 100) for row in packed]
    average = round(sum(capped) / len(capped), 2) if capped else 0
    kinds = [percent] * bool(targets) + [average] * bool(packed)
    ready = sum(row["done"] >= row["target"] for row in packed)
    return {
        "production_percent": percent,
        "assembly_percent": average,
        "overall_percent": _rounded(sum(kinds) / len(kinds)) if kinds else 0,
        "status": _status(targets + len(packed), complete + ready, runs, packed),
        "production_targets": targets,
        "production_complete": complete,
        "assembly_targets": len(packed),
        "assembly_complete": ready,
    }


def counted(file: sqlite3.Connection, path: tuple[str, ...]) -> dict[str, Any]:
    """stages/<stage>/events/<name|date>/overall_progress_event."""
    _, event = _event(file, path[3])
    targets, complete, _, _ = baking(file, path[3])
    packed = packing(file, path[3])
    ready = sum(row["done"] >= row["target"] for row in packed)
    gifts = Counter(state for (state,) in file.execute(_GIFTS, (event,)).fetchall())
    return {
        "production_targets_count": targets,
        "production_complete_count": complete,
        "production_complete": bool(targets) and complete == targets,
        "assembly_targets_count": len(packed),
        "assembly_complete_count": ready,
        "assembly_complete": bool(packed) and ready == len(packed),
        **{f"packages_{state}": gifts[state] for state in ("pending", "ready", "delivered")},
        "packages_total": gifts.total(),
    }


def comparison(file: sqlite3.Connection, path: tuple[str, ...]) -> dict[str, Any]:
    """stages/<stage>/events/<name|date>/plan_comparison: a row for each finished unit (F32)."""
    _, event = _event(file, path[3])
    kept = file.execute(_KEPT, (event,)).fetchone()
    if kept is None:
        return {"has_snapshot": False, "finished_goods": [], "batch_decisions": []}
    then = json.loads(kept[0])
    goods = {row["fg_id"]: row["quantity"] for row in then["finished_goods"]}
    units = {row["finished_unit_id"]: row["batches"] for row in then["batch_decisions"]}
    now, decided = dict(wishes(file, path[3])), dict(file.execute(_DECIDED, (event,)).fetchall())
    return {
        "has_snapshot": True,
        "finished_goods": [
            {"fg_name": file.execute(_GOOD, (good,)).fetchone()[0]}
            | _changed("quantity", goods.get(good), now.get(good))
            for good in {**goods, **now}
        ],
        "batch_decisions": [
            {key: unit_named(file, unit)[key] for key in ("recipe", "recipe_name")}
            | _changed("batches", units.get(unit), decided.get(unit))
            for unit in {**units, **decided}
        ],
    }


def _changed(what: str, before: int | None, now: int | None) -> dict[str, Any]:
    status = "unchanged" if before == now else "modified"
    status = "added" if before is None else "dropped" if now is None else status
    return {f"original_{what}": before, f"current_{what}": now, "status": status}


def _left(file: sqlite3.Connection, event: str) -> Counter[int]:
    """Unit → batches that still take ingredients."""
    state, _ = _event(file, event)
    chosen, wanted = batches(file, event), pooled(file, event)
    if state == "COMPLETED":
        return Counter()
    if state != "IN_PRODUCTION":
        return chosen
    left: Counter[int] = Counter()
    for unit, count in chosen.items():
        good, done = made_of(file, event, unit)
        lacking, gives = max(0, wanted[unit] - good), per_batch(file, unit)
        if lacking:
            more = ceil(lacking / gives) if gives else 0
            left[unit] = max(more, ceil(count - done), 0)
    return left


def _planned(file: sqlite3.Connection, unit: int, needed: int, count: int) -> dict[str, Any]:
    named, gives = unit_named(file, unit), per_batch(file, unit)
    assert gives is not None
    total = floor(count * gives)
    return {
        "recipe": named["recipe"],
        "recipe_name": named["recipe_name"],
        "units_needed": needed,
        "batches": count,
        "yield_per_batch": floor(gives),
        "total_yield": total,
        "waste_units": total - needed,
        "waste_percent": max(0, total - needed) / total * 100 if total else 0,
    }


def _target(file: sqlite3.Connection, target: sqlite3.Row) -> dict[str, Any]:
    """Of the first thing the recipe gives, as frozen where it was that."""
    unit, name = file.execute(_FIRST_UNIT, (target["recipe_id"],)).fetchone()
    then, gives = json.loads(target["recipe_data"] or "{}"), per_batch(file, unit)
    if then.get("yield_description") == name and then.get("yield_quantity"):
        gives = then["yield_quantity"]
    assert gives is not None
    total = floor(target["target_batches"] * gives)
    return {
        "recipe": target["slug"],
        "recipe_name": target["name"],
        "target_batches": target["target_batches"],
        "units_needed": total,
        "batches": target["target_batches"],
        "yield_per_batch": floor(gives),
        "total_yield": total,
        "waste_units": 0,
        "waste_percent": 0,
        "has_snapshot": target["recipe_snapshot_id"] is not None,
    }


def _taken(file: sqlite3.Connection, target: sqlite3.Row) -> Iterator[Line]:
    count = target["target_batches"]
    if target["ingredients_data"] is None:
        yield from all_lines(file, target["recipe_id"], count)
        return
    for line in json.loads(target["ingredients_data"]):
        yield line["ingredient_id"], line["quantity"] * count, line["unit"]


def _status(targets: int, complete: int, runs: int, packed: list[dict[str, Any]]) -> str:
    if not targets:
        return "nothing_planned"
    if complete == targets:
        return "complete"
    return "in_progress" if runs or any(row["done"] for row in packed) else "not_started"


def _event(file: sqlite3.Connection, event: str) -> tuple[str, int]:
    state, key = file.execute(_STATE, (event,)).fetchone()
    return state, key


def _rounded(percent: float) -> Decimal:
    return Decimal(str(round(percent, 6))).quantize(CENT)
