"""Whether something may be made for an event, as its plan stands."""

from collections.abc import Iterator
from uuid import UUID

from baketracker.buying.concerning import Concern
from baketracker.db.rows import live, lock_rows
from baketracker.db.tenancy import TenantSession
from baketracker.errors import N_, NotFound
from baketracker.events.models import Event
from baketracker.events.states import NotInThisState, PlanState

DRAFT = N_("The plan of %(event)s is still a draft, so it does not count what is made.")
OVER = N_("%(event)s is over. Is this a late entry?")


class NotStarted(NotInThisState):
    """The plan is settled; making begins with starting it."""

    code = "not_started"

    def __init__(self, event: str) -> None:
        super().__init__(N_("Start baking for %(event)s first. Then write down what was made."),
                         event=event)  # fmt: skip


def event_of(db: TenantSession, event_id: UUID | None, *, lock: bool = False) -> Event | None:
    """The event something is made for, as it is now; on request locked, so that its plan does not
    go on meanwhile: after everything else. Raises NotFound, NotStarted."""
    if event_id is None:
        return None
    if lock:
        lock_rows(db, Event, [event_id])
    event = live(db, Event, event_id, "event")
    if event.is_template:
        raise NotFound("event")
    if event.plan_state == PlanState.LOCKED:
        raise NotStarted(event.name)
    return event


def odd_about(event: Event | None) -> Iterator[Concern]:
    """What somebody should look at before something is made for this event."""
    if event is None:
        return
    words = {PlanState.DRAFT: ("draft", DRAFT), PlanState.COMPLETED: ("late", OVER)}
    if event.plan_state in words:
        code, message = words[PlanState(event.plan_state)]
        yield Concern(code=code, message=message, field="event_id", numbers={"event": event.name})
