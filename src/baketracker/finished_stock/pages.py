"""The pages of finished stock: what is baked and packed, and one thing of it."""

from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Request, Response

from baketracker.accounts import service as accounts
from baketracker.db.tenancy import TenantSession
from baketracker.faces.forms import attempt
from baketracker.faces.lists import address, more_of, shelf_links
from baketracker.faces.web import PageDb, PageRouter, Submission, Toast, done, form_of, page
from baketracker.faces.words import N_, _
from baketracker.fields import SearchText

from . import service
from .forms import CountForm, GoneForm, LowForm
from .kinds import KindName
from .schemas import FinishedChange, Show
from .words import REASONS

router = PageRouter(prefix="/finished")
GONE, COUNT, LOW = form_of(GoneForm), form_of(CountForm), form_of(LowForm)
PLACE: dict[str, Any] = {"here": "finished", "mode": "make"}
LABELS = {
    "gone": N_("How many"),
    "reason": N_("Why"),
    "notes": N_("Notes"),
    "counted": N_("How many are there"),
    "why": N_("What happened"),
    "low_below": N_("Low below"),
}
SHOWN: list[tuple[Show, str]] = [
    ("", N_("On hand")), ("low", N_("Running low")), ("all", N_("All")),
]  # fmt: skip
Form = Submission[Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for: `units` and `goods` are where each of the two lists goes on."""

    q: SearchText = ""
    show: Show = ""
    units: str | None = None
    goods: str | None = None


@router.get("")
def index(request: Request, db: PageDb, asked: Annotated[Asked, Depends()]) -> Response:
    """Baked units and packed goods on hand."""
    units = service.search(db, "units", asked.q, asked.units, show=asked.show)
    goods = service.search(db, "goods", asked.q, asked.goods, show=asked.show)
    kept = {"q": asked.q, "show": asked.show}
    return page(
        request,
        "finished_stock/index.html",
        fragment="results",
        units=units,
        goods=goods,
        counts={
            kind: service.count(db, kind, asked.q, show=asked.show) for kind in ("units", "goods")
        },
        more_units=address("/finished", **kept, units=units.next) if units.next else None,
        more_goods=address("/finished", **kept, goods=goods.next) if goods.next else None,
        worth=service.worth(db),
        filters=shelf_links("/finished", [(s, _(w)) for s, w in SHOWN], asked.show, q=asked.q),
        q=asked.q,
        show=asked.show,
        today=db.scope.today(),
        **PLACE,
    )


@router.get("/units/{finished_unit_id}")
def show_unit(
    request: Request, db: PageDb, finished_unit_id: UUID, cursor: str | None = None
) -> Response:
    """One baked unit: how many, what changed it, and the forms that do."""
    return _item(request, db, "units", finished_unit_id, cursor=cursor)


@router.get("/goods/{finished_good_id}")
def show_good(
    request: Request, db: PageDb, finished_good_id: UUID, cursor: str | None = None
) -> Response:
    """One packed good, as a unit."""
    return _item(request, db, "goods", finished_good_id, cursor=cursor)


@router.post("/units/{finished_unit_id}/gone")
def unit_gone(
    request: Request, db: PageDb, finished_unit_id: UUID, form: Submission[GoneForm] = GONE
) -> Response:
    return _gone(request, db, "units", finished_unit_id, form)


@router.post("/goods/{finished_good_id}/gone")
def good_gone(
    request: Request, db: PageDb, finished_good_id: UUID, form: Submission[GoneForm] = GONE
) -> Response:
    return _gone(request, db, "goods", finished_good_id, form)


@router.post("/units/{finished_unit_id}/count")
def unit_counted(
    request: Request, db: PageDb, finished_unit_id: UUID, form: Submission[CountForm] = COUNT
) -> Response:
    return _counted(request, db, "units", finished_unit_id, form)


@router.post("/goods/{finished_good_id}/count")
def good_counted(
    request: Request, db: PageDb, finished_good_id: UUID, form: Submission[CountForm] = COUNT
) -> Response:
    return _counted(request, db, "goods", finished_good_id, form)


@router.post("/units/{finished_unit_id}/threshold")
def unit_low(
    request: Request, db: PageDb, finished_unit_id: UUID, form: Submission[LowForm] = LOW
) -> Response:
    return _low(request, db, "units", finished_unit_id, form)


@router.post("/goods/{finished_good_id}/threshold")
def good_low(
    request: Request, db: PageDb, finished_good_id: UUID, form: Submission[LowForm] = LOW
) -> Response:
    return _low(request, db, "goods", finished_good_id, form)


def _gone(
    request: Request, db: TenantSession, kind: KindName, item_id: UUID, form: Submission[GoneForm]
) -> Response:
    made = attempt(
        form, lambda given: service.adjust(db, kind, item_id, given.correction(), form.op_id)
    )
    if made is None:
        return _item(request, db, kind, item_id, gone_form=form)
    return _after(request, made)


def _counted(
    request: Request, db: TenantSession, kind: KindName, item_id: UUID, form: Submission[CountForm]
) -> Response:
    made = attempt(
        form, lambda given: service.adjust(db, kind, item_id, given.correction(), form.op_id)
    )
    if made is None:
        return _item(request, db, kind, item_id, count_form=form)
    return _after(request, made)


def _low(
    request: Request, db: TenantSession, kind: KindName, item_id: UUID, form: Submission[LowForm]
) -> Response:
    made = attempt(form, lambda given: service.set_low_below(db, kind, item_id, given, form.op_id))
    if made is None:
        return _item(request, db, kind, item_id, low_form=form)
    return _after(request, made)


def _after(request: Request, made: FinishedChange) -> Response:
    """Back to the thing, with what was done and the way back."""
    place = f"/finished/{made.item.kind}/{made.item.id}"
    if made.operation_id is None:
        return done(request, place, Toast(_("Nothing was changed: it is as it was.")))
    words = _("%(count)s %(name)s are there now.") % {
        "count": made.item.on_hand, "name": made.item.name,
    }  # fmt: skip
    return done(request, place, Toast(words, f"/activity/{made.operation_id}/undo"))


def _item(
    request: Request,
    db: TenantSession,
    kind: KindName,
    item_id: UUID,
    *,
    cursor: str | None = None,
    gone_form: Form | None = None,
    count_form: Form | None = None,
    low_form: Form | None = None,
) -> Response:
    form = gone_form or count_form or low_form
    moves = service.history(db, kind, item_id, cursor)
    return page(
        request,
        "finished_stock/item.html",
        status=form.status if form else 200,
        item=service.get(db, kind, item_id),
        history=moves,
        more=more_of(f"/finished/{kind}/{item_id}", moves.next),
        people={one.account_id: one.display_name for one in accounts.list_members(db)},
        said_of={reason: _(words) for reason, words in REASONS.items()},
        reasons=[(one, _(REASONS[one])) for one in ("consumption", "spoilage", "gift")],
        labels={name: _(text) for name, text in LABELS.items()},
        gone_form=gone_form,
        count_form=count_form,
        low_form=low_form,
        any_form=form,
        today=db.scope.today(),
        **PLACE,
    )
