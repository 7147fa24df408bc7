"""The list of events, and the one that every page keeps in sight."""

from dataclasses import dataclass

from fastapi import Request, Response

from baketracker.db.paging import PAGE
from baketracker.db.tenancy import TenantSession
from baketracker.faces import format as formats
from baketracker.faces.lists import address, more_of
from baketracker.faces.web import PageDb, PageRouter, page
from baketracker.faces.words import texts

from . import service

router = PageRouter(prefix="/events")


@dataclass(frozen=True, slots=True)
class ActiveEvent:
    """The next event as the sidebar names it: "Cookie boxes", "Sat 19 Dec, in 9 days"."""

    name: str
    href: str
    when: str


def active_event(db: TenantSession) -> ActiveEvent | None:
    """The next event, for the frame of every page. Two statements, one when there is none."""
    event = service.next_event(db)
    if event is None:
        return None
    scope = db.scope
    reader = formats.Reader(scope.locale, scope.currency, scope.timezone, texts(scope.locale))
    on = formats.day(event.event_date, reader)
    left = formats.away(event.event_date, scope.today(), reader)
    return ActiveEvent(event.name, f"/events/{event.id}", f"{on}, {left}")


@router.get("")
def index(
    request: Request, db: PageDb, cursor: str | None = None, past: str | None = None
) -> Response:
    """Events to come and, below, the past ones: `cursor` walks the first, `past` the second."""
    coming = service.search(db, "upcoming", cursor, PAGE)
    gone = service.search(db, "past", past, PAGE)
    return page(
        request,
        "events/index.html",
        here="events",
        mode="plan",
        coming=coming,
        more=more_of("/events", coming.next),
        gone=gone,
        more_gone=address("/events", past=gone.next) if gone.next else None,
        today=db.scope.today(),
    )
