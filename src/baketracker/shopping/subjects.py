"""What a line can be about: a product, a product of a material, or words."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from baketracker.db.many import among
from baketracker.db.rows import live
from baketracker.db.tenancy import TenantSession
from baketracker.errors import N_, RuleBroken
from baketracker.materials.models import MaterialProduct
from baketracker.products.models import Product
from baketracker.purchases import service as purchases

from .given import NewItem
from .models import ShoppingItem
from .offers import usual_price
from .prices import material_prices
from .reading import package_of, sheet_of
from .schemas import PackageChoice

ONE_THING = N_("Write what to buy, or choose one product.")


def subject(db: TenantSession, new: NewItem) -> dict[str, Any]:
    """What a new line is about. Raises NotFound, RuleBroken."""
    given = [value for value in (new.text, new.product_id, new.material_product_id) if value]
    if len(given) != 1:
        raise RuleBroken(ONE_THING)
    if new.product_id:
        return product_line(db, live(db, Product, new.product_id, "product"))
    if new.material_product_id:
        return material_line(db, new.material_product_id)
    return {"kind": "other", "text": new.text}


def product_line(db: TenantSession, product: Product) -> dict[str, Any]:
    """One package of a product, at its last price and store."""
    prices = purchases.prices(db, [product.id])[product.id]
    price, supplier_id = usual_price(prices, product.preferred_supplier_id)
    found = select(Product).where(Product.id == product.id).options(joinedload(Product.ingredient))
    ingredient = db.scalars(found.execution_options(populate_existing=True)).one().ingredient
    return {
        "kind": "food",
        "ingredient_id": ingredient.id,
        "product_id": product.id,
        "packages": 1,
        "package_price": price,
        "supplier_id": supplier_id,
        "aisle": ingredient.category,
    }


def material_line(db: TenantSession, product_id: UUID) -> dict[str, Any]:
    """One package of a material, at its last price and store. Raises NotFound."""
    live(db, MaterialProduct, product_id, "material product")
    found = select(MaterialProduct).where(MaterialProduct.id == product_id)
    loaded = found.options(joinedload(MaterialProduct.material, innerjoin=True))
    sheet = db.scalars(loaded.execution_options(populate_existing=True)).one()
    price, supplier_id = usual_price(material_prices(db, [sheet.id])[sheet.id], sheet.supplier_id)
    return {
        "kind": "material",
        "material_product_id": sheet.id,
        "unit": sheet.material.base_unit,
        "packages": 1,
        "package_price": price,
        "supplier_id": supplier_id,
    }


def choices_of(db: TenantSession, rows: Iterable[ShoppingItem]) -> dict[UUID, list[PackageChoice]]:
    """The packages each line may take, by the line's id: those of its ingredient or material. Four
    statements."""
    listed = list(rows)
    food = _products(db, {row.ingredient_id for row in listed if row.kind == "food"})
    materials = _sheets(
        db, {row.material_product.material_id for row in listed if row.material_product}
    )
    return {row.id: (food | materials).get(_about(row), []) for row in listed}


def _about(row: ShoppingItem) -> UUID | None:
    if row.kind == "food":
        return row.ingredient_id
    return row.material_product.material_id if row.material_product else None


def _products(
    db: TenantSession, ingredient_ids: Collection[UUID | None]
) -> dict[UUID | None, list[PackageChoice]]:
    """By ingredient, by brand and name."""
    found = select(Product).where(
        among(Product.ingredient_id, ingredient_ids),
        Product.deleted_at.is_(None),
        Product.is_hidden.is_(False),
    )
    loaded = found.options(joinedload(Product.ingredient, innerjoin=True))
    rows = db.scalars(loaded.order_by(Product.folded, Product.id)).all()
    prices = purchases.prices(db, [row.id for row in rows])
    grouped: defaultdict[UUID | None, list[PackageChoice]] = defaultdict(list)
    for row in rows:
        grouped[row.ingredient_id].append(
            PackageChoice(package=package_of(row), last=prices[row.id].last, is_usual=row.preferred)
        )
    return grouped


def _sheets(
    db: TenantSession, material_ids: Collection[UUID]
) -> dict[UUID | None, list[PackageChoice]]:
    """By material, by name."""
    found = select(MaterialProduct).where(
        among(MaterialProduct.material_id, material_ids),
        MaterialProduct.deleted_at.is_(None),
        MaterialProduct.is_hidden.is_(False),
    )
    rows = db.scalars(found.order_by(MaterialProduct.name, MaterialProduct.id)).all()
    prices = material_prices(db, [row.id for row in rows])
    grouped: defaultdict[UUID | None, list[PackageChoice]] = defaultdict(list)
    for row in rows:
        grouped[row.material_id].append(
            PackageChoice(package=sheet_of(row), last=prices[row.id].last, is_usual=False)
        )
    return grouped
