"""Rows of the pantry as every door shows them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from baketracker.db.many import among
from baketracker.db.scope import Scope
from baketracker.db.tenancy import TenantSession
from baketracker.ingredients.models import Ingredient
from baketracker.ingredients.schemas import IngredientRef
from baketracker.ingredients.service import density_of_row
from baketracker.measures.numbers import lacking
from baketracker.products.labels import label_of
from baketracker.products.models import Product
from baketracker.products.schemas import ProductView
from baketracker.products.service import view_of as product_view
from baketracker.stock.ledger import KnownBy

from .freshness import freshness, is_stale
from .models import Lot
from .schemas import LotView, ShelfView, StockedProduct
from .shelf import Amount, there_in, total_of, value_of

# Products in a statement of their own: in a database that was never analysed the planner takes a
# bakery for one row, and a join of lots, products and ingredients then costs their product.
OF_PRODUCT = (joinedload(Product.ingredient), joinedload(Product.preferred_supplier))
WITH_PRODUCT = selectinload(Lot.product).options(*OF_PRODUCT)
LEAST_KNOWN: Sequence[KnownBy] = ("estimated", "bought", "counted")
COMPUTED = ("product", "unit", "value", "freshness", "seen_on", "is_stale")
OWN = tuple(name for name in LotView.model_fields if name not in COMPUTED)


def shown(db: TenantSession, lot_ids: Collection[UUID]) -> list[LotView]:
    """These lots as they are stored now, in the order they are used. Two statements."""
    found = select(Lot).where(among(Lot.id, lot_ids)).order_by(*Lot.fifo()).options(WITH_PRODUCT)
    rows = db.scalars(found.execution_options(populate_existing=True))
    return [lot_view(row, db.scope) for row in rows]


def lot_view(row: Lot, scope: Scope) -> LotView:
    """The view of a row loaded with its product."""
    return _lot_view(row, product_view(row.product), scope, scope.today())


def _lot_view(row: Lot, product: ProductView, scope: Scope, today: date) -> LotView:
    # What comes from the database has the right types: checking it again only costs.
    seen_on = _seen_on(row, scope)
    return LotView.model_construct(
        **{name: getattr(row, name) for name in OWN},
        product=product,
        unit=row.product.package_unit,
        value=None if row.unit_cost is None else row.quantity * row.unit_cost,
        freshness=freshness(row.expires_on, today),
        seen_on=seen_on,
        is_stale=is_stale(seen_on, today),
    )


def shelf_view(row: Ingredient, rows: Sequence[Lot], scope: Scope) -> ShelfView:
    """All of one ingredient, from the lots on hand in the order they are used."""
    amounts: defaultdict[str, Decimal] = defaultdict(Decimal)
    for lot in rows:
        amounts[lot.product.package_unit] += lot.quantity
    worth = value_of([(lot.quantity, lot.unit_cost) for lot in rows])
    today, ends = scope.today(), _first(lot.expires_on for lot in rows)
    density, seen = density_of_row(row), [_seen_on(lot, scope) for lot in rows]
    views = {key: product_view(product) for key, product in _products_of(rows).items()}
    low_below = None
    if row.low_below is not None and row.low_unit is not None:
        low_below = Amount(amount=row.low_below, unit=row.low_unit)
    return ShelfView(
        ingredient=IngredientRef(id=row.id, name=row.name),
        category=row.category,
        by_unit=[Amount(amount=amounts[unit], unit=unit) for unit in sorted(amounts)],
        total=total_of(amounts, density, row.default_unit) if amounts else None,
        value=worth.amount,
        unpriced_lots=worth.unpriced,
        low_below=low_below,
        is_low=low_below is not None
        and lacking(low_below.amount, there_in(amounts, low_below.unit, density)) > 0,
        expires_on=ends,
        freshness=freshness(ends, today),
        known_by=min((lot.known_by for lot in rows), key=LEAST_KNOWN.index, default=None),
        seen_on=None if None in seen else _first(seen),
        is_stale=any(is_stale(day, today) for day in seen),
        locations=sorted({lot.location for lot in rows if lot.location}),
        products=_products(rows, today),
        lots=[_lot_view(lot, views[lot.product_id], scope, today) for lot in rows],
    )


def _products_of(rows: Iterable[Lot]) -> dict[UUID, Product]:
    return {lot.product_id: lot.product for lot in rows}


def _products(rows: Sequence[Lot], today: date) -> list[StockedProduct]:
    """One line a product, in the order the first lot of each is used."""
    grouped: defaultdict[UUID, list[Lot]] = defaultdict(list)
    for lot in rows:
        grouped[lot.product_id].append(lot)
    return [_product(lots, today) for lots in grouped.values()]


def _product(lots: Sequence[Lot], today: date) -> StockedProduct:
    product = lots[0].product
    quantity = sum((lot.quantity for lot in lots), Decimal(0))
    ends = _first(lot.expires_on for lot in lots)
    return StockedProduct(
        id=product.id,
        label=label_of(product, sized=True),
        package_type=product.package_type,
        package_quantity=product.package_quantity,
        quantity=quantity,
        unit=product.package_unit,
        packages=quantity / product.package_quantity,
        lots=len(lots),
        expires_on=ends,
        freshness=freshness(ends, today),
        is_provisional=product.is_provisional,
    )


def _seen_on(row: Lot, scope: Scope) -> date | None:
    """When somebody last had it in hand, where the bakery is."""
    if row.counted_at is not None:
        return row.counted_at.astimezone(ZoneInfo(scope.timezone)).date()
    return row.purchased_on


def _first(days: Iterable[date | None]) -> date | None:
    return min((day for day in days if day is not None), default=None)
