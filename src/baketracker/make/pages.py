"""The board of an event, choosing one, and its sheet on paper."""

from typing import Annotated
from uuid import UUID

from fastapi import Request, Response

from baketracker.accounts import service as accounts
from baketracker.db.tenancy import TenantSession
from baketracker.faces.forms import attempt
from baketracker.faces.web import (
    PageDb,
    PageRouter,
    Submission,
    Toast,
    done,
    form_of,
    page,
    reader_of,
)
from baketracker.faces.words import _
from baketracker.fields import Day
from baketracker.production import open_batches
from baketracker.production.open_schemas import NewBatch, OpenBatchView

from . import service
from .drawing import PLACE, clocks_of
from .forms import StartForm

router = PageRouter(prefix="/make")


def is_baking(db: TenantSession) -> bool:
    """Whether the phone's bar offers Make, for the frame of every page. One statement."""
    return service.is_baking(db)


@router.get("")
def choose(request: Request, db: PageDb) -> Response:
    """What is being baked; where it is one event only, its board."""
    there = service.places(db)
    if len(there.baking) == 1 and not there.alone:
        return done(request, f"/make/{there.baking[0].id}")
    return page(
        request,
        "make/index.html",
        there=there,
        clocks=clocks_of(there.alone, reader_of(request)),
        today=db.scope.today(),
        **PLACE,
    )


@router.get("/{event_id}")
def show(request: Request, db: PageDb, event_id: UUID) -> Response:
    return _board(request, db, event_id)


@router.post("/{event_id}/batches")
def start(
    request: Request,
    db: PageDb,
    event_id: UUID,
    form: Annotated[Submission[StartForm], form_of(StartForm)],
) -> Response:
    """Batches of a card go into the oven."""
    begun = attempt(form, lambda typed: _begin(db, event_id, typed, form.op_id))
    if begun is None:
        return _board(request, db, event_id, form)
    words = _("%(name)s: begun.") % {"name": begun.finished_unit.name}
    return done(request, f"/make/{event_id}", Toast(words, f"/activity/{begun.operation_id}/undo"))


@router.get("/{event_id}/sheet")
def sheet(request: Request, db: PageDb, event_id: UUID, day: Day | None = None) -> Response:
    """What is left to bake, on paper; `day`: what is baked on it."""
    told, parts = service.sheet(db, event_id, day)
    days = sorted({card.bake_on for card in told.cards if card.bake_on and card.left})
    return page(
        request,
        "make/sheet.html",
        told=told,
        parts=parts,
        day=day,
        days=days,
        fahrenheit=accounts.get_bakery(db).units == "us",
        **PLACE,
    )


def _begin(
    db: TenantSession, event_id: UUID, typed: StartForm, op_id: UUID | None
) -> OpenBatchView:
    new = NewBatch(
        finished_unit_id=typed.finished_unit_id, batches=typed.batches, event_id=event_id
    )
    return open_batches.begin(db, new, op_id)


def _board(
    request: Request,
    db: TenantSession,
    event_id: UUID,
    form: Submission[StartForm] | None = None,
) -> Response:
    told = service.board(db, event_id)
    return page(
        request,
        "make/board.html",
        status=form.status if form else 200,
        told=told,
        clocks=clocks_of(told.in_oven, reader_of(request)),
        form=form,
        today=db.scope.today(),
        fahrenheit=accounts.get_bakery(db).units == "us",
        **PLACE,
    )
