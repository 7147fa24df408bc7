"""The pages of what waits: the tray, one proposal while it is read and when it is, and what becomes
of it."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Form, Query, Request, Response
from jinja2_fragments import render_block
from sqlalchemy import Engine
from starlette.responses import StreamingResponse

from baketracker.accounts import door
from baketracker.buying import service as buying
from baketracker.db.scope import Scope
from baketracker.db.tenancy import TenantSession, tenant_transaction
from baketracker.errors import BakeTrackerError, NotFound, RuleBroken
from baketracker.faces.forms import Stored, attempt
from baketracker.faces.http import engine_of
from baketracker.faces.lists import more_of
from baketracker.faces.templates import templates
from baketracker.faces.web import (
    PageDb,
    PageRouter,
    Submission,
    Toast,
    done,
    form_of,
    page,
)
from baketracker.faces.words import N_, _, ngettext, speaking
from baketracker.ingredients import service as ingredients
from baketracker.ingredients.choices import unit_options
from baketracker.products import service as products
from baketracker.suppliers import service as suppliers
from baketracker.tasks import service as tasks
from baketracker.tasks.schemas import TaskView
from baketracker.tasks.stream import Stream, last_seen

from . import service
from .drafts import By, EventDraft, PurchaseDraft, PurchaseLine, StockDraft
from .drawing import REASONS, WORDS, sheet_of
from .forms import DoubleForm, EventForm, HeadForm, LineForm, SentenceForm, StockForm
from .settling import Settled
from .viewing import ProposalView

router = PageRouter(prefix="/review")
PLACE: dict[str, Any] = {"here": "review", "mode": "purchase"}
LOOK_SECONDS = 0.15
TITLES = {
    "": N_("What you said"), "purchase": N_("What you bought"), "stock": N_("In the pantry"),
    "event": N_("A new event"), "plan": N_("A change of plan"), "run": N_("What was baked"),
}  # fmt: skip
LINE_LABELS = {
    "packages": N_("Packages"), "price": N_("Price of one package"), "name": N_("Called"),
    "ingredient_id": N_("Ingredient"), "quantity": N_("One package holds"), "unit": N_("Unit"),
    "product": N_("Product"),
}  # fmt: skip
EVENT_LABELS = {"name": N_("Name"), "event_date": N_("Day"), "guests": N_("Guests")}
Key = Annotated[int, Query(ge=0, le=10_000)]


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
    return page(request, "review/learnt.html", **told, **PLACE)


@router.post("/learnt/{alias_id}/removal")
def forget(request: Request, db: PageDb, alias_id: UUID) -> Response:
    service.forget(db, alias_id)
    return done(request, "/review/learnt", Toast(_("Forgotten: it is asked again next time.")))


@router.get("/{proposal_id}")
def show(request: Request, db: PageDb, proposal_id: UUID) -> Response:
    return _drawn(request, db, service.get(db, proposal_id))


@router.get("/{proposal_id}/progress")
def progress(request: Request, db: PageDb, proposal_id: UUID) -> Response:
    """Asked for when the stream fails, and by browsers without scripts."""
    item = service.get(db, proposal_id)
    return page(
        request,
        "review/progress.html",
        fragment="progress",
        **_reading(item, _task(db, proposal_id)),
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
    seen: Annotated[str, Form(max_length=64)] = "",
    op_id: Annotated[UUID | None, Form()] = None,
) -> Response:
    """Write what is ready, as it was shown."""
    was = service.get(db, proposal_id)
    try:
        made = service.confirm(db, proposal_id, seen, op_id)
    except RuleBroken as error:
        # What is asked is answered on the page itself.
        asked = Submission[Any]({})
        asked.refuse(error)
        return _drawn(request, db, was, asked)
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
        return _drawn(request, db, service.get(db, proposal_id), form)
    return done(request, f"/review/{made}")


@router.post("/{proposal_id}/retry")
def retry(
    request: Request,
    db: PageDb,
    proposal_id: UUID,
    op_id: Annotated[UUID | None, Form()] = None,
) -> Response:
    """Read the same recording or picture once more."""
    service.begin_once_more(db, proposal_id, op_id)
    return done(request, f"/review/{proposal_id}")


@router.post("/{proposal_id}/head")
def change_head(
    request: Request,
    db: PageDb,
    proposal_id: UUID,
    form: Annotated[Submission[HeadForm], form_of(HeadForm)],
) -> Response:
    """Another store or day."""
    attempt(
        form,
        lambda typed: service.change_head(db, proposal_id, typed.change(), form.version or 0),
    )
    if form.errors:
        return _drawn(request, db, service.get(db, proposal_id), form)
    return done(request, f"/review/{proposal_id}")


@router.post("/{proposal_id}/doubles")
def answer_double(
    request: Request,
    db: PageDb,
    proposal_id: UUID,
    form: Annotated[Submission[DoubleForm], form_of(DoubleForm)],
) -> Response:
    """What becomes of what is here already."""
    made = attempt(
        form,
        lambda typed: service.answer_double(
            db, proposal_id, typed.place, typed.answer, form.version or 0
        ),
    )
    if made is None:
        return _drawn(request, db, service.get(db, proposal_id), form)
    return done(request, f"/review/{proposal_id}")


@router.get("/{proposal_id}/lines/{key}")
def line(
    request: Request, db: PageDb, proposal_id: UUID, key: int, q: str | None = None
) -> Response:
    """One line in a form; `q` looks for the product that is meant."""
    return _line(request, db, service.get(db, proposal_id), key, q=q)


@router.post("/{proposal_id}/lines/{key}")
def change_line(
    request: Request,
    db: PageDb,
    proposal_id: UUID,
    key: int,
    form: Annotated[Submission[LineForm], form_of(LineForm)],
) -> Response:
    item = service.get(db, proposal_id)
    made = attempt(
        form,
        lambda typed: service.change_line(db, proposal_id, key, typed.change(), form.version or 0),
        stored=Stored(item.version, {}, LINE_LABELS, f"/review/{proposal_id}"),
    )
    if made is None:
        return _line(request, db, item, key, form)
    return done(request, f"/review/{proposal_id}")


@router.post("/{proposal_id}/stock/{key}")
def change_stock(
    request: Request,
    db: PageDb,
    proposal_id: UUID,
    key: int,
    form: Annotated[Submission[StockForm], form_of(StockForm)],
) -> Response:
    """Which lot is meant, or how much is there."""
    item = service.get(db, proposal_id)
    made = attempt(
        form,
        lambda typed: service.change_stock(db, proposal_id, key, typed.change(), form.version or 0),
        stored=Stored(item.version, {}, {}, f"/review/{proposal_id}"),
    )
    if made is None:
        return _drawn(request, db, item, form)
    return done(request, f"/review/{proposal_id}")


@router.post("/{proposal_id}/event")
def change_event(
    request: Request,
    db: PageDb,
    proposal_id: UUID,
    form: Annotated[Submission[EventForm], form_of(EventForm)],
) -> Response:
    item = service.get(db, proposal_id)
    made = attempt(
        form,
        lambda typed: service.change_event(db, proposal_id, typed.change(), form.version or 0),
        stored=Stored(item.version, {}, EVENT_LABELS, f"/review/{proposal_id}"),
    )
    if made is None:
        return _drawn(request, db, item, form)
    return done(request, f"/review/{proposal_id}")


def _drawn(
    request: Request,
    db: TenantSession,
    item: ProposalView,
    form: Submission[Any] | None = None,
) -> Response:
    """The proposal in the state it is in."""
    told: dict[str, Any] = {
        "item": item,
        "form": form,
        "title": _(TITLES[item.kind]),
        "reasons": {name: _(words) for name, words in REASONS.items()},
        "words": _words(item),
        "files": service.files_of(db, item.id),
        "others": service.following(db, item.id),
    }
    if item.state == "reading":
        told |= _reading(item, _task(db, item.id))
    elif item.state == "ready":
        told |= _ready(db, item)
    elif item.state == "answered":
        told["answers"] = service.answers_of(db, item.id)
    template = f"review/{item.kind}.html" if item.state == "ready" else f"review/{item.state}.html"
    return page(request, template, status=form.status if form else 200, **told, **PLACE)


def _words(item: ProposalView) -> dict[By, str]:
    """Who said a field. What our own rules looked up of what a model read is its suggestion too."""
    words = {name: _(text) for name, text in WORDS.items()}
    if isinstance(item.draft, PurchaseDraft):
        parts: list[PurchaseDraft | PurchaseLine] = [item.draft, *item.draft.lines]
        if any(by == "model" for part in parts for by in part.by.values()):
            words["rules"] = words["model"]
    return words


def _ready(db: TenantSession, item: ProposalView) -> dict[str, Any]:
    """What the page of its kind shows beside it."""
    draft = item.draft
    if isinstance(draft, PurchaseDraft):
        stores = [("", _("No store")), *((str(one.id), one.label) for one in suppliers.choices(db))]
        return {"draft": draft, "sheet": sheet_of(draft), "stores": stores}
    if isinstance(draft, StockDraft):
        lots, weigh = service.lots_in(db, draft), service.worth_weighing(db, draft)
        return {"draft": draft, "lots": lots, "weigh": weigh}
    if isinstance(draft, EventDraft):
        called = [(str(key), name) for key, name in service.recipe_names(db)]
        return {"draft": draft, "recipes": called, "labels": _labels(EVENT_LABELS)}
    return {"draft": draft}


def _line(
    request: Request,
    db: TenantSession,
    item: ProposalView,
    key: int,
    form: Submission[LineForm] | None = None,
    q: str | None = None,
) -> Response:
    line = service.line_of(item, key)
    return page(
        request,
        "review/line.html",
        status=form.status if form else 200,
        item=item,
        line=line,
        form=form,
        q=q,
        offered=_offered(db, line, q),
        ingredients=[(str(one.id), one.name) for one in ingredients.leaves(db)],
        units=unit_options(),
        labels=_labels(LINE_LABELS),
        **PLACE,
    )


def _offered(db: TenantSession, line: PurchaseLine, q: str | None) -> list[Any]:
    """The products to choose from: what was looked for, else what it may be."""
    words = q if q is not None else line.name or line.text
    found = buying.find(db, words) if words.strip() else []
    named = [key for key in (line.product_id, *line.choices) if key]
    own = buying.buyables(db, named, [line.material_product_id] if line.material_product_id else [])
    first = [] if q is not None else [own[key] for key in dict.fromkeys(named) if key in own]
    ids = {one.product.id for one in first}
    return [*first, *(one for one in found if one.product.id not in ids)]


def _labels(labels: dict[str, Any]) -> dict[str, str]:
    return {name: _(words) for name, words in labels.items()}


def _sheets(items: list[ProposalView]) -> dict[UUID, Any]:
    return {one.id: sheet_of(one.draft) for one in items if isinstance(one.draft, PurchaseDraft)}


def _task(db: TenantSession, proposal_id: UUID) -> TaskView | None:
    """How far its reading is; None for what was never read: a program proposed it whole."""
    try:
        return tasks.get(db, proposal_id)
    except NotFound:
        return None


def _reading(item: ProposalView, task: TaskView | None) -> dict[str, Any]:
    """How far the reading is, in words."""
    if item.state != "reading" or task is None:
        sentence = _("Here it is.")
    elif task.state == "waiting":
        sentence = _(item.note) if item.note else _("Waiting for its turn.")
    else:
        sentence = _(task.note) if task.note else _("Sent.")
    return {"item": item, "task": task, "sentence": sentence, "is_over": item.state != "reading"}


def _look(engine: Engine, scope: Scope, proposal_id: UUID) -> TaskView | None:
    try:
        with tenant_transaction(engine, scope) as db:
            return tasks.get(db, proposal_id) if door.is_open(db) else None
    except BakeTrackerError:
        return None


def _progress_drawn(engine: Engine, scope: Scope, proposal_id: UUID) -> str:
    speaking.set(scope.locale)
    with tenant_transaction(engine, scope) as db:
        told = _reading(service.get(db, proposal_id), _task(db, proposal_id))
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
