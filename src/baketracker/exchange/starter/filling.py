"""Taking the starter catalogue into a bakery."""

from typing import cast
from uuid import UUID

from sqlalchemy import select

from baketracker.accounts.models import Tenant
from baketracker.db.scope import VERBS, allows, verb
from baketracker.db.tenancy import TenantSession
from baketracker.errors import N_, RuleBroken
from baketracker.ingredients.models import Ingredient
from baketracker.materials.models import MaterialPurchase
from baketracker.purchases.models import Purchase
from baketracker.suppliers.models import Supplier

from .contents import Starter, Units, starter
from .rows import Kitchen, Table, as_of, catalogue, folded, local_price, starter_id

TYPICAL = "Typical price"
"""The shop that stands beside a price nobody has paid: every door names the shop of a price."""


@verb("read")
def may_take_starter(db: TenantSession) -> bool:
    """Whether this person may take the catalogue in: the bakery is empty or has it already."""
    may = allows(db.scope, VERBS["exchange.fill_with_starter"])
    return may and (has_starter(db) or is_empty(db))


@verb("write", least="admin")
def fill_with_starter(db: TenantSession) -> None:
    """Fill an empty bakery with the starter catalogue and its typical prices, in the bakery's
    units and money; a second time changes nothing. Raises RuleBroken when the bakery has
    ingredients of its own."""
    wait_for_others(db)
    if has_starter(db):
        return
    refuse_unless_empty(db)
    told, kitchen = starter(), kitchen_of(db)
    for entity, rows in [*catalogue(told, kitchen), *_typical_prices(db, told, kitchen)]:
        db.insert_rows(entity, rows)


def has_starter(db: TenantSession) -> bool:
    first = starter().ingredients[0].name
    return db.find(Ingredient, starter_id("ingredient", first)) is not None


def is_empty(db: TenantSession) -> bool:
    """So that nothing would mix with anything of the bakery's own."""
    return db.scalar(select(Ingredient.id).limit(1)) is None


def refuse_unless_empty(db: TenantSession) -> None:
    if not is_empty(db):
        raise RuleBroken(N_("This bakery has ingredients already: ours would mix with them."))


def wait_for_others(db: TenantSession) -> None:
    """A second tap waits here until the first one is through."""
    db.execute(select(Tenant.id).where(Tenant.id == db.scope.tenant_id).with_for_update())


def kitchen_of(db: TenantSession) -> Kitchen:
    """How the bakery measures and pays."""
    here = db.scalars(select(Tenant).where(Tenant.id == db.scope.tenant_id)).one()
    return Kitchen(cast(Units, here.units), here.currency)


def good_id(unit: str) -> UUID:
    """The finished good that is one finished unit by itself."""
    return starter_id("bare good", unit)


def _typical_prices(db: TenantSession, told: Starter, kitchen: Kitchen) -> list[Table]:
    """A price for every package, where the bakery's currency is known."""
    if kitchen.currency not in told.currencies:
        return []
    shop, day = starter_id("supplier", TYPICAL), as_of(db.scope.today())
    common = {"supplier_id": shop, "packages": 1, "purchased_on": day}
    food = [
        common
        | {
            "id": starter_id("price", row.name), "product_id": starter_id("product", row.name),
            "package_price": local_price(told, kitchen, row.packages[kitchen.units].dollars),
        }
        for row in told.ingredients
    ]  # fmt: skip
    wrapping = [
        common
        | {
            "id": starter_id("material price", row.name),
            "material_product_id": starter_id("material product", row.name),
            "package_price": local_price(told, kitchen, row.packages[kitchen.units].dollars),
        }
        for row in told.materials
    ]  # fmt: skip
    note = "Not a shop: what things usually cost, until you write down what you paid."
    return [
        (Supplier, [folded("supplier", TYPICAL, notes=note)]),
        (Purchase, food),
        (MaterialPurchase, wrapping),
    ]
