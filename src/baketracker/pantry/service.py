"""The verbs of the pantry: what is on hand. Lots below 0.001 of their unit are nothing."""

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from sqlalchemy import func, select

from baketracker.db.many import among
from baketracker.db.paging import PAGE, Page, slice_of
from baketracker.db.rows import live
from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.ingredients.schemas import IngredientView
from baketracker.products.models import Product

from .holding import left_by_unit, lots_left
from .models import Lot
from .schemas import LotView
from .shelf import Amount, amounts_of
from .shelves import listing, places, shelf, shelves
from .thresholds import low
from .viewing import WITH_PRODUCT, lot_view, shown

__all__ = [
    "get", "listing", "lots", "lots_left", "low", "on_hand", "on_hand_by_product",
    "on_hand_by_unit", "places", "shelf", "shelves", "value",
]  # fmt: skip

KIND = "lot"


@verb("read")
def lots(
    db: TenantSession,
    ingredient_id: UUID | None = None,
    product_id: UUID | None = None,
    cursor: str | None = None,
    limit: int = PAGE,
) -> Page[LotView]:
    """Lots on hand in the order they came. Three statements, four with a cursor. Raises
    LostPlace."""
    # Asked alone, the index of what is left answers; in the order of their ids, the planner would
    # rather walk past all that was ever used up.
    left = select(Lot.id).where(Lot.in_use())
    if product_id is not None:
        left = left.where(Lot.product_id == product_id)
    if ingredient_id is not None:
        of_it = select(Product.id).where(Product.ingredient_id == ingredient_id)
        left = left.where(Lot.product_id.in_(of_it))
    found = select(Lot).where(among(Lot.id, db.scalars(left))).options(WITH_PRODUCT)
    page = slice_of(db, found, Lot, None, cursor, limit)
    return page.page(lambda row: lot_view(row, db.scope))


@verb("read")
def get(db: TenantSession, lot_id: UUID) -> LotView:
    """One lot, used up or not. Raises NotFound."""
    live(db, Lot, lot_id, KIND)
    return shown(db, [lot_id])[0]


@verb("read")
def on_hand_by_unit(
    db: TenantSession, ingredient_ids: Sequence[UUID] | None = None
) -> dict[UUID, dict[str, Decimal]]:
    """What is left of each ingredient by package unit, unconverted; all of them unless told.

    Ingredients of which nothing is left are absent. One statement."""
    return left_by_unit(db, ingredient_ids)


@verb("read")
def on_hand(db: TenantSession, ingredients: Sequence[IngredientView]) -> dict[UUID, list[Amount]]:
    """What is left of these: one amount where the units can be added up, else one for each unit.

    Ingredients of which nothing is left are absent. One statement."""
    summed = left_by_unit(db, [view.id for view in ingredients])
    return {
        view.id: amounts_of(summed[view.id], view.grams_per_ml, view.default_unit)
        for view in ingredients
        if view.id in summed
    }


@verb("read")
def on_hand_by_product(db: TenantSession, product_ids: Sequence[UUID]) -> dict[UUID, Decimal]:
    """What is left of each of these products, in its package unit. One statement."""
    found = (
        select(Lot.product_id, func.sum(Lot.quantity))
        .where(Lot.in_use(), among(Lot.product_id, product_ids))
        .group_by(Lot.product_id)
    )
    return {row[0]: row[1] for row in db.execute(found)}


@verb("read")
def value(db: TenantSession) -> Decimal:
    """What everything on hand cost, lots of unknown cost left out."""
    worth = select(func.sum(Lot.quantity * Lot.unit_cost)).where(Lot.in_use())
    return db.scalar(worth) or Decimal(0)
