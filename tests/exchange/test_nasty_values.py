"""Every column of every table with nasty values, in a deep run with all of them: rows stay behind,
nothing crashes."""

from collections.abc import Iterator
from itertools import count as numbers
from pathlib import Path
from typing import Any

import pytest

from baketracker.exchange.taking import TAKINGS
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.depth import DEEP
from tests.factories.desktop import TABLES, Desktop, Rows, kitchen

from .importing import bring_in

NASTY: tuple[Any, ...] = (
    None, "", " ", -1, 0, 0.1, 2**62, -(2**62), 1e308, -1e-300, "NaN", "Infinity", "-0", "1e30",
    "½", "1,5", b"\xff\x00", "\x00", "a\x00b", "\u202e", "🍪" * 300, "x" * 30_000, "[1,",
    '["\\u0000"]',
    '["\\ud800"]', "[1e999]", "[NaN]", "{}", '{"a": "\\u0000"}', "[" * 50_000, "null",
    "0000-00-00", "9999-12-31", "0001-01-01 00:00:00", "2031-13-01", "2031-01-01T00:00:00+99:99",
    "<script>alert(1)</script>", "'; drop table recipes; --", "%s %(name)s {0}",
)  # fmt: skip
TAKEN = sorted({taking.table for taking in TAKINGS} & set(TABLES))


def spoiled(table: str) -> Iterator[dict[str, Any]]:
    """Rows of `table` that are as they should be but for one value each."""
    example = kitchen()[table][-1] if kitchen().get(table) else {"name": "Pies", "slug": "pies"}
    columns = [part.split()[0] for part in TABLES[table].split(", ") if not part[0].isdigit()]
    fresh, part = numbers(1000), 1 if DEEP else 6
    for place, column in enumerate((*columns, "created_at", "updated_at", "uuid")):
        if column.endswith(")"):
            continue
        # Each column another sixth of the values, all of them in `--deep`.
        for value in NASTY[place % part :: part]:
            number = next(fresh)
            named = {key: f"{example[key]} {number}" for key in ("name", "display_name", "slug")
                     if example.get(key)}  # fmt: skip
            yield example | named | {"id": number, column: value}


@pytest.mark.covers("G-09")
@pytest.mark.parametrize("table", TAKEN)
def test_no_value_of_a_column_breaks_the_import(
    bakery: BakeryOnDatabase, tmp_path: Path, table: str
) -> None:
    rows: Rows = kitchen()
    rows[table] = rows.get(table, []) + [
        row for row in spoiled(table) if isinstance(row.get("uuid", ""), str)
    ]
    report = bring_in(bakery, Desktop(rows).write(tmp_path / "nasty.db"))
    assert report.read == report.written + report.unchanged + report.left_in_file
    assert report.read > len(rows[table])
