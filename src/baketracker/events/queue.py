"""Who comes before whom: the events that are still ahead, in the order in which they may take from
the stock."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, or_, select

from baketracker.db.many import among
from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.errors import NotFound

from .models import Event
from .schemas import EventView
from .service import KIND, views


@dataclass(frozen=True, slots=True)
class Queued:
    """An event. `is_ahead`: it waits for its turn, which comes by its day and then by `since`, when
    it was planned; what is over and what is a template waits for nothing."""

    event: EventView
    since: datetime
    is_ahead: bool


@verb("read")
def with_earlier(db: TenantSession, event_ids: Collection[UUID]) -> dict[UUID, Queued]:
    """These events, and all that have their turn before one of them, in their order. Two
    statements.

    Raises NotFound, also for an archived one."""
    ahead = and_(
        Event.is_template.is_(False),
        Event.event_date >= db.scope.today(),
        Event.plan_state != "completed",
    )
    found = select(Event, ahead).where(
        Event.deleted_at.is_(None), or_(among(Event.id, event_ids), ahead)
    )
    rows = db.execute(found.order_by(Event.event_date, Event.created_at, Event.id)).all()
    wanted = set(event_ids)
    if wanted - {row.id for row, _ in rows}:
        raise NotFound(KIND)
    turns = [place for place, (row, waits) in enumerate(rows) if waits and row.id in wanted]
    last = max(turns, default=-1)
    kept = [
        (row, waits)
        for place, (row, waits) in enumerate(rows)
        if row.id in wanted or (waits and place < last)
    ]
    shown = views(db, [row for row, _ in kept])
    return {
        row.id: Queued(view, row.created_at, waits)
        for (row, waits), view in zip(kept, shown, strict=True)
    }
