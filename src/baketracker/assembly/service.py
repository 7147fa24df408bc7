"""The verbs of packing."""

from .assigning import assign_packaging, assigned_packaging, clear_packaging
from .checking import check, check_pooled
from .costs import average_costs
from .deferring import choose_packaging
from .given import ChosenPackaging, LineLots, LotPick, NewAssembly, PackagingPick
from .listing import Wanted, all_runs, search, totals
from .pending import pending_packaging
from .reading import get, lot_choices
from .recording import record
from .schemas import AssemblyView, Feasibility

__all__ = [
    "AssemblyView",
    "ChosenPackaging",
    "Feasibility",
    "LineLots",
    "LotPick",
    "NewAssembly",
    "PackagingPick",
    "Wanted",
    "all_runs",
    "assign_packaging",
    "assigned_packaging",
    "average_costs",
    "check",
    "check_pooled",
    "choose_packaging",
    "clear_packaging",
    "get",
    "lot_choices",
    "pending_packaging",
    "record",
    "search",
    "totals",
]
