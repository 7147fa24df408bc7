"""Do the books of stock balance? Asked of every bakery each night, and by `baketracker books`."""

import logging
from uuid import UUID

from sqlalchemy import Engine

from baketracker.accounts.operator import every_bakery
from baketracker.config import Settings
from baketracker.db.connect import make_engine
from baketracker.db.scope import Scope
from baketracker.db.tenancy import tenant_transaction
from baketracker.materials.models import MaterialDepletion, MaterialLot
from baketracker.pantry.models import Depletion, Lot
from baketracker.stock.ledger import out_of_balance

log = logging.getLogger("baketracker")


def lots_out_of_balance(engine: Engine, tenant_id: UUID) -> list[UUID]:
    """Lots of one bakery whose ledger does not add up to what went out of them: none, ever.
    Two statements."""
    with tenant_transaction(engine, Scope(tenant_id, kind="operator")) as db:
        food = out_of_balance(db, Lot, Depletion)
        return food + out_of_balance(db, MaterialLot, MaterialDepletion)


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
