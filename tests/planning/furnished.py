"""More for a bakery with something to plan: prices, packaging, ribbon, things on hand."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select

from baketracker.db.base import TenantOwned
from baketracker.db.tenancy import TenantSession
from baketracker.db.types import new_id
from baketracker.finished_goods.models import Composition
from baketracker.materials.models import (
    Material,
    MaterialCategory,
    MaterialLot,
    MaterialProduct,
    MaterialSubcategory,
    MaterialUnit,
)
from baketracker.planning import service
from baketracker.planning.schemas import PlanView
from baketracker.planning.unit_schemas import UnitPlan
from baketracker.products.models import Product
from baketracker.purchases.models import Purchase
from tests.factories.bakeries import BakeryOnDatabase


def plan_of(bakery: BakeryOnDatabase, event: UUID) -> PlanView:
    with bakery.session("member") as db:
        return service.plan_for(db, event)


def units(plan: PlanView) -> dict[str, UnitPlan]:
    return {unit.name: unit for unit in plan.units}


def change(db: TenantSession, entity: type[TenantOwned], row_id: UUID, **values: Any) -> None:
    """Change a stored row."""
    row = db.find(entity, row_id)
    assert row is not None
    for name, value in values.items():
        setattr(row, name, value)
    db.flush()


def bought(db: TenantSession, product: UUID, price: str, on: date | None = None) -> None:
    """One package at this price."""
    day = on or db.scope.today()
    values = {"product_id": product, "packages": 1, "package_price": Decimal(price)}
    db.insert_rows(Purchase, [{"id": new_id(), "purchased_on": day} | values])


def everything_bought(db: TenantSession, price: str) -> None:
    """Every product was bought at this price, and is the usual one of its ingredient."""
    for row in db.scalars(select(Product).order_by(Product.id)).all():
        bought(db, row.id, price)
        row.preferred = not any(
            other.preferred
            for other in db.scalars(
                select(Product).where(Product.ingredient_id == row.ingredient_id)
            )
            if other.id != row.id
        )
        db.flush()


def ribbon(db: TenantSession, held: str, cost: str | None) -> tuple[UUID, UUID]:
    """A material unit that takes 20 cm, and its product with `held` cm at `cost` a cm."""
    category, shelf, material, product, unit = (new_id() for _ in range(5))
    named = {"name": "Ribbon", "slug": "ribbon"}
    db.insert_rows(MaterialCategory, [{"id": category} | named])
    db.insert_rows(MaterialSubcategory, [{"id": shelf, "category_id": category} | named])
    fields = {"subcategory_id": shelf, "base_unit": "linear_cm"}
    db.insert_rows(Material, [{"id": material} | fields | named])
    add_ribbon(db, material, product, held, cost)
    db.insert_rows(
        MaterialUnit,
        [{"id": unit, "material_product_id": product, "name": "20 cm", "slug": "20-cm",
          "quantity_per_unit": Decimal(20)}],
    )  # fmt: skip
    return unit, material


def add_ribbon(
    db: TenantSession, material: UUID, product: UUID, held: str, cost: str | None
) -> None:
    """Another product of the material, with a lot."""
    package = {"package_quantity": Decimal(10), "package_unit": "meters"}
    db.insert_rows(
        MaterialProduct,
        [{"id": product, "material_id": material, "name": f"Reel {product}", "slug": str(product),
          "base_quantity": Decimal(1000)} | package],
    )  # fmt: skip
    db.insert_rows(
        MaterialLot,
        [{"id": new_id(), "material_product_id": product, "quantity_bought": Decimal(held),
          "quantity": Decimal(held), "unit_cost": Decimal(cost) if cost else None}],
    )  # fmt: skip


def wrap(db: TenantSession, good: UUID, quantity: str, **what: Any) -> None:
    """A line of packaging or material on a good."""
    values = {"finished_good_id": good, "quantity": Decimal(quantity), "sort_order": 90}
    db.insert_rows(Composition, [{"id": new_id()} | values | what])
