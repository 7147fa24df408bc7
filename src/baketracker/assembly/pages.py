"""The pages of packing: what is to be packed, for an event or by itself."""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Request, Response

from baketracker.db.tenancy import TenantSession
from baketracker.events import service as events
from baketracker.faces.forms import attempt
from baketracker.faces.web import PageDb, PageRouter, Submission, Toast, done, form_of, page
from baketracker.faces.words import N_, _
from baketracker.fields import SearchText
from baketracker.finished_goods import service as finished_goods
from baketracker.progress import service as progress

from . import service
from .drawing import PLACE
from .forms import PackForm
from .given import MOST, Packaging
from .schemas import AssemblyView

router = PageRouter(prefix="/assemble")
PACK = form_of(PackForm)
LABELS = {"quantity": N_("How many"), "bypass_notes": N_("Why without"), "notes": N_("Notes")}
OFFERED = 12


@dataclass(frozen=True, slots=True)
class Step:
    """How many of a good somebody is about to pack: what stands in the field, and by how much the
    pressed key changes it. What is no number counts as 1."""

    quantity: Annotated[SearchText, Query()] = ""
    by: Annotated[SearchText, Query()] = ""
    packaging: Packaging = "take"

    @property
    def count(self) -> int | None:
        """None: nobody has said a number."""
        if not self.quantity:
            return None
        stood = int(self.quantity) if self.quantity.isdecimal() and len(self.quantity) < 8 else 1
        return min(max(stood + {"1": 1, "-1": -1}.get(self.by, 0), 1), MOST)


Stepped = Annotated[Step, Depends()]
NOTHING = Step()


@router.get("")
def index(request: Request, db: PageDb, q: SearchText = "") -> Response:
    """For which event; or one good by itself."""
    coming, past = events.search(db, "upcoming").items, events.search(db, "past").items
    baking = [one for one in (*past, *coming) if one.plan_state == "in_production"]
    ahead = [one for one in coming if one.plan_state in ("draft", "locked")]
    return page(
        request,
        "assembly/index.html",
        fragment="results",
        # Those that are baked now come first.
        coming=[*baking, *ahead],
        goods=finished_goods.search(db, q, limit=OFFERED).items,
        q=q,
        today=db.scope.today(),
        **PLACE,
    )


@router.get("/goods/{finished_good_id}")
def good(request: Request, db: PageDb, finished_good_id: UUID, step: Stepped) -> Response:
    """One good, for no event."""
    return _good(request, db, finished_good_id, step)


@router.post("/goods/{finished_good_id}")
def pack_good(
    request: Request, db: PageDb, finished_good_id: UUID, form: Submission[PackForm] = PACK
) -> Response:
    made = attempt(
        form,
        lambda given: service.record(db, given.assembly(finished_good_id, None), form.op_id),
    )
    if made is None:
        return _good(request, db, finished_good_id, NOTHING, form)
    return _packed(request, made, f"/assembly/{made.id}")


@router.get("/{event_id}")
def event(request: Request, db: PageDb, event_id: UUID) -> Response:
    """What is to be packed for an event, what is possible now, and what is missing."""
    return _event(request, db, event_id)


@router.get("/{event_id}/goods/{finished_good_id}")
def another_number(
    request: Request, db: PageDb, event_id: UUID, finished_good_id: UUID, step: Stepped
) -> Response:
    """The same, with another number of one of its goods."""
    return _event(request, db, event_id, finished_good_id, step)


@router.post("/{event_id}/goods/{finished_good_id}")
def pack(
    request: Request,
    db: PageDb,
    event_id: UUID,
    finished_good_id: UUID,
    form: Submission[PackForm] = PACK,
) -> Response:
    """Pack so many of one of its goods."""
    made = attempt(
        form,
        lambda given: service.record(db, given.assembly(finished_good_id, event_id), form.op_id),
    )
    if made is None:
        return _event(request, db, event_id, finished_good_id, form=form)
    return _packed(request, made, f"/assemble/{event_id}")


def _event(
    request: Request,
    db: TenantSession,
    event_id: UUID,
    good_id: UUID | None = None,
    step: Step = NOTHING,
    form: Submission[PackForm] | None = None,
) -> Response:
    packing = service.check_pooled(db, event_id)
    said = _said(step, form)
    counts = {
        one.good.id: (said if one.good.id == good_id and said else max(one.check.possible, 1))
        for one in packing.goods
    }
    return page(
        request,
        "assembly/event.html",
        status=form.status if form else 200,
        packing=packing,
        later={one.good.id: one for one in progress.projected(db, event_id).goods},
        counts=counts,
        # What that number would take, which may be more than what is planned.
        checks={
            one.good.id: service.check(db, one.good.id, counts[one.good.id], event_id)
            for one in packing.goods
            if one.check.parts
        },
        chosen=good_id,
        step=step,
        form=form,
        today=db.scope.today(),
        labels={name: _(words) for name, words in LABELS.items()},
        **PLACE,
    )


def _said(step: Step, form: Submission[PackForm] | None) -> int | None:
    """How many somebody wants to pack; None where nobody has said it."""
    return Step(str(form.typed.get("quantity", ""))).count if form else step.count


def _good(
    request: Request,
    db: TenantSession,
    good_id: UUID,
    step: Step,
    form: Submission[PackForm] | None = None,
) -> Response:
    item = finished_goods.get(db, good_id)
    count = _said(step, form) or 1
    return page(
        request,
        "assembly/good.html",
        status=form.status if form else 200,
        item=item,
        count=count,
        check=service.check(db, good_id, count) if item.parts else None,
        generic=[part.name for part in item.parts if part.is_generic],
        step=step,
        form=form,
        labels={name: _(words) for name, words in LABELS.items()},
        **PLACE,
    )


def _packed(request: Request, made: AssemblyView, to: str) -> Response:
    words = _("%(count)s × %(name)s packed.") % {"count": made.quantity, "name": made.good.name}
    return done(request, to, Toast(words, f"/activity/{made.operation_id}/undo"))
