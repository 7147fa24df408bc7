"""What left the stock when a gift was delivered, as the journal of that operation tells it: the
package may hold something else by now."""

from collections import Counter
from uuid import UUID

from sqlalchemy import and_, select

from baketracker.db.audit import AuditEntry
from baketracker.db.journal import Operation
from baketracker.db.many import among
from baketracker.db.rows import live
from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.finished_goods.models import FinishedGood
from baketracker.finished_goods.schemas import GoodRef
from baketracker.finished_stock.models import FinishedAdjustment

from .models import Gift
from .schemas import Taken


@verb("read")
def taken(db: TenantSession, gift_id: UUID) -> list[Taken]:
    """What left the stock for a gift, A to Z. Raises NotFound."""
    found = taken_for(db, live(db, Gift, gift_id, "gift"))
    goods = select(FinishedGood).where(among(FinishedGood.id, found))
    if not found:
        return []
    rows = db.scalars(goods.order_by(FinishedGood.name, FinishedGood.id))
    return [Taken(good=GoodRef.of(row), quantity=found[row.id]) for row in rows]


def taken_for(db: TenantSession, row: Gift) -> Counter[UUID]:
    """Finished good → pieces that left the stock for this delivered gift; nothing for another, nor
    for one that was delivered elsewhere (an import). Two statements, none where nothing was
    delivered.

    An operation delivers one gift, so what left the stock in it left for this one."""
    found: Counter[UUID] = Counter()
    if row.status == "delivered" and (operation_id := _delivering(db, row.id)):
        moved = select(AuditEntry.entity_id).where(
            AuditEntry.operation_id == operation_id,
            AuditEntry.entity == FinishedAdjustment.__tablename__,
        )
        own = select(FinishedAdjustment).where(
            among(FinishedAdjustment.id, db.scalars(moved).all())
        )
        for entry in db.scalars(own):
            if entry.finished_good_id is not None:
                found[entry.finished_good_id] -= entry.quantity_change
    return found


def _delivering(db: TenantSession, gift_id: UUID) -> UUID | None:
    """The last operation that delivered it and was not taken back."""
    wrote = and_(
        AuditEntry.tenant_id == Operation.tenant_id, AuditEntry.operation_id == Operation.id
    )
    found = (
        select(Operation.id)
        .join(AuditEntry, wrote)
        .where(
            AuditEntry.entity == Gift.__tablename__,
            AuditEntry.entity_id == gift_id,
            AuditEntry.changes["status"][1].astext == "delivered",
            Operation.undone_at.is_(None),
        )
    )
    return db.scalar(found.order_by(AuditEntry.id.desc()).limit(1))
