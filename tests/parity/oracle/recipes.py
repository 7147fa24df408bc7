"""What a recipe takes, nested recipes included."""

import sqlite3
from collections.abc import Iterator

# (ingredient, quantity, unit)
Line = tuple[int, float, str]

_LINES = (
    "SELECT ingredient_id, quantity, unit FROM recipe_ingredients WHERE recipe_id = ? ORDER BY id"
)
_INSIDE = """
    SELECT component_recipe_id, quantity FROM recipe_components
    WHERE recipe_id = ? ORDER BY sort_order, uuid
"""
_PREFERRED = """
    SELECT id, package_unit, package_unit_quantity FROM products
    WHERE ingredient_id = ? AND preferred = 1 AND is_hidden = 0 ORDER BY uuid LIMIT 1
"""


def own_lines(file: sqlite3.Connection, recipe: int) -> list[Line]:
    """Of one batch, without what is nested."""
    return [tuple(row) for row in file.execute(_LINES, (recipe,))]


def nested(file: sqlite3.Connection, recipe: int) -> list[tuple[int, float]]:
    """(recipe, batches of it) inside one batch."""
    return [tuple(row) for row in file.execute(_INSIDE, (recipe,))]


def all_lines(file: sqlite3.Connection, recipe: int, batches: float) -> Iterator[Line]:
    """Of so many batches, however deep."""
    for ingredient, quantity, unit in own_lines(file, recipe):
        yield ingredient, quantity * batches, unit
    for inner, count in nested(file, recipe):
        yield from all_lines(file, inner, count * batches)


def preferred(file: sqlite3.Connection, ingredient: int) -> tuple[int, str, float] | None:
    """(product, package unit, how many of it in a package) of what is usually bought."""
    row = file.execute(_PREFERRED, (ingredient,)).fetchone()
    return tuple(row) if row else None
