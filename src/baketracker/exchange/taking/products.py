"""Products and the lots that are left of them."""

from baketracker.exchange.desktop_rows import DesktopRow
from baketracker.measures.folding import fold
from baketracker.pantry.models import Lot
from baketracker.products.models import Product

from .base import Links, Taking, Values
from .ingredients import DATED


def product(row: DesktopRow, links: Links) -> Values:
    brand, name = row.words("brand", longest=200), row.words("product_name", longest=200)
    return {
        "ingredient_id": links.leaf(row),
        "brand": brand,
        "name": name,
        "slug": row.slug(),
        "folded": fold(" ".join(filter(None, (brand, name)))),
        "package_size": row.words("package_size"),
        "package_type": row.words("package_type"),
        "package_unit": row.name("package_unit"),
        "package_quantity": row.amount("package_unit_quantity", above_zero=True),
        "upc": row.words("upc_code"),
        "gtin": row.words("gtin"),
        "supplier_text": row.words("supplier"),
        "supplier_sku": row.words("supplier_sku"),
        "brand_owner": row.words("brand_owner"),
        "gpc_brick_code": row.words("gpc_brick_code"),
        "net_content_value": row.number("net_content_value"),
        "net_content_unit": row.words("net_content_uom"),
        "country_of_sale": row.words("country_of_sale"),
        "off_id": row.words("off_id"),
        "preferred": row.flag("preferred"),
        "preferred_supplier_id": links.maybe(row, "preferred_supplier_id", "suppliers"),
        "is_hidden": row.flag("is_hidden"),
        "is_provisional": row.flag("is_provisional"),
        "notes": row.text("notes"),
    }


def lot(row: DesktopRow, links: Links) -> Values:
    return {
        "product_id": links.to(row, "product_id", "products", "product"),
        "quantity": row.amount("quantity"),
        "unit_cost": row.number("unit_cost"),
        "purchased_on": row.day("purchase_date"),
        "expires_on": row.day("expiration_date"),
        "opened_on": row.day("opened_date"),
        "location": row.words("location"),
        "lot_code": row.words("lot_or_batch"),
        "notes": row.text("notes"),
        # Lots bought on the same day are used up in the order the desktop wrote them.
        "sort_order": row.number_in_file,
    }


TAKINGS = (
    Taking("products", Product, product, same=(("gtin",),), slugged=True, left_out=DATED),
    Taking("inventory_items", Lot, lot, left_out=frozenset({"purchase_id", "last_updated"})),
)
