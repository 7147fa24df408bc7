"""What people got: at every event, and last year."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, select

from baketracker.db.many import among
from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.errors import NotFound
from baketracker.events.models import Event

from .models import Gift, Package, Recipient
from .people_schemas import Given


@verb("read")
def history(db: TenantSession, recipient_id: UUID) -> list[Given]:
    """What somebody got and is to get, the newest event first; archived people have one too.
    Raises NotFound."""
    if db.find(Recipient, recipient_id) is None:
        raise NotFound("recipient")
    return _of(db, [recipient_id]).get(recipient_id, [])


@verb("read")
def last_year(
    db: TenantSession, recipient_ids: Collection[UUID], of: date | None = None
) -> dict[UUID, list[Given]]:
    """What each of them got at the events of the year before `of` (today unless told), the newest
    first; people who got nothing are absent. One statement."""
    year = (of or db.scope.today()).year - 1
    span = Event.event_date.between(date(year, 1, 1), date(year, 12, 31))
    return _of(db, recipient_ids, span)


def _of(db: TenantSession, recipient_ids: Collection[UUID], *where: Any) -> dict[UUID, list[Given]]:
    found: defaultdict[UUID, list[Given]] = defaultdict(list)
    for gift, event, package in db.execute(_gifts().where(
        among(Gift.recipient_id, recipient_ids), *where
    )):  # fmt: skip
        found[gift.recipient_id].append(
            Given(
                gift_id=gift.id,
                event_id=event.id,
                event=event.name,
                event_date=event.event_date,
                package_id=package.id,
                package=package.name,
                quantity=gift.quantity,
                status=gift.status,
                delivered_at=gift.delivered_at,
                notes=gift.notes,
            )
        )
    return dict(found)


def _gifts() -> Select[Gift, Event, Package]:
    own = (
        select(Gift, Event, Package)
        .join(Event, and_(Event.tenant_id == Gift.tenant_id, Event.id == Gift.event_id))
        .join(Package, and_(Package.tenant_id == Gift.tenant_id, Package.id == Gift.package_id))
    )
    newest = (Event.event_date.desc(), Event.name, Package.name, Gift.id)
    return own.where(Gift.deleted_at.is_(None)).order_by(*newest)
