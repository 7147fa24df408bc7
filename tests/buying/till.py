"""Buying, for tests: through the service, as people would."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select

from baketracker.activity import service as activity
from baketracker.buying import service
from baketracker.buying.schemas import NewReceipt, ReceiptView
from baketracker.exchange.canonical import Dump, canonical
from baketracker.materials.models import MaterialDepletion, MaterialLot
from baketracker.pantry.models import Depletion, Lot
from baketracker.stock.ledger import Reason, out_of_balance
from tests.factories.bakeries import BakeryOnDatabase
from tests.materials.shelf import Shelf

FRIDAY = date(2026, 5, 8)


def line(of: UUID, packages: int = 1, price: str | None = "5.00", **more: Any) -> dict[str, Any]:
    """One line as a client sends it."""
    return {"product_id": of, "packages": packages, "package_price": price} | more


def receipt(*lines: dict[str, Any], **more: Any) -> NewReceipt:
    return NewReceipt.model_validate({"bought_on": FRIDAY, "lines": lines} | more)


def buy(bakery: BakeryOnDatabase, *lines: dict[str, Any], **more: Any) -> ReceiptView:
    """Written down, with whatever is odd about it."""
    with bakery.session() as db:
        return service.record(db, receipt(*lines, **{"confirmed": True} | more))


def lots(bakery: BakeryOnDatabase, entity: type[Any] = Lot) -> list[Any]:
    """Those that are not put away, in the order they are used."""
    with bakery.session() as db:
        assert out_of_balance(db, Lot, Depletion) == []
        assert out_of_balance(db, MaterialLot, MaterialDepletion) == []
        found = select(entity).where(entity.deleted_at.is_(None)).order_by(*entity.fifo())
        return list(db.scalars(found))


def use(
    bakery: BakeryOnDatabase, lot_id: UUID, quantity: str, reason: Reason = "ad_hoc_usage"
) -> None:
    """So much of a lot goes out."""
    with bakery.session() as db:
        (row,) = Lot.locked(db, [lot_id])
        row.take(db, Decimal(quantity), reason)


def ribbon(bakery: BakeryOnDatabase, base_quantity: str = "2286") -> UUID:
    """A roll of so many centimetres."""
    with bakery.session() as db:
        shelf = Shelf(db)
        return shelf.product(shelf.material(), base_quantity)


def dump(bakery: BakeryOnDatabase) -> Dump:
    with bakery.session() as db:
        return canonical(db)


def take_back(bakery: BakeryOnDatabase, operation_id: UUID | None) -> None:
    assert operation_id is not None
    with bakery.session() as db:
        activity.undo(db, operation_id)
