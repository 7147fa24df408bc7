"""The verbs of the reports: what left the stock and why, what it is worth, snapshots of it."""

from .history import all_depletions, depletions
from .snapshots import (
    compare_snapshots,
    get_snapshot,
    put_away_snapshot,
    snapshots,
    take_snapshot,
)
from .value import inventory_value
from .waste import waste

__all__ = [
    "all_depletions",
    "compare_snapshots",
    "depletions",
    "get_snapshot",
    "inventory_value",
    "put_away_snapshot",
    "snapshots",
    "take_snapshot",
    "waste",
]
