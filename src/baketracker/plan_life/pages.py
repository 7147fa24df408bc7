"""The pages of a plan's life: beginning to bake, ending, and changing it meanwhile."""

from dataclasses import dataclass
from typing import Annotated, Any
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
from baketracker.planning.supposing import WhatIf
from baketracker.recipes.models import FinishedUnit

from . import amending, service
from .schemas import AmendBatches, AmendGood, Completing, Done, DropBatches

router = PageRouter(prefix="/events")
MOST_GOODS, MOST_BATCHES = 1_000_000, 100_000
ODD = N_("Write a whole number from %(least)s.")


@dataclass(frozen=True, slots=True)
class Item:
    """What is amended: one of the goods or the batches; `now` None: it is not in the plan."""

    what: str
    field: str
    name: str
    now: int | None


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
    return _ask_good(request, db, event_id, good_id, None)


@router.get("/{event_id}/amendments/goods/{finished_good_id}")
def ask_good(
    request: Request, db: PageDb, event_id: UUID, finished_good_id: UUID, quantity: SearchText = ""
) -> Response:
    asked = _whole(quantity)
    if quantity and (asked is None or asked > MOST_GOODS):
        form = Submission[AmendGood](typed={"quantity": quantity})
        form.errors["asked"] = _(ODD) % {"least": 0}
        return _ask_good(request, db, event_id, finished_good_id, None, status=422, form=form)
    return _ask_good(request, db, event_id, finished_good_id, asked)


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
        asked = _whole(form.typed.get("quantity"))
        return _ask_good(request, db, event_id, finished_good_id, asked, status=422, form=form)
    return _done(request, changed, _("The plan is changed."), f"{_home(event_id)}/amendments")


@router.get("/{event_id}/amendments/batches/{finished_unit_id}")
def ask_batches(
    request: Request, db: PageDb, event_id: UUID, finished_unit_id: UUID, batches: SearchText = ""
) -> Response:
    asked = _whole(batches)
    if batches and (not asked or asked > MOST_BATCHES):
        form = Submission[AmendBatches](typed={"batches": batches})
        form.errors["asked"] = _(ODD) % {"least": 1}
        return _ask_batches(request, db, event_id, finished_unit_id, None, status=422, form=form)
    return _ask_batches(request, db, event_id, finished_unit_id, asked)


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
        asked = _whole(form.typed.get("batches"))
        return _ask_batches(request, db, event_id, finished_unit_id, asked, status=422, form=form)
    return _done(request, changed, _("The plan is changed."), f"{_home(event_id)}/amendments")


@router.post("/{event_id}/amendments/batches/{finished_unit_id}/removal")
def drop_batches(
    request: Request,
    db: PageDb,
    event_id: UUID,
    finished_unit_id: UUID,
    form: Annotated[Submission[DropBatches], form_of(DropBatches)],
) -> Response:
    changed = attempt(
        form, lambda given: amending.drop_batches(db, event_id, finished_unit_id, given, form.op_id)
    )
    if changed is None:
        return _ask_batches(request, db, event_id, finished_unit_id, None, status=422, form=form)
    return _done(request, changed, _("The plan is changed."), f"{_home(event_id)}/amendments")


def _ask_good(
    request: Request,
    db: TenantSession,
    event_id: UUID,
    finished_good_id: UUID,
    asked: int | None,
    *,
    status: int = 200,
    form: Any = None,
) -> Response:
    choices = choosing.good_choices(db, event_id)
    choice = next((one for one in choices if one.good.id == finished_good_id), None)
    if choice is None:
        raise NotFound("finished good")
    supposing = WhatIf(goods={finished_good_id: asked}) if asked is not None else None
    item = Item("goods", "quantity", choice.good.name, choice.quantity)
    place = f"{_home(event_id)}/amendments/goods/{finished_good_id}"
    return _asked(request, db, event_id, item, place, asked, supposing, status=status, form=form)


def _ask_batches(
    request: Request,
    db: TenantSession,
    event_id: UUID,
    finished_unit_id: UUID,
    asked: int | None,
    *,
    status: int = 200,
    form: Any = None,
) -> Response:
    named = live(db, FinishedUnit, finished_unit_id, "finished unit")
    units = planning.plan_for(db, event_id).units
    unit = next((one for one in units if one.id == finished_unit_id), None)
    supposing = WhatIf(batches={finished_unit_id: asked}) if asked and unit else None
    planned = unit.decided.batches if unit and unit.decided else None
    item = Item("batches", "batches", named.name, planned)
    place = f"{_home(event_id)}/amendments/batches/{finished_unit_id}"
    return _asked(request, db, event_id, item, place, asked, supposing, status=status, form=form)


def _asked(
    request: Request,
    db: TenantSession,
    event_id: UUID,
    item: Item,
    place: str,
    asked: int | None,
    supposing: WhatIf | None,
    *,
    status: int,
    form: Any,
) -> Response:
    told = planning.what_if(db, event_id, supposing) if supposing else None
    return _page(
        request, db, event_id, "amend.html",
        status=status, item=item, action=place, asked=asked, told=told, form=form,
    )  # fmt: skip


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
