"""What the gifts of events take: batches, ingredients to buy, packaging.

Giving says which goods the gifts hold; planning takes them apart like any other wish."""

from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from baketracker.buying.recommending import recommend
from baketracker.db.tenancy import TenantSession
from baketracker.giving.demand import goods_wanted
from baketracker.planning.core import make_plan
from baketracker.planning.demand import Wish
from baketracker.planning.gathering import gather
from baketracker.planning.need_schemas import IngredientPlan, WrappingPlan
from baketracker.planning.schemas import PlanView
from baketracker.planning.unit_schemas import UnitPlan
from baketracker.planning.viewing import view_of
from baketracker.products.labels import label_of
from baketracker.products.models import Product
from baketracker.recipes.batches import Yield, YieldMode
from tests.parity.served.buying import offer_of
from tests.parity.served.names import Names

CENT = Decimal("0.01")
Answers = dict[str, Any]
Products = dict[UUID, Product]


def answers(db: TenantSession, names: Names) -> Answers:
    """By name and date."""
    rows = db.scalars(select(Product).options(joinedload(Product.ingredient)))
    products = {row.id: row for row in rows}
    return {told: _event(db, plan_of(db, key), products, names)
            for key, told in names.events.items()}  # fmt: skip


def plan_of(db: TenantSession, event_id: UUID) -> PlanView:
    """The plan of an event that wants what its gifts hold and nothing else."""
    wanted = goods_wanted(db, event_id)
    gathering = gather(db, [event_id], list(wanted), whole=True)
    wishes = tuple(Wish(good, count) for good, count in wanted.items())
    inputs = replace(gathering.plan(event_id).inputs, wishes=wishes, decisions={})
    return view_of(make_plan(inputs), gathering.events[event_id], db.scope.today())


def per_batch(unit: UnitPlan) -> int:
    """Whole ones that a batch gives."""
    mode = YieldMode.DISCRETE_COUNT if unit.items_per_batch else YieldMode.BATCH_PORTION
    return Yield(mode, unit.items_per_batch, unit.batch_percentage).items(1)


def needed(row: IngredientPlan, names: Names) -> Answers:
    """A line of a list to buy from, without what to buy."""
    return {
        "ingredient": names.ingredients[row.ingredient.id],
        "ingredient_slug": names.ingredients[row.ingredient.id],
        "ingredient_name": row.ingredient.name,
        "needed": row.need,
        "in_stock": row.on_hand,
        "to_buy": row.missing,
        "unit": row.unit,
        "is_sufficient": not row.missing,
    }


def _event(db: TenantSession, plan: PlanView, products: Products, names: Names) -> Answers:
    items = [_item(db, row, products, names) for row in plan.ingredients]
    return {
        "recipe_needs_from_gifts": [
            {
                "recipe": names.recipes[unit.recipe.id],
                "recipe_name": unit.recipe.name,
                "total_units_needed": unit.needed,
                "batches_needed": unit.suggested.batches if unit.suggested else None,
                "items_per_batch": per_batch(unit),
            }
            for unit in plan.units
        ],
        "shopping_list_gifts": {
            "items": items,
            "total_estimated_cost": _total(items),
            "items_count": len(items),
            "items_with_shortfall": sum(row["shortfall"] > 0 for row in items),
        },
        "shopping_list_total": [needed(row, names) for row in plan.ingredients],
        "packaging_needs": [_box(row, products, names) for row in plan.wrapping],
    }


def _item(db: TenantSession, row: IngredientPlan, products: Products, names: Names) -> Answers:
    view = recommend(db, row.ingredient.id, row.missing, row.unit)
    offers = [offer_of(it, products[it.product.id]) for it in view.offers]
    return {
        "ingredient": names.ingredients[row.ingredient.id],
        "ingredient_name": row.ingredient.name,
        "ingredient_slug": names.ingredients[row.ingredient.id],
        "unit": row.unit,
        "quantity_needed": row.need,
        "quantity_on_hand": row.on_hand,
        "shortfall": row.missing,
        "product_status": view.status,
        "product_recommendation": offers[0] if view.status == "preferred" else None,
        "all_products": offers,
    }


def _total(items: list[Answers]) -> Decimal | None:
    """Of what is usually bought; None when nobody knows what some of it costs."""
    usual = [row["product_recommendation"] for row in items if row["product_recommendation"]]
    costs = [row["total_cost"] for row in usual]
    return None if None in costs else sum(costs, Decimal(0)).quantize(CENT, ROUND_HALF_UP)


def _box(row: WrappingPlan, products: Products, names: Names) -> Answers:
    product = products[row.product_id]
    return {
        "product": names.products[row.product_id],
        "ingredient_name": product.ingredient.name,
        "product_display_name": label_of(product),
        "total_needed": row.needed,
        "on_hand": row.on_hand,
        "to_buy": row.missing,
        "unit": row.unit,
        "is_generic": row.is_generic,
        "generic_product_name": product.name if row.is_generic else None,
        "estimated_cost": row.cost if row.is_generic else None,
    }
