"""Runs as a CSV file, in the words of whoever reads it: `say` translates."""

from collections.abc import Callable, Sequence

from baketracker.errors import N_
from baketracker.sheets import sheet

from .schemas import RunRow
from .words import APPROXIMATED, STATUSES

HEADS = (
    N_("Day"), N_("What"), N_("Recipe"), N_("Event"), N_("Batches"), N_("Scale"), N_("Expected"),
    N_("Good"), N_("Lost"), N_("How it came out"), N_("Cost"), N_("All of the cost is known"),
    N_("Cost of one good one"), N_("Recipe as of"), N_("Notes"),
)  # fmt: skip


def runs_sheet(runs: Sequence[RunRow], say: Callable[[str], str]) -> str:
    """A row a run; the heads alone where there is none. A cost nobody knows is empty."""
    rows = (
        (
            run.produced_on, run.name, run.recipe.name, run.event.name if run.event else "",
            run.batches, run.scale, run.expected, run.good, run.lost, say(STATUSES[run.status]),
            run.total_cost if run.cost_is_known or run.total_cost else None,
            say(N_("yes")) if run.cost_is_known else say(N_("no")), run.unit_cost,
            _as_of(run, say), run.notes,
        )
        for run in runs
    )  # fmt: skip
    return sheet([say(head) for head in HEADS], rows)


def _as_of(run: RunRow, say: Callable[[str], str]) -> str:
    if run.snapshot is None:
        return ""
    day = run.snapshot.taken_at.date().isoformat()
    return f"{day} {say(APPROXIMATED)}" if run.snapshot.is_approximated else day
