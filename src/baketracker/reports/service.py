"""The verbs of the reports: what left the stock and why, what it is worth, snapshots of it; what
events cost and how they came out, what was lost, years beside each other, who got what."""

from .event_costs import all_event_costs, event_costs, get_event_costs
from .gifts import given
from .history import all_depletions, depletions
from .lessons import lessons, take_lessons
from .losses import all_losses, losses
from .outcomes import outcome, save_outcome
from .snapshots import (
    compare_snapshots,
    get_snapshot,
    put_away_snapshot,
    snapshots,
    take_snapshot,
)
from .value import inventory_value
from .waste import waste
from .years import years

__all__ = [
    "all_depletions",
    "all_event_costs",
    "all_losses",
    "compare_snapshots",
    "depletions",
    "event_costs",
    "get_event_costs",
    "get_snapshot",
    "given",
    "inventory_value",
    "lessons",
    "losses",
    "outcome",
    "put_away_snapshot",
    "save_outcome",
    "snapshots",
    "take_lessons",
    "take_snapshot",
    "waste",
    "years",
]
