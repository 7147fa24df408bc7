"""The price book: what was ever bought with a price, with the last price everywhere."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload

from baketracker.db.paging import PAGE, Page, slice_of
from baketracker.db.scope import verb
from baketracker.db.search import has_words
from baketracker.db.tenancy import TenantSession
from baketracker.ingredients.schemas import IngredientRef
from baketracker.products.labels import label_of
from baketracker.products.models import Product

from .models import Purchase
from .schemas import ProductPrices
from .service import prices


class PricedProduct(BaseModel):
    """A product, and what one `unit` of it cost: last, and last at each supplier."""

    id: UUID
    label: str
    ingredient: IngredientRef
    unit: str
    prices: ProductPrices


@verb("read")
def price_book(
    db: TenantSession, text: str = "", cursor: str | None = None, limit: int = PAGE
) -> Page[PricedProduct]:
    """The products whose price is known, by brand and name. Two statements, three with a cursor.

    Raises LostPlace."""
    found = select(Product).where(*_priced(text)).options(joinedload(Product.ingredient))
    rows = slice_of(db, found, Product, Product.folded, cursor, limit)
    told = prices(db, [row.id for row in rows.rows])
    return rows.page(lambda row: _view(row, told[row.id]))


@verb("read")
def count_priced(db: TenantSession, text: str = "") -> int:
    """How many `price_book` would find in all."""
    return db.scalar(select(func.count(Product.id)).where(*_priced(text))) or 0


def _priced(text: str) -> Iterator[ColumnElement[bool]]:
    bought: Any = select(Purchase.product_id).where(
        Purchase.package_price.is_not(None), Purchase.deleted_at.is_(None)
    )
    yield Product.deleted_at.is_(None)
    yield Product.id.in_(bought)
    if text:
        yield has_words(Product.folded, text)


def _view(row: Product, told: ProductPrices) -> PricedProduct:
    return PricedProduct(
        id=row.id,
        label=label_of(row),
        ingredient=IngredientRef(id=row.ingredient.id, name=row.ingredient.name),
        unit=row.package_unit,
        prices=told,
    )
