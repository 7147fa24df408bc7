"""The verbs of what events that are over say about the next one."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import and_, select

from baketracker.db.journal import doing
from baketracker.db.many import among
from baketracker.db.rows import live
from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.errors import N_
from baketracker.events import selecting
from baketracker.events.models import Event, EventFinishedGood
from baketracker.events.schemas import EventRef, GoodQuantity
from baketracker.events.service import KIND
from baketracker.plans.models import EventOutcome

from .had import Counts, counts_of
from .outcome_schemas import Lesson
from .proposals import CameOut, propose
from .series import series_of

TAKEN = N_("Took for %(event)s what would have been enough last time")


@verb("read")
def lessons(db: TenantSession, event_id: UUID) -> list[Lesson]:
    """What earlier events say about the goods of this one, in the order of its list: the newest of
    the same occasion, else the newest at which the good was looked back on. At most ten statements.
    Raises NotFound."""
    event = live(db, Event, event_id, KIND)
    own = select(EventFinishedGood).where(EventFinishedGood.event_id == event_id)
    order = (EventFinishedGood.sort_order, EventFinishedGood.id)
    wishes = db.scalars(own.order_by(*order)).all()
    found = _before(db, event, [wish.finished_good_id for wish in wishes]) if wishes else {}
    counts = counts_of(db, {then.id for _, then in found.values()})
    return [
        _lesson(wish, event, *found[wish.finished_good_id], counts)
        for wish in wishes
        if wish.finished_good_id in found
    ]


@verb("write")
def take_lessons(db: TenantSession, event_id: UUID, op_id: UUID | None = None) -> UUID:
    """Put on the list of an event what would have been enough last time, of every good that says
    so; answers the operation that takes it back. Raises NotFound, NotInThisState."""
    event = live(db, Event, event_id, KIND)
    with doing(db, "reports.take_lessons", TAKEN, op_id, event=event.name) as operation_id:
        for one in lessons(db, event_id):
            if one.quantity and not one.is_taken:
                whole = one.quantity if one.per_guest is None else None
                wanted = GoodQuantity(quantity=whole, per_guest=one.per_guest)
                selecting.set_good(db, event_id, one.good_id, wanted)
    return operation_id


def _before(
    db: TenantSession, event: Event, good_ids: Iterable[UUID]
) -> dict[UUID, tuple[EventOutcome, Event]]:
    """Of each good the outcome that counts, with its event."""
    same = and_(Event.tenant_id == EventOutcome.tenant_id, Event.id == EventOutcome.event_id)
    told = (
        select(EventOutcome, Event)
        .join(Event, same)
        .where(
            among(EventOutcome.finished_good_id, good_ids),
            EventOutcome.deleted_at.is_(None),
            Event.deleted_at.is_(None),
            Event.id != event.id,
            Event.event_date <= event.event_date,
        )
        .order_by(Event.event_date.desc(), Event.id.desc())
    )
    own, found = series_of(event.name), dict[UUID, tuple[EventOutcome, Event]]()
    for row, then in db.execute(told):
        known = found.get(row.finished_good_id)
        if known is None or (series_of(then.name) == own != series_of(known[1].name)):
            found[row.finished_good_id] = (row, then)
    return found


def _lesson(
    wish: EventFinishedGood, event: Event, told: EventOutcome, then: Event, counts: Counts
) -> Lesson:
    had = counts.had((then.id, told.finished_good_id))
    came_out = CameOut(had, told.left_over, told.ran_short, then.expected_guests)
    proposal = propose(came_out, event.expected_guests, each=wish.per_guest is not None)
    return Lesson(
        good_id=wish.finished_good_id,
        event=EventRef.of(then),
        same=series_of(then.name) == series_of(event.name),
        way="left_over" if told.left_over else "ran_short" if told.ran_short else "just_right",
        had=had,
        left_over=told.left_over,
        ran_short=told.ran_short,
        enough=came_out.enough,
        guests=then.expected_guests,
        scaled=proposal.scaled,
        quantity=proposal.quantity,
        per_guest=proposal.per_guest,
        is_taken=wish.quantity == proposal.quantity,
    )
