"""Events that still need a finished good: it is not put away beneath them."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import and_, select

from baketracker.db.tenancy import TenantSession
from baketracker.finished_goods.service import HOLDERS

from .models import Event, EventFinishedGood


def events_with(db: TenantSession, good_id: UUID) -> Iterable[str]:
    """Names of the events to come that want this good, and of templates that hold it. What was
    baked for is history and needs no living good."""
    wanting = select(Event.name).join(
        EventFinishedGood,
        and_(
            EventFinishedGood.tenant_id == Event.tenant_id,
            EventFinishedGood.event_id == Event.id,
        ),
    )
    ahead = Event.is_template | (Event.event_date >= db.scope.today())
    found = wanting.where(
        EventFinishedGood.finished_good_id == good_id,
        Event.deleted_at.is_(None),
        Event.plan_state != "completed",
        ahead,
    )
    return db.scalars(found.order_by(Event.name))


HOLDERS.append(events_with)
