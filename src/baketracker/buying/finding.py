"""Finding what a line is about: the package somebody means by a part of its name."""

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select

from baketracker.db.scope import verb
from baketracker.db.search import has_words
from baketracker.db.tenancy import TenantSession
from baketracker.ingredients.models import Ingredient
from baketracker.materials.models import Material, MaterialProduct
from baketracker.measures.folding import fold
from baketracker.products import service as products
from baketracker.products.models import Product
from baketracker.purchases.schemas import Price

from .kinds import FOOD, KINDS, MATERIAL, Kind
from .pricing import last_prices
from .reading import package_ref
from .schemas import Buyable

FEW, LOOKED_AT = 8, 60


@verb("read")
def find(db: TenantSession, text: str, limit: int = FEW) -> list[Buyable]:
    """Packages whose product, brand, ingredient or material holds every word of `text`: those
    bought last come first, then by name. Where nothing is called so, food that nearly is, the
    nearest first. Hidden ones are left out. Four statements, seven for slips."""
    if not fold(text).strip():
        return []
    found = [
        *(_buyable(FOOD, row) for row in db.scalars(_food(text))),
        *(_buyable(MATERIAL, row) for row in _materials(db, text)),
    ]
    if not found:
        return _priced(db, _nearly(db, text, limit))
    priced = _priced(db, found)
    # Alike in what was bought last, they stand by their names.
    priced.sort(key=lambda one: (one.product.of.name, one.product.label))
    priced.sort(key=lambda one: one.last.on if one.last else date.min, reverse=True)
    return priced[:limit]


@verb("read")
def buyables(
    db: TenantSession, product_ids: Collection[UUID], material_product_ids: Collection[UUID]
) -> dict[UUID, Buyable]:
    """These packages with what they last cost; one that is not in this bakery is absent."""
    keys = {FOOD.name: product_ids, MATERIAL.name: material_product_ids}
    found = [
        _buyable(kind, row)
        for kind in KINDS.values()
        if keys[kind.name]
        for row in kind.products(db, keys[kind.name]).values()
    ]
    return {one.product.id: one for one in _priced(db, found)}


def names_hold(text: str) -> ColumnElement[bool]:
    """Whether every word stands in the product's or its ingredient's names; the two are joined."""
    words = fold(text).split()
    return and_(
        True,
        *(or_(has_words(Product.folded, w), has_words(Ingredient.folded, w)) for w in words),
    )


def material_names_hold(text: str, row: MaterialProduct) -> bool:
    """The same of a package loaded with its material."""
    held = fold(" ".join(filter(None, (row.brand, row.name, row.material.name))))
    return all(word in held for word in fold(text).split())


def _food(text: str) -> Any:
    found = select(Product).join(Product.ingredient).where(names_hold(text))
    found = found.where(Product.deleted_at.is_(None), Product.is_hidden.is_(False))
    return found.options(FOOD.with_thing).order_by(Product.folded, Product.id).limit(LOOKED_AT)


def _nearly(db: TenantSession, text: str, limit: int) -> list[Buyable]:
    ids = [one.id for one in products.search(db, text, limit=limit).items]
    rows = FOOD.products(db, ids)
    return [_buyable(FOOD, rows[key]) for key in ids]


def _materials(db: TenantSession, text: str) -> list[MaterialProduct]:
    """A bakery has a few dozen packages of materials: their names are folded here."""
    found = select(MaterialProduct).join(MaterialProduct.material)
    found = found.where(
        MaterialProduct.deleted_at.is_(None),
        MaterialProduct.is_hidden.is_(False),
        Material.deleted_at.is_(None),
    )
    rows = db.scalars(found.options(MATERIAL.with_thing).order_by(MaterialProduct.id))
    return [row for row in rows if material_names_hold(text, row)]


def _buyable(kind: Kind, row: Any) -> Buyable:
    return Buyable(kind=kind.name, product=package_ref(kind, row), last=None)


def _priced(db: TenantSession, found: list[Buyable]) -> list[Buyable]:
    prices: dict[UUID, Price] = {}
    for kind in KINDS.values():
        prices |= last_prices(db, kind, [one.product.id for one in found if one.kind == kind.name])
    return [one.model_copy(update={"last": prices.get(one.product.id)}) for one in found]
