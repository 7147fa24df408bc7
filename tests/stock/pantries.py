"""A small pantry for the tests of stock: ingredients in pounds and ounces, with many lots."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from baketracker.buying import service as buying
from baketracker.buying.schemas import NewLine, NewReceipt, ReceiptView
from baketracker.db.tenancy import TenantSession
from baketracker.ingredients.schemas import IngredientView
from baketracker.materials.models import MaterialDepletion, MaterialLot
from baketracker.pantry.models import Depletion, Lot
from baketracker.products.schemas import ProductView
from baketracker.stock.ledger import out_of_balance
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.catalogue import ingredient, lot, product

FIRST_DAY = date(2026, 10, 1)


def stocked(
    bakery: BakeryOnDatabase, name: str, lots: int, each: str = "10", cost: str = "0.50"
) -> tuple[IngredientView, ProductView, list[UUID]]:
    """An ingredient with so many lots of `each` lb, a day apart, the first the oldest."""
    of = ingredient(bakery, name)
    bag = product(bakery, of, brand=f"{name} Mill")
    days = [FIRST_DAY + timedelta(days=n) for n in range(lots)]
    return of, bag, [lot(bakery, bag, each, cost, day) for day in days]


def bought(
    db: TenantSession,
    of: ProductView,
    packages: int,
    price: Decimal | str | None,
    on: date = FIRST_DAY,
    op_id: UUID | None = None,
) -> ReceiptView:
    """A receipt with one line, whatever seems odd about it."""
    given = None if price is None else Decimal(price)
    line = NewLine(product_id=of.id, packages=packages, package_price=given)
    return buying.record(db, NewReceipt(bought_on=on, lines=[line], confirmed=True), op_id)


def assert_in_balance(db: TenantSession) -> None:
    """Every ledger adds up to what went out of its lot, and no lot is below nothing."""
    assert out_of_balance(db, Lot, Depletion) == []
    assert out_of_balance(db, MaterialLot, MaterialDepletion) == []
    assert db.query(Lot).filter((Lot.quantity < 0) | (Lot.quantity_out < 0)).count() == 0
