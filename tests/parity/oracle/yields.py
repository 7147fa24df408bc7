"""What a batch gives and how many batches answer a demand: F23 (portions are counted, not
inverted)."""

import sqlite3
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from typing import Any

ASKED = (1, 7, 24, 50, 100)
_UNIT = "SELECT yield_mode, items_per_batch, batch_percentage FROM finished_units WHERE id = ?"
_BY_SLUG = "SELECT id FROM finished_units WHERE slug = ?"


def per_batch(file: sqlite3.Connection, unit: int) -> Fraction | None:
    """Items from one batch, exact; None when nobody said."""
    mode, items, percentage = file.execute(_UNIT, (unit,)).fetchone()
    if mode == "DISCRETE_COUNT":
        return Fraction(items) if items else None
    return 100 / Fraction(Decimal(str(percentage))) if percentage else None


def options(needed: int, gives: Fraction | None) -> list[dict[str, Any]]:
    """The batches just below and just above."""
    if gives is None:
        return []
    raw = needed / gives
    counts = sorted({floor(raw), ceil(raw)} - {0})
    return [_option(count, needed, gives) for count in counts]


def fewest(needed: int, gives: Fraction) -> int:
    """Batches that are enough."""
    return ceil(needed / gives)


def batch_options(file: sqlite3.Connection, path: tuple[str, ...]) -> dict[str, Any]:
    """stages/<stage>/finished_units/<slug>/batch_options."""
    (unit,) = file.execute(_BY_SLUG, (path[3],)).fetchone()
    return {str(count): options(count, per_batch(file, unit)) for count in ASKED}


def _option(batches: int, needed: int, gives: Fraction) -> dict[str, Any]:
    total = floor(batches * gives)
    return {
        "batches": batches,
        "total_yield": total,
        "quantity_needed": needed,
        "difference": total - needed,
        "is_shortfall": total < needed,
        "is_exact_match": total == needed,
        "yield_per_batch": floor(gives),
    }
