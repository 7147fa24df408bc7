"""What the corrected rules should answer, in plain functions that may not import our code.

`EXPECTED` maps a rule id to a function of (the stage's desktop database, the path of the answer).
"""

import sqlite3
from collections.abc import Callable
from typing import Any

from tests.parity.oracle import buying, costs, demand, materials, planning, stock, yields

Expected = Callable[[sqlite3.Connection, tuple[str, ...]], Any]

EXPECTED: dict[str, Expected] = {
    "F1": costs.estimated_cost,
    "A3": costs.cost_with_components,
    "A4": costs.cost_with_components,
    "A2": buying.advice,
    "A9": stock.batch_cost,
    "A15": materials.unrounded,
    "A19": stock.use,
    "R3": stock.worth,
    "R4": materials.preview,
    "F20": demand.unit_requirements,
    "F21": demand.batch_options,
    "F23": yields.batch_options,
    "A18": demand.recipe_batches,
    "F25": planning.aggregated,
    "F27": planning.gaps,
    "F28": planning.feasibility,
}
