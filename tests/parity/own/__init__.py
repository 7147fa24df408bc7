"""A small data set of our own: invented names, numbers worked out by hand.

`kitchen.sql` is a tiny desktop database, `goldens.json` what the desktop would answer about it,
its known faults included.
"""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from tests.parity.provider import FILES

HERE = Path(__file__).parent


def build(folder: Path) -> Path:
    """Write the data set into `folder` in the form of a recording; answers `folder`."""
    shutil.copy(HERE / "goldens.json", folder / "goldens.json")
    rows = (HERE / "kitchen.sql").read_text("utf-8")
    for name in FILES.values():
        with closing(sqlite3.connect(folder / name)) as file:
            file.executescript(rows)
    return folder
