"""What events cost. F47: what is baked is paid once; of packing only packaging and materials. What
nobody knows is not 0, and nothing was spent where nothing was written down of what is planned."""

import sqlite3
from collections import Counter
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from tests.parity.oracle.costs import bought
from tests.parity.oracle.demand import wishes
from tests.parity.oracle.planning import batches, needs
from tests.parity.oracle.runs import baking_is_known, wrapped_in
from tests.parity.oracle.worth import goods_in, wrapping

CENT, KEPT = Decimal("0.01"), Decimal("0.0001")
_EVENT = "SELECT id FROM events WHERE name || '|' || event_date = ?"
_BAKED = """
    SELECT p.id, r.id AS made, r.name, p.total_ingredient_cost AS total FROM production_runs p
    JOIN recipes r ON r.id = p.recipe_id WHERE p.event_id = ?
"""
_PACKED = """
    SELECT a.id, g.id AS made, g.display_name AS name FROM assembly_runs a
    JOIN finished_goods g ON g.id = a.finished_good_id WHERE a.event_id = ?
"""


def cost_analysis(file: sqlite3.Connection, path: tuple[str, ...]) -> dict[str, Any]:
    """stages/<stage>/events/<name|date>/cost_analysis: of packing only packaging and materials; a
    cost that nobody knows, or wrote down though something was planned, is not 0."""
    ((event,),) = file.execute(_EVENT, (path[3],)).fetchall()
    baked = file.execute(_BAKED, (event,)).fetchall()
    packed = file.execute(_PACKED, (event,)).fetchall()
    food = [(run, _of_baking(file, run)) for run in baked]
    boxes = [(run, _of_packing(file, run, "packaging")) for run in packed]
    rolls = [(run, _of_packing(file, run, "material")) for run in packed]
    planned = _planned_costs(file, path[3])
    spent = [
        None if not told and goal != 0 else _sum(cost for _, cost in told)
        for told, goal in zip((food, boxes, rolls), planned, strict=True)
    ]
    total, estimated = _sum(spent), _sum(planned)
    both = [None if None in pair else _sum(pair) for pair in _side_by_side(boxes, rolls)]
    wraps = list(zip((run for run, _ in boxes), both, strict=True))
    return {
        "production_costs": _by_name("recipe_name", food),
        "assembly_costs": _by_name("finished_good_name", wraps),
        "total_production_cost": _cents(spent[0]),
        "total_assembly_cost": _cents(_sum(spent[1:])),
        "grand_total": _cents(total),
        "estimated_cost": _cents(estimated),
        "variance": None if total is None or estimated is None else _cents(estimated - total),
    }


def _of_baking(file: sqlite3.Connection, run: sqlite3.Row) -> Decimal | None:
    return _kept(run["total"]) if baking_is_known(file, run["id"], run["total"]) else None


def _of_packing(file: sqlite3.Connection, run: sqlite3.Row, kind: str) -> Decimal | None:
    took = wrapped_in(file, run["id"], kind)
    return _sum(_kept(cost) if known else None for cost, known in took)


def _planned_costs(file: sqlite3.Connection, event: str) -> list[Decimal | None]:
    """Food, packaging and materials of the whole plan at today's prices."""
    wanted = needs(file, batches(file, event))
    costs = [bought(file, ingredient, amount, unit)
             for (ingredient, unit), amount in wanted.items()]  # fmt: skip
    packed: Counter[int] = Counter()
    for good, quantity in wishes(file, event):
        packed += goods_in(file, good, quantity)
    kinds = [None if None in costs else sum(cost or 0 for cost in costs)]
    kinds += [wrapping(file, packed, "packaging"), wrapping(file, packed, "material")]
    return [None if cost is None else Decimal(str(cost)) for cost in kinds]


def _by_name(what: str, told: list[tuple[sqlite3.Row, Decimal | None]]) -> list[dict[str, Any]]:
    rows = []
    for made in dict.fromkeys(run["made"] for run, _ in told):
        own = [(run, cost) for run, cost in told if run["made"] == made]
        cost = _cents(_sum(cost for _, cost in own))
        rows.append({what: own[0][0]["name"], "run_count": len(own), "total_cost": cost})
    return rows


def _side_by_side(one: Any, other: Any) -> Iterator[tuple[Decimal | None, Decimal | None]]:
    for (_, left), (_, right) in zip(one, other, strict=True):
        yield left, right


def _kept(amount: float) -> Decimal:
    return Decimal(str(amount)).quantize(KEPT)


def _sum(costs: Any) -> Decimal | None:
    listed_costs = list(costs)
    return None if None in listed_costs else sum(listed_costs, Decimal(0))


def _cents(amount: Decimal | None) -> Decimal | None:
    return None if amount is None else amount.quantize(CENT, ROUND_HALF_UP)
