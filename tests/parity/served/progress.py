"""How far events are, whether what is left can be made, and what it cost."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from uuid import UUID

from baketracker.assembly.schemas import PackingView as Packing
from baketracker.db.tenancy import TenantSession
from baketracker.giving.reading import gifts
from baketracker.progress import service
from baketracker.progress.schemas import BakingView, PackingView, ProgressView
from baketracker.recipes.stocked import can_produce
from baketracker.reports.event_costs import get_event_costs
from tests.parity.served.making import STATES, blockers, missing_ingredients, missing_parts
from tests.parity.served.names import Names
from tests.parity.served.packing import of_the_list

CENT = Decimal("0.01")
MANY = 1000
GIFTS = ("pending", "ready", "delivered")
Answers = dict[str, Any]


def answers(db: TenantSession, names: Names) -> Answers:
    """By name and date."""
    return {told: _event(db, key, names) for key, told in names.events.items()}


def packing_row(row: Packing, names: Names) -> Answers:
    """How what is left to pack of a good stands."""
    return {
        "finished_good": names.goods[row.good.id],
        "finished_good_name": row.good.name,
        "target_quantity": row.target,
        "can_assemble": row.check.possible,
        "status": STATES[row.check.status],
        "missing_components": missing_parts(row.check.missing, names),
    }


def _event(db: TenantSession, key: UUID, names: Names) -> Answers:
    view = service.progress(db, key)
    packing = {row.good.id: row for row in of_the_list(db, key)}
    return {
        "production_progress": [_baking(one, names) for one in view.baking],
        "production_feasibility": [_feasible(db, one, names) for one in view.baking],
        "assembly_progress": [_packing(one, packing[one.good.id], names) for one in view.packing],
        "assembly_feasibility": [
            packing_row(row, names) | {"blockers": blockers(row.check.missing, names)}
            for row in packing.values()
        ],
        "overall_progress": _overall(view),
        "overall_progress_event": _counted(view) | _gifts(db, key),
        "cost_analysis": _costs(db, key),
    }


def _baking(one: BakingView, names: Names) -> Answers:
    return {
        "recipe": names.recipes[one.recipe.id],
        "recipe_name": one.recipe.name,
        "target_batches": one.batches,
        "completed_batches": one.batches_done,
        "remaining_batches": one.batches_left,
        "overage_batches": max(one.batches_done - one.batches, Decimal(0)),
        "progress_percent": one.batches_percent,
        "is_complete": one.units.is_complete,
    }


def _feasible(db: TenantSession, one: BakingView, names: Names) -> Answers:
    told = {
        "recipe": names.recipes[one.recipe.id],
        "recipe_name": one.recipe.name,
        "target_batches": one.batches,
        "remaining_batches": one.batches_left,
    }
    if one.units.is_complete:
        return told | {"can_produce": True, "missing": [], "status": "COMPLETE"}
    stock = can_produce(db, one.recipe.id, Decimal(one.batches_left or 0))
    return told | {"can_produce": stock.enough, "missing": missing_ingredients(stock, names)}


def _packing(one: PackingView, packing: Packing, names: Names) -> Answers:
    return {
        "finished_good": names.goods[one.good.id],
        "finished_good_name": one.good.name,
        "target_quantity": one.units.wanted,
        "assembled_quantity": one.units.done,
        "available_to_assemble": packing.check.possible,
        "progress_percent": one.units.percent,
        "is_complete": one.units.is_complete,
    }


def _overall(view: ProgressView) -> Answers:
    return {
        "production_percent": view.baking_by_batches or 0,
        "assembly_percent": view.packing_percent or 0,
        "overall_percent": view.by_batches,
        "status": view.status,
        "production_targets": len(view.baking),
        "production_complete": len(view.baking) - len(view.unbaked),
        "assembly_targets": len(view.packing),
        "assembly_complete": sum(one.units.is_complete for one in view.packing),
    }


def _counted(view: ProgressView) -> Answers:
    return {
        "production_targets_count": len(view.baking),
        "production_complete_count": len(view.baking) - len(view.unbaked),
        "production_complete": view.phases.baking == "complete",
        "assembly_targets_count": len(view.packing),
        "assembly_complete_count": sum(one.units.is_complete for one in view.packing),
        "assembly_complete": view.phases.packing == "complete",
    }


def _gifts(db: TenantSession, key: UUID) -> Answers:
    """The desktop counts who gets something, not how many packages that is."""
    states = [gift.status for gift in gifts(db, key, limit=MANY).items]
    counted = {f"packages_{state}": states.count(state) for state in GIFTS}
    return counted | {"packages_total": len(states)}


def _costs(db: TenantSession, key: UUID) -> Answers:
    told = get_event_costs(db, key)
    spent = {one.kind: one.actual for one in told.kinds}
    difference = told.difference
    return {
        "production_costs": [
            {"recipe_name": it.recipe.name, "run_count": it.runs, "total_cost": _cents(it.actual)}
            for it in told.recipes
            if it.runs
        ],
        "assembly_costs": [
            {
                "finished_good_name": it.good.name,
                "run_count": it.runs,
                "total_cost": _cents(it.wrapping),
            }
            for it in told.goods
        ],
        "total_production_cost": _cents(spent["food"]),
        "total_assembly_cost": _cents(_both(spent["packaging"], spent["materials"])),
        "grand_total": _cents(told.actual),
        "estimated_cost": _cents(told.planned),
        "variance": _cents(None if difference is None else -difference),
    }


def _both(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    return None if one is None or other is None else one + other


def _cents(amount: Decimal | None) -> Decimal | None:
    return None if amount is None else amount.quantize(CENT, ROUND_HALF_UP)
