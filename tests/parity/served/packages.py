"""What packages and finished goods cost, line by line."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any
from uuid import UUID

from baketracker.costs import UnitCost, together
from baketracker.db.tenancy import TenantSession
from baketracker.finished_goods import service as finished_goods
from baketracker.finished_goods.packaging import Packaging, packaging_costs
from baketracker.finished_goods.schemas import PartView
from baketracker.finished_stock.worth import unit_costs
from baketracker.giving.package_costs import LineCost, PackageCost, to_the_cent
from baketracker.giving.packages import costs_of
from baketracker.materials import service as materials
from tests.parity.served.names import Names

CATEGORIES = {
    "finished_unit": "food",
    "finished_good": "food",
    "packaging": "packaging",
    "material_unit": "material",
}
TYPES = {kind: kind for kind in CATEGORIES} | {"packaging": "packaging_product"}
Answers = dict[str, Any]


def answers(db: TenantSession, names: Names) -> Answers:
    """By name."""
    costs = costs_of(db, list(names.packages))
    return {name: _package(costs[key], names) for key, name in names.packages.items()}


def goods(db: TenantSession, names: Names) -> Answers:
    """By slug: what one costs, made of what its parts cost."""
    return {
        slug: {"cost_breakdown": _breakdown(db, finished_goods.get(db, key).parts)}
        for key, slug in names.goods.items()
    }


def _package(cost: PackageCost, names: Names) -> Answers:
    lines = [_line(line, names) for line in cost.lines]
    return {
        "cost": cost.total,
        "model_breakdown": lines,
        "service_breakdown": {"lines": lines, "total_cost": cost.total},
    }


def _line(line: LineCost, names: Names) -> Answers:
    total = line.line_total.total
    return {
        "finished_good": names.goods[line.good.id],
        "name": line.good.name,
        "quantity": line.quantity,
        "unit_cost": line.unit_cost.total,
        "line_total": None if total is None else to_the_cent(total),
    }


def _breakdown(db: TenantSession, parts: Iterable[PartView]) -> Answers:
    lines = [(part, _cost_of(db, part)) for part in parts]
    totals = {
        category: together(
            cost.times(part.quantity) for part, cost in lines if CATEGORIES[part.kind] == category
        )
        for category in ("food", "material", "packaging")
    }
    return {
        **{f"{category}_cost": cost.total for category, cost in totals.items()},
        "total_cost": together(totals.values()).total,
        "has_estimated_costs": any(cost.basis == "last_price" for _, cost in lines),
        "component_details": [_detail(part, cost) for part, cost in lines],
    }


def _cost_of(db: TenantSession, part: PartView) -> UnitCost:
    key: UUID = part.id
    if part.kind == "finished_unit":
        return unit_costs(db, "units", [key])[key]
    if part.kind == "finished_good":
        return unit_costs(db, "goods", [key])[key]
    if part.kind == "material_unit":
        return materials.unit_costs(db, [key])[key]
    box = Packaging(key, part.is_generic)
    return packaging_costs(db, [box])[box]


def _detail(part: PartView, cost: UnitCost) -> Answers:
    total: Decimal | None = cost.times(part.quantity).total
    return {
        "component_type": TYPES[part.kind],
        "component_name": part.name,
        "quantity": part.quantity,
        "unit_cost": cost.per_unit,
        "total_cost": total,
        "is_estimated": cost.basis == "last_price",
        "cost_category": CATEGORIES[part.kind],
    }
