"""Products, and how they are packed for the trade."""

from collections.abc import Mapping
from typing import Any

from baketracker.errors import N_, NN_
from baketracker.exchange.desktop_rows import DesktopRow, NotTaken
from baketracker.measures.folding import fold
from baketracker.products.checking import SAME
from baketracker.products.models import Product, ProductPackaging

from .base import Links, Taking, Values
from .ingredients import DATED

LEVELS = ("each", "inner", "case", "pallet")
TWINS = NN_(
    "%(count)s product is just like another: the same ingredient, brand, name and package. "
    "Merge the two if they are one.",
    "%(count)s products are just like others: the same ingredient, brand, name and package. "
    "Merge them if they are one.",
)


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


def packaging(row: DesktopRow, links: Links) -> Values:
    level = row.choice("packaging_level", LEVELS, None)
    if level is None:
        raise NotTaken(N_("its level is unknown"))
    return {
        "product_id": links.to(row, "product_id", "products"),
        "level": level,
        "type_code": row.words("packaging_type_code"),
        "material_code": row.words("packaging_material_code"),
        "holds": row.whole("qty_of_next_lower_level") or None,
        "dimensions": row.mapping("dimensions_l_w_h_uom"),
        "gross_weight": row.mapping("gross_weight_value_uom"),
    }


def called(values: Mapping[str, Any], links: Links) -> str:
    """What a shelf would name a product: its brand and name, else its ingredient."""
    ingredient = links.facts.get(values["ingredient_id"], {})
    named = " ".join(filter(None, (values["brand"], values["name"])))
    return named or str(ingredient.get("name", ""))


TAKINGS = (
    Taking("products", Product, product, same=(("gtin",),), slugged=True, left_out=DATED,
           alike=SAME, twins=TWINS, called=called, remembers=(
               "ingredient_id", "brand", "name", "package_unit", "package_quantity")),
    Taking("product_packaging", ProductPackaging, packaging),
)  # fmt: skip
