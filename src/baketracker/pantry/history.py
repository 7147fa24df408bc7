"""Where a lot came from, and what left it, when and why."""

from collections.abc import Collection
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from baketracker.db.audit import AuditEntry
from baketracker.db.journal import UNDO_LIFE, Operation
from baketracker.db.many import among
from baketracker.db.paging import PAGE, Page, slice_of
from baketracker.db.rows import live
from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.db.types import now
from baketracker.purchases.models import Purchase
from baketracker.stock.ledger import Net, netted
from baketracker.suppliers.schemas import SupplierRef

from .models import Depletion, Lot
from .schemas import BoughtView, DepletionView


@verb("read")
def history(
    db: TenantSession, lot_id: UUID, cursor: str | None = None, limit: int = PAGE
) -> Page[DepletionView]:
    """What left this lot, the newest first, each entry with what corrected it since. Five
    statements, six with a cursor. Raises NotFound, LostPlace."""
    lot = live(db, Lot, lot_id, "lot")
    found = select(Depletion).where(Depletion.lot_id == lot_id, Depletion.corrects_id.is_(None))
    page = slice_of(db, found, Depletion, Depletion.happened_at, cursor, limit, newest_first=True)
    ids = [row.id for row in page.rows]
    beside = db.scalars(select(Depletion).where(among(Depletion.corrects_id, ids)))
    nets, operations = netted([*page.rows, *beside]), _operations(db, ids)
    cost = lot.unit_cost
    return page.page(lambda row: _view(nets[row.id], cost, operations.get(row.id)))


@verb("read")
def bought(db: TenantSession, lot_id: UUID) -> BoughtView | None:
    """The purchase a lot came from; None where nobody wrote one down. Two statements. Raises
    NotFound."""
    lot = live(db, Lot, lot_id, "lot")
    found = select(Purchase).where(Purchase.id == lot.purchase_id)
    row = db.scalars(found.options(joinedload(Purchase.supplier))).one_or_none()
    if row is None:
        return None
    shop = row.supplier
    return BoughtView(
        id=row.id,
        packages=row.packages,
        package_price=row.package_price,
        purchased_on=row.purchased_on,
        supplier=SupplierRef(id=shop.id, name=shop.name) if shop else None,
    )


def _operations(db: TenantSession, ids: Collection[UUID]) -> dict[UUID, UUID]:
    """The operation that wrote each of these entries, while it can be taken back."""
    written = select(AuditEntry.entity_id, AuditEntry.operation_id).where(
        AuditEntry.entity == Depletion.__tablename__,
        among(AuditEntry.entity_id, ids),
        AuditEntry.operation_id.is_not(None),
    )
    pairs = {key: operation for key, operation in db.execute(written) if key is not None}
    standing = select(Operation.id).where(
        among(Operation.id, pairs.values()),
        Operation.undone_at.is_(None),
        Operation.created_at > now() - UNDO_LIFE,
    )
    there = set(db.scalars(standing))
    return {key: operation for key, operation in pairs.items() if operation in there}


def _view(net: Net, unit_cost: Decimal | None, operation_id: UUID | None) -> DepletionView:
    row = net.entry
    return DepletionView(
        id=row.id,
        happened_at=row.happened_at,
        quantity=net.quantity or row.quantity,
        unit=row.unit,
        cost=net.told(unit_cost),
        reason=row.reason,
        notes=row.notes,
        by=row.created_by,
        actor=row.actor,
        is_taken_back=not net.quantity,
        operation_id=operation_id,
    )
