"""Materials for tests, made through the services as people would."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from baketracker.exchange.canonical import Dump, canonical
from baketracker.materials import products, service, units
from baketracker.materials.given import NewMaterial, NewMaterialProduct, NewMaterialUnit
from baketracker.materials.models import MaterialDepletion, MaterialLot, MaterialPurchase
from baketracker.materials.schemas import MaterialProductView, MaterialUnitDetail, MaterialView
from baketracker.stock.ledger import out_of_balance
from tests.factories.bakeries import BakeryOnDatabase

MONDAY = date(2026, 11, 16)


def material(
    bakery: BakeryOnDatabase, name: str = "Red satin", base: str = "linear_cm", **fields: Any
) -> MaterialView:
    """Satin ribbon, counted in cm, unless told."""
    given = {"category": "Ribbon", "subcategory": "Satin ribbon"} | fields
    new = NewMaterial.model_validate({"name": name, "base_unit": base} | given)
    with bakery.session() as db:
        return service.create(db, new)


def product(
    bakery: BakeryOnDatabase, of: MaterialView, name: str = "Roll", **fields: Any
) -> MaterialProductView:
    """A roll of 25 yards unless told."""
    given = {"package_quantity": "25", "package_unit": "yards"} | fields
    new = NewMaterialProduct.model_validate({"material_id": of.id, "name": name} | given)
    with bakery.session() as db:
        return products.create_product(db, new)


def unit(
    bakery: BakeryOnDatabase, of: MaterialProductView, quantity: str, name: str = "Bow", **more: Any
) -> MaterialUnitDetail:
    fields = {"material_product_id": of.id, "name": name, "quantity_per_unit": quantity}
    with bakery.session() as db:
        return units.create_unit(db, NewMaterialUnit.model_validate(fields | more))


def roll(bakery: BakeryOnDatabase, name: str = "Roll") -> MaterialProductView:
    """A roll of ribbon with a material of its own."""
    return product(bakery, material(bakery, f"{name} satin"), name)


def boxes(bakery: BakeryOnDatabase, name: str = "Box") -> MaterialProductView:
    """A pack of ten boxes with a material of its own."""
    of = material(bakery, f"{name} kraft", "each", category="Boxes")
    return product(bakery, of, name, package_quantity="10", package_unit="each")


def lot(
    bakery: BakeryOnDatabase,
    of: MaterialProductView,
    quantity: str,
    unit_cost: str | None = "0.01",
    bought: date | None = MONDAY,
    **fields: Any,
) -> UUID:
    """So many base units, bought at once."""
    with bakery.session() as db:
        row = MaterialLot(
            material_product_id=of.id,
            quantity=Decimal(quantity),
            unit_cost=None if unit_cost is None else Decimal(unit_cost),
            purchased_on=bought,
            **fields,
        )
        db.add(row)
        db.flush()
        return row.id


def paid(
    bakery: BakeryOnDatabase, of: MaterialProductView, price: str | None, on: date = MONDAY
) -> UUID:
    """One package at `price`."""
    with bakery.session() as db:
        row = MaterialPurchase(
            material_product_id=of.id, packages=1, purchased_on=on, package_price=price
        )
        db.add(row)
        db.flush()
        return row.id


def left(bakery: BakeryOnDatabase, lots: Sequence[UUID]) -> list[Decimal]:
    with bakery.session() as db:
        rows = [db.find(MaterialLot, key) for key in lots]
        return [row.quantity for row in rows if row is not None]


def dump(bakery: BakeryOnDatabase) -> Dump:
    """Everything the bakery has; its ledger adds up."""
    with bakery.session() as db:
        assert out_of_balance(db, MaterialLot, MaterialDepletion) == []
        return canonical(db)
