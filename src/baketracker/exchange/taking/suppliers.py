"""Suppliers."""

from baketracker.exchange.desktop_rows import DesktopRow
from baketracker.measures.folding import fold
from baketracker.suppliers.models import Supplier

from .base import Links, Taking, Values


def supplier(row: DesktopRow, _links: Links) -> Values:
    name = row.name("name")
    return {
        "name": name,
        "slug": row.slug(),
        "folded": fold(name),
        "kind": row.choice("supplier_type", ("physical", "online"), "physical"),
        "website_url": row.words("website_url"),
        "street_address": row.words("street_address"),
        "city": row.words("city"),
        "state": row.words("state"),
        "postal_code": row.words("zip_code"),
        "country": None,
        "notes": row.text("notes"),
        "is_active": row.flag("is_active", default=True),
    }


TAKINGS = (
    Taking(
        "suppliers", Supplier, supplier, same=(("name", "slug"),), slugged=True,
        slug_from=lambda values: str(values["name"]),
    ),
)  # fmt: skip
