"""The list of events, writing one down, and the one that every page keeps in sight."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import Form, Request, Response
from pydantic import TypeAdapter

from baketracker.db.paging import PAGE
from baketracker.db.tenancy import TenantSession, tenant_transaction
from baketracker.errors import RuleBroken
from baketracker.faces import format as formats
from baketracker.faces.catalogue import Catalogue
from baketracker.faces.http import engine_of
from baketracker.faces.lists import address, more_of, shelf_links
from baketracker.faces.web import (
    PageDb,
    PageScope,
    Submission,
    Toast,
    done,
    form_of,
    page,
    reader_of,
)
from baketracker.faces.words import N_, _, texts
from baketracker.fields import SearchText
from baketracker.progress import service as stands

from . import service
from .schemas import EventView, NewEvent, OutputMode, When
from .states import PlanState

# What a baker without any event may begin with: name and kind of what is given out.
STARTERS: tuple[tuple[str, str, OutputMode], ...] = (
    (N_("Cookie exchange"), N_("loose cookies by the dozen"), "bulk_count"),
    (N_("Gift boxes"), N_("boxes packed for people"), "packaged"),
    (N_("Bake sale"), N_("bundles ready to sell"), "bundled"),
)


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


def told(
    name: SearchText = "", event_date: date | None = None, output_mode: OutputMode | None = None
) -> dict[str, Any]:
    """What an address may say of a new event: a starter's name and kind, a day of the calendar."""
    on = event_date.isoformat() if event_date else ""
    return {"name": name, "event_date": on, "output_mode": output_mode or ""}


def choices(db: TenantSession, item: EventView | None) -> dict[str, Any]:
    """A new event may begin as a copy of a template."""
    return {"begin_with": [] if item else service.search(db, "templates").items}


catalogue = Catalogue[NewEvent, EventView](
    name="events",
    mode="plan",
    form=NewEvent,
    verbs=service,
    called=lambda view: view.name,
    places={RuleBroken: ""},
    known=told,
    choices=choices,
    labels={
        "name": N_("What is it?"),
        "event_date": N_("When is it?"),
        "output_mode": N_("What do you give out?"),
        "expected_guests": N_("How many guests?"),
        "notes": N_("Notes"),
    },
    hints={"expected_guests": N_("Goods can be counted for each guest.")},
)
router = catalogue.router()
A_DAY = TypeAdapter(date)


@router.post("/flags/check/{field}")
def flags(
    request: Request,
    scope: PageScope,
    field: Literal["name", "event_date"],
    form: Annotated[Submission[NewEvent], form_of(NewEvent)],
    own: UUID | None = None,
) -> Response:
    """The note under name or day, when the baker leaves it: what is odd is said, not refused."""
    hint = ""
    if field not in form.errors and form.typed.get(field):
        # In a transaction of its own: the form's key must stay free for the form itself.
        with tenant_transaction(engine_of(request), scope) as db:
            hint = _odd(request, db, field, str(form.typed[field]), own)
    error = form.errors.get(field, "")
    return page(request, "forms/checked.html", field=field, error=error, hint=hint)


def _odd(request: Request, db: TenantSession, field: str, typed: str, own: UUID | None) -> str:
    if field == "event_date":
        past = A_DAY.validate_python(typed) < db.scope.today()
        return _("That day is past. You can still write it down.") if past else ""
    found = service.namesakes(db, typed, own)
    if not found:
        return ""
    on = formats.day(found[0].event_date, reader_of(request))
    return _("There is one of that name already, on %(day)s. Two are fine.") % {"day": on}


@router.get("")
def index(
    request: Request,
    db: PageDb,
    show: Literal["", "templates", "archived"] = "",
    cursor: str | None = None,
    past: str | None = None,
) -> Response:
    """Events to come and, below, the past ones: `cursor` walks the first, `past` the second."""
    coming = service.search(db, show or "upcoming", cursor, PAGE)
    gone = service.search(db, "past", past, PAGE) if not show else None
    begun = [
        item.id
        for item in [*coming.items, *(gone.items if gone else ())]
        if item.plan_state in (PlanState.IN_PRODUCTION, PlanState.COMPLETED)
    ]
    others: list[tuple[When, str]] = [("templates", _("Templates")), ("archived", _("Archived"))]
    kept = [(kind, word) for kind, word in others if show == kind or service.count(db, kind)]
    return catalogue.page(
        request,
        "index.html",
        show=show,
        filters=shelf_links("/events", [("", _("Events")), *kept], show),
        coming=coming,
        more=more_of("/events", coming.next, show=show),
        gone=gone,
        more_gone=address("/events", past=gone.next) if gone and gone.next else None,
        starters=STARTERS,
        progress=stands.progress_of(db, begun),
        today=db.scope.today(),
    )


@router.get("/{event_id}/deletion")
def ask_deletion(request: Request, db: PageDb, event_id: UUID) -> Response:
    return catalogue.page(request, "deletion.html", item=service.get(db, event_id))


@router.post("/{event_id}/deletion")
def delete(
    request: Request,
    db: PageDb,
    event_id: UUID,
    version: Annotated[int, Form(ge=1, le=2**31 - 1)],
    name: Annotated[str, Form(max_length=400)] = "",
) -> Response:
    """For good, so its name is typed first."""
    item = service.get(db, event_id)
    if name.strip().casefold() != item.name.strip().casefold():
        form = Submission[NewEvent](typed={"name": name})
        form.errors["name"] = _("Type the name of the event to delete it.")
        return catalogue.page(request, "deletion.html", item=item, form=form, status=422)
    service.delete(db, event_id, version)
    return done(request, "/events", Toast(_("%(name)s is deleted.") % {"name": item.name}))
