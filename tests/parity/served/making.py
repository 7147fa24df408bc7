"""Whether what is there is enough: to bake batches of a recipe, to pack finished goods."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any
from uuid import UUID

from baketracker.assembly import service as assembly
from baketracker.assembly.schemas import Feasibility, PartView
from baketracker.db.tenancy import TenantSession
from baketracker.recipes.stocked import BatchStock, can_produce
from tests.parity.served.names import Names

BATCHES = (1, 3, 20)
SCALED = Decimal("2.5")
PACKED = (1, 5, 25)
FORESEEN = (1, 25)
KINDS = {
    "finished_unit": "finished_unit",
    "finished_good": "finished_good",
    "packaging": "packaging_product",
    "material": "material_unit",
}
# What the desktop calls it; it has no word for what is packed already.
STATES = {
    "ready": "can_assemble",
    "partial": "partial",
    "awaiting_production": "awaiting_production",
    "blocked": "cannot_assemble",
    "complete": "complete",
}
Answers = dict[str, Any]


def recipes(db: TenantSession, names: Names) -> Answers:
    """By slug."""
    return {
        slug: {
            "can_produce": {
                str(count): _enough(can_produce(db, key, Decimal(count)), names)
                for count in BATCHES
            },
            "can_produce_scaled_2.5x1": _enough(can_produce(db, key, SCALED), names),
        }
        for key, slug in names.recipes.items()
    }


def goods(db: TenantSession, names: Names) -> Answers:
    """By slug."""
    return {slug: _good(db, key, names) for key, slug in names.goods.items()}


def missing_ingredients(stock: BatchStock, names: Names) -> list[Answers]:
    """What lacks of what batches take."""
    return [
        {
            "ingredient_slug": names.ingredients[use.ingredient.id],
            "ingredient_name": use.ingredient.name,
            "needed": use.wanted,
            "available": use.taken,
            "unit": use.unit,
        }
        for use in stock.missing
    ]


def missing_parts(parts: Iterable[PartView], names: Names) -> list[Answers]:
    """What lacks of what goods are packed of."""
    return [
        {
            "component_type": KINDS[part.kind],
            "component": names.part(part.kind, part.id),
            "component_name": part.name,
            "needed": part.wanted,
            "available": part.there,
        }
        for part in parts
    ]


def blockers(parts: Iterable[PartView], names: Names) -> Answers:
    """The same as the desktop lists it beside blockers that it never finds."""
    listed = [
        {"blocker_type": "inventory", **row, "issue": None, "unit": None}
        for row in missing_parts(parts, names)
    ]
    return {"inventory_blockers": listed, "cost_blockers": [], "assignment_blockers": []}


def _enough(stock: BatchStock, names: Names) -> Answers:
    return {"can_produce": stock.enough, "missing": missing_ingredients(stock, names)}


def _good(db: TenantSession, key: UUID, names: Names) -> Answers:
    return {
        "can_assemble": {
            str(count): _can_assemble(assembly.check(db, key, count), names) for count in PACKED
        },
        "feasibility": {
            str(count): _feasibility(assembly.check(db, key, count), names) for count in FORESEEN
        },
    }


def _can_assemble(view: Feasibility, names: Names) -> Answers:
    return {
        "can_assemble": not view.missing,
        "missing": missing_parts(view.missing, names),
    }


def _feasibility(view: Feasibility, names: Names) -> Answers:
    return {
        "finished_good": names.goods[view.good.id],
        "finished_good_name": view.good.name,
        "target_quantity": view.wanted,
        "can_assemble": min(view.possible, view.wanted),
        "status": STATES[view.status],
        "blockers": blockers(view.missing, names),
        "missing_components": missing_parts(view.missing, names),
    }
