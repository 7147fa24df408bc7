"""The pages of what was packed: the history and one run."""

from uuid import UUID

from fastapi import Request, Response

from baketracker.accounts import service as accounts
from baketracker.activity import service as activity
from baketracker.db.tenancy import TenantSession
from baketracker.events import service as events
from baketracker.faces.forms import attempt
from baketracker.faces.lists import address, more_of
from baketracker.faces.sheets import download
from baketracker.faces.web import PageDb, PageRouter, Submission, Toast, done, form_of, page
from baketracker.faces.words import _
from baketracker.finished_goods import service as finished_goods

from . import service
from .choices import AskedRuns, RunsQuery
from .drawing import PLACE
from .forms import ChooseForm
from .sheets import runs_sheet

router = PageRouter(prefix="/assembly")
CHOOSE = form_of(ChooseForm)


@router.get("")
def index(request: Request, db: PageDb, asked: AskedRuns, cursor: str | None = None) -> Response:
    """What was packed, the newest first."""
    found = service.search(db, asked.wanted(), cursor)
    kept = asked.kept()
    return page(
        request,
        "assembly/runs.html",
        fragment="results",
        found=found,
        totals=service.totals(db, asked.wanted()),
        of=_of(db, asked),
        more=more_of("/assembly", found.next, **kept),
        file=address("/assembly/csv", **kept),
        **PLACE,
    )


@router.get("/csv")
def file(db: PageDb, asked: AskedRuns) -> Response:
    """The same list, whole, as a file."""
    return download(runs_sheet(service.all_runs(db, asked.wanted()), _), "packed")


@router.get("/{assembly_run_id}")
def show(request: Request, db: PageDb, assembly_run_id: UUID) -> Response:
    """One run: what went in, what it cost, and what it still owes."""
    return _run(request, db, assembly_run_id)


@router.post("/{assembly_run_id}/packaging")
def choose(
    request: Request, db: PageDb, assembly_run_id: UUID, form: Submission[ChooseForm] = CHOOSE
) -> Response:
    """The lots that packaging left for later came from."""
    made = attempt(
        form,
        lambda given: service.choose_packaging(db, assembly_run_id, given.chosen(), form.op_id),
    )
    if made is None:
        return _run(request, db, assembly_run_id, form)
    kind = "assembly.choose_packaging"
    behind = activity.behind(db, "assembly_runs", [assembly_run_id], kind)
    last = behind.get(assembly_run_id)
    words = Toast(_("The packaging is chosen."), f"/activity/{last}/undo" if last else None)
    return done(request, f"/assembly/{assembly_run_id}", words)


def _run(
    request: Request, db: TenantSession, run_id: UUID, form: Submission[ChooseForm] | None = None
) -> Response:
    item = service.get(db, run_id)
    recorded = activity.get(db, item.operation_id) if item.operation_id else None
    people = {one.account_id: one.display_name for one in accounts.list_members(db)}
    return page(
        request,
        "assembly/show.html",
        status=form.status if form else 200,
        item=item,
        undo=f"/activity/{item.operation_id}/undo" if recorded and recorded.can_undo else None,
        by=people.get(item.recorded_by) if item.recorded_by else None,
        lots=service.lot_choices(db, run_id) if any(one.left for one in item.owed) else {},
        form=form,
        **PLACE,
    )


def _of(db: TenantSession, asked: RunsQuery) -> str:
    """The one thing the list is of. Raises NotFound."""
    if asked.good:
        return finished_goods.get(db, asked.good).name
    return events.get(db, asked.event).name if asked.event else ""
