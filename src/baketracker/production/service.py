"""The verbs of production runs."""

from .costs import average_costs
from .expecting import Bakeable, Expectation, bakeables, expect
from .given import LossIn, NewRun
from .listing import RunChoices, Wanted, all_runs, choices, search, totals
from .reading import get
from .recording import record
from .schemas import RunRow, RunTotals, RunView, SnapshotView
from .snapshots import recipe_snapshots, restore_snapshot

__all__ = [
    "Bakeable",
    "Expectation",
    "LossIn",
    "NewRun",
    "RunChoices",
    "RunRow",
    "RunTotals",
    "RunView",
    "SnapshotView",
    "Wanted",
    "all_runs",
    "average_costs",
    "bakeables",
    "choices",
    "expect",
    "get",
    "recipe_snapshots",
    "record",
    "restore_snapshot",
    "search",
    "totals",
]
