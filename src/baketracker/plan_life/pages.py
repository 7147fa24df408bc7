"""The pages of a plan's life: beginning to bake, ending, and changing it meanwhile."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import Request, Response

from baketracker.db.rows import live
from baketracker.db.tenancy import TenantSession
from baketracker.errors import NotFound
from baketracker.events import choosing
from baketracker.events import service as events
from baketracker.events.states import ALLOWED, Action
from baketracker.faces.forms import attempt
from baketracker.faces.web import PageDb, PageRouter, Submission, Toast, done, form_of, page
from baketracker.faces.words import N_, _
from baketracker.fields import SearchText
from baketracker.planning import service as planning
from baketracker.planning.supposing import MOST_BATCHES, MOST_GOODS, WhatIf
from baketracker.recipes.models import FinishedUnit

from . import amending, service
from .schemas import AmendBatches, AmendGood, Completing, Done, Dropping

router = PageRouter(prefix="/events")
ODD = N_("Write a whole number from %(least)s.")


@dataclass(frozen=True, slots=True)
class Item:
    """What is amended at `place`: a good, or the batches of a finished unit; `now` None: it is not
    in the plan. `supposing` asks for another number of it."""

    what: Literal["goods", "batches"]
    name: str
    now: int | None
    place: str
    supposing: Callable[[int], WhatIf]

    @property
    def most(self) -> int:
        return MOST_GOODS if self.what == "goods" else MOST_BATCHES

    @property
    def field(self) -> str:
        return "quantity" if self.what == "goods" else "batches"


@router.post("/{event_id}/start")
def start(request: Request, db: PageDb, event_id: UUID) -> Response:
    begun = service.start(db, event_id)
    words = _("Baking begins. What you change from now on is written down.")
    return _done(request, begun, words, _home(event_id))


@router.get("/{event_id}/completion")
def ask_completion(request: Request, db: PageDb, event_id: UUID) -> Response:
    return _completion(request, db, event_id)


@router.post("/{event_id}/completion")
def complete(
    request: Request,
    db: PageDb,
    event_id: UUID,
    form: Annotated[Submission[Completing], form_of(Completing)],
) -> Response:
    over = attempt(form, lambda given: service.complete(db, event_id, given.confirmed, form.op_id))
    if over is None:
        return _completion(request, db, event_id, status=422, form=form)
    words = _("%(name)s is over.") % {"name": over.event.name}
    return _done(request, over, words, _home(event_id))


@router.post("/{event_id}/shopping")
def all_bought(request: Request, db: PageDb, event_id: UUID) -> Response:
    said = service.say_shopping(db, event_id, True)
    return _done(request, said, _("All is bought."), _home(event_id))


@router.get("/{event_id}/amendments")
def amendments(request: Request, db: PageDb, event_id: UUID) -> Response:
    """The plan as it was and as it is, what was changed meanwhile and why."""
    plan = planning.plan_for(db, event_id)
    listed = {wish.good.id for wish in plan.goods}
    may = plan.event.plan_state in ALLOWED[Action.AMEND]
    addable = [
        (str(one.good.id), one.good.name)
        for one in (choosing.good_choices(db, event_id) if may else ())
        if one.good.id not in listed and one.trouble is None
    ]
    return _page(
        request, db, event_id, "amendments.html",
        plan=plan, compared=service.compare(db, event_id),
        changes=amending.amendments(db, event_id), addable=addable, may_amend=may,
    )  # fmt: skip


@router.get("/{event_id}/amendments/goods")
def ask_added(request: Request, db: PageDb, event_id: UUID, good_id: UUID) -> Response:
    """Something that is not on the list yet."""
    return _asked(request, db, event_id, _good(db, event_id, good_id), None)


@router.get("/{event_id}/amendments/goods/{finished_good_id}")
def ask_good(
    request: Request, db: PageDb, event_id: UUID, finished_good_id: UUID, quantity: SearchText = ""
) -> Response:
    return _typed(request, db, event_id, _good(db, event_id, finished_good_id), quantity)


@router.post("/{event_id}/amendments/goods/{finished_good_id}")
def amend_good(
    request: Request,
    db: PageDb,
    event_id: UUID,
    finished_good_id: UUID,
    form: Annotated[Submission[AmendGood], form_of(AmendGood)],
) -> Response:
    changed = attempt(
        form, lambda given: amending.amend_good(db, event_id, finished_good_id, given, form.op_id)
    )
    if changed is None:
        return _again(request, db, event_id, _good(db, event_id, finished_good_id), form)
    return _changed(request, changed)


@router.get("/{event_id}/amendments/goods/{finished_good_id}/removal")
def ask_dropping_good(
    request: Request, db: PageDb, event_id: UUID, finished_good_id: UUID
) -> Response:
    return _leaving(request, db, event_id, _good(db, event_id, finished_good_id))


@router.post("/{event_id}/amendments/goods/{finished_good_id}/removal")
def drop_good(
    request: Request,
    db: PageDb,
    event_id: UUID,
    finished_good_id: UUID,
    form: Annotated[Submission[Dropping], form_of(Dropping)],
) -> Response:
    changed = attempt(
        form, lambda given: amending.drop_good(db, event_id, finished_good_id, given, form.op_id)
    )
    if changed is None:
        return _leaving(request, db, event_id, _good(db, event_id, finished_good_id), form)
    return _changed(request, changed)


@router.get("/{event_id}/amendments/batches/{finished_unit_id}")
def ask_batches(
    request: Request, db: PageDb, event_id: UUID, finished_unit_id: UUID, batches: SearchText = ""
) -> Response:
    return _typed(request, db, event_id, _batches(db, event_id, finished_unit_id), batches)


@router.post("/{event_id}/amendments/batches/{finished_unit_id}")
def amend_batches(
    request: Request,
    db: PageDb,
    event_id: UUID,
    finished_unit_id: UUID,
    form: Annotated[Submission[AmendBatches], form_of(AmendBatches)],
) -> Response:
    changed = attempt(
        form,
        lambda given: amending.amend_batches(db, event_id, finished_unit_id, given, form.op_id),
    )
    if changed is None:
        return _again(request, db, event_id, _batches(db, event_id, finished_unit_id), form)
    return _changed(request, changed)


@router.get("/{event_id}/amendments/batches/{finished_unit_id}/removal")
def ask_dropping_batches(
    request: Request, db: PageDb, event_id: UUID, finished_unit_id: UUID
) -> Response:
    return _leaving(request, db, event_id, _batches(db, event_id, finished_unit_id))


@router.post("/{event_id}/amendments/batches/{finished_unit_id}/removal")
def drop_batches(
    request: Request,
    db: PageDb,
    event_id: UUID,
    finished_unit_id: UUID,
    form: Annotated[Submission[Dropping], form_of(Dropping)],
) -> Response:
    changed = attempt(
        form, lambda given: amending.drop_batches(db, event_id, finished_unit_id, given, form.op_id)
    )
    if changed is None:
        return _leaving(request, db, event_id, _batches(db, event_id, finished_unit_id), form)
    return _changed(request, changed)


def _good(db: TenantSession, event_id: UUID, good_id: UUID) -> Item:
    choices = choosing.good_choices(db, event_id)
    choice = next((one for one in choices if one.good.id == good_id), None)
    if choice is None:
        raise NotFound("finished good")
    place = f"{_home(event_id)}/amendments/goods/{good_id}"
    return Item("goods", choice.good.name, choice.quantity, place,
                lambda count: WhatIf(goods={good_id: count}))  # fmt: skip


def _batches(db: TenantSession, event_id: UUID, unit_id: UUID) -> Item:
    named = live(db, FinishedUnit, unit_id, "finished unit")
    units = planning.plan_for(db, event_id).units
    unit = next((one for one in units if one.id == unit_id), None)
    planned = unit.decided.batches if unit and unit.decided else None
    place = f"{_home(event_id)}/amendments/batches/{unit_id}"
    return Item("batches", named.name, planned, place,
                lambda count: WhatIf(batches={unit_id: count} if unit else {}))  # fmt: skip


def _typed(request: Request, db: TenantSession, event_id: UUID, item: Item, typed: str) -> Response:
    """The number asked for, judged before it is tried."""
    asked = _whole(typed)
    if typed and (not asked or asked > item.most):
        form = Submission[Any](typed={item.field: typed})
        form.errors["asked"] = _(ODD) % {"least": 1}
        return _asked(request, db, event_id, item, None, form)
    return _asked(request, db, event_id, item, asked)


def _again(
    request: Request, db: TenantSession, event_id: UUID, item: Item, form: Submission[Any]
) -> Response:
    return _asked(request, db, event_id, item, _whole(form.typed.get(item.field)), form)


def _asked(
    request: Request,
    db: TenantSession,
    event_id: UUID,
    item: Item,
    asked: int | None,
    form: Submission[Any] | None = None,
) -> Response:
    told = planning.what_if(db, event_id, item.supposing(asked)) if asked else None
    return _page(
        request, db, event_id, "amend.html",
        status=422 if form else 200, item=item, asked=asked, told=told, form=form,
    )  # fmt: skip


def _leaving(
    request: Request,
    db: TenantSession,
    event_id: UUID,
    item: Item,
    form: Submission[Any] | None = None,
) -> Response:
    """What changes without it, and why it goes."""
    told = planning.what_if(db, event_id, item.supposing(0))
    return _page(
        request, db, event_id, "leave_out.html",
        status=422 if form else 200, item=item, told=told, form=form,
    )  # fmt: skip


def _changed(request: Request, step: Done) -> Response:
    place = f"{_home(step.event.id)}/amendments"
    return _done(request, step, _("The plan is changed."), place)


def _completion(
    request: Request, db: TenantSession, event_id: UUID, *, status: int = 200, form: Any = None
) -> Response:
    lacking = service.unmade(db, event_id)
    return _page(
        request, db, event_id, "completion.html", status=status, lacking=lacking, form=form
    )


def _page(
    request: Request, db: TenantSession, event_id: UUID, template: str, **shown: Any
) -> Response:
    frame: dict[str, Any] = {"here": "events", "mode": "plan", "home": _home(event_id)}
    event = events.get(db, event_id)
    return page(request, f"plan_life/{template}", event=event, **frame, **shown)


def _done(request: Request, step: Done, words: str, place: str) -> Response:
    return done(request, place, Toast(words, f"/activity/{step.operation_id}/undo"))


def _home(event_id: UUID) -> str:
    return f"/events/{event_id}"


def _whole(typed: object) -> int | None:
    text = str(typed or "").strip()
    return int(text) if text.isdecimal() and len(text) < 8 else None
