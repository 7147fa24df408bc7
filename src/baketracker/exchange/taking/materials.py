"""Materials from their categories down to what is left of each purchase."""

from collections.abc import Sequence
from decimal import Decimal

from baketracker.db.tenancy import TenantSession
from baketracker.errors import N_
from baketracker.exchange.desktop_rows import TOO_MUCH, DesktopRow, NotTaken
from baketracker.materials.models import (
    Material,
    MaterialCategory,
    MaterialDepletion,
    MaterialLot,
    MaterialProduct,
    MaterialPurchase,
    MaterialSubcategory,
    MaterialUnit,
)
from baketracker.measures.folding import fold
from baketracker.measures.material_units import BaseUnit
from baketracker.measures.slugs import slugify
from baketracker.stock.ledger import exact

from .base import Links, Taking, Values

BASE_UNITS = tuple(unit.value for unit in BaseUnit)


def category(row: DesktopRow, _links: Links) -> Values:
    return {
        "name": row.name("name"),
        "slug": row.slug(),
        "description": row.text("description"),
        "sort_order": row.whole("sort_order", 0),
    }


def subcategory(row: DesktopRow, links: Links) -> Values:
    above = links.to(row, "category_id", "material_categories")
    return {"category_id": above, **category(row, links)}


def material(row: DesktopRow, links: Links) -> Values:
    name = row.name("name")
    return {
        "subcategory_id": links.to(row, "subcategory_id", "material_subcategories"),
        "name": name,
        "slug": row.slug(),
        "folded": fold(name),
        "base_unit": row.choice("base_unit_type", BASE_UNITS, BaseUnit.EACH.value),
        "description": row.text("description"),
        "notes": row.text("notes"),
    }


def product(row: DesktopRow, links: Links) -> Values:
    return {
        "material_id": links.to(row, "material_id", "materials"),
        "supplier_id": links.maybe(row, "supplier_id", "suppliers"),
        "name": row.name("name"),
        "slug": row.slug(),
        "brand": row.words("brand", longest=200),
        "sku": row.words("sku"),
        "package_quantity": row.amount("package_quantity", above_zero=True),
        "package_unit": row.name("package_unit"),
        "base_quantity": row.amount("quantity_in_base_units", above_zero=True),
        "is_hidden": row.flag("is_hidden"),
        "is_provisional": row.flag("is_provisional"),
        "notes": row.text("notes"),
    }


def unit(row: DesktopRow, links: Links) -> Values:
    name = row.name("name")
    return {
        "material_product_id": links.to(row, "material_product_id", "material_products"),
        "name": name,
        # Unlike other slugs, only unique within its product.
        "slug": row.slug() or slugify(name),
        "quantity_per_unit": row.amount("quantity_per_unit", above_zero=True),
        "description": row.text("description"),
    }


def purchase(row: DesktopRow, links: Links) -> Values:
    packages, on = row.whole("packages_purchased"), row.day("purchase_date")
    if not packages:
        raise NotTaken(N_("it counts no packages"))
    if on is None:
        raise NotTaken(N_("it has no date"))
    return {
        "material_product_id": links.to(row, "product_id", "material_products"),
        "supplier_id": links.maybe(row, "supplier_id", "suppliers"),
        "packages": packages,
        "package_price": row.number("package_price"),
        "purchased_on": on,
        "notes": row.text("notes"),
    }


def lot(row: DesktopRow, links: Links) -> Values:
    gone, unit_cost = _gone(row), row.number("cost_per_unit")
    if unit_cost and gone * unit_cost >= TOO_MUCH:
        raise NotTaken(N_("%(column)s is out of range"), column="cost per unit")
    return {
        "material_product_id": links.to(row, "material_product_id", "material_products"),
        "purchase_id": links.maybe(row, "material_purchase_id", "material_purchases"),
        "quantity": row.amount("quantity_remaining"),
        "quantity_out": gone,
        "unit_cost": unit_cost,
        "purchased_on": row.day("purchase_date"),
        "location": row.words("location"),
        "notes": row.text("notes"),
        "sort_order": row.number_in_file,
    }


def _gone(row: DesktopRow) -> Decimal:
    """What was used of it before; the desktop kept no ledger of materials."""
    gone = row.amount("quantity_purchased") - row.amount("quantity_remaining")
    return max(gone, Decimal(0))


def went_out(db: TenantSession, new: Sequence[Values], _links: Links) -> None:
    """One entry in the ledger for all that went out of each lot before it came in."""
    used = MaterialLot.locked(db, [row["id"] for row in new if row["quantity_out"]])
    db.insert_rows(MaterialDepletion, map(_earlier, used))


def _earlier(lot: MaterialLot) -> Values:
    return {
        "lot_id": lot.id,
        "quantity": lot.quantity_out,
        "unit": lot.unit,
        "cost": None if lot.unit_cost is None else exact(lot.quantity_out * lot.unit_cost),
        "reason": "earlier",
        # The desktop only kept when it touched the lot last.
        "happened_at": lot.updated_at,
    }


def _by_name(values: Values) -> str:
    return str(values["name"])


TAKINGS = (
    Taking("material_categories", MaterialCategory, category, same=(("name",),), slugged=True,
           slug_from=_by_name),
    Taking("material_subcategories", MaterialSubcategory, subcategory,
           same=(("category_id", "name"),), slugged=True, slug_from=_by_name),
    Taking("materials", Material, material, slugged=True, slug_from=_by_name,
           remembers=("base_unit",)),
    Taking("material_products", MaterialProduct, product, slugged=True,
           remembers=("material_id",)),
    Taking("material_units", MaterialUnit, unit,
           same=(("material_product_id", "name"), ("material_product_id", "slug"))),
    # What a purchase added, and for how much each, its lot says too.
    Taking("material_purchases", MaterialPurchase, purchase,
           left_out=frozenset({"units_added", "unit_cost"})),
    Taking("material_inventory_items", MaterialLot, lot, follow=went_out),
)  # fmt: skip
