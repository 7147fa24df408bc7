"""What the corrected rules should answer, in plain functions that may not import our code.

`EXPECTED` maps a rule id to a function of (the stage's desktop database, the path of the answer).
"""

import sqlite3
from collections.abc import Callable
from typing import Any

from tests.parity.oracle import (
    buying,
    costs,
    demand,
    giving,
    ledgers,
    life,
    making,
    materials,
    packing,
    planning,
    spending,
    stock,
    worth,
    yields,
)

Expected = Callable[[sqlite3.Connection, tuple[str, ...]], Any]


def _unpriced(file: sqlite3.Connection, path: tuple[str, ...]) -> Any:
    """What a lot of unknown cost gives costs nobody knows what."""
    return (ledgers.production_ledger if path[2] == "production_ledger" else stock.use)(file, path)


def _by_section(**told: Expected) -> Expected:
    """A rule that several answers follow, by the name of the answer."""
    return lambda file, path: told[path[4]](file, path)


EXPECTED: dict[str, Expected] = {
    "F1": costs.estimated_cost,
    "A3": costs.cost_with_components,
    "A4": costs.cost_with_components,
    "A2": buying.advice,
    "A9": stock.batch_cost,
    "A15": materials.unrounded,
    "A19": _unpriced,
    "R3": stock.worth,
    "R4": materials.preview,
    "F20": demand.unit_requirements,
    "F21": demand.batch_options,
    "F23": yields.batch_options,
    "A18": demand.recipe_batches,
    "F25": planning.aggregated,
    "F27": planning.gaps,
    "F28": planning.feasibility,
    "F40": making.can_produce,
    "F37": packing.can_assemble,
    "F8": worth.breakdown,
    "F43": worth.package,
    "B2": worth.package,
    "F39": _by_section(
        recipe_needs_from_gifts=giving.recipe_needs, packaging_needs=giving.packaging
    ),
    "F38": giving.shopping_list,
    "F19": _by_section(shopping_list_remaining=life.remaining, legacy_plan=life.whole_plan),
    "F34": life.frozen_plan,
    "F35": _by_section(
        production_feasibility=making.production_feasibility,
        production_progress=making.production_progress,
        overall_progress=life.overall_progress,
    ),
    "A16": _by_section(
        assembly_feasibility=packing.assembly_feasibility,
        assembly_progress=packing.assembly_progress,
    ),
    "B5": life.counted,
    "F47": spending.cost_analysis,
    "F32": life.comparison,
    "A12": ledgers.production_ledger,
    "F41": ledgers.production_ledger,
    "R5": ledgers.current_cost,
    "A14": ledgers.current_cost,
}

BY_REPLAY = frozenset({"A14", "A15", "F6", "F19", "F23", "F41", "F43", "F46", "R5", "R6"})
"""The rules by which `replay` does the recorded operations again."""
