"""What was baked and packed, run by run, and what is there of it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from baketracker.assembly import service as assembly
from baketracker.assembly.schemas import AssemblyView
from baketracker.db.tenancy import TenantSession
from baketracker.finished_stock import listing as finished
from baketracker.finished_stock.kinds import KindName
from baketracker.production import service as production
from tests.parity.compare import Refused
from tests.parity.served.names import Names

Row = dict[str, Any]


def answers(db: TenantSession, names: Names) -> Row:
    """Both ledgers, the oldest first; how many there are of everything that is finished, and what
    one of it took to make."""
    baked = reversed(production.all_runs(db))
    packed = reversed(assembly.all_runs(db))
    return {
        "production_ledger": [produced(production.get(db, run.id), names) for run in baked],
        "assembly_ledger": [_packed(assembly.get(db, run.id), names) for run in packed],
        "finished_units": _finished(db, "units", names.units),
        "finished_goods": _finished(db, "goods", names.goods),
    }


def produced(run: production.RunView, names: Names) -> Row:
    """A run of baking."""
    assert run.finished_unit is not None  # only what an older desktop wrote has none
    return {
        "recipe": names.recipes[run.recipe.id],
        "finished_unit": names.units[run.finished_unit.id],
        "event": names.events[run.event.id] if run.event else None,
        "produced_at": _naive(run.produced_at),
        "num_batches": run.batches,
        "expected_yield": run.expected,
        "actual_yield": run.good,
        "status": run.status,
        "loss_quantity": run.lost,
        "total_ingredient_cost": run.total_cost,
        "per_unit_cost": run.unit_cost,
        # What an import made up afterwards is none.
        "has_snapshot": run.snapshot is not None and not run.snapshot.is_approximated,
        "consumptions": [
            {
                "ingredient": names.ingredients[one.ingredient_id],
                "quantity": one.quantity,
                "unit": one.unit,
                "total_cost": one.cost,
            }
            for one in run.consumptions
            if one.ingredient_id
        ],
        "losses": [
            {
                "category": one.category,
                "quantity": one.quantity,
                "per_unit_cost": one.unit_cost,
                "total_loss_cost": one.cost,
            }
            for one in run.losses
        ],
    }


def _packed(run: AssemblyView, names: Names) -> Row:
    parts = run.parts
    return {
        "finished_good": names.goods[run.good.id],
        "event": names.events[run.event.id] if run.event else None,
        "assembled_at": _naive(run.assembled_at),
        "quantity": run.quantity,
        "packaging_bypassed": run.packaging_bypassed,
        "total_component_cost": run.total_cost,
        "per_unit_cost": run.unit_cost,
        "finished_units": [
            {"finished_unit": names.units[one.finished_unit_id]} | _took(one)
            for one in parts
            if one.finished_unit_id
        ],
        "finished_goods": [
            {"finished_good": names.goods[one.finished_good_id]} | _took(one)
            for one in parts
            if one.finished_good_id
        ],
        "packaging": [
            {"product": names.products[one.product_id]} | _took(one)
            for one in parts
            if one.product_id
        ],
        "materials": [
            {"product": one.name, "unit_cost": one.unit_cost} | _took(one)
            for one in parts
            if one.material_product_id
        ],
    }


def _took(one: Any) -> Row:
    return {"quantity": one.quantity, "total_cost": one.cost}


def _finished(db: TenantSession, kind: KindName, slugs: dict[UUID, str]) -> Row:
    return {slug: _there(finished.get(db, kind, key)) for key, slug in slugs.items()}


def _there(view: Any) -> Row:
    cost = view.unit_cost
    unknown = Refused(cost.issue.sentence) if cost.issue else None
    return {"inventory_count": view.on_hand, "current_cost": unknown or cost.per_unit}


def _naive(moment: datetime) -> str:
    """As the desktop wrote it down: the bakery's own time, which is UTC here."""
    return moment.replace(tzinfo=None).isoformat()
