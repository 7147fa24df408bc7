"""Do the books of stock balance? Asked of every bakery each night, and by `baketracker books`."""

import logging
from uuid import UUID

from sqlalchemy import Engine, func, select

from baketracker.accounts.operator import every_bakery
from baketracker.buying.kinds import KINDS
from baketracker.config import Settings
from baketracker.db.connect import make_engine
from baketracker.db.scope import Scope
from baketracker.db.tenancy import TenantSession, tenant_transaction
from baketracker.materials.models import MaterialDepletion, MaterialLot
from baketracker.pantry.models import Depletion, Lot
from baketracker.products.models import Product
from baketracker.stock.ledger import out_of_balance

log = logging.getLogger("baketracker")


def lots_out_of_balance(engine: Engine, tenant_id: UUID) -> list[UUID]:
    """Lots of one bakery whose ledger does not add up to what went out of them, and purchases that
    do not add up to their lots: none, ever. Four statements."""
    with tenant_transaction(engine, Scope(tenant_id, kind="operator")) as db:
        food = out_of_balance(db, Lot, Depletion)
        materials = out_of_balance(db, MaterialLot, MaterialDepletion)
        return food + materials + _lost_of_purchases(db)


def _lost_of_purchases(db: TenantSession) -> list[UUID]:
    """Purchases written down here of which not all, or more than was bought, is in their lots: left
    or gone out."""
    lost: list[UUID] = []
    for kind in KINDS.values():
        bought, lot, product = kind.purchase, kind.lot, kind.product
        size = product.package_quantity if product is Product else product.base_quantity
        found = (
            select(bought.id)
            .join(lot, (lot.tenant_id == bought.tenant_id) & (lot.purchase_id == bought.id))
            .join(
                product,
                (product.tenant_id == bought.tenant_id)
                & (product.id == getattr(bought, kind.column)),
            )
            .where(
                bought.receipt_id.is_not(None),
                bought.deleted_at.is_(None),
                lot.deleted_at.is_(None),
                lot.sort_order.is_(None),
            )
            .group_by(bought.id, bought.packages, size)
            .having(func.sum(lot.quantity + lot.quantity_out) != bought.packages * size)
        )
        lost += db.scalars(found)
    return lost


def check_all_books(config: Settings) -> dict[UUID, list[UUID]]:
    """Bakery → its lots that are out of balance, where there are any; each is logged as an error.

    Needs the migrator's login (ADMIN_DATABASE_URL) to know which bakeries there are."""
    migrator = make_engine(config.admin_database_url, config)
    app = make_engine(config.database_url, config)
    try:
        found = {one: lots_out_of_balance(app, one) for one in every_bakery(migrator)}
    finally:
        migrator.dispose()
        app.dispose()
    wrong = {tenant: lots for tenant, lots in found.items() if lots}
    for tenant, lots in wrong.items():
        log.error("%d lots are out of balance", len(lots), extra={"tenant": str(tenant)})
    return wrong
