"""A bakery with something to shop for: two events, stores, prices, packaging, ribbon."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from baketracker.db.tenancy import TenantSession
from baketracker.db.types import new_id
from baketracker.finished_goods.models import Composition
from baketracker.materials.models import (
    Material,
    MaterialCategory,
    MaterialProduct,
    MaterialPurchase,
    MaterialSubcategory,
    MaterialUnit,
)
from baketracker.purchases.models import Purchase
from baketracker.shopping import making
from baketracker.shopping.given import NewList
from baketracker.shopping.schemas import ItemView, ListView
from baketracker.suppliers.models import Supplier
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.kitchen import CUP_OF_FLOUR, Kitchen


@dataclass(frozen=True)
class Trip:
    """What `shop` made, by name. Fair: 10 loaves, 20 lb of flour and 10 bags; Tea: 3 loaves.
    3 lb of flour lie in the pantry."""

    flour: UUID
    large: UUID
    small: UUID
    box: UUID
    ribbon: UUID
    costco: UUID
    corner: UUID
    fair: UUID
    tea: UUID
    loaf: UUID
    good: UUID


def row(db: TenantSession, entity: Any, **values: Any) -> UUID:
    made: UUID = new_id()
    db.insert_rows(entity, [{"id": made, **values}])
    return made


def bought(db: TenantSession, product: UUID, price: str | None, day: int, shop: UUID) -> None:
    """One package, `day` days after New Year."""
    row(
        db, Purchase, product_id=product, packages=1, supplier_id=shop,
        package_price=None if price is None else Decimal(price),
        purchased_on=date(2026, 1, 1) + timedelta(days=day),
    )  # fmt: skip


def shop(db: TenantSession) -> Trip:
    """Flour comes as 5 lb at 4.00 (Costco) and 2 lb at 2.50 (Corner, once 2.00 at Costco)."""
    kitchen = Kitchen(db)
    costco, corner = (
        row(db, Supplier, name=name, slug=name.lower(), folded=name.lower())
        for name in ("Costco", "Corner Shop")
    )
    flour = kitchen.ingredient("Flour", category="Baking", **CUP_OF_FLOUR)
    large = kitchen.product(flour, "lb", brand="King", package_quantity=Decimal(5),
                            package_type="bag")  # fmt: skip
    small = kitchen.product(flour, "lb", brand="Mill", folded="mill", package_quantity=Decimal(2),
                            package_type="bag")  # fmt: skip
    bought(db, large, "6.00", 1, corner)
    bought(db, large, "4.00", 9, costco)
    bought(db, small, "2.00", 1, costco)
    bought(db, small, "2.50", 9, corner)
    kitchen.lot(flour, "3", "lb", brand="Old")
    boxes = kitchen.ingredient("Boxes", category="Wrapping")
    box = kitchen.product(boxes, "each", name="Window box", package_quantity=Decimal(25))
    bought(db, box, "19.50", 3, corner)
    ribbon, twenty = red_ribbon(db, corner)
    recipe = kitchen.recipe("Bread", {flour: "2 lb"})
    loaf = kitchen.finished_unit(recipe, "Loaf", 1)
    good = kitchen.good("Gift loaf", units={loaf: "1"}, packaging={box: "1"})
    row(
        db, Composition, finished_good_id=good, material_unit_id=twenty, quantity=Decimal(1),
        sort_order=9,
    )  # fmt: skip
    today = db.scope.today()
    fair = kitchen.event("Fair", today + timedelta(days=5), {good: 10}, recipe)
    tea = kitchen.event("Tea", today + timedelta(days=9), {good: 3}, recipe)
    return Trip(flour, large, small, box, ribbon, costco, corner, fair, tea, loaf, good)


def red_ribbon(db: TenantSession, seller: UUID) -> tuple[UUID, UUID]:
    """A roll of 1000 cm, and the 20 cm a good takes."""
    category = row(db, MaterialCategory, name="Ribbons", slug="ribbons")
    group = row(db, MaterialSubcategory, category_id=category, name="Satin", slug="satin")
    kind = row(db, Material, subcategory_id=group, name="Red ribbon", slug="red-ribbon",
               base_unit="linear_cm")  # fmt: skip
    roll = row(
        db, MaterialProduct, material_id=kind, name="Satin roll", slug="satin-roll",
        package_quantity=Decimal(10), package_unit="meters", base_quantity=Decimal(1000),
    )  # fmt: skip
    row(db, MaterialPurchase, material_product_id=roll, supplier_id=seller, packages=1,
        package_price=Decimal(6), purchased_on=date(2026, 1, 2))  # fmt: skip
    unit = row(
        db, MaterialUnit, material_product_id=roll, name="20 cm", slug="20-cm",
        quantity_per_unit=Decimal(20),
    )  # fmt: skip
    return roll, unit


def listed(bakery: BakeryOnDatabase, *events: UUID, **more: Any) -> ListView:
    with bakery.session() as db:
        return making.make(db, NewList(event_ids=list(events), **more))


def shopped(bakery: BakeryOnDatabase) -> tuple[Trip, ListView]:
    """The bakery with a list for the fair."""
    with bakery.session() as db:
        trip = shop(db)
    return trip, listed(bakery, trip.fair)


def lines(shown: ListView, name: str) -> list[ItemView]:
    return [item for item in shown.items if item.name == name]


def told(shown: ListView) -> list[tuple[str, int | None, str]]:
    """(product or words, packages, need) of each line to buy."""
    return [
        (
            item.product.name if item.product else item.name,
            item.packages,
            f"{item.needed.normalize():f} {item.unit}" if item.needed is not None else "",
        )
        for item in shown.items
    ]
