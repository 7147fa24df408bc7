"""The kitchen view: one step a screen, timers, and how it came out."""

from typing import Annotated, Any
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
from baketracker.production import open_batches
from baketracker.production.drawing import said
from baketracker.production.open_schemas import (
    AtStep,
    NewBatch,
    NewTimer,
    OpenBatchView,
    StoppedTimer,
)
from baketracker.production.words import CATEGORIES

from . import service
from .drawing import PLACE, clocks
from .forms import DoneForm

router = PageRouter(prefix="/kitchen")
MINUTES = (1, 5, 10, 15, 20, 30)


@router.post("")
def begin(
    request: Request, db: PageDb, form: Annotated[Submission[NewBatch], form_of(NewBatch)]
) -> Response:
    """Cook a recipe, for no event unless one is told."""
    begun = attempt(form, lambda typed: open_batches.begin(db, typed, form.op_id))
    if begun is None:
        return _refused(request, "/recipes", form)
    return done(request, f"/kitchen/{begun.id}")


@router.get("/{open_batch_id}")
def show(request: Request, db: PageDb, open_batch_id: UUID) -> Response:
    """The step somebody stands at; before the first, all that it takes."""
    batch, cooking = service.cook_batch(db, open_batch_id)
    at = min(batch.step, len(cooking.steps))
    return _screen(
        request, db, batch, "step.html", cooking=cooking, at=at,
        step=cooking.steps[at - 1] if at else None,
        coming=cooking.steps[at] if at < len(cooking.steps) else None,
        fahrenheit=accounts.get_bakery(db).units == "us",
    )  # fmt: skip


@router.post("/{open_batch_id}/step")
def turn(
    request: Request,
    db: PageDb,
    open_batch_id: UUID,
    form: Annotated[Submission[AtStep], form_of(AtStep)],
) -> Response:
    """Back or on: the key says which step, so that pressing it twice is pressing it once."""
    turned = attempt(form, lambda typed: open_batches.turn_to(db, open_batch_id, typed))
    if turned is None:
        return _refused(request, f"/kitchen/{open_batch_id}", form)
    return done(request, f"/kitchen/{open_batch_id}")


@router.get("/{open_batch_id}/timers")
def timers(request: Request, db: PageDb, open_batch_id: UUID) -> Response:
    return _timers(request, db, open_batch_id)


@router.post("/{open_batch_id}/timers")
def start_timer(
    request: Request,
    db: PageDb,
    open_batch_id: UUID,
    form: Annotated[Submission[NewTimer], form_of(NewTimer)],
) -> Response:
    started = attempt(form, lambda typed: open_batches.start_timer(db, open_batch_id, typed))
    if started is None:
        return _timers(request, db, open_batch_id, form)
    return done(request, f"/kitchen/{open_batch_id}")


@router.post("/{open_batch_id}/timers/end")
def stop_timer(
    request: Request,
    db: PageDb,
    open_batch_id: UUID,
    form: Annotated[Submission[StoppedTimer], form_of(StoppedTimer)],
) -> Response:
    stopped = attempt(form, lambda typed: open_batches.stop_timer(db, open_batch_id, typed))
    if stopped is None:
        return _refused(request, f"/kitchen/{open_batch_id}", form)
    return done(request, f"/kitchen/{open_batch_id}" + ("/timers" if stopped.timers else ""))


@router.get("/{open_batch_id}/done")
def ask(request: Request, db: PageDb, open_batch_id: UUID) -> Response:
    """How many are good: what was expected stands there."""
    return _ask(request, db, open_batches.get(db, open_batch_id))


@router.post("/{open_batch_id}/done")
def finish(
    request: Request,
    db: PageDb,
    open_batch_id: UUID,
    form: Annotated[Submission[DoneForm], form_of(DoneForm)],
) -> Response:
    """Writes the run down. Where the event now comes out short, what may be done about it follows
    at once."""
    batch = open_batches.get(db, open_batch_id)
    made = attempt(
        form,
        lambda typed: open_batches.finish(
            db, open_batch_id, typed.finished(batch.expected), form.op_id
        ),
    )
    if made is None:
        return _ask(request, db, batch, form)
    toast = Toast(said(request, made), f"/activity/{made.operation_id}/undo")
    return done(request, _after(db, batch, made.id), toast)


@router.post("/{open_batch_id}/removal")
def give_up(request: Request, db: PageDb, open_batch_id: UUID) -> Response:
    """They come to nothing."""
    gone = open_batches.give_up(db, open_batch_id)
    words = _("%(name)s: given up. Nothing left the pantry.") % {"name": gone.finished_unit.name}
    return done(request, home_of(gone), Toast(words, f"/activity/{gone.operation_id}/undo"))


def home_of(batch: OpenBatchView) -> str:
    """Where somebody goes who leaves the kitchen."""
    return f"/make/{batch.event.id}" if batch.event else f"/recipes/{batch.recipe.id}"


def _after(db: TenantSession, batch: OpenBatchView, run_id: UUID) -> str:
    if batch.event is None:
        return f"/production/{run_id}"
    short = service.short_of(db, batch.event.id, batch.finished_unit.id)
    return f"/events/{batch.event.id}/repairs/{short}" if short else home_of(batch)


def _timers(
    request: Request,
    db: TenantSession,
    open_batch_id: UUID,
    form: Submission[NewTimer] | None = None,
) -> Response:
    batch = open_batches.get(db, open_batch_id)
    status = form.status if form else 200
    return _screen(request, db, batch, "timers.html", status=status, form=form, minutes=MINUTES)


def _ask(
    request: Request,
    db: TenantSession,
    batch: OpenBatchView,
    form: Submission[DoneForm] | None = None,
) -> Response:
    reasons = [("", _("not said")), *((name, _(words)) for name, words in CATEGORIES.items())]
    return _screen(
        request, db, batch, "done.html",
        status=form.status if form else 200,
        form=form or Submission[DoneForm](typed={"good": str(batch.expected or 0)}),
        reasons=reasons,
        counting=f"/pantry/count?event={batch.event.id}" if batch.event else "/pantry/count",
    )  # fmt: skip


def _screen(
    request: Request, db: TenantSession, batch: OpenBatchView, template: str, **shown: Any
) -> Response:
    return page(
        request,
        f"make/{template}",
        batch=batch,
        clocks=clocks(batch, reader_of(request)),
        home=f"/kitchen/{batch.id}",
        leave=home_of(batch),
        **shown,
        **PLACE,
    )


def _refused(request: Request, back: str, form: Submission[Any]) -> Response:
    """A key that no page of ours has."""
    shown = PLACE | {"back": back}
    return page(request, "make/refused.html", status=form.status, form=form, **shown)
