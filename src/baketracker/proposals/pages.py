"""The pages of what waits: the tray, one proposal while it is read and when it is, and what becomes
of it."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Form, Request, Response
from jinja2_fragments import render_block
from sqlalchemy import Engine
from starlette.responses import StreamingResponse

from baketracker.accounts import door
from baketracker.db.scope import Scope
from baketracker.db.tenancy import TenantSession, tenant_transaction
from baketracker.errors import BakeTrackerError, RuleBroken
from baketracker.faces.forms import attempt
from baketracker.faces.http import engine_of
from baketracker.faces.lists import more_of
from baketracker.faces.templates import templates
from baketracker.faces.web import PageDb, PageRouter, Submission, Toast, done, form_of, page
from baketracker.faces.words import _, ngettext, speaking
from baketracker.products import service as products
from baketracker.tasks import service as tasks
from baketracker.tasks.schemas import TaskView
from baketracker.tasks.stream import Stream, last_seen

from . import service
from .drafts import PurchaseDraft
from .drawing import sheet_of
from .forms import ConfirmForm, SentenceForm
from .page import PLACE, TITLES, reading, shown, task_of
from .settling import Settled
from .viewing import ProposalView

router = PageRouter(prefix="/review")
LOOK_SECONDS = 0.15


def to_review(db: TenantSession) -> int:
    """How much waits for somebody's look, for the frame of every page."""
    return service.count_to_review(db)


@router.get("")
def index(request: Request, db: PageDb, cursor: str | None = None) -> Response:
    """The tray: proposals first, then products that were written down in passing."""
    waiting = service.waiting(db)
    found = products.to_review(db, cursor)
    return page(
        request,
        "review/index.html",
        waiting=waiting.items,
        more_waiting=waiting.next is not None,
        found=found,
        more=more_of("/review", found.next),
        total=to_review(db),
        titles={name: _(words) for name, words in TITLES.items()},
        sheets=_sheets(waiting.items),
        **PLACE,
    )


@router.get("/learnt")
def learnt(request: Request, db: PageDb) -> Response:
    """What corrections have taught, each with a way to forget it."""
    told: dict[str, Any] = {"learnt": service.learnt(db), "misses": service.misses(db)}
    return page(request, "review/learnt.html", **told, went=service.how_it_went(db), **PLACE)


@router.post("/learnt/{alias_id}/removal")
def forget(request: Request, db: PageDb, alias_id: UUID) -> Response:
    service.forget(db, alias_id)
    return done(request, "/review/learnt", Toast(_("Forgotten: it is asked again next time.")))


@router.get("/{proposal_id}")
def show(request: Request, db: PageDb, proposal_id: UUID) -> Response:
    return shown(request, db, service.get(db, proposal_id))


@router.get("/{proposal_id}/progress")
def progress(request: Request, db: PageDb, proposal_id: UUID) -> Response:
    """Asked for when the stream fails, and by browsers without scripts."""
    item = service.get(db, proposal_id)
    return page(
        request,
        "review/progress.html",
        fragment="progress",
        **reading(item, task_of(db, proposal_id)),
        **PLACE,
    )


@router.get("/{proposal_id}/events")
def events(request: Request, db: PageDb, proposal_id: UUID) -> StreamingResponse:
    """How far the reading is, until it is over."""
    service.get(db, proposal_id)
    engine, scope = engine_of(request), db.scope
    stream = Stream(
        look=lambda: _look(engine, scope, proposal_id),
        draw=lambda _task: _progress_drawn(engine, scope, proposal_id),
        leaving=lambda: bool(request.app.state.draining),
        look_seconds=LOOK_SECONDS,
    )
    return StreamingResponse(
        stream.events(last_seen(request.headers.get("last-event-id"))),
        media_type="text/event-stream",
        headers={"X-Accel-Buffering": "no"},
    )


@router.post("/{proposal_id}/confirmation")
def confirm(
    request: Request,
    db: PageDb,
    proposal_id: UUID,
    form: Annotated[Submission[ConfirmForm], form_of(ConfirmForm)],
) -> Response:
    """Write what is ready, as it was shown."""
    was = service.get(db, proposal_id)
    if form.model is None:
        return shown(request, db, was, form)
    try:
        made = service.confirm(db, proposal_id, form.model.seen, form.op_id)
    except RuleBroken as error:
        # What is asked is answered on the page itself.
        form.refuse(error)
        return shown(request, db, was, form)
    toast = Toast(_saved(was, made), f"/activity/{made.operation_id}/undo")
    return done(request, f"/review/{proposal_id}" if made.waits else _onward(db, was, made), toast)


@router.post("/{proposal_id}/dismissal")
def discard(
    request: Request,
    db: PageDb,
    proposal_id: UUID,
    op_id: Annotated[UUID | None, Form()] = None,
) -> Response:
    operation = service.discard(db, proposal_id, op_id)
    return done(request, "/review", Toast(_("Discarded."), f"/activity/{operation}/undo"))


@router.post("/{proposal_id}/again")
def again(
    request: Request,
    db: PageDb,
    proposal_id: UUID,
    form: Annotated[Submission[SentenceForm], form_of(SentenceForm)],
) -> Response:
    """Read other words in place of those that led nowhere."""
    made = attempt(form, lambda typed: service.begin_again(db, proposal_id, typed.said, form.op_id))
    if made is None:
        return shown(request, db, service.get(db, proposal_id), form)
    return done(request, f"/review/{made}")


@router.post("/{proposal_id}/retry")
def retry(
    request: Request,
    db: PageDb,
    proposal_id: UUID,
) -> Response:
    """Read the same recording or picture once more."""
    service.begin_once_more(db, proposal_id)
    return done(request, f"/review/{proposal_id}")


def _sheets(items: list[ProposalView]) -> dict[UUID, Any]:
    return {one.id: sheet_of(one.draft) for one in items if isinstance(one.draft, PurchaseDraft)}


def _look(engine: Engine, scope: Scope, proposal_id: UUID) -> TaskView | None:
    try:
        with tenant_transaction(engine, scope) as db:
            return tasks.get(db, proposal_id) if door.is_open(db) else None
    except BakeTrackerError:
        return None


def _progress_drawn(engine: Engine, scope: Scope, proposal_id: UUID) -> str:
    speaking.set(scope.locale)
    with tenant_transaction(engine, scope) as db:
        told = reading(service.get(db, proposal_id), task_of(db, proposal_id))
    return str(render_block(templates.env, "review/progress.html", "progress", **told))


def _saved(was: ProposalView, made: Settled) -> str:
    """What was just written down, in a sentence."""
    if was.kind == "purchase":
        words = ngettext("%(num)s purchase is saved.", "%(num)s purchases are saved.", made.saved)
        return words % {"num": made.saved}
    return _("Saved.")


def _onward(db: TenantSession, was: ProposalView, made: Settled) -> str:
    """What was said in the same breath comes next, else what was saved is shown."""
    others = service.following(db, was.id)
    return f"/review/{others[0].id}" if others else made.href
