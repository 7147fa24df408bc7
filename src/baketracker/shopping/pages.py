"""The pages of the shopping lists."""

import hashlib
from typing import Annotated
from uuid import UUID

from fastapi import Form, Request, Response

from baketracker.activity import service as activity
from baketracker.db.tenancy import TenantSession
from baketracker.events import service as events
from baketracker.faces.forms import Stored, attempt
from baketracker.faces.lists import Asked, more_of, shelf_links
from baketracker.faces.web import (
    PageDb,
    PageRouter,
    Submission,
    Toast,
    done,
    form_of,
    wants_fragment,
)
from baketracker.faces.words import N_, _

from . import making, service
from .drawing import draw
from .given import ListChange, ListForm, MakeForm, NewList
from .schemas import ListView
from .sheet import csv_of

router = PageRouter(prefix="/shop")
LABELS = {"name": N_("Name"), "notes": N_("Notes"), "event_id": N_("For these events")}
MAKE, CHANGE = form_of(MakeForm), form_of(ListForm)
Version = Annotated[int, Form(ge=1, le=2**31 - 1)]


@router.get("")
def index(request: Request, db: PageDb, asked: Asked) -> Response:
    found = service.search(db, asked.cursor, archived=asked.archived)
    shelves = [("", _("Open")), ("archived", _("Archived"))]
    return draw(
        request,
        "index.html",
        found=found,
        total=service.count(db, archived=asked.archived),
        more=more_of("/shop", found.next, show=asked.show),
        filters=shelf_links("/shop", shelves, asked.show),
        show=asked.show,
    )


@router.get("/new")
def new(request: Request, db: PageDb) -> Response:
    return _new(request, db)


@router.post("")
def create(request: Request, db: PageDb, form: Submission[MakeForm] = MAKE) -> Response:
    """Also what the event's page posts to, with its `event_id`."""
    made = attempt(form, lambda typed: making.make(db, _wanted(typed), form.op_id))
    if made is None:
        return _new(request, db, form)
    return done(request, f"/shop/{made.id}")


@router.get("/{shopping_list_id}")
def show(request: Request, db: PageDb, shopping_list_id: UUID, seen: str = "") -> Response:
    """The list. Asked again with the mark of what is `seen`, it answers only when that changed."""
    shown = service.get(db, shopping_list_id)
    mark = mark_of(shown)
    if seen == mark and wants_fragment(request):
        return Response(status_code=204)
    trip = None
    if shown.is_over:
        behind = activity.behind(db, "shopping_lists", [shopping_list_id], "shopping.finish")
        trip = behind.get(shopping_list_id)
    return draw(request, "show.html", fragment="lines", shown=shown, mark=mark, trip=trip)


@router.get("/{shopping_list_id}/changes")
def changes(request: Request, db: PageDb, shopping_list_id: UUID) -> Response:
    """What the plans say by now, asked for after the list is there."""
    told = making.changes(db, shopping_list_id)
    shown = service.get(db, shopping_list_id)
    return draw(request, "changes.html", fragment="told", told=told, shown=shown)


@router.post("/{shopping_list_id}/refresh")
def refresh(request: Request, db: PageDb, shopping_list_id: UUID) -> Response:
    making.refresh(db, shopping_list_id)
    return done(request, f"/shop/{shopping_list_id}", Toast(_("The list follows the plans again.")))


@router.get("/{shopping_list_id}/print")
def on_paper(request: Request, db: PageDb, shopping_list_id: UUID) -> Response:
    return draw(request, "print.html", shown=service.get(db, shopping_list_id))


@router.get("/{shopping_list_id}/csv")
def as_csv(db: PageDb, shopping_list_id: UUID) -> Response:
    kind = 'attachment; filename="shopping-list.csv"'
    body = csv_of(service.get(db, shopping_list_id))
    return Response(
        body, media_type="text/csv; charset=utf-8", headers={"Content-Disposition": kind}
    )


@router.get("/{shopping_list_id}/edit")
def edit(request: Request, db: PageDb, shopping_list_id: UUID) -> Response:
    return _edit(request, db, service.get(db, shopping_list_id))


@router.post("/{shopping_list_id}")
def update(
    request: Request, db: PageDb, shopping_list_id: UUID, form: Submission[ListForm] = CHANGE
) -> Response:
    shown = service.get(db, shopping_list_id)
    compared = {name: LABELS[name] for name in ("name", "notes")}
    made = attempt(
        form,
        lambda typed: service.update(db, shopping_list_id, _change(typed), form.version or 0),
        stored=Stored(shown.version, shown.typed(), compared, f"/shop/{shopping_list_id}/edit"),
    )
    if made is None:
        return _edit(request, db, shown, form)
    return done(
        request, f"/shop/{shopping_list_id}", Toast(_("%(name)s is saved.") % {"name": made.name})
    )


@router.post("/{shopping_list_id}/archive")
def archive(request: Request, db: PageDb, shopping_list_id: UUID, version: Version) -> Response:
    shown = service.get(db, shopping_list_id)
    service.archive(db, shopping_list_id, version)
    said = _("%(name)s is archived.") % {"name": shown.name}
    return done(request, "/shop", Toast(said, f"/shop/{shopping_list_id}/restore"))


@router.post("/{shopping_list_id}/restore")
def restore(request: Request, db: PageDb, shopping_list_id: UUID) -> Response:
    back = service.restore(db, shopping_list_id)
    return done(
        request, f"/shop/{shopping_list_id}", Toast(_("%(name)s is back.") % {"name": back.name})
    )


def mark_of(shown: ListView) -> str:
    """Another one as soon as anything on the list is."""
    return hashlib.sha256(shown.model_dump_json().encode()).hexdigest()[:16]


def _wanted(typed: MakeForm) -> NewList:
    return NewList(name=typed.name, event_ids=typed.event_id)


def _change(typed: ListForm) -> ListChange:
    return ListChange(name=typed.name, notes=typed.notes, event_ids=typed.event_id)


def _new(request: Request, db: TenantSession, form: Submission[MakeForm] | None = None) -> Response:
    return draw(
        request,
        "new.html",
        status=422 if form else 200,
        form=form,
        ahead=events.search(db, "upcoming", limit=20).items,
        labels={name: _(label) for name, label in LABELS.items()},
    )


def _edit(
    request: Request,
    db: TenantSession,
    shown: ListView,
    form: Submission[ListForm] | None = None,
) -> Response:
    ahead = events.search(db, "upcoming", limit=20).items
    own = [event for event in shown.events if event.id not in {row.id for row in ahead}]
    return draw(
        request,
        "edit.html",
        status=form.status if form else 200,
        shown=shown,
        form=form,
        ahead=[*own, *ahead],
        labels={name: _(label) for name, label in LABELS.items()},
    )
