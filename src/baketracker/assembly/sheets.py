"""Runs of packing as a CSV file, in the words of whoever reads it: `say` translates."""

from collections.abc import Callable, Sequence

from baketracker.errors import N_
from baketracker.sheets import sheet

from .schemas import AssemblyRow

Say = Callable[[str], str]

HEADS = (
    N_("Day"), N_("What"), N_("Event"), N_("Packed"), N_("Cost"), N_("Cost of one"),
    N_("Cost is whole"), N_("Without packaging"), N_("Notes"),
)  # fmt: skip


def runs_sheet(runs: Sequence[AssemblyRow], say: Say) -> str:
    """A row for each run; a cost nobody knows is empty."""
    rows = (
        (
            run.assembled_on, run.good.name, run.event.name if run.event else "", run.quantity,
            run.total_cost if run.unit_cost is not None else None, run.unit_cost,
            say(N_("yes")) if run.cost_is_known else say(N_("no")),
            (run.bypass_notes or say(N_("yes"))) if run.packaging_bypassed else "", run.notes,
        )
        for run in runs
    )  # fmt: skip
    return sheet([say(head) for head in HEADS], rows)
