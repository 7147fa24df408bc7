"""Packing over JSON."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Request, Response
from pydantic import BaseModel

from baketracker.db.paging import Page
from baketracker.faces.api import ApiDb, ApiRouter, OpId, Paging, reply, reply_list
from baketracker.faces.sheets import download
from baketracker.faces.words import _
from baketracker.sheets import KIND

from . import service
from .choices import AskedRuns
from .given import MOST, ChosenPackaging, LineLots, NewAssembly
from .schemas import (
    AssemblyRow,
    AssemblyTotals,
    AssemblyView,
    AssignedPackaging,
    EventPacking,
    Feasibility,
    PendingPackaging,
)
from .sheets import runs_sheet

router = ApiRouter(prefix="/api", tags=["assembly"])
FILE = {"content": {KIND: {"schema": {"type": "string"}}}}
Pieces = Annotated[int, Query(ge=1, le=MOST)]
OfEvent = Annotated[UUID | None, Query(alias="event")]
OfGood = Annotated[UUID | None, Query(alias="good")]


class Cleared(BaseModel):
    """What undo takes back; null where nothing was chosen."""

    operation_id: UUID | None


@router.get("/assembly-runs", response_model=Page[AssemblyRow])
def index(request: Request, db: ApiDb, paging: Paging, asked: AskedRuns) -> Response:
    """What was packed, the newest first."""
    return reply_list(request, service.search(db, asked.wanted(), paging.cursor, paging.limit))


@router.post("/assembly-runs", status_code=201, response_model=AssemblyView)
def record(request: Request, db: ApiDb, given: NewAssembly, op_id: OpId) -> Response:
    """Pack so many of a good: what goes into them leaves the stock. A UUID as Idempotency-Key
    becomes the run's id. All that is missing is named at once (422 `not_enough`)."""
    made = service.record(db, given, op_id)
    return reply(request, made, status=201, version=made.version)


@router.get("/assembly-runs/csv", response_class=Response, responses={200: FILE})
def file(db: ApiDb, asked: AskedRuns) -> Response:
    """The whole list as a CSV file."""
    return download(runs_sheet(service.all_runs(db, asked.wanted()), _), "packed")


@router.get("/assembly-runs/totals", response_model=AssemblyTotals)
def totals(request: Request, db: ApiDb, asked: AskedRuns) -> Response:
    """All of them added up."""
    return reply(request, service.totals(db, asked.wanted()))


@router.get("/assembly-runs/{assembly_run_id}", response_model=AssemblyView)
def show(request: Request, db: ApiDb, assembly_run_id: UUID) -> Response:
    found = service.get(db, assembly_run_id)
    return reply(request, found, version=found.version)


@router.post("/assembly-runs/{assembly_run_id}/packaging", response_model=AssemblyView)
def choose(
    request: Request, db: ApiDb, assembly_run_id: UUID, given: ChosenPackaging, op_id: OpId
) -> Response:
    """Take exactly these lots for packaging the run still owes."""
    made = service.choose_packaging(db, assembly_run_id, given, op_id)
    return reply(request, made, version=made.version)


@router.get("/finished-goods/{finished_good_id}/feasibility", response_model=Feasibility)
def check(
    request: Request, db: ApiDb, finished_good_id: UUID, quantity: Pieces = 1,
    event_id: OfEvent = None,
) -> Response:  # fmt: skip
    """Whether so many can be packed now, how many can, and what is missing."""
    return reply(request, service.check(db, finished_good_id, quantity, event_id))


@router.get("/events/{event_id}/packing", response_model=EventPacking)
def packing(request: Request, db: ApiDb, event_id: UUID) -> Response:
    """What is still to be packed for an event, and what of it is possible now."""
    return reply(request, service.check_pooled(db, event_id))


@router.get("/packaging/pending", response_model=Page[PendingPackaging])
def pending(
    request: Request, db: ApiDb, good_id: OfGood = None, event_id: OfEvent = None
) -> Response:
    """Packaging whose lots are still to be chosen, of a good or for an event."""
    found = service.pending_packaging(db, good_id, event_id)
    return reply_list(request, Page(items=found))


@router.get("/packaging/lines/{composition_id}/lots", response_model=PendingPackaging)
def assigned(
    request: Request, db: ApiDb, composition_id: UUID, event_id: OfEvent = None
) -> Response:
    """The lots chosen for one line of a good."""
    return reply(request, service.assigned_packaging(db, composition_id, event_id))


@router.put("/packaging/lines/{composition_id}/lots", response_model=AssignedPackaging)
def assign(
    request: Request, db: ApiDb, composition_id: UUID, given: LineLots, op_id: OpId
) -> Response:
    """Choose the lots of one line, all of them together what is needed."""
    return reply(request, service.assign_packaging(db, composition_id, given, op_id))


@router.delete("/packaging/lines/{composition_id}/lots", response_model=Cleared)
def clear(
    request: Request, db: ApiDb, composition_id: UUID, op_id: OpId, event_id: OfEvent = None
) -> Response:
    """Forget which lots were chosen for one line."""
    done = service.clear_packaging(db, composition_id, event_id, op_id)
    return reply(request, Cleared(operation_id=done))
