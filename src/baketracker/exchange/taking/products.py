"""Products."""

from baketracker.exchange.desktop_rows import DesktopRow
from baketracker.measures.folding import fold
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


TAKINGS = (Taking("products", Product, product, same=(("gtin",),), slugged=True, left_out=DATED),)
