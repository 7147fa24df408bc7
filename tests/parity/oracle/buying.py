"""What to buy: A2 (a package costs what a package costs, and what nobody knows is not 0)."""

import sqlite3
from math import ceil
from typing import Any

from tests.parity.oracle.costs import package_price
from tests.parity.oracle.measuring import converted, density

_NO_DENSITY = "Density required for conversion. Edit ingredient '%s' to set density."
_INGREDIENT = "SELECT id, display_name FROM ingredients WHERE slug = ?"
_PRODUCTS = """
    SELECT * FROM products WHERE ingredient_id = ? AND is_hidden = 0 ORDER BY preferred DESC, id
"""


def advice(file: sqlite3.Connection, path: tuple[str, ...]) -> dict[str, Any]:
    """stages/<stage>/product_recommendations/<ingredient>|<shortfall>|<unit>."""
    slug, lacking, unit = path[3].split("|")
    return offered(file, slug, float(lacking), unit) | {"message": ""}


def offered(file: sqlite3.Connection, slug: str, lacking: float, unit: str) -> dict[str, Any]:
    """What to buy where so much is lacking."""
    ((ingredient, name),) = file.execute(_INGREDIENT, (slug,)).fetchall()
    weighs = density(file, ingredient)
    offers = [
        _offer(file, row, (slug, name), lacking, unit, weighs)
        for row in file.execute(_PRODUCTS, (ingredient,)).fetchall()
    ]
    usual = [offer for offer in offers if offer["is_preferred"]]
    status = "preferred" if usual else "multiple" if offers else "none"
    return {
        "product_status": status,
        "product_recommendation": usual[0] if usual else None,
        "all_products": usual[:1] or offers,
    }


def _offer(
    file: sqlite3.Connection, row: sqlite3.Row, named: tuple[str, str], lacking: float, unit: str,
    weighs: float | None,
) -> dict[str, Any]:  # fmt: skip
    slug, name = named
    size, package_unit = row["package_unit_quantity"], row["package_unit"]
    holds = converted(size, package_unit, unit, weighs)
    # What cost nothing was a gift: nobody expects another.
    price = package_price(file, row["id"], gifts=True) or None
    packages = max(1, ceil(lacking / holds)) if holds else 0
    words = (slug, row["brand"] or "", row["product_name"] or "", f"{size:g} {package_unit}")
    return {
        "product": "|".join(words),
        "brand": row["brand"],
        "package_size": row["package_size"] or "",
        "package_quantity": size,
        "package_unit": package_unit,
        "is_preferred": bool(row["preferred"]),
        "cost_available": price is not None,
        "cost_message": "" if price is not None else "Cost unknown",
        "conversion_error": holds is None,
        "error_message": _NO_DENSITY % name if holds is None else "",
        "cost_per_package_unit": None if price is None else price / size,
        "cost_per_recipe_unit": price / holds if price is not None and holds else None,
        "min_packages": packages,
        "total_cost": price * packages if price is not None and packages else None,
    }
