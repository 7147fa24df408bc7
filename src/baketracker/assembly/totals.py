"""What a run cost, from the rows of what went in."""

from collections.abc import Iterable
from decimal import Decimal

from baketracker.costs import kept

from .models import AssemblyConsumption, AssemblyRun


def put_costs(
    run: AssemblyRun, rows: Iterable[AssemblyConsumption], *, is_whole: bool = True
) -> None:
    """Write down what the run cost: the sum of amounts at their unit costs, rounded once. Where
    something is unknown, or packaging is still owed (not `is_whole`), that is not all of it."""
    listed = list(rows)
    known = sum(
        (row.quantity * row.unit_cost for row in listed if row.unit_cost is not None), Decimal(0)
    )
    run.total_cost = kept(known)
    run.cost_is_known = is_whole and all(row.unit_cost is not None for row in listed)
    run.unit_cost = kept(known / run.quantity) if known or run.cost_is_known else None
