"""Stock that lives: lots of food and materials, and what leaves them."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from baketracker.db.journal import doing
from baketracker.db.tenancy import TenantSession
from baketracker.materials.models import MaterialDepletion, MaterialLot
from baketracker.pantry.models import Depletion, Lot
from baketracker.stock.ledger import Reason, out_of_balance
from tests.factories.bakeries import BakeryOnDatabase
from tests.materials.shelf import Shelf


def at(day: date, hour: int = 12) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def use(
    bakery: BakeryOnDatabase,
    lot_id: UUID,
    quantity: str,
    reason: Reason = "ad_hoc_usage",
    kind: type[Any] = Lot,
    **more: Any,
) -> UUID:
    """So much leaves a lot (`at`, `notes`), as one operation; answers that."""
    with bakery.session() as db, doing(db, "test.use", "Used %(q)s", q=quantity) as done:
        (row,) = kind.locked(db, [lot_id])
        row.take(db, Decimal(quantity), reason, **more)
    return done


def reprice(bakery: BakeryOnDatabase, lot_id: UUID, cost: str | None) -> UUID:
    with bakery.session() as db, doing(db, "test.price", "Costs anew") as done:
        (row,) = Lot.locked(db, [lot_id])
        row.reprice(db, None if cost is None else Decimal(cost))
    return done


def ribbon(
    bakery: BakeryOnDatabase, quantity: str = "300", cost: str | None = "0.01", name: str = "Ribbon"
) -> UUID:
    """A lot of a material of its own, counted in centimetres."""
    with bakery.session() as db:
        shelf = Shelf(db)
        return shelf.lot(shelf.product(shelf.material(name), "1000"), quantity, cost)


def balanced(db: TenantSession) -> bool:
    """Whether every ledger adds up."""
    pairs = [(Lot, Depletion), (MaterialLot, MaterialDepletion)]
    return not any(out_of_balance(db, lot, entry) for lot, entry in pairs)
