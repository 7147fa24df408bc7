"""A table as the text of a CSV file that any spreadsheet opens: UTF-8 with its mark, cells that
compute nothing."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from baketracker.fields import plain

Cell = str | Decimal | int | date | None

KIND = "text/csv"
# A spreadsheet would take what begins with one of these as a formula.
COMPUTES = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r")
MARK = "\ufeff"


def sheet(heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """The rows under their heads. Numbers keep their digits, days are written 2026-12-19; words
    that a spreadsheet would compute are quoted."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(_written(head) for head in heads)
    writer.writerows([_written(cell) for cell in row] for row in rows)
    return MARK + out.getvalue()


def _written(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return f"'{cell}" if cell.startswith(COMPUTES) else cell
    return plain(cell) if isinstance(cell, Decimal) else str(cell)
