"""What the gifts of an event want of each finished good: planning makes it like any other wish."""

from collections import defaultdict
from collections.abc import Collection
from uuid import UUID

from sqlalchemy import and_, func, select

from baketracker.db.many import among
from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.events.models import Event

from .models import Gift, PackageLine


@verb("read")
def goods_wanted(db: TenantSession, event_id: UUID) -> dict[UUID, int]:
    """Finished good → pieces in all gifts of the event, delivered ones too: so many it takes in
    all. One statement."""
    pieces = func.sum(Gift.quantity * PackageLine.quantity)
    wanted = select(PackageLine.finished_good_id, pieces).join(
        Gift,
        and_(Gift.tenant_id == PackageLine.tenant_id, Gift.package_id == PackageLine.package_id),
    )
    found = wanted.where(
        Gift.event_id == event_id,
        Gift.deleted_at.is_(None),
        PackageLine.finished_good_id.is_not(None),
    )
    rows = db.execute(found.group_by(PackageLine.finished_good_id))
    return {good_id: int(number) for good_id, number in rows if good_id is not None}


def packaged_goods(
    db: TenantSession, event_ids: Collection[UUID]
) -> defaultdict[UUID, dict[UUID, int]]:
    """Of the events that give out packages what their gifts take: event → finished good → pieces.
    At other events a gift takes of what is made anyway. One statement."""
    pieces = func.sum(Gift.quantity * PackageLine.quantity)
    wanted = (
        select(Gift.event_id, PackageLine.finished_good_id, pieces)
        .join(
            PackageLine,
            and_(
                PackageLine.tenant_id == Gift.tenant_id, PackageLine.package_id == Gift.package_id
            ),
        )
        .join(Event, and_(Event.tenant_id == Gift.tenant_id, Event.id == Gift.event_id))
        .where(
            among(Gift.event_id, event_ids),
            Event.output_mode == "packaged",
            Gift.deleted_at.is_(None),
            PackageLine.finished_good_id.is_not(None),
        )
        .group_by(Gift.event_id, PackageLine.finished_good_id)
    )
    found: defaultdict[UUID, dict[UUID, int]] = defaultdict(dict)
    for event_id, good_id, count in db.execute(wanted):
        if good_id is not None:
            found[event_id][good_id] = int(count)
    return found


def packages_to_wrap(
    db: TenantSession, event_ids: Collection[UUID]
) -> defaultdict[UUID, dict[UUID, int]]:
    """Of each of these events the packages that are still to be put together: event → package →
    how many. One statement."""
    waiting = (
        select(Gift.event_id, Gift.package_id, func.sum(Gift.quantity))
        .where(among(Gift.event_id, event_ids), Gift.deleted_at.is_(None), Gift.status == "pending")
        .group_by(Gift.event_id, Gift.package_id)
    )
    found: defaultdict[UUID, dict[UUID, int]] = defaultdict(dict)
    for event_id, package_id, count in db.execute(waiting):
        found[event_id][package_id] = int(count)
    return found
