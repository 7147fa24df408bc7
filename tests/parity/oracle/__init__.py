"""What the corrected rules should answer, in plain functions that may not import our code.

`EXPECTED` maps a rule id to a function of (the stage's desktop database, the path of the answer).
"""

import sqlite3
from collections.abc import Callable
from typing import Any

from tests.parity.oracle.demand import unit_requirements

Expected = Callable[[sqlite3.Connection, tuple[str, ...]], Any]

EXPECTED: dict[str, Expected] = {
    "F20": unit_requirements,
}
