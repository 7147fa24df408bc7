"""A small data set of our own: invented names, numbers worked out by hand.

`kitchen.json` holds the rows of a tiny desktop database, `goldens.json` what the desktop would
answer about them, its known faults included.
"""

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from tests.parity.provider import FILES

HERE = Path(__file__).parent


def build(folder: Path) -> Path:
    """Write the data set into `folder` in the form of a recording; answers `folder`."""
    shutil.copy(HERE / "goldens.json", folder / "goldens.json")
    tables = json.loads((HERE / "kitchen.json").read_text("utf-8"))
    for name in FILES.values():
        with closing(sqlite3.connect(folder / name)) as file, file:
            for table, content in tables.items():
                _fill(file, table, content["columns"], content["rows"])
    return folder


def _fill(
    file: sqlite3.Connection, table: str, columns: list[str], rows: list[list[object]]
) -> None:
    file.execute(f"CREATE TABLE {table} ({', '.join(columns)})")
    marks = ", ".join("?" * len(columns))
    file.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)
