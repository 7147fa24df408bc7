"""What an event wants. F20: every unit of the goods it keeps counts, recipe selected or not.
F21: the demand for a unit is that of all goods together. A18: things of one recipe are never
added up."""

import sqlite3
from collections import Counter
from math import floor
from typing import Any

from tests.parity.oracle.yields import fewest, options, per_batch

Row = dict[str, str | int]

_EVENT_GOODS = """
    SELECT s.finished_good_id, s.quantity FROM event_finished_goods s
    JOIN events e ON e.id = s.event_id WHERE e.name || '|' || e.event_date = ? ORDER BY s.id
"""
_PARTS = """
    SELECT finished_unit_id, finished_good_id, component_quantity FROM compositions
    WHERE assembly_id = ? AND coalesce(finished_unit_id, finished_good_id) IS NOT NULL
"""
_UNIT = """
    SELECT u.slug AS finished_unit, u.display_name AS finished_unit_name, r.slug AS recipe,
        r.name AS recipe_name, lower(u.yield_mode) AS yield_mode, u.item_unit
    FROM finished_units u JOIN recipes r ON r.id = u.recipe_id WHERE u.id = ?
"""


def wishes(file: sqlite3.Connection, event: str) -> list[tuple[int, int]]:
    """(good, quantity) of an event, in the order they were chosen."""
    return [tuple(row) for row in file.execute(_EVENT_GOODS, (event,))]


def paths_in(file: sqlite3.Connection, good: int, times: int) -> list[tuple[int, int]]:
    """(unit, quantity), one for each way to a unit."""
    found = []
    for unit, inner, each in file.execute(_PARTS, (good,)).fetchall():
        if unit is not None:
            found.append((unit, int(each) * times))
        else:
            found += paths_in(file, inner, int(each) * times)
    return found


def units_in(file: sqlite3.Connection, good: int, times: int) -> Counter[int]:
    """Unit → quantity, however deep."""
    total: Counter[int] = Counter()
    for unit, quantity in paths_in(file, good, times):
        total[unit] += quantity
    return total


def pooled(file: sqlite3.Connection, event: str) -> Counter[int]:
    """Unit → what all goods of the event together want of it."""
    total: Counter[int] = Counter()
    for good, quantity in wishes(file, event):
        total += units_in(file, good, quantity)
    return total


def unit_named(file: sqlite3.Connection, unit: int) -> dict[str, Any]:
    """What the recording says of a unit and its recipe."""
    columns = file.execute(_UNIT, (unit,))
    return dict(zip([it[0] for it in columns.description], columns.fetchone(), strict=True))


def unit_requirements(file: sqlite3.Connection, path: tuple[str, ...]) -> list[Row]:
    """The rows of stages/<stage>/events/<name|date>/fu_requirements, one per way to a unit."""
    rows: list[Row] = []
    for good, times in wishes(file, path[3]):
        for unit, quantity in paths_in(file, good, times):
            named = unit_named(file, unit)
            rows.append(
                {
                    "finished_unit": named["finished_unit"],
                    "recipe": named["recipe"],
                    "quantity": quantity,
                }
            )
    return rows


def batch_options(file: sqlite3.Connection, path: tuple[str, ...]) -> list[dict[str, Any]]:
    """stages/<stage>/events/<name|date>/batch_options: one row for each unit."""
    return [_asked(file, unit, needed) for unit, needed in pooled(file, path[3]).items()]


def _asked(file: sqlite3.Connection, unit: int, needed: int) -> dict[str, Any]:
    named, gives = unit_named(file, unit), per_batch(file, unit)
    return {
        **named,
        "item_unit": named["item_unit"] or "item",
        "quantity_needed": needed,
        "yield_per_batch": int(gives or 0),
        "options": options(needed, gives),
    }


def recipe_batches(file: sqlite3.Connection, path: tuple[str, ...]) -> list[dict[str, Any]]:
    """stages/<stage>/finished_goods/<slug>/recipe_batches_for_10: a row for each finished unit."""
    (good,) = file.execute("SELECT id FROM finished_goods WHERE slug = ?", (path[3],)).fetchone()
    return [_row(file, unit, count) for unit, count in units_in(file, good, 10).items()]


def _row(file: sqlite3.Connection, unit: int, needed: int) -> dict[str, Any]:
    named, gives = unit_named(file, unit), per_batch(file, unit)
    assert gives is not None
    batches = fewest(needed, gives)
    total = floor(batches * gives)
    return {
        "recipe": named["recipe"],
        "recipe_name": named["recipe_name"],
        "units_needed": needed,
        "batches": batches,
        "yield_per_batch": floor(gives),
        "total_yield": total,
        "waste_units": total - needed,
        "waste_percent": 100 * (total - needed) / total,
    }
