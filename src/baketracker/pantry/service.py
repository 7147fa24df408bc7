"""The verbs of the pantry: what is on hand. Lots below 0.001 of their unit are nothing."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from baketracker.db.many import among
from baketracker.db.paging import PAGE, Page, slice_of
from baketracker.db.rows import live
from baketracker.db.scope import verb
from baketracker.db.search import has_words
from baketracker.db.tenancy import TenantSession
from baketracker.ingredients.models import Ingredient
from baketracker.ingredients.schemas import IngredientRef, IngredientView
from baketracker.ingredients.service import density_of_row
from baketracker.products.models import Product
from baketracker.products.service import view_of as product_view

from .models import Lot
from .schemas import LotView, ShelfView
from .shelf import Amount, amounts_of, total_of, value_of

KIND = "lot"
# Products in a statement of their own: in a database that was never analysed the planner takes a
# bakery for one row, and a join of lots, products and ingredients then costs their product.
WITH_PRODUCT = selectinload(Lot.product).options(
    joinedload(Product.ingredient), joinedload(Product.preferred_supplier)
)


@verb("read")
def shelves(
    db: TenantSession, text: str = "", cursor: str | None = None, limit: int = PAGE
) -> Page[ShelfView]:
    """The merged pantry: the ingredients of which something is left, A to Z.

    Four statements, five with a cursor. Raises LostPlace."""
    found = _stocked(db, select(Ingredient), text)
    page = slice_of(db, found, Ingredient, Ingredient.name, cursor, limit)
    lots = lots_left(db, [row.id for row in page.rows])
    return page.page(lambda row: _shelf(row, lots[row.id]))


@verb("read")
def count(db: TenantSession, text: str = "") -> int:
    """How many ingredients `shelves` would show in all."""
    return db.scalar(_stocked(db, select(func.count(Ingredient.id)), text)) or 0


@verb("read")
def shelf(db: TenantSession, ingredient_id: UUID) -> ShelfView:
    """All there is of one ingredient; empty when there is nothing. Raises NotFound."""
    row = live(db, Ingredient, ingredient_id, "ingredient")
    return _shelf(row, lots_left(db, [ingredient_id])[ingredient_id])


@verb("read")
def lots(
    db: TenantSession,
    ingredient_id: UUID | None = None,
    product_id: UUID | None = None,
    cursor: str | None = None,
    limit: int = PAGE,
) -> Page[LotView]:
    """Lots on hand in the order they came. Raises LostPlace."""
    found = select(Lot).where(Lot.in_use()).options(WITH_PRODUCT)
    if product_id is not None:
        found = found.where(Lot.product_id == product_id)
    if ingredient_id is not None:
        of_it = select(Product.id).where(Product.ingredient_id == ingredient_id)
        found = found.where(Lot.product_id.in_(of_it))
    return slice_of(db, found, Lot, None, cursor, limit).page(lot_view)


@verb("read")
def get(db: TenantSession, lot_id: UUID) -> LotView:
    """One lot, used up or not. Raises NotFound."""
    live(db, Lot, lot_id, KIND)
    found = select(Lot).where(Lot.id == lot_id).options(WITH_PRODUCT)
    return lot_view(db.scalars(found.execution_options(populate_existing=True)).one())


@verb("read")
def on_hand_by_unit(
    db: TenantSession, ingredient_ids: Sequence[UUID] | None = None
) -> dict[UUID, dict[str, Decimal]]:
    """What is left of each ingredient by package unit, unconverted; all of them unless told.

    Ingredients of which nothing is left are absent. One statement."""
    found = (
        select(Product.ingredient_id, Product.package_unit, func.sum(Lot.quantity))
        .join(Lot, _same_product())
        .where(Lot.in_use())
        .group_by(Product.ingredient_id, Product.package_unit)
        .order_by(Product.ingredient_id, Product.package_unit)
    )
    if ingredient_ids is not None:
        found = found.where(among(Product.ingredient_id, ingredient_ids))
    summed: defaultdict[UUID, dict[str, Decimal]] = defaultdict(dict)
    for ingredient_id, unit, amount in db.execute(found):
        summed[ingredient_id][unit] = amount
    return dict(summed)


@verb("read")
def on_hand(db: TenantSession, ingredients: Sequence[IngredientView]) -> dict[UUID, list[Amount]]:
    """What is left of these: one amount where the units can be added up, else one for each unit.

    Ingredients of which nothing is left are absent. One statement."""
    summed = on_hand_by_unit(db, [view.id for view in ingredients])
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


def lots_left(db: TenantSession, ingredient_ids: Collection[UUID]) -> defaultdict[UUID, list[Lot]]:
    """The lots on hand of these ingredients with their products, in the order they are used: two
    statements."""
    by_ingredient: defaultdict[UUID, list[Lot]] = defaultdict(list)
    if ingredient_ids:
        of_them = select(Product.id).where(among(Product.ingredient_id, ingredient_ids))
        found = select(Lot).where(Lot.in_use(), Lot.product_id.in_(of_them))
        for lot in db.scalars(found.options(WITH_PRODUCT).order_by(*Lot.fifo())):
            by_ingredient[lot.product.ingredient_id].append(lot)
    return by_ingredient


def lot_view(row: Lot) -> LotView:
    """The view of a row loaded with its product."""
    given = ("product", "unit", "value")
    own = {name: getattr(row, name) for name in LotView.model_fields if name not in given}
    return LotView(
        **own,
        product=product_view(row.product),
        unit=row.product.package_unit,
        value=None if row.unit_cost is None else row.quantity * row.unit_cost,
    )


def _same_product() -> Any:
    return (Lot.tenant_id == Product.tenant_id) & (Lot.product_id == Product.id)


def _stocked(db: TenantSession, statement: Select[Any], text: str) -> Select[Any]:
    """Ingredients with something left, found by their own words. What is left is asked first and
    alone, for the reason above."""
    holding = select(Product.ingredient_id).join(Lot, _same_product()).where(Lot.in_use())
    found = statement.where(Ingredient.id.in_(db.scalars(holding.distinct()).all()))
    return found.where(has_words(Ingredient.folded, text)) if text else found


def _shelf(row: Ingredient, rows: Sequence[Lot]) -> ShelfView:
    amounts: defaultdict[str, Decimal] = defaultdict(Decimal)
    for lot in rows:
        amounts[lot.product.package_unit] += lot.quantity
    density, wanted = density_of_row(row), row.default_unit
    worth = value_of([(lot.quantity, lot.unit_cost) for lot in rows])
    return ShelfView(
        ingredient=IngredientRef(id=row.id, name=row.name),
        category=row.category,
        by_unit=[Amount(amount=amounts[unit], unit=unit) for unit in sorted(amounts)],
        total=total_of(amounts, density, wanted) if amounts else None,
        value=worth.amount,
        unpriced_lots=worth.unpriced,
        lots=[lot_view(lot) for lot in rows],
    )
