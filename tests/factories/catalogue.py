"""A catalogue for tests, made through the services as people would."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from baketracker.ingredients import service as ingredients
from baketracker.ingredients.schemas import IngredientView, NewIngredient
from baketracker.pantry.models import Lot
from baketracker.products import service as products
from baketracker.products.schemas import NewProduct, ProductView
from baketracker.purchases.models import Purchase
from baketracker.suppliers import service as suppliers
from baketracker.suppliers.schemas import NewSupplier, SupplierView
from tests.factories.bakeries import BakeryOnDatabase

CUP_OF_FLOUR: dict[str, Any] = {
    "density_volume": "1",
    "density_volume_unit": "cup",
    "density_weight": "4.25",
    "density_weight_unit": "oz",
}


def ingredient(bakery: BakeryOnDatabase, name: str = "Flour", **fields: Any) -> IngredientView:
    with bakery.session() as db:
        return ingredients.create(db, NewIngredient(name=name, **fields))


def supplier(bakery: BakeryOnDatabase, name: str = "Costco", **fields: Any) -> SupplierView:
    with bakery.session() as db:
        return suppliers.create(db, NewSupplier(name=name, **fields))


def product(bakery: BakeryOnDatabase, of: IngredientView, **fields: Any) -> ProductView:
    """A 5 lb bag of King Arthur unless told."""
    given = {"brand": "King Arthur", "package_quantity": "5", "package_unit": "lb"} | fields
    with bakery.session() as db:
        return products.create(db, NewProduct(ingredient_id=of.id, **given))


def lot(
    bakery: BakeryOnDatabase,
    of: ProductView,
    quantity: str,
    unit_cost: str | None = "0.70",
    bought: date | None = date(2026, 11, 21),
    **fields: Any,
) -> UUID:
    with bakery.session() as db:
        row = Lot(
            product_id=of.id,
            quantity=Decimal(quantity),
            unit_cost=None if unit_cost is None else Decimal(unit_cost),
            purchased_on=bought,
            **fields,
        )
        db.add(row)
        db.flush()
        return row.id


def purchase(bakery: BakeryOnDatabase, of: ProductView, **fields: Any) -> UUID:
    """One package for 3.50, without a lot, unless told."""
    given = {"packages": 1, "package_price": Decimal("3.50"), "purchased_on": date(2026, 11, 21)}
    with bakery.session() as db:
        row = Purchase(product_id=of.id, **given | fields)
        db.add(row)
        db.flush()
        return row.id
