"""F20: an event's demand counts every unit of the goods it keeps, recipe selected or not."""

import sqlite3

Row = dict[str, str | int]

_EVENT_GOODS = """
    SELECT s.finished_good_id, s.quantity FROM event_finished_goods s
    JOIN events e ON e.id = s.event_id WHERE e.name || '|' || e.event_date = ? ORDER BY s.id
"""
_UNITS_OF = """
    SELECT u.slug, r.slug, c.component_quantity FROM compositions c
    JOIN finished_units u ON u.id = c.finished_unit_id JOIN recipes r ON r.id = u.recipe_id
    WHERE c.assembly_id = ?
"""
_GOODS_OF = """
    SELECT finished_good_id, component_quantity FROM compositions
    WHERE assembly_id = ? AND finished_good_id IS NOT NULL
"""


def unit_requirements(file: sqlite3.Connection, path: tuple[str, ...]) -> list[Row]:
    """The rows of stages/<stage>/events/<name|date>/fu_requirements, one per way to a unit."""
    event = path[3]
    wanted = file.execute(_EVENT_GOODS, (event,)).fetchall()
    return [row for good, quantity in wanted for row in _contents(file, good, quantity)]


def _contents(file: sqlite3.Connection, good: int, times: int) -> list[Row]:
    rows: list[Row] = []
    for unit, recipe, each in file.execute(_UNITS_OF, (good,)).fetchall():
        rows.append({"finished_unit": unit, "recipe": recipe, "quantity": int(each) * times})
    for inner, each in file.execute(_GOODS_OF, (good,)).fetchall():
        rows.extend(_contents(file, inner, int(each) * times))
    return rows
