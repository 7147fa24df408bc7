"""Events: their plans, one part after the other."""

from typing import Any

from baketracker.db.tenancy import TenantSession
from baketracker.events import service as events
from baketracker.finished_goods import service as goods
from baketracker.planning.need_schemas import IngredientPlan
from baketracker.planning.schemas import PlanView, WishView
from baketracker.planning.service import plan_for
from baketracker.planning.unit_schemas import BatchOptionView, UnitPlan
from baketracker.recipes import service as recipes
from baketracker.recipes.batches import Yield, YieldMode
from tests.parity.served.names import Names

Answers = dict[str, Any]


def answers(db: TenantSession, names: Names) -> Answers:
    """By name and date."""
    return {
        told: _event(db, plan_for(db, key, whole=True), names) for key, told in names.events.items()
    }


def _event(db: TenantSession, plan: PlanView, names: Names) -> Answers:
    event = events.get(db, plan.event.id)
    asked = [unit for unit in plan.units if unit.needed]
    return {
        "plan_state": event.plan_state,
        "output_mode": event.output_mode,
        "year": event.event_date.year,
        "batch_options": [_unit(db, unit, names) for unit in asked],
        "batch_decisions": {
            names.units[unit.id]: unit.decided.batches for unit in plan.units if unit.decided
        },
        "aggregated_ingredients": [_need(row, names) for row in plan.ingredients],
        "inventory_gaps": {
            "purchase_items": [_gap(row, names) for row in plan.ingredients if row.missing],
            "sufficient_items": [_gap(row, names) for row in plan.ingredients if not row.missing],
        },
        "assembly_feasibility_plan": _assembly(db, plan, names),
    }


def _unit(db: TenantSession, unit: UnitPlan, names: Names) -> Answers:
    given = next(it for it in recipes.get(db, unit.recipe.id).yields if it.id == unit.id)
    gives = Yield(YieldMode(given.yield_mode), given.items_per_batch, given.batch_percentage)
    per_batch = gives.items(1)
    return {
        "finished_unit": names.units[unit.id],
        "finished_unit_name": unit.name,
        "recipe": names.recipes[unit.recipe.id],
        "recipe_name": unit.recipe.name,
        "quantity_needed": unit.needed,
        "yield_per_batch": per_batch,
        "yield_mode": given.yield_mode,
        "item_unit": unit.item_unit or "item",
        "options": [
            _option(it, unit.needed, per_batch) for it in unit.options if it.made_as is None
        ],
    }


def _option(it: BatchOptionView, needed: int, per_batch: int) -> Answers:
    return {
        "batches": it.batches,
        "total_yield": it.makes,
        "quantity_needed": needed,
        "difference": it.extra,
        "is_shortfall": it.is_short,
        "is_exact_match": it.is_exact,
        "yield_per_batch": per_batch,
    }


def _need(row: IngredientPlan, names: Names) -> Answers:
    return {
        "ingredient": names.ingredients[row.ingredient.id],
        "ingredient_name": row.ingredient.name,
        "unit": row.unit,
        "total_quantity": row.need,
    }


def _gap(row: IngredientPlan, names: Names) -> Answers:
    return {
        "ingredient": names.ingredients[row.ingredient.id],
        "ingredient_name": row.ingredient.name,
        "unit": row.unit,
        "quantity_needed": row.need,
        "quantity_on_hand": row.on_hand,
        "gap": row.missing,
    }


def _assembly(db: TenantSession, plan: PlanView, names: Names) -> Answers:
    made = {unit.id: unit.chosen.makes or 0 for unit in plan.units if unit.chosen}
    wanted = {unit.id: unit.needed for unit in plan.units}
    return {
        "overall_feasible": plan.assembly.feasible,
        "finished_goods": [_good(db, wish, made, wanted, names) for wish in plan.goods],
        "decided_count": plan.assembly.decided,
        "total_fu_count": plan.assembly.units,
    }


def _good(
    db: TenantSession, wish: WishView, made: dict[Any, int], wanted: dict[Any, int], names: Names
) -> Answers:
    """A unit is sufficient when what is made answers all goods together."""
    return {
        "finished_good": names.goods[wish.good.id],
        "finished_good_name": wish.good.name,
        "quantity_needed": wish.quantity,
        "can_assemble": wish.short == 0,
        "shortfall": wish.short,
        "components": [
            {
                "finished_unit": names.units[part.id],
                "finished_unit_name": part.name,
                "quantity_needed": part.quantity * wish.quantity,
                "quantity_available": made.get(part.id, 0),
                "is_sufficient": made.get(part.id, 0) >= wanted[part.id],
            }
            for part in goods.get(db, wish.good.id).comes_to
        ],
    }
