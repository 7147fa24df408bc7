"""The pages of production runs: the list, writing one down, one run."""

from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from fastapi import Query, Request, Response

from baketracker.accounts import service as accounts
from baketracker.activity import service as activity
from baketracker.db.tenancy import TenantSession
from baketracker.faces.forms import attempt, only_known
from baketracker.faces.lists import address, more_of
from baketracker.faces.sheets import download
from baketracker.faces.web import (
    PageDb,
    PageRouter,
    Submission,
    Toast,
    done,
    form_of,
    page,
)
from baketracker.faces.words import _

from . import service
from .choices import AskedRuns
from .drawing import PLACE, draw, said
from .forms import RunForm
from .given import Batches, Scale
from .schemas import RunView
from .sheets import runs_sheet
from .words import APPROXIMATED, CATEGORIES, STATUSES

router = PageRouter(prefix="/production")
POSTED = form_of(RunForm)


@router.get("")
def index(request: Request, db: PageDb, asked: AskedRuns, cursor: str | None = None) -> Response:
    """What was baked, the newest first."""
    kept = asked.kept()
    found = service.search(db, asked.wanted(), cursor)
    return page(
        request,
        "production/index.html",
        fragment="results",
        found=found,
        totals=service.totals(db, asked.wanted()),
        choices=service.choices(db),
        asked=asked,
        kept=kept,
        more=more_of("/production", found.next, **kept),
        file=address("/production/csv", **kept),
        statuses=STATUSES,
        approximated=APPROXIMATED,
        **PLACE,
    )


@router.get("/csv")
def file(db: PageDb, asked: AskedRuns) -> Response:
    """The same list, whole, as a file."""
    return download(runs_sheet(service.all_runs(db, asked.wanted()), _), "production-runs")


@router.get("/new")
def new(
    request: Request,
    db: PageDb,
    finished_unit: UUID | None = None,
    event: UUID | None = None,
    batches: Annotated[Batches, Query()] = 1,
    scale: Annotated[Scale, Query()] = Decimal(1),
) -> Response:
    """The form, filled in as far as the address tells."""
    told = {"finished_unit_id": finished_unit, "event_id": event, "batches": batches}
    typed = {name: str(value) for name, value in told.items() if value is not None}
    return draw(request, db, Submission(typed | {"scale": format(scale.normalize(), "f")}))


@router.post("/draft")
def draft(request: Request, db: PageDb, form: Submission[RunForm] = POSTED) -> Response:
    """The form drawn again for other batches; nothing is saved."""
    only_known(form, RunForm)
    form.errors, form.model = {}, None
    return draw(request, db, form)


@router.post("")
def create(request: Request, db: PageDb, form: Submission[RunForm] = POSTED) -> Response:
    """Saves it; asks first about what seems odd, and about what the pantry lacks."""
    made = attempt(form, lambda typed: _record(db, typed, form.op_id))
    if made is None:
        return draw(request, db, form, status=422)
    undo = f"/activity/{made.operation_id}/undo"
    return done(request, f"/production/{made.id}", Toast(said(request, made), undo))


@router.get("/{run_id}")
def show(request: Request, db: PageDb, run_id: UUID) -> Response:
    """One run: what it gave, took and cost."""
    run = service.get(db, run_id)
    recording = activity.get(db, run.operation_id) if run.operation_id else None
    people = {one.account_id: one.display_name for one in accounts.list_members(db)}
    return page(
        request,
        "production/show.html",
        run=run,
        lots=_by_ingredient(run),
        undo=f"/activity/{run.operation_id}/undo" if recording and recording.can_undo else None,
        recorded_by=people.get(run.recorded_by) if run.recorded_by else None,
        statuses=STATUSES,
        categories=CATEGORIES,
        approximated=APPROXIMATED,
        **PLACE,
    )


def _record(db: TenantSession, typed: RunForm, op_id: UUID | None) -> RunView:
    told = service.expect(db, typed.finished_unit_id, typed.batches, typed.scale, typed.event_id)
    typed.refuse_changed(told.expected)
    return service.record(db, typed.run(db.scope), op_id)


def _by_ingredient(run: RunView) -> dict[UUID, list[Any]]:
    """What was drawn of each ingredient."""
    lots: dict[UUID, list[Any]] = {}
    for one in run.draws:
        lots.setdefault(one.ingredient_id, []).append(one)
    return lots
