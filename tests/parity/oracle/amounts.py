"""Exact amounts and money, units turned into each other, and the rows of a desktop file."""

import sqlite3
from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from tests.parity.oracle.measuring import GRAMS, MILLILITRES, PIECES

Row = dict[str, Any]
Known = Fraction | None
Line = tuple[int, Fraction, str]
DUST = Fraction(1, 1000)
# Money is kept to four decimals, half to even; amounts and the costs of lots to ten.
MONEY, AMOUNT = 4, 10


def rows(file: sqlite3.Connection, table: str) -> list[Row]:
    """The rows of a table by their numbers; none where there is no such table."""
    there = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?"
    if not file.execute(there, (table,)).fetchone():
        return []
    return [dict(row) for row in file.execute(f"SELECT * FROM {table} ORDER BY id")]  # noqa: S608


def exact(value: Any) -> Fraction:
    """A number as it was written."""
    return Fraction(str(value))


def money(value: Any) -> Fraction:
    """As it is kept."""
    return round(exact(value), MONEY)


def said(amount: Fraction, unit: str, target: str, density: Known) -> Known:
    """`amount` in `target`; None where no way leads there."""
    if unit == target:
        return amount
    for table in (GRAMS, MILLILITRES, PIECES):
        if unit in table and target in table:
            return amount * exact(table[unit]) / exact(table[target])
    if density and unit in GRAMS and target in MILLILITRES:
        return amount * exact(GRAMS[unit]) / density / exact(MILLILITRES[target])
    if density and unit in MILLILITRES and target in GRAMS:
        return amount * exact(MILLILITRES[unit]) * density / exact(GRAMS[target])
    return None


def total(costs: Iterable[Known]) -> Known:
    """All of them; None as soon as nobody knows one."""
    told = list(costs)
    return None if None in told else sum((cost for cost in told if cost is not None), Fraction(0))


def told(cost: Known) -> float | None:
    """As a leaf of an answer."""
    return None if cost is None else float(cost)


def times(cost: Known, count: Fraction) -> Known:
    """So many of it."""
    return None if cost is None else cost * count


def share(price: Any, size: Any) -> Known:
    """What one of `size` costs; None where nobody knows."""
    return None if price is None or not size else exact(price) / exact(size)
