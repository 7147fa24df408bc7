"""What gifts keep from others: goods that packages hold are not put away beneath them, and what is
ready is not packed twice."""

from collections.abc import Collection, Iterable
from uuid import UUID

from sqlalchemy import and_, func, select

from baketracker.db.many import among
from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.events.models import Event
from baketracker.finished_goods.service import HOLDERS
from baketracker.finished_stock.holding import HELD

from .models import Gift, Package, PackageLine


def packages_with(db: TenantSession, good_id: UUID) -> Iterable[str]:
    """Names of the packages in use that hold this good, A to Z."""
    holding = select(Package.name).join(
        PackageLine,
        and_(PackageLine.tenant_id == Package.tenant_id, PackageLine.package_id == Package.id),
    )
    found = holding.where(PackageLine.finished_good_id == good_id, Package.deleted_at.is_(None))
    return db.scalars(found.order_by(Package.name))


@verb("read")
def held(db: TenantSession, good_ids: Collection[UUID]) -> dict[UUID, int]:
    """How many pieces of each finished good ready gifts keep for somebody; goods nothing is kept of
    are absent. One that was made ready without stock keeps nothing, and neither do the gifts of an
    archived event. One statement."""
    pieces = func.sum(Gift.quantity * PackageLine.quantity)
    kept = (
        select(PackageLine.finished_good_id, pieces)
        .join(
            Gift,
            and_(
                Gift.tenant_id == PackageLine.tenant_id, Gift.package_id == PackageLine.package_id
            ),
        )
        .join(Event, and_(Event.tenant_id == Gift.tenant_id, Event.id == Gift.event_id))
        .where(
            among(PackageLine.finished_good_id, good_ids),
            Gift.deleted_at.is_(None),
            Gift.status == "ready",
            Gift.without_stock.is_(False),
            Event.deleted_at.is_(None),
        )
    )
    found = db.execute(kept.group_by(PackageLine.finished_good_id))
    return {good_id: int(number) for good_id, number in found if good_id is not None}


HOLDERS.append(packages_with)
HELD.append(held)
