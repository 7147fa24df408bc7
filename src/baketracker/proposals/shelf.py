"""The lots somebody may mean: what a model may choose from, and what rules look through."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import contains_eager, load_only

from baketracker.db.many import among
from baketracker.db.tenancy import TenantSession
from baketracker.ingredients.models import Ingredient
from baketracker.measures.folding import fold
from baketracker.pantry.models import Lot
from baketracker.products.labels import label_of
from baketracker.products.models import Product
from baketracker.understanding.names import words

MOST_OFFERED = 40
# More of a sentence than that is no name.
MOST_WORDS = 60
# What a lot is called by and measured in, of the many columns of a product.
LABELLED = (
    Product.brand, Product.name, Product.package_size, Product.package_unit,
    Product.package_quantity,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class LotSeen:
    """A lot: `quantity` of `unit` of an ingredient, in packages of `package` that are called so."""

    id: UUID
    label: str
    ingredient: str
    quantity: Decimal
    unit: str
    package: Decimal

    @property
    def line(self) -> str:
        """As a model is told of it."""
        return f"{self.id}: {self.ingredient}, {self.label}, {self.quantity:f} {self.unit} left"


def lots_for(db: TenantSession, text: str | None) -> dict[UUID, LotSeen]:
    """At most 40 lots on hand whose ingredient or product shares a word with `text`, in the order
    they are used; of no text, any. One statement."""
    said = None if text is None else {*words(text), *fold(text).split()[:MOST_WORDS]}
    offered: dict[UUID, LotSeen] = {}
    for lot in _seen(db, Lot.in_use()):
        if said is None or said & {
            *words(f"{lot.ingredient} {lot.label}"),
            *fold(lot.ingredient).split(),
        }:
            offered[lot.id] = lot
        if len(offered) == MOST_OFFERED:
            break
    return offered


def lots_named(db: TenantSession, ids: Collection[UUID]) -> dict[UUID, LotSeen]:
    """These lots, used up or not. One statement."""
    return {lot.id: lot for lot in _seen(db, among(Lot.id, ids))}


def _seen(db: TenantSession, which: ColumnElement[bool]) -> Iterator[LotSeen]:
    found = (
        select(Lot.id, Lot.quantity, Product)
        .join(Product, (Lot.tenant_id == Product.tenant_id) & (Lot.product_id == Product.id))
        .join(Product.ingredient)
        .options(
            load_only(*LABELLED), contains_eager(Product.ingredient).load_only(Ingredient.name)
        )
        .where(which, Lot.deleted_at.is_(None))
        .order_by(*Lot.fifo())
    )
    for key, quantity, product in db.execute(found):
        yield LotSeen(
            id=key,
            label=label_of(product, sized=True),
            ingredient=product.ingredient.name,
            quantity=quantity.normalize() + 0,
            unit=product.package_unit,
            package=product.package_quantity,
        )
