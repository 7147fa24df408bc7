"""The page of one lot: where it came from, what left it, and the forms that change it."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from fastapi import Request, Response

from baketracker.accounts import service as accounts
from baketracker.db.tenancy import TenantSession
from baketracker.errors import Stale
from baketracker.faces.forms import attempt, differences
from baketracker.faces.lists import more_of
from baketracker.faces.web import PageDb, PageRouter, Submission, done, form_of
from baketracker.faces.words import N_, _
from baketracker.stock.ledger import MANUAL
from baketracker.suppliers import service as suppliers

from . import adjusting, changing, history, service
from .drawing import draw, toast, units_like
from .forms import AdjustForm, LotForm, lot_typed
from .schemas import BoughtView, LotView
from .words import REASONS

router = PageRouter(prefix="/pantry/lots")
ADJUST, CHANGE = form_of(AdjustForm), form_of(LotForm)
LABELS = {
    "new_quantity": N_("Left now"),
    "remaining_percentage": N_("Or left, as a share of what is there now"),
    "amount_used": N_("Or gone"),
    "unit": N_("Unit of what is gone"),
    "reason": N_("Why"),
    "notes": N_("Notes"),
    "location": N_("Where it stands"),
    "expires_on": N_("Good until"),
    "opened_on": N_("Opened on"),
    "lot_code": N_("Lot number on the package"),
    "supplier_id": N_("Bought at"),
}


@router.get("/{lot_id}")
def show(request: Request, db: PageDb, lot_id: UUID, cursor: str | None = None) -> Response:
    """All about one lot, used up or not."""
    return _lot(request, db, lot_id, cursor=cursor)


@router.post("/{lot_id}/adjust")
def adjust(
    request: Request, db: PageDb, lot_id: UUID, form: Submission[AdjustForm] = ADJUST
) -> Response:
    """Part of it is gone."""
    was = service.get(db, lot_id)
    try:
        change = attempt(
            form,
            lambda given: adjusting.adjust(
                db, lot_id, given.adjustment(was), form.op_id, version=form.version or 0
            ),
        )
    except Stale:
        form.version = was.version
        unlike = _unlike(form, was, None, ["new_quantity"])
        return _lot(request, db, lot_id, adjust_form=form, unlike=unlike, status=412)
    if change is None:
        return _lot(request, db, lot_id, adjust_form=form, status=422)
    return done(request, f"/pantry/lots/{lot_id}", toast(_("That is taken off."), change))


@router.post("/{lot_id}")
def save(
    request: Request, db: PageDb, lot_id: UUID, form: Submission[LotForm] = CHANGE
) -> Response:
    """What is known of it beside its amount."""
    was, bought = service.get(db, lot_id), history.bought(db, lot_id)
    try:
        change = attempt(
            form,
            lambda given: changing.change(
                db, lot_id, given.change(bought), form.op_id, version=form.version or 0
            ),
        )
    except Stale:
        form.version = was.version
        unlike = _unlike(form, was, bought, list(LotForm.model_fields))
        return _lot(request, db, lot_id, change_form=form, unlike=unlike, status=412)
    if change is None:
        return _lot(request, db, lot_id, change_form=form, status=422)
    return done(request, f"/pantry/lots/{lot_id}", toast(_("That is saved."), change))


def _lot(
    request: Request,
    db: TenantSession,
    lot_id: UUID,
    *,
    adjust_form: Submission[AdjustForm] | None = None,
    change_form: Submission[LotForm] | None = None,
    unlike: list[tuple[str, str, str]] | None = None,
    cursor: str | None = None,
    status: int = 200,
) -> Response:
    lot, bought = service.get(db, lot_id), history.bought(db, lot_id)
    left = history.history(db, lot_id, cursor)
    return draw(
        request,
        "lot.html",
        status=status,
        lot=lot,
        bought=bought,
        history=left,
        more=more_of(f"/pantry/lots/{lot_id}", left.next),
        people={one.account_id: one.display_name for one in accounts.list_members(db)},
        was=lot_typed(lot, bought),
        adjust_form=adjust_form,
        change_form=change_form,
        unlike=unlike,
        units=units_like(lot.unit),
        reasons=[(reason, _(REASONS[reason])) for reason in MANUAL],
        said_of={reason: _(words) for reason, words in REASONS.items()},
        shops=[("", _("nobody knows")), *((s.id, s.label) for s in suppliers.choices(db))],
        labels={name: _(text) for name, text in LABELS.items()},
        today=db.scope.today(),
    )


def _unlike(
    form: Submission[Any], was: LotView, bought: BoughtView | None, names: Sequence[str]
) -> list[tuple[str, str, str]]:
    """What was typed that is not what is stored by now."""
    return differences(form, lot_typed(was, bought), {name: _(LABELS[name]) for name in names})
