"""Materials for tests: ribbon, boxes, paper, made row by row."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from baketracker.db.base import TenantOwned
from baketracker.db.tenancy import TenantSession
from baketracker.db.types import new_id
from baketracker.materials.models import (
    Material,
    MaterialCategory,
    MaterialLot,
    MaterialProduct,
    MaterialPurchase,
    MaterialSubcategory,
    MaterialUnit,
)
from baketracker.measures.folding import fold
from baketracker.measures.slugs import slugify

MONDAY = date(2026, 11, 16)


class Shelf:
    """Makes materials in one session; every maker answers the new id."""

    def __init__(self, db: TenantSession) -> None:
        self.db = db

    def material(self, name: str = "Red satin", base_unit: str = "linear_cm") -> UUID:
        """In a category and a subcategory of its own: "Red satin things", "Red satin sorts"."""
        category = self._named(MaterialCategory, f"{name} things")
        sort = self._named(MaterialSubcategory, f"{name} sorts", category_id=category)
        about = {"subcategory_id": sort, "base_unit": base_unit, "folded": fold(name)}
        return self._named(Material, name, **about)

    def product(self, material: UUID, base_quantity: str, name: str = "Roll", **more: Any) -> UUID:
        """One package of `base_quantity` base units."""
        held = Decimal(base_quantity)
        size = {"package_quantity": held, "package_unit": "cm", "base_quantity": held}
        about = {"name": name, "slug": None, "material_id": material}
        return self._row(MaterialProduct, **about | size | more)

    def unit(self, product: UUID, quantity: str, name: str = "Bow") -> UUID:
        row = {"material_product_id": product, "quantity_per_unit": Decimal(quantity)}
        return self._named(MaterialUnit, name, **row)

    def lot(self, product: UUID, quantity: str, unit_cost: str | None) -> UUID:
        left = Decimal(quantity)
        row = {"material_product_id": product, "quantity": left}
        return self._row(MaterialLot, **row, unit_cost=unit_cost and Decimal(unit_cost))

    def pay(self, product: UUID, price: str | None, on: date = MONDAY) -> UUID:
        """One package at `price`."""
        row = {"material_product_id": product, "packages": 1, "purchased_on": on}
        return self._row(MaterialPurchase, **row, package_price=price and Decimal(price))

    def _named(self, entity: type[TenantOwned], name: str, **more: Any) -> UUID:
        return self._row(entity, name=name, slug=slugify(name), **more)

    def _row(self, entity: type[TenantOwned], **values: Any) -> UUID:
        made = new_id()
        self.db.insert_rows(entity, [{"id": made} | values])
        return made
