"""Materials: the lots, what a unit of one comes to, and what a use would take."""

from collections import Counter
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from baketracker.db.tenancy import TenantSession
from baketracker.errors import InvalidInput
from baketracker.materials import consuming, units
from baketracker.materials.lot_schemas import MaterialDraw, MaterialUse
from baketracker.materials.models import MaterialLot, MaterialProduct, MaterialUnit
from baketracker.materials.products import get_product
from baketracker.materials.schemas import UnitPreview
from tests.parity.compare import Refused

ASKED = 7
Answers = dict[str, Any]
Slugs = dict[UUID, str]


def answers(db: TenantSession, asked: Answers) -> Answers:
    """Lots and units by name; of the uses only the questions of `asked` are read."""
    slugs: Slugs = {row.id: row.slug for row in db.scalars(select(MaterialProduct)) if row.slug}
    ids = {slug: key for key, slug in slugs.items()}
    lots = _lots(db, slugs)
    named = {lot.id: name for name, lot in lots.items()}
    return {
        "material_lots": {name: _lot(lot) for name, lot in lots.items()},
        "material_units": {
            name: _unit(db, row.id, slugs)
            for name, row in _units(db, slugs).items()
            if name in asked.get("material_units", {}) or not _is_given(row)
        },
        "material_fifo_dry_runs": [
            _used(db, ids, named, row) for row in asked.get("material_fifo_dry_runs", [])
        ],
    }


def _units(db: TenantSession, slugs: Slugs) -> dict[str, MaterialUnit]:
    rows = db.scalars(select(MaterialUnit).options(joinedload(MaterialUnit.product)))
    return {f"{slugs[row.material_product_id]}/{row.slug}": row for row in rows}


def _is_given(row: MaterialUnit) -> bool:
    """A unit that an import gives what is counted by the piece and has none."""
    return row.quantity_per_unit == 1 and row.name == f"1 {row.product.name}"


def _lots(db: TenantSession, slugs: Slugs) -> dict[str, MaterialLot]:
    seen: Counter[str] = Counter()
    lots = {}
    for lot in db.scalars(select(MaterialLot).order_by(MaterialLot.sort_order, MaterialLot.id)):
        key = f"{slugs[lot.material_product_id]} @ {lot.purchased_on}"
        seen[key] += 1
        lots[f"{key} #{seen[key]}"] = lot
    return lots


def _lot(lot: MaterialLot) -> Answers:
    return {
        "quantity_purchased": lot.quantity_bought,
        "quantity_remaining": lot.quantity,
        "cost_per_unit": lot.unit_cost,
    }


def _unit(db: TenantSession, key: UUID, slugs: Slugs) -> Answers:
    view = units.get_unit(db, key)
    return {
        "quantity_per_unit": view.quantity_per_unit,
        "available": view.available,
        "current_cost": view.cost.per_unit,
        "preview_7": _preview(db, units.preview(db, key, ASKED), slugs),
    }


def _preview(db: TenantSession, view: UnitPreview, slugs: Slugs) -> Answers:
    use, product = view.use, get_product(db, view.unit.product.id)
    return {
        "can_fulfill": not use.short,
        "quantity_needed": view.wanted,
        "base_units_needed": use.wanted,
        "available_base_units": product.on_hand,
        "available_units": view.unit.available,
        "shortage_base_units": use.short,
        "shortage_units": view.short,
        "allocations": [_allocation(use, slugs)] if use.draws else [],
        "total_cost": use.cost.total,
    }


def _allocation(use: MaterialUse, slugs: Slugs) -> Answers:
    total = use.cost.total
    return {
        "product": slugs[use.product.id],
        "product_name": use.product.label,
        "base_units_consumed": use.taken,
        "unit_cost": None if total is None else total / use.taken,
        "total_cost": total,
    }


def _used(db: TenantSession, ids: dict[str, UUID], named: dict[UUID, str], row: Answers) -> Answers:
    question = {name: row[name] for name in ("product", "quantity", "unit")}
    try:
        use = consuming.would_use(db, ids[row["product"]], Decimal(row["quantity"]), row["unit"])
    except InvalidInput as error:
        return question | {"result": Refused(str(error))}
    return question | {
        "result": {
            "consumed": use.taken,
            "breakdown": [_drawn(one, named) for one in use.draws],
            "shortfall": use.short,
            "satisfied": not use.short,
            "total_cost": use.cost.total,
        }
    }


def _drawn(one: MaterialDraw, named: dict[UUID, str]) -> Answers:
    return {
        "lot": named[one.lot_id],
        "quantity_consumed": one.quantity,
        # The desktop has no name for them.
        "unit": "base_units",
        "remaining_in_lot": one.remaining,
        "unit_cost": one.unit_cost,
        "purchase_date": str(one.purchased_on) if one.purchased_on else None,
    }
