"""The verbs of the events."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select, func, select

from baketracker.db.paging import PAGE, Page, slice_of
from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.errors import NotFound

from .models import Event, EventFinishedGood
from .schemas import EventView, When

KIND = "event"


@verb("read")
def search(
    db: TenantSession, when: When = "upcoming", cursor: str | None = None, limit: int = PAGE
) -> Page[EventView]:
    """Events: those to come with the nearest first, those past (or all) with the newest first.

    Two statements, three with a cursor. Raises LostPlace."""
    found, today = _live(), db.scope.today()
    if when == "upcoming":
        found = found.where(Event.event_date >= today)
    elif when == "past":
        found = found.where(Event.event_date < today)
    rows = slice_of(
        db, found, Event, Event.event_date, cursor, limit, newest_first=when != "upcoming"
    )
    return Page(items=_views(db, rows.rows), next=rows.next)


@verb("read")
def get(db: TenantSession, event_id: UUID) -> EventView:
    """One event. Raises NotFound, also for an archived one."""
    row = db.scalars(_live().where(Event.id == event_id)).one_or_none()
    if row is None:
        raise NotFound(KIND)
    return _views(db, [row])[0]


@verb("read")
def next_event(db: TenantSession) -> EventView | None:
    """The nearest event from today on that is not over; None when nothing is ahead."""
    ahead = _live().where(Event.event_date >= db.scope.today(), Event.plan_state != "completed")
    rows = db.scalars(ahead.order_by(Event.event_date, Event.id).limit(1)).all()
    return next(iter(_views(db, rows)), None)


def _live() -> Select[Event]:
    return select(Event).where(Event.deleted_at.is_(None))


def _views(db: TenantSession, rows: Sequence[Event]) -> list[EventView]:
    """The events with how many finished goods each wants: one statement, none for no events."""
    if not rows:
        return []
    wanted = EventFinishedGood.event_id.in_([row.id for row in rows])
    total = func.sum(EventFinishedGood.quantity)
    counted = db.execute(
        select(EventFinishedGood.event_id, total).where(wanted).group_by(EventFinishedGood.event_id)
    )
    goods: dict[UUID, int] = {event_id: int(count) for event_id, count in counted}
    return [EventView.of(row, goods.get(row.id, 0)) for row in rows]
