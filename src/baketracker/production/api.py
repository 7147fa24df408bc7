"""Production runs and recipe snapshots over JSON."""

from decimal import Decimal
from typing import Annotated
from uuid import UUID

from fastapi import Query, Request, Response

from baketracker.db.paging import Page
from baketracker.faces.api import ApiDb, ApiRouter, OpId, Paging, reply, reply_list
from baketracker.faces.sheets import download
from baketracker.faces.words import _
from baketracker.recipes.schemas import RecipeView
from baketracker.sheets import KIND

from . import service
from .choices import AskedRuns
from .expecting import Expectation
from .given import Batches, NewRun, Scale
from .schemas import RunRow, RunTotals, RunView, SnapshotView
from .sheets import runs_sheet

router = ApiRouter(prefix="/api/production-runs", tags=["production"])
snapshot_router = ApiRouter(prefix="/api", tags=["production"])
FILE = {"content": {KIND: {"schema": {"type": "string"}}}}


@router.get("", response_model=Page[RunRow])
def index(request: Request, db: ApiDb, paging: Paging, asked: AskedRuns) -> Response:
    """The runs, the newest first, without those that were taken back."""
    return reply_list(request, service.search(db, asked.wanted(), paging.cursor, paging.limit))


@router.post("", status_code=201, response_model=RunView)
def create(request: Request, db: ApiDb, given: NewRun, op_id: OpId) -> Response:
    """Write down a run: its ingredients leave the pantry, its good units come on hand. A UUID as
    Idempotency-Key becomes its id. What seems odd is refused with `please_confirm` until
    `confirmed` is true, what lacks with `not_enough` unless `short` is `take`. Undo takes its
    `operation_id` back."""
    made = service.record(db, given, op_id)
    return reply(request, made, status=201, version=made.version)


@router.get("/totals", response_model=RunTotals)
def totals(request: Request, db: ApiDb, asked: AskedRuns) -> Response:
    """The same runs added up."""
    return reply(request, service.totals(db, asked.wanted()))


@router.get("/csv", response_class=Response, responses={200: FILE})
def file(db: ApiDb, asked: AskedRuns) -> Response:
    """The whole list as a CSV file."""
    return download(runs_sheet(service.all_runs(db, asked.wanted()), _), "production-runs")


@router.get("/expected", response_model=Expectation)
def expected(
    request: Request,
    db: ApiDb,
    finished_unit: UUID,
    batches: Annotated[Batches, Query()] = 1,
    scale: Annotated[Scale, Query()] = Decimal(1),
    event: UUID | None = None,
) -> Response:
    """What so many batches are expected to give, as the event's plan froze the recipe."""
    told = service.expect(db, finished_unit, batches, scale, event)
    return reply(request, told)


@router.get("/{run_id}", response_model=RunView)
def show(request: Request, db: ApiDb, run_id: UUID) -> Response:
    found = service.get(db, run_id)
    return reply(request, found, version=found.version)


@snapshot_router.get("/recipes/{recipe_id}/snapshots", response_model=Page[SnapshotView])
def snapshots(request: Request, db: ApiDb, recipe_id: UUID) -> Response:
    """A recipe as plans and runs froze it, the newest first, at most 100."""
    return reply_list(request, Page(items=service.recipe_snapshots(db, recipe_id)))


@snapshot_router.post(
    "/recipe-snapshots/{snapshot_id}/restore", status_code=201, response_model=RecipeView
)
def restore(request: Request, db: ApiDb, snapshot_id: UUID, op_id: OpId) -> Response:
    """A new recipe as it was frozen, not ready for production."""
    made = service.restore_snapshot(db, snapshot_id, op_id)
    return reply(request, made, status=201, version=made.version)
