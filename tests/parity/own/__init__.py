"""A small data set of our own: invented names, numbers worked out by hand.

`kitchen.sql` is a tiny desktop database, `goldens.json` what the desktop would answer about it,
its known faults included. `oven.sql` and `oven.json` are another one, of what is made;
`barn.sql` goes on top of the kitchen, `barn.json` tells what is made of its plan.
"""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from tests.parity.provider import FILES

HERE = Path(__file__).parent


def build(folder: Path, told: str = "goldens.json", *of: str) -> Path:
    """Write the data set into `folder` in the form of a recording; answers `folder`. `of`: its
    files, one on top of the other; the kitchen unless told."""
    shutil.copy(HERE / told, folder / "goldens.json")
    rows = "\n".join((HERE / one).read_text("utf-8") for one in of or ("kitchen.sql",))
    for name in FILES.values():
        with closing(sqlite3.connect(folder / name)) as file:
            file.executescript(rows)
            _give_ids(file)
            file.commit()
    return folder


def _give_ids(file: sqlite3.Connection) -> None:
    """Every desktop row has an id the whole world knows; here it follows from its place."""
    file.create_function(
        "made_id", 2, lambda table, row: str(uuid5(NAMESPACE_URL, f"{table} {row}"))
    )
    tables = file.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    for (table,) in tables:
        file.execute(f"ALTER TABLE {table} ADD COLUMN uuid")
        file.execute(f"UPDATE {table} SET uuid = made_id('{table}', id)")  # noqa: S608
