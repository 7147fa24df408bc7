"""What gifts keep from others: goods that packages hold are not put away beneath them, and what is
ready is not packed twice."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Taken:
    """Pieces of one finished good at one event: kept for ready gifts, and gone with delivered
    ones."""

    ready: int = 0
    gone: int = 0


def taken_by_gifts(db: TenantSession, good_ids: Collection[UUID]) -> dict[tuple[UUID, UUID], Taken]:
    """What gifts have of these finished goods, by event and good. A gift that was made ready
    without stock keeps nothing, and neither do the gifts of an archived event. One statement."""
    pieces = Gift.quantity * PackageLine.quantity
    ready, gone = (
        func.coalesce(func.sum(pieces).filter(Gift.status == status), 0)
        for status in ("ready", "delivered")
    )
    found = (
        select(Gift.event_id, PackageLine.finished_good_id, ready, gone)
        .join(
            PackageLine,
            and_(
                PackageLine.tenant_id == Gift.tenant_id, PackageLine.package_id == Gift.package_id
            ),
        )
        .join(Event, and_(Event.tenant_id == Gift.tenant_id, Event.id == Gift.event_id))
        .where(
            among(PackageLine.finished_good_id, good_ids),
            Gift.deleted_at.is_(None),
            Gift.without_stock.is_(False),
            Event.deleted_at.is_(None),
        )
        .group_by(Gift.event_id, PackageLine.finished_good_id)
    )
    return {
        (event, good): Taken(int(kept), int(handed_over))
        for event, good, kept, handed_over in db.execute(found)
        if good is not None
    }


@verb("read")
def held(db: TenantSession, good_ids: Collection[UUID]) -> dict[UUID, int]:
    """How many pieces of each finished good ready gifts keep for somebody; goods nothing is kept of
    are absent. One statement."""
    kept: Counter[UUID] = Counter()
    for (_, good), gifts in taken_by_gifts(db, good_ids).items():
        kept[good] += gifts.ready
    return dict(+kept)


HOLDERS.append(packages_with)
HELD.append(held)
