"""The life of plans: what is still to be bought and made, what was frozen, what was changed."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from baketracker.db.tenancy import TenantSession
from baketracker.ingredients.models import Ingredient as IngredientRow
from baketracker.ingredients.service import density_of_row
from baketracker.plan_life import amending, service
from baketracker.plan_life.schemas import AmendmentView, ComparisonView, DifferenceView
from baketracker.planning.batches import waste_percent
from baketracker.planning.reading import kitchen_of
from baketracker.planning.service import plan_for
from baketracker.planning.unit_schemas import UnitPlan
from baketracker.plans.freezing import needs_in
from baketracker.plans.models import PlanAmendment, ProductionTarget
from baketracker.production.expecting import expected_from
from baketracker.products import service as products
from baketracker.recipes.ingredients import (
    Batches,
    Factor,
    Ingredient,
    Line,
    Need,
    Recipes,
    Use,
    collect,
    merge,
)
from baketracker.recipes.models import FinishedUnit
from tests.parity.served.gifts import needed, per_batch
from tests.parity.served.names import Names
from tests.parity.served.packing import of_the_list
from tests.parity.served.progress import packing_row

ONE = Decimal(1)
NOBODY = str(UUID(int=0))
Answers = dict[str, Any]


def answers(db: TenantSession, names: Names) -> Answers:
    """By name and date."""
    return {told: _event(db, key, names) for key, told in names.events.items()}


def _event(db: TenantSession, key: UUID, names: Names) -> Answers:
    whole, left = plan_for(db, key, whole=True), plan_for(db, key)
    # What is over needs nothing any more.
    ahead = [] if left.event.plan_state == "completed" else left.ingredients
    to_buy = [needed(row, names) for row in ahead]
    return {
        "shopping_list_remaining": to_buy,
        "legacy_plan": {
            "recipe_batches": [_unit(unit, names) for unit in whole.units],
            "shopping_list": to_buy,
            "feasibility": [packing_row(row, names) for row in of_the_list(db, key)],
        },
        "plan_from_snapshots": _frozen(db, key, names),
        "plan_comparison": _comparison(db, service.compare(db, key), names),
        "amendments": [_amendment(db, one, names) for one in amending.amendments(db, key)],
    }


def _unit(unit: UnitPlan, names: Names) -> Answers:
    chosen = unit.chosen
    assert chosen is not None
    return {
        "recipe": names.recipes[unit.recipe.id],
        "recipe_name": unit.recipe.name,
        "units_needed": unit.needed,
        "batches": chosen.batches,
        "yield_per_batch": per_batch(unit),
        "total_yield": chosen.makes,
        "waste_units": chosen.extra,
        "waste_percent": waste_percent(chosen.makes or 0, chosen.extra or 0),
    }


def _frozen(db: TenantSession, key: UUID, names: Names) -> Answers:
    """The targets, each as its recipe was frozen, else as it is now."""
    own = select(ProductionTarget).where(ProductionTarget.event_id == key)
    shown = joinedload(ProductionTarget.snapshot), joinedload(ProductionTarget.recipe)
    targets = db.scalars(own.options(*shown).order_by(ProductionTarget.id)).all()
    recipes = kitchen_of(db, [row.recipe_id for row in targets]).recipes
    uses = [use for row in targets for use in _uses(row, recipes)]
    taken = [_taken(need, names) for need in merge(uses, _ingredients(db, uses))]
    return {
        "recipe_batches": [_target(db, row, names) for row in targets],
        "shopping_list": taken,
        "aggregated_ingredients": {
            row["name"]: {
                "ingredient": row["ingredient"],
                "total_quantity": row["quantity"],
                "unit": row["unit"],
            }
            for row in taken
        },
    }


def _uses(target: ProductionTarget, recipes: Recipes) -> Iterable[Use]:
    count = Decimal(target.batches)
    if target.snapshot is None:
        return collect([Batches(target.recipe_id, count)], recipes)
    chain = (Factor(target.recipe_id, count),)
    frozen = needs_in(target.snapshot)
    return [Use(Line(one.ingredient_id, one.quantity, one.unit), chain) for one in frozen]


def _ingredients(db: TenantSession, uses: Iterable[Use]) -> dict[Any, Ingredient]:
    keys: list[Any] = [*{use.line.ingredient for use in uses}]
    rows = db.scalars(select(IngredientRow).where(IngredientRow.id.in_(keys)))
    units = {key: usual.package_unit for key, usual in products.usual(db, keys).items()}
    return {
        row.id: Ingredient(row.id, row.name, density_of_row(row), units.get(row.id)) for row in rows
    }


def _taken(need: Need, names: Names) -> Answers:
    key: Any = need.ingredient.id
    return {
        "ingredient": names.ingredients[key],
        "name": need.ingredient.name,
        "quantity": need.quantity,
        "unit": need.unit,
    }


def _target(db: TenantSession, row: ProductionTarget, names: Names) -> Answers:
    """The desktop's targets name a recipe: it is the first thing this gives that is counted."""
    units = select(FinishedUnit).where(FinishedUnit.recipe_id == row.recipe_id)
    first = db.scalars(units.order_by(FinishedUnit.sort_order, FinishedUnit.id)).first()
    assert first is not None
    total = expected_from(first, row.snapshot, row.batches, ONE)
    return {
        "recipe": names.recipes[row.recipe_id],
        "recipe_name": row.recipe.name,
        "target_batches": row.batches,
        "units_needed": total,
        "batches": row.batches,
        "yield_per_batch": expected_from(first, row.snapshot, 1, ONE),
        "total_yield": total,
        "waste_units": 0,
        "waste_percent": 0,
        "has_snapshot": row.snapshot is not None,
    }


def _comparison(db: TenantSession, view: ComparisonView, names: Names) -> Answers:
    units = select(FinishedUnit).options(joinedload(FinishedUnit.recipe))
    recipes = {row.id: row.recipe for row in db.scalars(units)}
    return {
        "has_snapshot": view.has_snapshot,
        "finished_goods": [{"fg_name": one.name} | _said(one, "quantity") for one in view.goods],
        "batch_decisions": [
            {"recipe": names.recipes[recipes[one.id].id], "recipe_name": recipes[one.id].name}
            | _said(one, "batches")
            for one in view.batches
        ],
    }


def _said(one: DifferenceView, what: str) -> Answers:
    return {f"original_{what}": one.before, f"current_{what}": one.now, "status": one.status}


def _amendment(db: TenantSession, one: AmendmentView, names: Names) -> Answers:
    row = db.find(PlanAmendment, one.id)
    assert row is not None
    told = {
        "add_good": ("add_fg", {"fg_name": one.what, "quantity": one.after}),
        "drop_good": ("drop_fg", {"fg_name": one.what, "original_quantity": one.before}),
        "change_batches": (
            "modify_batch",
            {
                "recipe": names.recipes.get(UUID(row.content.get("recipe_id") or NOBODY)),
                "recipe_name": one.what,
                "old_batches": one.before,
                "new_batches": one.after,
            },
        ),
    }
    kind, data = told[one.kind]
    return {"type": kind, "data": data, "reason": one.reason}
